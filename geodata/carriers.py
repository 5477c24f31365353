"""Where the files for the eye carry their stamp: a web page, a PDF, a picture."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ElementTree
import zlib
from html.parser import HTMLParser
from pathlib import Path

from geodata.stamp import KEY, MAX_CHARACTERS, Stamp, reader

__all__ = ["stamped_png"]

_PNG = b"\x89PNG\r\n\x1a\n"
_SPOKEN = "{http://ns.adobe.com/pdf/1.3/}Keywords"
_MOST_XMP = 1_000_000


class _Page(HTMLParser):
    """Finds the element whose id is the key."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside, self.text = False, None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and self.text is None and ("id", KEY) in attrs

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text = (self.text or "") + data

    def handle_endtag(self, tag: str) -> None:
        self.inside = False


@reader(".html", ".htm")
def _from_html(path: Path) -> Stamp | None:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return Stamp.from_json(page.text) if page.text else None


@reader(".pdf")
def _from_pdf(path: Path) -> Stamp | None:
    """From the keywords of the document's XMP packet, which stands in a PDF as plain XML."""
    data = path.read_bytes()
    start = data.rfind(b"<x:xmpmeta")
    end = data.find(b"</x:xmpmeta>", start)
    if start < 0 or end < 0 or end - start > _MOST_XMP:
        return None
    try:
        # From the root element on: a packet cut there can declare no entities.
        found = ElementTree.fromstring(data[start : end + len(b"</x:xmpmeta>")])
    except ElementTree.ParseError as error:
        raise ValueError(f"the PDF's own description cannot be read: {error}") from None
    words = next(found.iter(_SPOKEN), None)
    text = (words.text or "") if words is not None else ""
    return Stamp.from_json(text) if text.startswith("{") else None


@reader(".png")
def _from_png(path: Path) -> Stamp | None:
    data = path.read_bytes()
    if not data.startswith(_PNG):
        raise ValueError("not a PNG file")
    at = len(_PNG)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"tEXt" and body.startswith(KEY.encode() + b"\0") and length <= MAX_CHARACTERS:
            return Stamp.from_json(body.split(b"\0", 1)[1].decode("latin-1"))
        at += 12 + length
    return None


def stamped_png(picture: bytes, stamp: Stamp) -> bytes:
    """The picture with the stamp in a text chunk before its end.

    Raises
    ------
    ValueError
        If the bytes are no PNG.
    """
    end = picture.rfind(b"IEND") - 4
    if not picture.startswith(_PNG) or end < 0:
        raise ValueError("not a PNG file")
    body = b"tEXt" + KEY.encode() + b"\0" + re.sub(r"[^ -~]", "?", stamp.to_json()).encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:end] + chunk + picture[end:]
