from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.practice_record import FIELDS, DryRun, PracticeRecord, Result, record_faults
from openhearth.sources.practices import practice_json
from openhearth.sources.practices.practice_json import json_ld, parse, to_json
from openhearth.sources.practices.practices_yaml import packaged_practices
from tests.sources.sample_records import HEAT, VOCABULARIES, collections

SITE = "https://hearth.example"
SOUND = {"code": "heat", "title": "Heat", "summary": "Heat for homes.", "language": "en", "source": "openhearth"}
SCHEMA = {
    "CreativeWork": "identifier name alternateName abstract inLanguage isBasedOn sourceOrganization maintainer keywords about",
    "Project": "name foundingDate dissolutionDate location member funder",
    "Organization": "name",
    "Place": "identifier",
    "DefinedTerm": "termCode name inDefinedTermSet",
    "PropertyValue": "name value unitText",
    "MonetaryAmount": "value currency",
}
"""Properties that https://schema.org defines for these types, as far as the export uses them."""


def written(*entries: object) -> bytes:
    return json.dumps(list(entries)).encode()


def places(run: DryRun) -> list[tuple[str, str]]:
    return [(fault.code, fault.place) for fault in run.faults]


def refused(data: bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse(data, VOCABULARIES)
    return [fault.code for fault in caught.value.faults]


def nodes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(part)


@settings(max_examples=60)
@given(collections)
def test_export_and_import_lose_nothing(records: list[PracticeRecord]) -> None:
    run = parse(to_json(records), VOCABULARIES)
    assert (run.faults, run.records) == ((), tuple(records))


def test_the_packaged_practices_go_out_and_come_back() -> None:
    records = tuple(PracticeRecord(practice) for practice in packaged_practices())
    assert parse(to_json(records), VOCABULARIES).records == records


def test_empty_fields_are_not_written() -> None:
    (entry,) = json.loads(to_json([replace(HEAT, owner="", results=(Result("Calm"),))]))
    assert set(entry) < set(FIELDS)
    assert "owner" not in entry
    assert entry["results"] == [{"statement": "Calm"}]
    assert entry["cost"] == 12_000_000


def test_null_and_absent_are_empty_and_space_around_a_text_means_nothing() -> None:
    (record,) = parse(written(SOUND | {"owner": None, "title": " Heat\r\nfor all "}), VOCABULARIES).records
    assert (record.owner, record.cost, record.practice.title) == ("", None, "Heat\nfor all")


def test_every_fault_has_its_record_and_field() -> None:
    wrong = {"started": "2016", "cost": True, "actors": ["a", 1], "facts": {}, "results": [[], {"value": 1}], "moon": 1}
    run = parse(
        written(SOUND, "heat", {"code": 1}, SOUND | wrong, SOUND | {"code": "two", "outcome": "great"}), VOCABULARIES
    )
    assert (run.read, run.kept) == (5, 1)
    assert places(run) == [
        ("not_a_mapping", "record 2"),
        ("missing_field", "record 3, title"),
        ("missing_field", "record 3, summary"),
        ("missing_field", "record 3, language"),
        ("missing_field", "record 3, source"),
        ("not_text", "record 3, code"),
        ("not_a_year", "record 4, started"),
        ("not_a_number", "record 4, cost"),
        ("not_a_list_of_texts", "record 4, actors"),
        ("not_a_list", "record 4, facts"),
        ("unknown_field", "record 4"),
        ("not_a_mapping", "record 4, results 1"),
        ("missing_field", "record 4, results 2, statement"),
        ("unknown_term", "record 5, outcome"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{}", "not_a_list"),
        (b"[", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'[{"code": "a", "code": "b"}]', "not_json"),
        (b'[{"cost": NaN}]', "not_json"),
        (b'[{"cost": ' + b"1" * 5000 + b"}]", "not_json"),
        (b"", "empty_file"),
        (b"\xff", "not_utf8"),
    ],
)
def test_what_is_no_list_of_records_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == [code]


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice_json, "RECORDS", 1)
    assert refused(written(SOUND, SOUND)) == ["too_many_rows"]
    monkeypatch.setattr(practice_json, "BYTES", 10)
    assert refused(written(SOUND)) == ["too_large"]


def test_numbers_that_no_float_holds_are_faults() -> None:
    huge = b'[{"code":"a","title":"t","summary":"s","language":"en","source":"s","currency":"EUR","cost":1e999}]'
    assert places(parse(huge, VOCABULARIES)) == [("not_a_number", "record 1, cost")]


def test_half_a_surrogate_is_a_fault_and_not_a_crash() -> None:
    run = parse(rb'[{"code":"a","title":"\ud800","summary":"s","language":"en","source":"s"}]', VOCABULARIES)
    assert places(run) == [("control_character", "record 1, title")]


def test_json_ld_tells_the_record() -> None:
    told = json_ld(HEAT, VOCABULARIES, site=SITE)
    assert told["@context"] == ["https://schema.org", {"oh": "https://hearth.example/practices/terms/#"}]
    assert (told["@type"], told["@id"]) == ("CreativeWork", "https://hearth.example/practices/heat-brescia/")
    assert told["alternateName"] == {"@value": "Calore di scarto", "@language": "it"}
    assert told["keywords"][0] == {
        "@type": "DefinedTerm",
        "termCode": "green",
        "name": "Green transition",
        "inDefinedTermSet": "https://hearth.example/practices/terms/#thematic_priority",
    }
    assert told["about"]["foundingDate"] == "2016"
    assert told["about"]["location"] == {"@type": "Place", "identifier": "ITC47"}
    assert "dissolutionDate" not in told["about"]
    assert told["oh:cost"] == {"@type": "MonetaryAmount", "value": 12_000_000.0, "currency": "EUR"}
    assert told["oh:results"][1] == {"@type": "PropertyValue", "name": "=trust", "oh:evidence": "talks"}


@pytest.mark.parametrize("record", [HEAT, *(PracticeRecord(practice) for practice in packaged_practices())])
def test_json_ld_invents_no_term_and_says_nothing_empty(record: PracticeRecord) -> None:
    for node in nodes(json_ld(record, VOCABULARIES, site=SITE)):
        if "@type" not in node:
            assert set(node) <= {"@value", "@language", "oh"}
            continue
        names = {name for name in node if not name.startswith("@")}
        ours = {name.removeprefix("oh:") for name in names if name.startswith("oh:")}
        assert ours <= {*FIELDS, "evidence"}
        assert {name for name in names if not name.startswith("oh:")} <= set(SCHEMA[node["@type"]].split())
        assert all(value not in ("", None, [], ()) for value in node.values())


@settings(max_examples=30)
@given(collections)
def test_json_ld_is_json(records: list[PracticeRecord]) -> None:
    for record in records:
        json.loads(json.dumps(json_ld(record, VOCABULARIES, site=SITE), allow_nan=False))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(tuple(FIELDS)), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150)
@given(
    st.one_of(st.binary(max_size=80), st.lists(values, max_size=3).map(lambda entries: json.dumps(entries).encode()))
)
def test_anything_is_read_or_refused(data: bytes) -> None:
    try:
        run = parse(data, VOCABULARIES)
    except InputError:
        return
    assert record_faults(run.records, VOCABULARIES) == ()
