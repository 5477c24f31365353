"""Forms from the schema: one widget a field of a record, its label in both languages, and its fault beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from dashboard.curate import state
from dashboard.plain import show, tag
from dashboard.words import Words
from geodata.model import Actor, Event, Link, Place, Region, Source, Theatre, Zone
from geodata.reading import Reading
from geodata.text import Text

__all__ = ["Form", "called", "label", "listed", "slug", "standing"]

#: Which kinds of records a field of ids may name.
_NAMES: dict[str, tuple[type[BaseModel], ...]] = {
    "actor": (Actor,), "actors": (Actor,), "against": (Actor,), "besieged_by": (Actor,), "from_actor": (Actor,),
    "source": (Source,), "sources": (Source,), "theatre": (Theatre,), "places": (Place,), "changes": (Zone, Region, Place),
    "stands_in": (Zone, Region), "zones": (Zone, Region, Place), "event": (Event,), "from": (Place,), "to": (Place,),
    "evidence": (Source,), "features": (Zone, Region, Place, Event, Link),
}  # fmt: skip

#: Words of more than a line.
_LONG = ("summary", "description", "statement", "finding", "note", "disputes_note")


def listed(reading: Reading, models: Iterable[type[BaseModel]], lang: str) -> dict[str, str]:
    """What the records of some kinds are called, by id, in the order of their names."""
    wanted = tuple(models)
    found = {e.id: called(e.record, lang) for e in reading.entries if isinstance(e.record, wanted)}
    return dict(sorted(found.items(), key=lambda item: item[1].casefold()))


def called(record: Any, lang: str) -> str:
    """What a record is called: by its name, its title, or what it states; a figure by its series."""
    words = next(
        (held for name in ("name", "title", "statement") if (held := getattr(record, name, None))), None
    )
    return words.of(lang) if words else f"{record.series} · {record.date} · {record.measure}"


def label(t: Words, kind: str, value: str) -> str:
    """What a word of the schema's own vocabulary is called."""
    return next((t[key] for key in (f"{kind}_{value}", f"kind_{value}", value) if key in t), value)


def slug(text: str) -> str:
    """An id from an English title."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-")


def standing(key: str) -> None:
    """Show what was wrong when a button was pressed that sends no record's form."""
    for _, words in state.faults(key):
        _show(words)


def _show(words: str) -> None:
    show(tag("p", words, class_="kh-fault", role="alert"))


@dataclass
class Form:
    """The fields of one record on the page.

    Parameters
    ----------
    model : type
        Whose fields.
    reading : Reading
        Whose records the fields of ids may name.
    key : str
        Begins the keys of the widgets.
    """

    model: type[BaseModel]
    reading: Reading
    t: Words
    key: str
    value: dict[str, Any] = field(default_factory=dict)
    _slots: dict[str, Any] = field(default_factory=dict)

    def draw(self, names: Collection[str], given: Mapping[str, Any] | None = None) -> None:
        """Draw some of the fields, with what stands in them at first, and take what they hold."""
        for name in names:
            info = next(i for n, i in self.model.model_fields.items() if (i.alias or n) == name)
            held = self._one(name, info, (given or {}).get(name))
            if held not in (None, "", []):
                self.value[name] = held
            self._slots[name] = st.empty()

    def faults(self, extra: Mapping[str, Any] | None = None) -> bool:
        """Say beside each field what is wrong with it, the rest below; whether anything is.

        Parameters
        ----------
        extra : mapping, optional
            What belongs to the record and has no field here.
        """
        try:
            self.model.model_validate({**self.value, **(extra or {})})
        except ValidationError as error:
            for each in error.errors():
                name = str(each["loc"][0]) if each["loc"] else ""
                self.fault(name, _said(each, self.t))
            return True
        return False

    def pressed(self, label: str, key: str, **more: Any) -> bool:
        """Draw a button that sends the form, and say whether it is pressed; what was wrong when it was stays to be read."""
        if state.pressed(st.form_submit_button, label, key, **more):
            return True
        for name, words in state.faults(key):
            self._say(name, words)
        return False

    def fault(self, name: str, words: str) -> None:
        """Say what is wrong, beside the field where there is one."""
        state.wrong(name, words)
        self._say(name, words)

    def _say(self, name: str, words: str) -> None:
        with self._slots.get(name) or st.container():
            _show(words)

    def _one(self, name: str, info: FieldInfo, given: Any) -> Any:
        inner, many = _inner(info.annotation)
        title = self._title(name) + ("" if info.is_required() else f" ({self.t['curate_optional']})")
        key, help = f"{self.key}_{name}", self.t["curate_dates"] if _is_date(name) else None
        if inner is Text:
            return self._both(title, key, name in _LONG, given)
        if get_origin(inner) is Literal:
            return self._choice(title, key, name, list(get_args(inner)), info.is_required(), given)
        if name in _NAMES:
            return self._named(title, key, name, many, given)
        if many:
            return self._many(title, key, [given] if isinstance(given, str) else list(given or []))
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return self._parts(title, key, inner, given)
        if inner is float or get_origin(inner) is tuple:
            return _numbers(inner is float, st.text_input(title, _figures(given), key=key), given)
        return _worded(st.text_input(title, given or "", key=key, help=help), given)

    def _many(self, title: str, key: str, given: list[str]) -> list[str]:
        """Words of one's own, one beside the other; several that are written at once are parted at their commas."""
        held = st.multiselect(
            title, given, given, key=key, accept_new_options=True, placeholder=self.t["curate_pick"]
        )
        parts = [[one] if one in given else re.split(r"[,،;؛]", one) for one in held]
        return [one.strip() for each in parts for one in each if one.strip()]

    def _title(self, name: str) -> str:
        """What a field is called: where its kind of record has its own word for it, by that."""
        return self.t.get(f"field_{self.model.__name__.lower()}_{name}") or self.t[f"field_{name}"]

    def _both(self, title: str, key: str, long: bool, given: Any) -> dict[str, str] | None:
        """Words in both languages, each in its own direction."""
        held = {}
        for side, (lang, name) in zip(st.columns(2), (("en", "English"), ("ar", "العربية")), strict=True):
            was = (given or {}).get(lang, "")
            ask = side.text_area if long else side.text_input
            held[lang] = _worded(ask(f"{title} · {name}", was, key=f"{key}_{lang}"), was)
        return held if any(held.values()) else None

    def _parts(self, title: str, key: str, model: type[BaseModel], given: Any) -> dict[str, str] | None:
        """A small record inside the record, of words alone."""
        sides, held = st.columns(len(model.model_fields)), {}
        for side, name in zip(sides, model.model_fields, strict=True):
            was = (given or {}).get(name, "")
            words = f"{title} · {self.t[f'field_{name}']}"
            held[name] = _worded(side.text_input(words, was, key=f"{key}_{name}"), was)
        return held if any(held.values()) else None

    def _choice(self, title: str, key: str, name: str, options: list, required: bool, given: Any) -> Any:
        if len(options) == 1:
            return options[0]
        return st.selectbox(
            title, options, index=options.index(given) if given in options else 0 if required else None, key=key, placeholder="—",
            format_func=lambda option: label(self.t, name, str(option)),
        )  # fmt: skip

    def _named(self, title: str, key: str, name: str, many: bool, given: Any) -> Any:
        names = listed(self.reading, _NAMES[name], self.t.lang)
        held = list(given or []) if many else [given] if given else []
        # What the files name and nobody has is shown as it stands, so that it can be taken out.
        names |= {id: id for id in held if id not in names}
        more: dict[str, Any] = {
            "key": key,
            "format_func": lambda id: f"{names[id]} · {id}",
            "placeholder": self.t["curate_pick"],
        }
        if many:
            return st.multiselect(title, list(names), held, **more)
        return st.selectbox(title, list(names), list(names).index(given) if given else None, **more)


def _worded(text: str, given: Any) -> str:
    """What was written, on one line and without space around it; left as it was where nothing was."""
    return text if text == given else " ".join(text.split())


def _figures(given: Any) -> str:
    """Numbers as they stand in their field."""
    return (
        "" if given is None else str(given) if isinstance(given, int | float) else ", ".join(map(str, given))
    )


def _numbers(one: bool, text: str, given: Any) -> Any:
    """The numbers that were written; what is none stays as words, for the schema to refuse."""
    if text == _figures(given):
        return given
    parts = [part for part in re.split(r"[,،;؛\s]+", text.strip()) if part]
    try:
        found = [int(part) if part.lstrip("-").isdecimal() else float(part) for part in parts]
    except ValueError:
        return text
    return found if not one else (found[0] if len(found) == 1 else text)


def _inner(annotation: Any) -> tuple[Any, bool]:
    """What a field holds, without "or nothing" and its rules; and whether it holds many."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            annotation = next(part for part in get_args(annotation) if part is not NoneType)
        elif origin is list:
            return _inner(get_args(annotation)[0])[0], True
        else:
            return annotation, False


def _is_date(name: str) -> bool:
    return name in ("date", "date_to", "published", "reported", "valid_from", "valid_to")


def _said(error: Any, t: Words) -> str:
    """A fault of the schema in the reader's language; a rule of its own in its own words."""
    known = {
        "missing": "curate_missing",
        "too_short": "curate_missing",
        "string_pattern_mismatch": "curate_pattern",
    }
    if error["type"] in known:
        return t[known[error["type"]]]
    return str(error["msg"]).removeprefix("Value error, ")
