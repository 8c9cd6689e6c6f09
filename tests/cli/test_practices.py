"""``openhearth practices``: search, import, transfer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.urls import reverse

from openhearth.apps.practices.finding.filters import FILTERS
from openhearth.apps.practices.models import Practice, State
from openhearth.apps.practices.pages.columns import EXAMPLE
from openhearth.cli.searching import address_of
from openhearth.sources.practices import practice_table
from tests.cli.conftest import Command
from tests.factories import a_user

pytestmark = pytest.mark.django_db
PARTS = ["structure", "ecosystems", "conditions", "skills", "institution"]


def test_the_judgement_is_told_to_scripts(openhearth: Command) -> None:
    code, out, _ = openhearth("practices", "transfer", "irecovery-brescia", "--to", "DEA1", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["least"] <= answer["score"] <= answer["most"]
    assert [part["part"] for part in answer["parts"]] == PARTS
    assert all(part["reasons"] for part in answer["parts"])


def test_and_to_people(openhearth: Command) -> None:
    code, out, _ = openhearth("practices", "transfer", "irecovery-brescia", "--to", "DEA1")
    assert code == 0
    assert "Iron and steel" in out
    assert "not known: find out" in out


@pytest.mark.parametrize(
    ("words", "hint"),
    [(("irecovery", "--to", "DEA1"), "irecovery-brescia"), (("irecovery-brescia", "--to", "DEA12"), "DEA1")],
)
def test_wrong_codes_name_the_right_ones(openhearth: Command, words: tuple[str, ...], hint: str) -> None:
    code, _, said = openhearth("practices", "transfer", *words)
    assert code == 2
    assert hint in said


# Search


def answer(openhearth: Command, schema: str, *words: object, code: int = 0) -> Any:
    """The answer of a command, proved against the schema that the house publishes for it."""
    exit_code, said, _ = openhearth(*words, "--json")
    assert exit_code == code
    found = json.loads(said)
    _, published, _ = openhearth("schema", schema)
    jsonschema.validate(found, json.loads(published))
    assert found["schema"] == f"openhearth/{schema}/1"
    return found


def values(found: Any, code: str) -> dict[str, dict[str, Any]]:
    return next({one["code"]: one for one in group["values"]} for group in found["filters"] if group["code"] == code)


def test_a_search_tells_hits_marks_and_counts(openhearth: Command) -> None:
    found = answer(openhearth, "found", "practices", "search", "waste heat", "--theme", "green")
    assert (found["total"], found["complete"], found["meant"]) == (1, True, None)
    (hit,) = found["hits"]
    assert (hit["code"], hit["kind"], hit["country"], hit["place"]) == ("irecovery-brescia", "practice", "IT", "ITC47")
    assert hit["address"] == settings.SITE_URL + reverse("practices:detail", args=[hit["code"]])
    assert address_of("project", "esif-1") == settings.SITE_URL + reverse("practices:project", args=["esif-1"])
    marked = {passage["text"][first:last].lower() for passage in hit["highlights"] for first, last in passage["marks"]}
    assert marked == {"waste", "heat", "heats"}
    assert values(found, "theme")["green"] == {"code": "green", "label": "Green transition", "hits": 1, "chosen": True}


def test_labels_speak_the_language_asked_for(openhearth: Command) -> None:
    words = ("practices", "search", "waste heat", "--theme", "green", "--challenge", "skills", "--lang", "de")
    found = answer(openhearth, "found", *words)
    assert values(found, "theme")["green"]["label"] == "Grüner Wandel"
    assert values(found, "challenge")["skills"]["label"] == "Kompetenzen"
    assert found["words"] == "waste heat"


def test_several_values_of_a_filter_are_alternatives(openhearth: Command) -> None:
    def total(*words: str) -> int:
        return int(answer(openhearth, "found", "practices", "search", *words)["total"])

    digital, resilience = total("--theme", "digital"), total("--theme", "resilience")
    both = total("--theme", "digital", "--theme", "resilience")
    assert max(digital, resilience) < both <= digital + resilience
    assert total("--theme", "digital", "--country", "FI") < digital


def test_every_filter_of_the_toolkit_is_an_option(openhearth: Command) -> None:
    everything = answer(openhearth, "found", "practices", "search")
    for group in everything["filters"]:
        option = f"--{group['code'].replace('_', '-')}"
        for value in group["values"][:2]:
            narrowed = answer(openhearth, "found", "practices", "search", option, value["code"], "--size", "0")
            assert (narrowed["total"], narrowed["hits"]) == (value["hits"], []), (option, value)
    _, said, _ = openhearth("practices", "search", "--help")
    assert [one.code for one in FILTERS if f"--{one.code.replace('_', '-')}" not in said] == []


def test_pages_of_a_search_follow_each_other(openhearth: Command) -> None:
    def codes(page: int) -> list[str]:
        words = ("practices", "search", "--sort", "title", "--size", "5", "--page", str(page))
        return [hit["code"] for hit in answer(openhearth, "found", *words)["hits"]]

    whole = [hit["code"] for hit in answer(openhearth, "found", "practices", "search", "--size", "10")["hits"]]
    assert codes(1) + codes(2) == whole


def test_nothing_found_suggests_what_was_meant(openhearth: Command) -> None:
    found = answer(openhearth, "found", "practices", "search", "hydrogne")
    assert (found["total"], found["meant"]) == (0, "hydrogen")
    code, said, _ = openhearth("practices", "search", "hydrogne")
    assert code == 0
    assert "Did you mean: hydrogen" in said


def test_a_table_shows_people_what_was_found(openhearth: Command) -> None:
    code, said, _ = openhearth("practices", "search", "waste heat")
    assert code == 0
    assert "irecovery-brescia" in said
    assert "--theme" in said
    assert "green (1)" in said


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--theme", "grey"), "green, digital, resilience"),
        (("--sort", "price"), "-published"),
        (("--lang", "fr"), "en, de"),
        (("--country", "XX", "--outcome", "great"), "abandoned"),
    ],
)
def test_a_mistake_in_a_search_names_what_there_is(openhearth: Command, words: tuple[str, ...], hint: str) -> None:
    code, said, complaint = openhearth("practices", "search", *words)
    assert (code, said) == (2, "")
    assert words[1] in complaint
    assert hint in complaint


@pytest.mark.parametrize("words", ["a" * 10_000, '"' * 99 + "AND OR NOT ( * ~ \\", "\u202e\u05d8\u05e7", "x\ny", "-"])
def test_hostile_words_are_words(openhearth: Command, words: str) -> None:
    assert openhearth("practices", "search", "--json", "--", words)[0] == 0


# Import


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """A file with the example of the template under these codes."""

    def write(*codes: str, title: str = EXAMPLE.practice.title) -> Path:
        records = [replace(EXAMPLE, practice=replace(EXAMPLE.practice, code=code, title=title)) for code in codes]
        path = tmp_path / "mine.csv"
        path.write_bytes(practice_table.to_csv(records))
        return path

    return write


@pytest.mark.usefixtures("own_index")
def test_a_dry_run_changes_nothing(openhearth: Command, table: Callable[..., Path]) -> None:
    found = answer(openhearth, "imported", "practices", "import", table("one", "two"), "--dry-run")
    assert (found["done"], found["read"], [one["fate"] for one in found["records"]]) == (False, 2, ["new", "new"])
    assert not Practice.objects.filter(code__in=("one", "two")).exists()


@pytest.mark.usefixtures("own_index")
def test_what_is_imported_and_published_is_found(openhearth: Command, table: Callable[..., Path]) -> None:
    found = answer(openhearth, "imported", "practices", "import", table("one"), "--publish")
    assert (found["done"], found["published"], found["faults"]) == (True, True, [])
    assert openhearth("index", "update")[0] == 0
    assert answer(openhearth, "found", "practices", "search", "rolling mill")["hits"][0]["code"] == "one"
    again = answer(openhearth, "imported", "practices", "import", table("one", title="Else"))
    assert [(one["fate"], one["fields"]) for one in again["records"]] == [("changed", ["title"])]
    assert Practice.objects.get(code="one").state == State.DRAFT


@pytest.mark.usefixtures("own_index")
def test_drafts_can_be_given_to_a_person(openhearth: Command, table: Callable[..., Path]) -> None:
    owner = a_user(email="owner@example.org")
    code, said, _ = openhearth("practices", "import", table("one"), "--by", "owner@example.org")
    assert code == 0
    assert "1 new" in said
    row = Practice.objects.get(code="one")
    assert (row.proposer, row.state) == (owner, State.DRAFT)
    assert "nobody" in openhearth("practices", "import", table("two"), "--by", "else@example.org")[2]


@pytest.mark.django_db
def test_every_fault_of_a_file_is_listed_and_nothing_imported(
    openhearth: Command, table: Callable[..., Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_bytes(
        table("sound", "desk", "odd").read_bytes().replace(b"odd,", b"O dd,").replace(b",DEA12,", b",D,")
    )
    code, said, complaint = openhearth("practices", "import", broken)
    assert (code, "nothing was changed" in said) == (1, True)
    for place in ("row 2, nuts", "row 3, nuts", "row 4, code", "row 4, nuts"):
        assert place in complaint
    found = answer(openhearth, "imported", "practices", "import", broken, code=1)
    assert found["done"] is False
    assert [fault["code"] for fault in found["faults"]] == ["bad_nuts", "bad_nuts", "bad_nuts", "bad_code"]
    assert all(fault["code"] not in fault["message"] for fault in found["faults"]), "a code without a sentence"
    assert not Practice.objects.filter(code="sound").exists()


@pytest.mark.parametrize(("data", "code"), [(b"", 1), (b"\xff\xfe", 1), (b"PK\x03\x04", 1), (None, 2)])
def test_a_file_that_cannot_be_read_is_explained(
    openhearth: Command, tmp_path: Path, data: bytes | None, code: int
) -> None:
    if data is not None:
        (tmp_path / "mine.csv").write_bytes(data)
    found, _, complaint = openhearth("practices", "import", tmp_path / "mine.csv")
    assert found == code
    assert complaint.strip()
