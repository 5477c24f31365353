"""Days and periods as people write them, in English and Arabic: "1 January 2017", "النصف الأول من 2017"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import get_month_names

from geodata.find import fold
from geodata.period import parse

__all__ = ["Span", "spoken"]

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
#: Where months are named one way or the other: Syria and Iraq (حزيران), Egypt (يونيو), Algeria (جوان).
_LOCALES = (("en", "wide"), ("en", "abbreviated"), ("ar_SY", "wide"), ("ar_EG", "wide"), ("ar_DZ", "wide"))
_ORDINALS = {"first": 1, "1st": 1, "اول": 1, "second": 2, "2nd": 2, "ثاني": 2, "third": 3, "3rd": 3, "ثالث": 3,
             "fourth": 4, "4th": 4, "رابع": 4}  # fmt: skip
_PARTS = {"half": 6, "نصف": 6, "quarter": 3, "ربع": 3}


@dataclass(frozen=True)
class Span:
    """The days a text speaks of, both included; `start` is `end` where it names one day."""

    start: date
    end: date

    @property
    def one_day(self) -> bool:
        """Whether it is a single day."""
        return self.start == self.end


def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for locale, width in _LOCALES:
        found |= {fold(name): number for number, name in get_month_names(width, locale=locale).items()}  # type: ignore[arg-type]
    return found


_MONTHS = _months()
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_FORMS = re.compile(
    rf"""\b(?:
      (?P<y1>{_YEAR})\ (?P<m1>0?[1-9]|1[0-2])\ (?P<d1>0?[1-9]|[12]\d|3[01])
    | (?P<d2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\ (?P<m2>{_MONTH})(?:\ من)?\ (?P<y2>{_YEAR})
    | (?P<m3>{_MONTH})\ (?P<d3>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\ (?P<y3>{_YEAR})
    | (?P<d4>0?[1-9]|[12]\d|3[01])\ (?P<m4>0?[1-9]|1[0-2])\ (?P<y4>{_YEAR})
    | (?:(?P<nth>{"|".join(_ORDINALS)})\ (?P<part>half|quarter)|(?P<part_ar>نصف|ربع)\ (?P<nth_ar>{"|".join(_ORDINALS)}))(?:\ (?:من|in|سنه|عام))*\ (?P<y5>{_YEAR})
    | (?P<short>[hq])(?P<n6>[1-4])\ (?P<y6>{_YEAR})
    | (?P<m7>{_MONTH})(?:\ (?:من|عام|سنه))?\ (?P<y7>{_YEAR})
    | (?P<y8>{_YEAR})\ (?P<m8>0[1-9]|1[0-2])
    | (?P<y9>{_YEAR})
    )\b""",
    re.VERBOSE,
)


def spoken(text: str) -> tuple[str, Span | None]:
    """What a text asks about, folded and without its dates, and the days it asks for.

    Two dates are the first and the last day of a period. None where no date is named, or none that the calendar has.

    >>> spoken("Palmyra, 1 January 2017")
    ('palmyra', Span(start=datetime.date(2017, 1, 1), end=datetime.date(2017, 1, 1)))
    """
    plain = fold(text.translate(_DIGITS))
    matches = list(_FORMS.finditer(plain))
    spans = [span for match in matches if (span := _span(match.groupdict()))]
    if not spans:
        return plain, None
    rest = re.sub(r"\s+", " ", _FORMS.sub(" ", plain)).strip()
    return rest, Span(min(span.start for span in spans), max(span.end for span in spans))


def _span(found: dict[str, str | None]) -> Span | None:
    got = {re.sub(r"\d$", "", key): value for key, value in found.items() if value is not None}
    year = int(got.get("y", "0"))
    try:
        if "d" in got:
            day = date(year, _month(got["m"]), int(got["d"]))
            return Span(day, day)
    except ValueError:
        return None
    if "m" in got:
        return _whole(f"{year}-{_month(got['m']):02}")
    if nth := got.get("nth") or got.get("nth_ar") or got.get("n"):
        length = _PARTS[got.get("part") or got.get("part_ar") or {"h": "half", "q": "quarter"}[got["short"]]]
        return _portion(year, _ORDINALS.get(nth) or int(nth), length)
    return _whole(str(year))


def _month(text: str) -> int:
    return _MONTHS.get(text) or int(text)


def _whole(text: str) -> Span:
    value = parse(text)
    return Span(value.first, value.after - timedelta(days=1))


def _portion(year: int, nth: int, months: int) -> Span | None:
    if nth * months > 12:
        return None
    after = date(year + nth * months // 12, nth * months % 12 + 1, 1)
    return Span(date(year, (nth - 1) * months + 1, 1), after - timedelta(days=1))
