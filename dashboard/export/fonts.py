"""Fonts for print and for the file of its own, made of the browser's fonts: whole for typst, cut down for HTML."""

from __future__ import annotations

import base64
import hashlib
import io
import tempfile
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import GlyphComponent

from dashboard import vendor

__all__ = ["FAMILIES", "print_fonts", "web_font"]

#: The families of the printed page, in the order in which a letter is looked for; by language.
FAMILIES = {
    "en": ["Kharita Sans", "Kharita Sans Ext", "Kharita Sans Arabic"],
    "ar": ["Kharita Sans Arabic", "Kharita Sans", "Kharita Sans Ext"],
}
_FILES = {
    "Kharita Sans": "noto-sans/files/noto-sans-latin",
    "Kharita Sans Ext": "noto-sans/files/noto-sans-latin-ext",
    "Kharita Sans Arabic": "noto-sans-arabic/files/noto-sans-arabic-arabic",
}
_WEIGHTS = (400, 600, 700)
_FORMS = {"<initial>": "init", "<medial>": "medi", "<final>": "fina"}
#: Alefs with a sign on them, and how Unicode names each joined to a lam: alone, and at the end of a word.
_LAM_ALEF = {0x622: (0xFEF5, 0xFEF6), 0x623: (0xFEF7, 0xFEF8), 0x625: (0xFEF9, 0xFEFA)}


@lru_cache(maxsize=1)
def print_fonts() -> Path:
    """The folder with the fonts that typst reads; made at the first call, and kept beside the browser's fonts."""
    vendor.ensure()
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    for home in (vendor.MODULES, Path(tempfile.gettempdir())):
        folder = home / f".kharita-fonts-{version}"
        try:
            folder.mkdir(exist_ok=True)
            for family, file in _FILES.items():
                for weight in _WEIGHTS:
                    _make(folder / f"{family.replace(' ', '')}-{weight}.ttf", family, file, weight)
        except OSError:
            continue
        return folder
    raise OSError("no folder can be written where the fonts for print could be kept")


def _make(path: Path, family: str, file: str, weight: int) -> None:
    if path.exists():
        return
    font = TTFont(vendor.MODULES / "@fontsource" / f"{file}-{weight}-normal.woff2")
    font.flavor = None
    if "Arabic" in family:
        _whole_letters(font)
    _rename(font, family, weight)
    whole = io.BytesIO()
    font.save(whole)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as made:
        made.write(whole.getvalue())
    Path(made.name).replace(path)


def _rename(font: TTFont, family: str, weight: int) -> None:
    style = {400: "Regular", 600: "SemiBold", 700: "Bold"}[weight]
    for number in (16, 17, 21, 22, 25):
        font["name"].removeNames(nameID=number)
    for number, text in (
        (1, family),
        (2, style),
        (4, f"{family} {style}"),
        (6, f"{family.replace(' ', '')}-{style}"),
    ):
        font["name"].setName(text, number, 3, 1, 0x409)


def _whole_letters(font: TTFont) -> None:
    """Let every Arabic letter be one glyph.

    The font takes dotted letters apart, into a body and its dots. In a PDF each part stands for the letter, so that
    a search for "الرقة" finds nothing and a copy has letters twice. The whole letters are in the font too, under
    Unicode's presentation forms: they take the place of the parts.
    """
    tables = font["GSUB"].table
    lookups = [_plain(lookup) for lookup in tables.LookupList.Lookup]
    features = {record.FeatureTag: record.Feature for record in tables.FeatureList.FeatureRecord}
    glyphs = font.getBestCmap() or {}
    forms = _presentation_forms(glyphs)
    for feature in ("ccmp", "rlig"):
        for record in tables.FeatureList.FeatureRecord:
            if record.FeatureTag == feature:
                _keep_whole(
                    [lookups[i] for i in record.Feature.LookupListIndex], set(forms) | {glyphs[ord("ك")]}
                )
    for letter, shapes in forms.items():
        for form, glyph in shapes.items():
            _mapping(lookups[features[form].LookupListIndex[0]])[letter] = [glyph]
    _join_lam_alef(font, lookups, glyphs)


def _plain(lookup: otTables.Lookup) -> list:
    return [getattr(table, "ExtSubTable", table) for table in lookup.SubTable]


def _mapping(tables: list) -> dict[str, list[str]]:
    return next(table.mapping for table in tables if isinstance(table, otTables.MultipleSubst))


def _presentation_forms(glyphs: dict[int, str]) -> dict[str, dict[str, str]]:
    """The glyphs of the joined forms of each letter that the font would take apart."""
    found: dict[str, dict[str, str]] = {}
    for point in range(0xFE80, 0xFEF5):
        kind, _, letter = unicodedata.decomposition(chr(point)).partition(" ")
        if point in glyphs and kind in _FORMS and int(letter, 16) not in _SKELETONS:
            found.setdefault(glyphs[int(letter, 16)], {})[_FORMS[kind]] = glyphs[point]
    return found


#: Letters without dots or signs: the font has them whole.
_SKELETONS = set(map(ord, "ءاحدرسصطعكلمهوى"))


def _keep_whole(lookups: Iterable[list], letters: set[str]) -> None:
    for tables in lookups:
        for table in tables:
            if isinstance(table, otTables.MultipleSubst):
                for letter in letters & set(table.mapping):
                    del table.mapping[letter]


def _join_lam_alef(font: TTFont, lookups: list[list], glyphs: dict[int, str]) -> None:
    """Lam before an alef with a sign on it: the two shapes that join, the sign a part of the second.

    One glyph for both would stand for two letters, and readers of PDFs turn those round.
    """
    pairs = next(tables for tables in lookups if _joins(tables))
    for alef, joined in _LAM_ALEF.items():
        final = glyphs[next(point for point in range(0xFE80, 0xFE89) if _is_final(point, alef))]
        for table, point in zip(pairs, joined, strict=True):
            _, body, sign = font["glyf"][glyphs[point]].components
            name = _composed(font, f"{final}.{body.glyphName}", body, sign)
            change = table.SubstLookupRecord[1].LookupListIndex
            lookups[change][0].mapping[final] = name
            table.Coverage[1].glyphs.append(final)
            table.Coverage[1].glyphs.sort(key=font.getGlyphID)


def _joins(tables: list) -> bool:
    return all(getattr(table, "Format", 0) == 3 and isinstance(table, otTables.ContextSubst)
               and table.Coverage[0].glyphs in (["uni0644.init"], ["uni0644.medi"]) for table in tables)  # fmt: skip


def _is_final(point: int, letter: int) -> bool:
    return unicodedata.decomposition(chr(point)) == f"<final> {letter:04X}"


def _composed(font: TTFont, name: str, body: GlyphComponent, sign: GlyphComponent) -> str:
    """Add a glyph of two parts that is as wide as the first; returns its name."""
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(body.glyphName, (1, 0, 0, 1, 0, 0))
    pen.addComponent(sign.glyphName, (1, 0, 0, 1, sign.x - body.x, sign.y - body.y))
    font["glyf"][name] = pen.glyph()
    font.setGlyphOrder(font["glyf"].glyphOrder)
    font["hmtx"][name] = (font["hmtx"][body.glyphName][0], 0)
    font["GDEF"].table.GlyphClassDef.classDefs[name] = 1
    return name


@lru_cache(maxsize=12)
def web_font(name: str, characters: str) -> str:
    """A variable font cut down to `characters`, as a data: address.

    Parameters
    ----------
    name : str
        Path below the browser's fonts, as "noto-sans/files/noto-sans-latin-wght-normal".
    """
    font = TTFont(vendor.MODULES / "@fontsource-variable" / f"{name}.woff2")
    options = Options()
    options.layout_features = ["*"]
    options.flavor = "woff2"
    cut = Subsetter(options)
    cut.populate(text=characters)
    cut.subset(font)
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return f"data:font/woff2;base64,{base64.b64encode(written.getvalue()).decode()}"
