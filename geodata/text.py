"""The same words in English and in Arabic."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

__all__ = ["LANGUAGES", "Text", "Words", "direction", "inert", "live"]

LANGUAGES = ("en", "ar")

#: Line ends, and the joiners and marks that Arabic and Persian spelling needs.
_HARMLESS = "\n\t\u200c\u200d\u200e\u200f"


def _visible(value: str) -> str:
    if value.isprintable() and value and not value.isspace():
        return value
    if not value.strip():
        raise ValueError("must not be empty: write the words")
    hidden = [c for c in value if unicodedata.category(c) in ("Cc", "Cf") and c not in _HARMLESS]
    if hidden:
        raise ValueError(f"holds an invisible control character (U+{ord(hidden[0]):04X}): delete it")
    return value


Words = Annotated[str, AfterValidator(_visible)]


class Text(BaseModel):
    """Words in both languages; neither may be missing or blank."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Words
    ar: Words

    def of(self, lang: str) -> str:
        """The words in `lang`: "en" or "ar"."""
        return self.ar if lang == "ar" else self.en


def direction(lang: str) -> str:
    """The writing direction of a language: "rtl" for Arabic, otherwise "ltr"."""
    return "rtl" if lang == "ar" else "ltr"


#: What a spreadsheet may take for the beginning of a formula, full-width forms included.
_FORMULAS = tuple("=+-@|\t\r\uff1d\uff0b\uff0d\uff20")


def inert(cell: Any) -> Any:
    """A cell of a table whose text no spreadsheet takes for a formula; what is no text stays as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip("'").startswith(_FORMULAS) else cell


def live(cell: str) -> str:
    """The text that `inert` was given."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULAS) else cell
