"""What is written about the house agrees with the house."""

from __future__ import annotations

import csv
import importlib
import re
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from openhearth.cli.main import MODULES, gathered
from openhearth.core.register import parse_register
from openhearth.sources import registers
from tools import indicators

HERE = Path(__file__).parents[1]
DOCS, FACTS = HERE / "docs", HERE / "src" / "openhearth" / "facts"
METHODS = (
    "programme",
    "specialisation",
    "typology",
    "peers",
    "emissions",
    "indicators",
    "cartogram",
    "documents",
    "facets",
    "transfer",
    "review",
    "duplicates",
    "footprint",
    "pathway",
    "portfolio",
    "doughnut",
)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def column(path: Path, name: str) -> set[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row[name] for row in csv.DictReader(file)}


SOURCES = {row["code"]: row for row in registers.register("sources")}
TABLES = sorted((FACTS / "tables").glob("*.csv"))


@pytest.mark.parametrize("topic", METHODS)
def test_what_is_computed_has_its_method(topic: str) -> None:
    method = text(DOCS / "methods" / f"{topic}.md")
    assert re.match(r"# \S", method)
    assert "\n## Limits\n" in method
    named = [f"openhearth.{found}" for found in re.findall(r"`(?:openhearth\.)?((?:core|press)\.[\w.]+)", method)]
    assert named, "no code is named"
    for dotted in named:
        module, _, attribute = dotted.rpartition(".")
        try:
            importlib.import_module(dotted)
        except ModuleNotFoundError:
            assert hasattr(importlib.import_module(module), attribute), dotted


def test_every_method_linked_from_a_page_exists() -> None:
    pages = "".join(text(path) for path in (HERE / "src").rglob("templates/**/*.html"))
    linked = set(re.findall(r"{% url 'method' '(\w+)' %}", pages)) | set(re.findall(r'\bmethod="(\w+)"', pages))
    assert linked >= {"indicators", "specialisation", "typology"}
    assert {topic for topic in linked - {"get", "post"} if not (DOCS / "methods" / f"{topic}.md").exists()} == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_every_source_of_the_facts_is_registered_with_its_licence(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        used = {(row["source"], row["licence"]) for row in csv.DictReader(file)}
    assert used
    assert used <= {(code, row["licence"]) for code, row in SOURCES.items()}


def test_every_source_is_told_about_and_used() -> None:
    data = text(DOCS / "data.md")
    assert {
        code for code in SOURCES if not re.search(rf"^### {re.escape(code)}$|`{re.escape(code)}`", data, re.MULTILINE)
    } == set()
    assert all(row["title"] and row["publisher"] and row["licence"] and row["attribution"] for row in SOURCES.values())
    used = {code for table in TABLES for code in column(table, "source")} | column(FACTS / "indicators.csv", "source")
    used |= column(FACTS / "doughnut_thresholds.csv", "source")
    assert set(SOURCES) - used <= {"openhearth", "contributed"}


def test_every_indicator_is_named_and_explained_in_both_languages() -> None:
    indicators = parse_register(registers.register("indicators")).indicators
    assert len(indicators) == 17
    for entry in indicators:
        assert all((entry.label_en, entry.label_de, entry.description_en, entry.description_de, entry.unit)), entry.code
        assert entry.label_en != entry.label_de, entry.code
        assert entry.description_en.endswith("."), entry.code
        assert entry.description_de.endswith("."), entry.code
        assert SOURCES[entry.source]["licence"] == entry.licence, entry.code
    assert column(FACTS / "tables" / "figures.csv", "indicator") == {entry.code for entry in indicators}


def test_every_table_is_described_as_it_is() -> None:
    described = dict(re.findall(r"^\| `(\w+\.csv)` \| `([\w,]+)` \|", text(DOCS / "facts.md"), re.MULTILINE))
    assert set(described) == {table.name for table in TABLES}
    for table in TABLES:
        with table.open(encoding="utf-8") as file:
            head = file.readline().strip()
        assert head == f"{described[table.name]},source,licence"


def test_every_register_is_named() -> None:
    packaged = {str(path.relative_to(FACTS)) for path in FACTS.rglob("*.*") if path.parent.name != "tables"}
    assert packaged - set(re.findall(r"`([\w/-]+\.\w+)`", text(DOCS / "facts.md"))) == set()


def test_every_setting_is_told_about() -> None:
    site = HERE / "src" / "openhearth" / "site"
    read = set(re.findall(r"\b(?:OPENHEARTH|XDG)_\w+", text(site / "settings.py") + text(site / "home.py")))
    told = set(re.findall(r"`((?:OPENHEARTH|XDG)_\w+)`", text(DOCS / "settings.md")))
    assert len(read) > 10
    assert read - told == set(), "read, but not told about"
    assert told - read <= {"OPENHEARTH_REQUIRE_BROWSER", "OPENHEARTH_REQUIRE_SHARED"}, "told about, but not read"


def test_every_command_is_told_about() -> None:
    told = text(DOCS / "cli.md") + text(HERE / "README.md")
    commands = get_command(gathered([]))
    assert isinstance(commands, typer.core.TyperGroup)
    assert set(commands.commands) == {name for names in MODULES.values() for name in names}
    for name, command in commands.commands.items():
        inner = command.commands if isinstance(command, typer.core.TyperGroup) else {"": command}
        for part in inner:
            assert f"openhearth {name} {part}".strip() in told, f"{name} {part}"


def test_every_option_of_a_command_exists() -> None:
    """Options that the documentation names."""
    told = set(re.findall(r"`?(--[a-z][a-z-]+)", text(DOCS / "cli.md")))
    commands = get_command(gathered([]))
    assert isinstance(commands, typer.core.TyperGroup)
    known = {"--help"}
    waiting = list(commands.commands.values())
    while waiting:
        command = waiting.pop()
        known |= {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        waiting += command.commands.values() if isinstance(command, typer.core.TyperGroup) else []
    assert told - known == set()


@pytest.mark.parametrize("path", [*sorted(DOCS.rglob("*.md")), *sorted(HERE.glob("*.md"))], ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    local = [
        link.split("#")[0]
        for link in LINK.findall(text(path))
        if "://" not in link and not link.startswith(("#", "mailto:"))
    ]
    assert [link for link in local if link and not (path.parent / link).exists()] == []


def test_the_page_of_indicators_is_what_the_register_says() -> None:
    assert (HERE / "docs" / "indicators.md").read_text("utf-8") == indicators.page(), "run: python tools/indicators.py"
