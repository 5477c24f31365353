"""Arrows point one way: geodata knows no screen, one folder knows folium, one module touches the disk."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: A module or package of geodata may import those before it.
ORDER = [
    "period",
    "text",
    "model",
    "problems",
    "failpoints",
    "explain",
    "rfc7946",
    "gate",
    "schema",
    "form",
    "rewrite",
    "weave",
    "faces",
    "coverage",
    "shaping",
    "edits",
    "merge",
    "files",
    "reading",
    "texts",
    "basemap",
    "land",
    "index",
    "dataset",
    "answers",
    "derive",
    "facts",
    "stamp",
    "carriers",
    "ground",
    "disputes",
    "evidence",
    "learned",
    "balance",
    "around",
    "rules",
    "check",
    "kept",
    "fixes",
    "making",
    "store",
    "news",
    "zones",
    "beginning",
    "find",
    "when",
    "search",
    "report",
    "report_page",
    "archive",
    "formats",
    "incoming",
    "verbs",
    "cli",
    "__main__",
]


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)


def is_of(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("path", modules("geodata"), ids=lambda path: path.stem)
def test_geodata_knows_no_screen(path):
    for name in imports(path):
        assert not any(is_of(name, package) for package in ("folium", "branca", "streamlit", "dashboard"))


@pytest.mark.parametrize("name", ORDER)
def test_geodata_imports_only_what_stands_before_it(name):
    earlier = [f"geodata.{other}" for other in ORDER[: ORDER.index(name)]]
    home = ROOT / "geodata" / name
    paths = sorted(home.rglob("*.py")) if home.is_dir() else [home.with_suffix(".py")]
    for imported in set().union(*map(imports, paths)):
        if imported.startswith("geodata.") and not is_of(imported, f"geodata.{name}"):
            assert any(is_of(imported, other) for other in earlier), imported


def test_every_module_of_geodata_has_its_place_in_the_order():
    packages = {path.parent.name for path in (ROOT / "geodata").glob("*/__init__.py")}
    assert {path.stem for path in (ROOT / "geodata").glob("*.py")} - {"__init__"} | packages == set(ORDER)


@pytest.mark.parametrize("path", modules("dashboard"), ids=lambda path: path.stem)
def test_only_the_map_imports_folium(path):
    if "map" not in path.relative_to(ROOT / "dashboard").parts[:-1]:
        assert not any(is_of(name, package) for name in imports(path) for package in ("folium", "branca"))


@pytest.mark.parametrize("path", modules("dashboard"), ids=lambda path: path.stem)
def test_only_cached_caches(path):
    if path.stem != "cached":
        assert "cache_data" not in path.read_text(encoding="utf-8")
        assert "cache_resource" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*modules("geodata"), *modules("dashboard")], ids=lambda path: path.stem)
def test_modules_and_functions_stay_small_enough_to_read(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 450, "split the module: a module is one theme"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 50, f"{node.name}: a function is a sentence"


@pytest.mark.parametrize("path", [*modules("geodata"), *modules("dashboard")], ids=lambda path: path.stem)
def test_every_public_function_says_what_it_does(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module opens with one sentence"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name
