"""The whole dataset as one HTML file that opens from disk with the network off: map, clock, stories, words, basemap."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html import escape
from pathlib import Path
from typing import Any

from dashboard import panels, vendor, words
from dashboard.export.fonts import web_font
from dashboard.map import basemap, build, wire
from dashboard.map.bundle import bundle, classic
from dashboard.plain import inert
from dashboard.view import View, for_map
from geodata.dataset import Dataset
from geodata.model import Sentence, Story
from geodata.period import EPOCH
from geodata.stamp import Stamp
from geodata.text import LANGUAGES, direction

__all__ = ["one_file"]

_HERE = Path(__file__).parent
_LEAFLET = vendor.MODULES / "leaflet" / "dist"
#: Family, file, and the letters for which a browser looks into it.
_FONTS = (
    ("Noto Sans", "noto-sans/files/noto-sans-latin-wght-normal", "U+0000-00FF, U+02B9-02DD, U+2000-22FF"),
    ("Noto Sans", "noto-sans/files/noto-sans-latin-ext-wght-normal", "U+0100-02B8, U+1E00-1EFF"),
    (
        "Noto Sans Arabic",
        "noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal",
        "U+0600-08FF, U+FB50-FEFF",
    ),
)
#: What the fonts must hold whatever the dataset says: the figures and signs that the clock writes.
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "×−–·…‹›←→²،؛؟٪"


def one_file(dataset: Dataset, view: View, stamp: Stamp) -> bytes:
    """The file: UTF-8, with everything in it, and a policy that lets nothing run or load but what stands in it.

    Parameters
    ----------
    dataset : Dataset
        As it was known on the view's day of knowledge.
    view : View
        What the file opens with.
    stamp : Stamp
        Stands in the file as JSON, and in its foot for people.
    """
    vendor.ensure()
    parts = _documents(dataset)
    style = _style("".join(parts.values()))
    scripts = [classic(_LEAFLET / "leaflet.js"), bundle(_HERE / "offline.js")]
    page = (_HERE / "offline.html").read_text(encoding="utf-8")
    told = {
        "lang": view.lang,
        "digits": view.digits,
        "view": for_map(view),
        "map": build.settings(),
        "stamp": json.loads(stamp.to_json()),
    }
    slots = {
        "lang": view.lang,
        "dir": direction(view.lang),
        "policy": escape(_policy(style, scripts)),
        "title": escape(
            f"{words.of(view.lang)['brand']} · {words.of(view.lang, view.digits).day(view.as_of)}"
        ),
        "style": style,
        "noscript": escape(" · ".join(words.of(lang)["needs_script"] for lang in LANGUAGES)),
        "stamp": inert(stamp.to_json()),
        "told": inert(json.dumps(told, ensure_ascii=False)),
        "documents": "\n".join(_packed(name, text) for name, text in _binary(dataset, parts).items()),
        "leaflet": scripts[0],
        "script": scripts[1],
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: slots[match[1]], page).encode()


def _documents(dataset: Dataset) -> dict[str, str]:
    """What stands in the file as JSON, by name; the pack stands beside it."""
    found: dict[str, Any] = {"basemap.json": basemap.pack(), "facts.json": _facts(dataset)}
    for lang in LANGUAGES:
        found[f"words-{lang}.json"] = dict(words.of(lang))
        found[f"text-{lang}.json"] = wire.text(dataset, lang)
    return {
        name: json.dumps(value, ensure_ascii=False, separators=(",", ":")) for name, value in found.items()
    }


def _binary(dataset: Dataset, parts: dict[str, str]) -> dict[str, bytes]:
    texts = {lang: f"text-{lang}.json" for lang in LANGUAGES}
    return {"pack.bin": wire.pack(dataset, texts)} | {name: text.encode() for name, text in parts.items()}


def _packed(name: str, content: bytes) -> str:
    coded = base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()
    return f'<script type="application/gzip" id="kh-{name}">{coded}</script>'


def _facts(dataset: Dataset) -> dict[str, Any]:
    """Who says so, for every row and event of the pack, and the stories."""
    index = {name: number for number, name in enumerate(dataset.sources)}

    def cited(names: list[str]) -> list[int]:
        return [index[name] for name in names if name in index]

    sources = [
        {"title": s.title.model_dump(), "publisher": s.publisher.model_dump(), "published": s.published, "url": s.url}
        for s in dataset.sources.values()
    ]  # fmt: skip
    events = [
        {"summary": e.summary.model_dump(), "sources": cited(e.sources)} for e in dataset.events.itertuples()
    ]
    known = (
        None
        if dataset.known_on is None
        else EPOCH.fromordinal(EPOCH.toordinal() + dataset.known_on).isoformat()
    )
    return {
        "known_on": known,
        "sources": sources,
        "statuses": [cited(names) for names in wire.statuses(dataset).sources],
        "events": events,
        "stories": [_story(dataset, story, cited) for story in dataset.stories.values()],
    }


def _story(dataset: Dataset, story: Story, cited: Any) -> dict[str, Any]:
    def told(sentence: Sentence) -> dict[str, Any]:
        return sentence.model_dump() | {"cited": cited(panels.sources_of(dataset, sentence.stands_on))}

    steps = [step.model_dump() | {"sentences": [told(s) for s in step.sentences]} for step in story.steps]
    return story.model_dump() | {"steps": steps}


def _style(text: str) -> str:
    """The styles of Leaflet, of the map and of this page, with the fonts cut down to what `text` needs."""
    characters = "".join(sorted(set(text + _ALWAYS)))
    faces = "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: 100 900; unicode-range: {letters}; '
        f'src: url("{web_font(name, characters)}") format("woff2"); }}\n'
        for family, name, letters in _FONTS
    )
    leaflet = re.sub(
        r"[^{}]*\{[^{}]*url\([^{}]*\}", "", (_LEAFLET / "leaflet.css").read_text(encoding="utf-8")
    )
    ours = (Path(build.__file__).parent / "map.css").read_text(encoding="utf-8")
    ours = re.sub(r"^@font-face .*$", "", ours, flags=re.MULTILINE)
    return "\n".join([faces, leaflet, ours, (_HERE / "offline.css").read_text(encoding="utf-8")])


def _policy(style: str, scripts: list[str]) -> str:
    """Nothing loads, connects or runs but the scripts and the style that stand in the file, named by their hashes."""
    named = " ".join(map(_hash, scripts))
    return (
        f"default-src 'none'; script-src {named}; style-src {_hash(style)}; img-src data:; font-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
