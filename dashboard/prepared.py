"""What a server makes of a version before it can show it: made once, and kept for the next start.

`python -m dashboard.prepared DIR` keeps a dataset's tables (see `geodata.kept`), its pack and words as they go out, and the basemap;
`./run` calls it beside the server, which may write nothing itself.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

from dashboard.map import basemap, routes, wire
from dashboard.map.routes import Body
from geodata import files, kept
from geodata.check import blocking
from geodata.dataset import Dataset, build
from geodata.reading import read
from geodata.text import LANGUAGES

__all__ = ["basemap_body", "bodies", "keep", "main"]


def bodies(dataset: Dataset) -> dict[str, Body]:
    """The pack, under "pack", and the words of each language, under its code: as kept, or made now."""
    parts = kept.got(_name(dataset)) if dataset.known_on is None else None
    return Body.split(parts) if parts else _made(dataset)


def _made(dataset: Dataset) -> dict[str, Body]:
    texts = {lang: Body.of(wire.text(dataset, lang)) for lang in LANGUAGES}
    addresses = {lang: routes.address("text", body) for lang, body in texts.items()}
    return {"pack": Body.of(wire.pack(dataset, addresses)), **texts}


def basemap_body() -> Body:
    """The basemap: as kept, or made now."""
    parts = kept.got(_basemap_name())
    return Body.split(parts)["basemap"] if parts else Body.of(basemap.pack())


def keep(dataset: Dataset, made: dict[str, Body] | None = None) -> None:
    """Spare the next process the reading and the packing; `made` are the bodies where they have been made.

    Raises
    ------
    OSError
        If the cache folder cannot be written; the dataset is none the worse for it.
    """
    kept.keep(dataset)
    if not kept.has(_name(dataset)):
        kept.put(_name(dataset), Body.joined(made or bodies(dataset)))
    if not kept.has(_basemap_name()):
        kept.put(_basemap_name(), Body.joined({"basemap": Body.of(basemap.pack())}))


def _name(dataset: Dataset) -> str:
    return f"{dataset.version}-{kept.form()}-{_form()}"


@cache
def _basemap_name() -> str:
    """Of the layers' own bytes, and of the code that packs them."""
    layers = {path.name: path.read_bytes() for path in sorted(basemap.FOLDER.glob("*.geojson"))}
    return f"basemap-{files.digest(layers)}-{_form()}"


@cache
def _form() -> str:
    """A hash of the code that packs."""
    whole = hashlib.sha256()
    for path in sorted(Path(wire.__file__).parent.glob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def main(directory: Path) -> None:
    """Keep what a start needs of the dataset in `directory`, if it is sound and not kept yet."""
    found = kept.load(kept.version_of(directory))
    if found is None:
        reading = read(directory)
        if blocking(reading):
            return
        found = build(reading)
    keep(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
