"""The interface speaks both languages: the same keys, every key used, every key used is there."""

import re
from pathlib import Path

from dashboard import words

ROOT = Path(__file__).parents[1] / "dashboard"
SOURCES = [
    path
    for ending in ("py", "js", "typ")
    for path in ROOT.rglob(f"*.{ending}")
    if "node_modules" not in path.parts
]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


def test_both_languages_have_the_same_keys_and_none_is_blank():
    assert set(words.of("en")) == set(words.of("ar"))
    for lang in ("en", "ar"):
        assert all(text.strip() for text in words.of(lang).values())


def test_arabic_words_are_arabic():
    assert all(re.search("[\u060c\u061b\u0621-\u064a]", text) for text in words.of("ar").values())


def test_every_word_is_used_somewhere():
    composed = {
        "curate_new_",
        "deed_",
        "field_",
        "export_",
        "kind_",
        "measure_",
        "record_",
        "size_",
        "tale_",
        "tell_others_",
        "unit_",
        "key_",
        "sort_",
        "way_",
        "degrees_",
        "keys_",
    }
    for key in words.of("en"):
        named = f'"{key}"' in CODE or f"'{key}'" in CODE or f".{key}" in CODE
        assert named or any(key.startswith(prefix) for prefix in composed) or key in _SCHEMA, key


#: Words of the dataset's own vocabulary, reached through a record's field.
_SCHEMA = {"supported", "disputed", "contradicted", "opinion", "unverified", "control", "presence", "cells", "active",
           "stronghold", "high", "medium", "low", "contested"}  # fmt: skip


def test_every_word_that_is_asked_for_is_there():
    asked = set(re.findall(r'\bt\["([a-z_0-9-]+)"\]', CODE)) | set(re.findall(r"\bwords\.([a-z_]+)\b", CODE))
    asked |= set(
        re.findall(r"\bw\.([a-z_]+)\b", "".join(p.read_text("utf-8") for p in ROOT.rglob("export/*.typ")))
    )
    methods = {"of", "lang", "day", "partial", "km2", "number"}
    assert asked - methods <= set(words.of("en"))
