"""The shape of the house: sizes, names, and that everything has its test. Raising a number here is a decision, not a fix."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
SOURCE, TESTS = HERE / "src" / "openhearth", HERE / "tests"
FILE, FUNCTION, FIELDS, METHODS, DECISION = 400, 60, 20, 15, 40
"""At most so many lines of a file and of a function, fields of a model, methods of a class, lines of an ADR."""

SHAPELESS = {"util", "utils", "helper", "helpers", "common", "misc", "shared", "manager", "managers"}
IMPURE = {"django", "sqlite3", "socket", "httpx", "requests", "os", "random", "polars", "time", "pathlib"}
CLOCK = re.compile(r"\b(?:date|datetime)\.(?:today|now|utcnow)\(")


def modules(*folders: Path) -> list[Path]:
    found = [path for folder in folders for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]
    assert len(found) > 30, "nothing would be measured"
    return found


def name(path: Path) -> str:
    return str(path.relative_to(HERE))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=name(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def classes(path: Path) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef))


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From the signature to the end, without the docstring: examples and formulas are welcome."""
    first = node.body[0]
    documented = ast.get_docstring(node) is not None and first.end_lineno is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def imported(path: Path) -> set[str]:
    """Top-level packages that a module imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_files_are_short() -> None:
    kinds = ("*.py", "*.html", "*.css", "*.js", "*.typ")
    paths = [path for folder in (SOURCE, TESTS) for kind in kinds for path in folder.rglob(kind)]
    long = {name(path): count for path in paths if (count := len(path.read_text("utf-8").splitlines())) > FILE}
    assert long == {}


def test_functions_are_short() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name} {lines(node)}"
        for path in modules(SOURCE, TESTS)
        for node in functions(path)
        if lines(node) > FUNCTION
    ]
    assert long == []


def test_the_measure_of_a_function_leaves_its_docstring_out() -> None:
    (short,) = ast.parse('def f(x):\n    """One.\n\n    Two.\n    """\n    return x\n').body
    assert isinstance(short, ast.FunctionDef)
    assert lines(short) == 2


def test_classes_have_few_methods() -> None:
    large = [
        f"{name(path)} {node.name}"
        for path in modules(SOURCE)
        for node in classes(path)
        if sum(isinstance(part, ast.FunctionDef) for part in node.body) > METHODS
    ]
    assert large == []


def test_models_have_few_fields() -> None:
    measured = {}
    for path in sorted((SOURCE / "apps").rglob("models.py")):
        for node in classes(path):
            assigned = [part.value for part in node.body if isinstance(part, ast.Assign)]
            fields = [
                value.func.attr
                for value in assigned
                if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
            ]
            measured[node.name] = sum(field.endswith(("Field", "Key")) for field in fields)
    assert measured["Job"] > 10, "nothing would be measured"
    assert {model: count for model, count in measured.items() if count > FIELDS} == {}


def test_decisions_are_short_and_numbered_without_a_gap() -> None:
    paths = sorted((HERE / "docs" / "adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in paths]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {name(path) for path in paths if len(path.read_text("utf-8").splitlines()) > DECISION} == set()


def test_names_say_what_is_inside() -> None:
    shapeless = [
        name(path) for path in modules(SOURCE, TESTS) if SHAPELESS & {path.stem, *path.relative_to(HERE).parts}
    ]
    assert shapeless == []


def test_the_core_says_what_is_computed() -> None:
    verbs = re.compile(r"^(calc|get|process|handle|compute)_")
    named = [
        f"{name(path)} {node.name}"
        for path in modules(SOURCE / "core", SOURCE / "sources")
        for node in functions(path)
        if verbs.match(node.name)
    ]
    assert named == []


@pytest.mark.parametrize("path", sorted((SOURCE / "core").rglob("*.py")), ids=name)
def test_the_core_is_pure(path: Path) -> None:
    assert imported(path) & IMPURE == set()
    assert not CLOCK.search(path.read_text("utf-8")), "a day is given, never asked for"


def test_every_topic_of_the_core_has_a_test() -> None:
    topics = {
        path.stem for path in (SOURCE / "core").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    tested = {path.stem.removeprefix("test_") for path in (TESTS / "core").glob("test_*.py")}
    assert topics - {"__init__"} - tested == set()
    assert "specialisation" in topics


def test_every_public_function_of_the_core_is_documented() -> None:
    silent = [
        f"{name(path)} {node.name}"
        for path in (SOURCE / "core").rglob("*.py")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


@pytest.mark.parametrize("app", [path.parent.name for path in sorted((SOURCE / "apps").glob("*/apps.py"))])
def test_every_app_has_its_rooms(app: str) -> None:
    folder = SOURCE / "apps" / app
    assert f'app_name = "{app}"' in (folder / "urls.py").read_text("utf-8")
    assert (folder / "views.py").exists() or (folder / "views" / "__init__.py").exists()
    assert (folder / "templates" / app).is_dir()
    assert list(TESTS.glob(f"apps/test_{app}*.py")) != []
    who_decides = [path for path in folder.rglob("*.py") if "accounts.rules import" in path.read_text("utf-8")]
    assert who_decides or (folder / "rules.py").exists()


def test_no_page_runs_script_or_style_of_its_own() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:|https?://(?!www\.w3\.org)", re.IGNORECASE
    )
    pages = list(SOURCE.rglob("templates/**/*.html"))
    assert len(pages) > 20
    assert [name(path) for path in pages if inline.search(path.read_text("utf-8"))] == []


def test_nothing_is_left_to_be_done_or_switched_off() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|XXX)\b|type: ignore(?!\[)|noqa(?!:)|breakpoint\(\)|\bprint\(")
    found = [
        f"{name(path)}: {line.strip()}"
        for path in modules(SOURCE)
        for line in path.read_text("utf-8").splitlines()
        if marks.search(line) and ".print(" not in line
    ]
    assert found == []
