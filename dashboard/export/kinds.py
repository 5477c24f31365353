"""The exports for the eye, by name: each writes a state of the dataset as the bytes of one file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from dashboard.export import content
from dashboard.export.html import one_file
from dashboard.export.printed import SIZES, briefing, picture
from dashboard.view import ALL, View, to_params
from geodata import stamp
from geodata.dataset import Dataset
from geodata.stamp import Stamp

__all__ = ["KINDS", "SIZES", "Kind", "filters_of", "stamp_of", "write"]


@dataclass(frozen=True)
class Kind:
    """One kind of export: its media type, and what writes it."""

    media: str
    write: Callable[[Dataset, View, Stamp, str], bytes]


KINDS = {
    "html": Kind("text/html", lambda dataset, view, made, _: one_file(dataset, view, made)),
    "pdf": Kind("application/pdf", lambda dataset, view, made, _: briefing(dataset, view, made)),
    "png": Kind("image/png", picture),
}


def write(
    kind: str,
    dataset: Dataset,
    view: View,
    *,
    size: str = "slide",
    address: str = stamp.ADDRESS,
    made: str | None = None,
) -> bytes:
    """The bytes of one export, with its stamp in it.

    Parameters
    ----------
    kind : str
        Of `KINDS`.
    dataset : Dataset
        As it was known on the view's day of knowledge.
    size : str
        Of a picture: of `SIZES`.
    address : str
        Where the dashboard is served; the link begins with it.
    made : str or None
        When, in UTC; None: now.
    """
    made_of = stamp_of(dataset, view, address, made, whole=kind == "html")
    with _ONE_AT_A_TIME:
        return KINDS[kind].write(dataset, view, made_of, size)


#: A page takes a processor for a second or more: readers wait for each other rather than for the clock of others.
_ONE_AT_A_TIME = threading.Lock()


def filters_of(view: View) -> dict[str, str]:
    """What of a view's address changes what is shown, besides its days."""
    kept = {key: value for key, value in to_params(view).items() if key not in _NO_FILTER}
    return kept | ({} if view.theatre == ALL else {"theatre": view.theatre})


#: The days stand in the stamp themselves; what is open beside the map is not on it.
_NO_FILTER = {
    "date",
    "known",
    "theatre",
    "source",
    "claim",
    "story",
    "step",
    "form",
    "swipe",
    "span",
    "sort",
}


def stamp_of(
    dataset: Dataset,
    view: View,
    address: str = stamp.ADDRESS,
    made: str | None = None,
    *,
    whole: bool = False,
) -> Stamp:
    """The stamp of a page of a view, which tells also what came before its day, or of the whole dataset.

    Its filters are what else of the view changes what is shown.
    """
    since = None if whole else content.before(view)
    return stamp.make(
        dataset, view.as_of, filters_of(view), address=address, made=made, since=since, whole=whole
    )
