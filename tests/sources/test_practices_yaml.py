from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from openhearth.core.errors import InputError
from openhearth.core.practice import KeyFigure, Vocabulary
from openhearth.core.practice_record import OUTCOMES
from openhearth.sources.practices.practices_yaml import (
    packaged_practices,
    packaged_vocabularies,
    parse,
    parse_vocabularies,
)

VOCABULARIES = b"""
thematic_priority:
  - {code: green, en: Green transition, de: Wandel, definition_en: Within limits., definition_de: In Grenzen.}
country:
  - {code: IT, en: Italy, de: Italien}
"""
PRACTICE = """
- code: heat
  title: Waste heat
  language: en
  summary: A steelworks heats homes.
  actors: [ORI Martin, A2A]
  country: IT
  nuts: ITC47
  thematic_priority: [green]
  started: 2016
  facts:
    - {label: Families, value: 2000}
    - {label: Share, value: 37.4, unit: "%"}
  source: openhearth
  provenance: A visit
"""


def vocabularies() -> dict[str, Vocabulary]:
    return parse_vocabularies(VOCABULARIES)


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        parse(text.encode(), vocabularies())
    return [(fault.code, fault.place) for fault in caught.value.faults]


def test_a_practice_is_read_with_its_figures() -> None:
    heat = parse(PRACTICE.encode(), vocabularies())[0].practice
    assert (heat.code, heat.nuts, heat.started, heat.ended) == ("heat", "ITC47", 2016, None)
    assert heat.actors == ("ORI Martin", "A2A")
    assert heat.thematic_priority == ("green",)
    assert heat.facts == (KeyFigure("Families", 2000), KeyFigure("Share", 37.4, "%"))


def test_what_is_absent_is_empty() -> None:
    heat = parse(PRACTICE.encode(), vocabularies())[0].practice
    assert (heat.url, heat.original_title, heat.region_type, heat.support_type) == ("", "", "", ())


def test_vocabularies_keep_their_order_and_their_languages() -> None:
    found = vocabularies()
    assert list(found) == ["thematic_priority", "country"]
    assert found["country"].term("IT").label("de") == "Italien"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  title: Waste heat\n", "", ("missing_field", "practices 1 heat")),
        ("title: Waste heat", "titel: Waste heat\n  title: Waste heat", ("unknown_field", "practices 1 heat")),
        ("title: Waste heat", "title: 12", ("not_text", "practices 1 heat")),
        ("country: IT", "country: 47", ("not_text", "practices 1 heat")),
        ("[green]", "green", ("not_a_list_of_texts", "practices 1 heat")),
        ("[green]", "[2]", ("not_a_list_of_texts", "practices 1 heat")),
        ("started: 2016", "started: 2016-05-01", ("not_a_year", "practices 1 heat")),
        ("started: 2016", "started: true", ("not_a_year", "practices 1 heat")),
        ("value: 2000", "value: many", ("not_a_number", "practices 1 heat, facts 1")),
        ("value: 2000", "value: 1" + 400 * "0", ("not_a_number", "practices 1 heat, facts 1")),
        ("value: 2000", "value: .nan", ("not_finite", "heat")),
        ("{label: Families, value: 2000}", "Families", ("not_a_mapping", "practices 1 heat, facts 1")),
        (
            "{label: Families, value: 2000}",
            "{label: Heat, with turbines, value: 2}",
            ("unknown_field", "practices 1 heat, facts 1"),
        ),
        ("[green]", "[grey]", ("unknown_term", "heat")),
        ("language: en", "language: qq", ("unknown_language", "heat")),
    ],
)
def test_a_damaged_practice_is_named_with_its_place(old: str, new: str, expected: tuple[str, str]) -> None:
    assert old in PRACTICE
    assert faults(PRACTICE.replace(old, new)) == [expected]


def test_a_repeated_key_is_an_error_of_its_line() -> None:
    assert faults(PRACTICE + "  title: Another title\n") == [("not_yaml", "line 16, column 3")]


def test_all_faults_of_all_practices_come_together() -> None:
    second = PRACTICE.replace("title: Waste heat", "title: 12")
    third = PRACTICE.replace("[green]", "[grey]")
    assert faults(PRACTICE + second + third) == [
        ("not_text", "practices 2 heat"),
        ("duplicate_code", "practices"),
        ("unknown_term", "heat"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("code: heat", "not_a_list"),
        ("- heat", "not_a_mapping"),
        ("- {", "not_yaml"),
        (" ", "empty_file"),
        ("- \x01", "not_yaml"),
    ],
)
def test_what_is_no_list_of_practices_is_refused(text: str, code: str) -> None:
    assert [found for found, _ in faults(text)] == [code]


def test_yaml_cannot_make_objects() -> None:
    assert faults("- !!python/object/apply:os.getcwd []")[0][0] == "not_yaml"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (b"- green", ["not_a_mapping"]),
        (b"lens: social", ["not_a_list"]),
        (b"lens:\n  - {code: a, en: A}\n  - {code: b, en: B, de: 1}", ["missing_field", "not_text"]),
        (b"lens:\n  - {code: a, en: A, de: A}\n  - {code: a, en: A, de: A}", ["duplicate_code"]),
    ],
)
def test_damaged_vocabularies_are_refused(text: bytes, codes: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        parse_vocabularies(text)
    assert [fault.code for fault in caught.value.faults] == codes


def test_the_packaged_vocabularies_are_whole() -> None:
    sizes = {name: len(vocabulary.terms) for name, vocabulary in packaged_vocabularies().items()}
    assert sizes == {
        "thematic_priority": 3,
        "strategic_challenge": 4,
        "support_type": 3,
        "territorial_validity": 4,
        "recommendation": 15,
        "carbon_intensive_group": 4,
        "industrial_ecosystem": 14,
        "region_type": 7,
        "lens": 3,
        "reach": 2,
        "outcome": 4,
        "transition_step": 5,
        "country": 37,
    }


def test_the_outcomes_are_those_that_a_record_may_have() -> None:
    assert packaged_vocabularies()["outcome"].codes == OUTCOMES


def test_every_packaged_term_is_labelled_and_all_but_countries_defined_in_both_languages() -> None:
    for name, vocabulary in packaged_vocabularies().items():
        for term in vocabulary.terms:
            assert term.en.strip(), (name, term.code)
            assert term.de.strip(), (name, term.code)
            if name != "country":
                assert term.definition_en.endswith("."), (name, term.code)
                assert term.definition_de.endswith("."), (name, term.code)


def test_the_packaged_practices_say_what_the_source_says_and_no_more() -> None:
    practices = {practice.code: practice for practice in packaged_practices()}
    assert len(practices) == 24
    assert practices["irecovery-brescia"].nuts == "ITC47"
    assert practices["circular-flanders"].territorial_validity == ""
    assert [code for code, practice in practices.items() if practice.url] == ["afnor-cepm"]
    assert {code for code, practice in practices.items() if not practice.nuts and not practice.country} == {
        "extratex",
        "ecobulk",
        "itp-innovation-teams",
        "jtp-working-groups",
    }
    assert {practice.original_language for practice in practices.values()} == {"", "fr", "da", "fi"}


def test_a_summary_is_one_to_three_sentences() -> None:
    for practice in packaged_practices():
        assert 1 <= practice.summary.count(". ") + practice.summary.endswith(".") <= 3, practice.code


@pytest.mark.shared
def test_the_packaged_practices_are_those_of_the_collected_facts(shared: Path) -> None:
    packaged = {practice.code: practice for practice in packaged_practices()}
    collected = yaml.safe_load((shared / "facts/practices.yaml").read_text("utf-8"))
    assert list(packaged) == [entry["code"] for entry in collected]
    for entry in collected:
        practice = packaged[entry["code"]]
        for name in (
            "country",
            "territorial_validity",
            "region_type",
            "carbon_intensive_group",
            "url",
            "original_title",
        ):
            assert getattr(practice, name) == entry.get(name, ""), (practice.code, name)
        for name in ("thematic_priority", "strategic_challenge", "support_type"):
            assert list(practice.terms(name)) == entry.get(name, []), (practice.code, name)
        assert list(practice.industrial_ecosystem) == entry.get("ecosystem", []), practice.code
        assert list(practice.recommendation) == [str(number) for number in entry.get("recommendation", [])], (
            practice.code
        )
        assert practice.nuts == entry.get("nuts3", entry.get("nuts", "")), practice.code


@pytest.mark.shared
def test_every_packaged_region_is_one_of_nuts_2021(shared: Path) -> None:
    with (shared / "data/nuts/all_valid_nuts_codes.csv").open(encoding="utf-8") as lines:
        valid = {row["geo"] for row in csv.DictReader(lines) if row["nuts"] == "code_2021"}
    assert {practice.nuts for practice in packaged_practices()} - {""} <= valid
