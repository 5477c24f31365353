"""A column of words in both languages: two columns of text, and a `Text` of a row when one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionArray, ExtensionDtype

from geodata.text import LANGUAGES, Text

__all__ = ["Texts", "TextsDtype"]


class TextsDtype(ExtensionDtype):
    """The type of a column of `Texts`."""

    @property
    def name(self) -> str:
        return "texts"

    @property
    def type(self) -> type[Text]:
        return Text

    @property
    def na_value(self) -> None:
        return None

    def construct_array_type(self) -> type[Texts]:
        return Texts


class Texts(ExtensionArray):
    """Words of n rows.

    Parameters
    ----------
    words : dict of str to pyarrow string array
        By language, n each. They were found to be visible before: nobody asks again.
    """

    def __init__(self, words: dict[str, pa.Array]) -> None:
        self.words = words

    @classmethod
    def of(cls, texts: Iterable[Text | None]) -> Self:
        """The same words as a column."""
        rows = list(texts)
        return cls(
            {lang: pa.array([getattr(row, lang, None) for row in rows], pa.string()) for lang in LANGUAGES}
        )

    @property
    def dtype(self) -> TextsDtype:
        return TextsDtype()

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self.words.values())

    def __len__(self) -> int:
        return len(self.words["en"])

    def __getitem__(self, item: Any) -> Any:
        item = pd.api.indexers.check_array_indexer(self, item)
        if isinstance(item, int | np.integer):
            words = {lang: array[int(item)].as_py() for lang, array in self.words.items()}
            return None if words["en"] is None else Text.model_construct(**words)
        return self.take(np.arange(len(self))[item])

    def __iter__(self) -> Iterator[Text | None]:
        for en, ar in zip(*(self.words[lang].to_pylist() for lang in LANGUAGES), strict=True):
            yield None if en is None else Text.model_construct(en=en, ar=ar)

    def __eq__(self, other: Any) -> Any:
        return np.array([one == two for one, two in zip(self, other, strict=True)], dtype=bool)

    def isna(self) -> np.ndarray:
        return self.words["en"].is_null().to_numpy(zero_copy_only=False)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Self:
        rows = np.asarray(indices, dtype="int64")
        at = (
            pa.array(rows, mask=rows < 0)
            if allow_fill
            else pa.array(np.where(rows < 0, rows + len(self), rows))
        )
        return type(self)({lang: array.take(at) for lang, array in self.words.items()})

    def copy(self) -> Self:
        return type(self)(self.words)

    @classmethod
    def _from_sequence(cls, scalars: Any, *, dtype: Any = None, copy: bool = False) -> Self:
        rows = list(scalars)
        if not all(row is None or isinstance(row, Text) for row in rows):
            raise TypeError("these are not words in both languages")
        return cls.of(rows)

    @classmethod
    def _concat_same_type(cls, to_concat: Any) -> Self:
        return cls({lang: pa.concat_arrays([part.words[lang] for part in to_concat]) for lang in LANGUAGES})
