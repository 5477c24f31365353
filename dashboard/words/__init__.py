"""The interface's own words in both languages, and how dates and figures are written in them."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from geodata.period import parse

__all__ = ["Words", "of"]

#: Arabic as it is written in Syria and Iraq: the months are حزيران and تموز, not يونيو and يوليو.
_LOCALES = {"en": "en_GB", "ar": "ar_SY"}


_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Words(dict[str, str]):
    """The words of one language by key, with its ways to write a day and a figure."""

    lang: str
    digits: str

    def figures(self, text: str) -> str:
        """Text with its digits as the reader wants them: 123, or ١٢٣ where Arabic is read so."""
        return text.translate(_ARABIC) if self.lang == "ar" and self.digits == "arab" else text

    def day(self, day: date) -> str:
        """A day, as "17 October 2017"."""
        return self.figures(_long(day, _LOCALES[self.lang]))

    def partial(self, text: str | None) -> str:
        """A date of the dataset as precise as it is: "17 October 2017", "October 2017" or "2017"."""
        if not text:
            return self["still"]
        value = parse(text)
        if value.precision == "day":
            return self.day(value.first)
        skeleton = "yMMMM" if value.precision == "month" else "y"
        return self.figures(format_skeleton(skeleton, value.first, locale=_LOCALES[self.lang]))

    def km2(self, value: float, sign: bool = False) -> str:
        """An area: to the km2 below 100, to ten below 10,000, to the hundred above."""
        step = 1 if abs(value) < 100 else 10 if abs(value) < 10_000 else 100
        rounded = round(value / step) * step
        figure = self.number(abs(rounded))
        mark = "−" if rounded < 0 else "+" if sign and rounded > 0 else ""
        return f"\u2066{mark}{figure}\u2069 {self['km2']}"

    def language(self, code: str) -> str:
        """What a language is called, from its two-letter code; the code itself where it has no name."""
        return Locale.parse(_LOCALES[self.lang]).languages.get(code, code)

    def count(self, key: str, many: int) -> str:
        """The words for so many things, in the plural form that the language has for the number (CLDR).

        The text stands as "one: {n} town | other: {n} towns"; Arabic has six forms: zero, one, two, few, many, other.
        """
        forms = dict(form.split(": ", 1) for form in self[key].split(" | "))
        form = Locale.parse(_LOCALES[self.lang]).plural_form(many)
        return forms.get(form, forms["other"]).format(n=self.number(many))

    def share(self, value: float) -> str:
        """A share of 1 in whole percent."""
        written = format_percent(value, locale=_LOCALES[self.lang], format="#,##0%", numbering_system="latn")
        return f"\u2066{self.figures(written)}\u2069"

    def number(self, value: float) -> str:
        """A plain count."""
        system = self.digits if self.lang == "ar" else "latn"
        return self.figures(_decimal(value, _LOCALES[self.lang], system))


@lru_cache(8192)
def _long(day: date, locale: str) -> str:
    return format_date(day, "long", locale=locale)


@lru_cache(8192)
def _decimal(value: float, locale: str, system: str) -> str:
    return format_decimal(value, locale=locale, format="#,##0", numbering_system=system)


@lru_cache
def of(lang: str, digits: str = "latn") -> Words:
    """The words of "en" or "ar"; Arabic figures as "latn" (123) or "arab" (١٢٣)."""
    words = Words(json.loads(Path(__file__).with_name(f"{lang}.json").read_text(encoding="utf-8")))
    words.lang, words.digits = lang, digits
    return words
