"""One thing that is wrong, where it is, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

__all__ = ["DatasetError", "Problem"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A finding of the gate or of the check.

    Attributes
    ----------
    file : str
        Path inside the dataset, with forward slashes.
    line, column : int
        Where it begins, from 1; 0 where the whole file is meant.
    feature, field : str
        Id of the feature or record, and the path of the field inside it; empty where there is none.
    message, remedy : str
        What is wrong, and what to do.
    rule : str
        Short name of the rule, for filters and tests.
    """

    file: str
    line: int
    column: int
    feature: str
    field: str
    message: str
    remedy: str
    rule: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        about = " ".join(part for part in (self.feature, self.field) if part)
        return f"{place}: {about + ': ' if about else ''}{self.message}. {self.remedy}"

    def as_dict(self) -> dict[str, str | int]:
        """The fields by name, for JSON and tables."""
        return asdict(self)

    def as_annotation(self) -> str:
        """The line by which GitHub marks the place in a pull request."""
        text = f"{self.feature} {self.field}: {self.message}. {self.remedy}".strip()
        for plain, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
            text = text.replace(plain, code)
        return f"::error file={self.file},line={max(self.line, 1)},col={max(self.column, 1)}::{text}"


class DatasetError(Exception):
    """The dataset cannot be used; `problems` says why, each with its place and remedy."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
