"""The exports for the eye, by name: each writes a state of the dataset as the bytes of one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.export.html import one_file
from dashboard.export.printed import SIZES, briefing, picture
from dashboard.view import ALL, View
from geodata import stamp
from geodata.dataset import Dataset
from geodata.stamp import Stamp

__all__ = ["KINDS", "SIZES", "Kind", "stamp_of", "write"]


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
    return KINDS[kind].write(dataset, view, stamp_of(dataset, view, address, made), size)


def stamp_of(dataset: Dataset, view: View, address: str = stamp.ADDRESS, made: str | None = None) -> Stamp:
    """The stamp of a view: its day, and as filters what else changes what is shown."""
    filters = {
        "theatre": "" if view.theatre == ALL else view.theatre,
        "hide": ",".join(view.hidden),
        "place": view.place or "",
        "lang": "" if view.lang == "en" else view.lang,
        "window": "" if view.window == View.window else str(view.window),
    }
    return stamp.make(dataset, view.as_of, filters, address=address, made=made)
