"""A draft as the desk knows it: a base version, the steps made from it, and those that were taken back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote

from dashboard.roles import LOCAL, Person
from geodata import store
from geodata.edits import Edit, EditError, Files, apply
from geodata.form import model_of
from geodata.gate import admit
from geodata.merge import MISSING, changed_fields
from geodata.model import Story

__all__ = ["Draft", "Step", "as_edits", "author", "signature"]

#: What is done, undone and done again together.
Step = tuple[Edit, ...]

_SIGNED = re.compile(r"<([^<>#]+)#([^<>#]+)>$")


@dataclass(frozen=True)
class Draft:
    """Work that is not saved yet.

    Attributes
    ----------
    name : str
        By which the store keeps it; empty before the first step.
    base : str
        The version that it began from.
    steps, undone : tuple of Step
        In the order in which they were made, and in which they were taken back.
    why, when : str
    aside : bool
        Whether it lost to another's save, or to another window's step, and is kept to be read.
    mark : str
        By which the store knows this state of it.
    """

    name: str
    base: str
    steps: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()
    why: str = ""
    when: str = ""
    aside: bool = False
    mark: str = ""

    @property
    def edits(self) -> list[Edit]:
        """All edits, one after the other."""
        return [edit for step in self.steps for edit in step]

    def changed(self, files: Files) -> store.Touched:
        """The new bytes of what the draft changes in the files of its base.

        Raises
        ------
        EditError
            If a step cannot be made.
        """
        return dict(apply(files, self.edits))

    def plus(self, step: Step) -> Draft:
        """With a step more; what was taken back is let go."""
        return replace(self, steps=(*self.steps, step), undone=())

    def back(self) -> Draft:
        """With the last step taken back; as it is where there is none."""
        return (
            self
            if not self.steps
            else replace(self, steps=self.steps[:-1], undone=(*self.undone, self.steps[-1]))
        )

    def again(self) -> Draft:
        """With the step that was taken back last made again; as it is where there is none."""
        return (
            self
            if not self.undone
            else replace(self, steps=(*self.steps, self.undone[-1]), undone=self.undone[:-1])
        )

    def state(self) -> dict[str, Any]:
        """What the store keeps beside the files."""
        written = {key: [[edit.as_dict() for edit in step] for step in steps]
                   for key, steps in (("steps", self.steps), ("undone", self.undone))}  # fmt: skip
        return {**written, "aside": self.aside}

    @classmethod
    def of(cls, kept: store.Draft, read: Callable[[str], Files]) -> Draft:
        """The draft that a store has kept; one that knows only its files is one step of the edits between them."""
        if "steps" not in kept.state:
            base = read(kept.base)
            edits = as_edits(base, {**base, **kept.files})
            steps = (edits,) if edits else ()
            return cls(kept.name, kept.base, steps, (), kept.why, kept.when, mark=kept.mark)
        steps, undone = (
            tuple(tuple(Edit(**edit) for edit in step) for step in kept.state[key])
            for key in ("steps", "undone")
        )
        aside = bool(kept.state.get("aside"))
        return cls(kept.name, kept.base, steps, undone, kept.why, kept.when, aside, kept.mark)


def as_edits(old: Files, new: dict[str, bytes | None]) -> Step:
    """The edits that make `new` of `old`, record by record and field by field.

    Raises
    ------
    EditError
        If a file cannot be read on either side.
    """
    return tuple(
        edit
        for file in sorted({*old, *new})
        if old.get(file) != new.get(file) and model_of(file)
        for edit in _between(file, _records(old.get(file), file), _records(new.get(file), file))
    )


def _between(file: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Edit]:
    for id in old.keys() - new.keys():
        yield Edit("remove", {"id": id})
    for id, item in new.items():
        if id not in old:
            yield Edit("add_record", {"file": file, "record": item})
            continue
        for each in changed_fields(old[id], item):
            if each.field == "geometry":
                yield Edit("set_geometry", {"id": id, "geometry": each.ours})
            elif each.ours is MISSING:
                yield Edit("unset_field", {"id": id, "field": [each.field]})
            else:
                yield Edit("set_field", {"id": id, "field": [each.field], "value": each.ours})


def _records(data: bytes | None, file: str) -> dict[str, Any]:
    if data is None:
        return {}
    document = admit(data, file)
    if document.problems:
        raise EditError(f"mend this first: {document.problems[0]}")
    value = document.plain
    if model_of(file) is Story:
        return {value["id"]: value}
    return {item["id"]: item for item in (value["features"] if isinstance(value, dict) else value)}


def signature(who: Person) -> str:
    """How the history signs for a person: the name they show, and behind it the pair that nobody can take over."""
    if who == LOCAL:
        return who.name or LOCAL.name
    shown = str(who).replace("<", "(").replace(">", ")")
    return f"{shown} <{quote(who.issuer, safe=':/')}#{quote(who.subject, safe='')}>"


def author(signed: str) -> Person:
    """The person of a signature; one that came by another way, such as the command line, has only a name."""
    found = _SIGNED.search(signed)
    if found:
        return Person(unquote(found[1]), unquote(found[2]), signed[: found.start()].strip())
    return LOCAL if signed == LOCAL.name else Person("", signed, signed)
