from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from openhearth.core.errors import Fault
from openhearth.core.practice import KeyFigure, Practice, Term, Vocabulary
from openhearth.core.practice_record import (
    FIELDS,
    REQUIRED,
    PracticeRecord,
    Result,
    Row,
    dry_run,
    field_of,
    flat,
    record_faults,
    record_of,
)

VOCABULARIES = {
    "lens": Vocabulary("lens", (Term("social", "Social", "Sozial"), Term("economic", "Economic", "Wirtschaftlich"))),
    "country": Vocabulary("country", (Term("IT", "Italy", "Italien"),)),
}
HEAT = PracticeRecord(Practice("heat", "Heat", "Heat for homes.", "en", "openhearth", "A visit", country="IT"))
FULL = replace(
    HEAT,
    cost=5.0,
    currency="EUR",
    results=(Result("Gas saved", 1.5, "m³"),),
    outcome="failed",
    lens=("social", "economic"),
    last_reviewed="2024-02-29",
    reviewed_by="The lead partner",
)


def found(record: PracticeRecord) -> list[tuple[str, str]]:
    return [(fault.code, field_of(fault)) for fault in record_faults([record], VOCABULARIES)]


def test_a_full_record_and_a_bare_one_have_no_fault() -> None:
    assert found(FULL) == []
    assert found(HEAT) == []


def test_flat_and_back_is_the_same_record() -> None:
    assert record_of(flat(FULL)) == FULL
    assert tuple(flat(FULL)) == tuple(FIELDS)
    assert set(REQUIRED) < set(FIELDS)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"cost": -1.0}, [("bad_cost", "cost")]),
        ({"cost": math.nan}, [("bad_cost", "cost")]),
        ({"currency": ""}, [("bad_currency", "currency")]),
        ({"currency": "Euro", "cost": None}, [("bad_currency", "currency")]),
        ({"outcome": "great"}, [("unknown_term", "outcome")]),
        ({"lens": ("social", "moon", "social")}, [("unknown_term", "lens"), ("duplicate_term", "lens")]),
        ({"reach": ("local",)}, [("unknown_term", "reach")]),
        ({"last_reviewed": "2023-02-29"}, [("bad_date", "last_reviewed")]),
        ({"last_reviewed": "29.02.2024"}, [("bad_date", "last_reviewed")]),
        ({"reviewed_by": ""}, [("review_incomplete", "reviewed_by")]),
        ({"last_reviewed": ""}, [("review_incomplete", "last_reviewed")]),
        ({"owner": " me"}, [("untrimmed_text", "owner")]),
        ({"owner": "a\x00b"}, [("control_character", "owner")]),
        ({"results": (Result("a\ud800"),)}, [("control_character", "results")]),
        ({"results": (Result("Saved", math.inf),)}, [("not_finite", "results")]),
        ({"results": (Result(""),)}, [("missing_text", "results")]),
        ({"funding": ("",)}, [("missing_text", "funding")]),
    ],
)
def test_faults_of_a_record(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(replace(FULL, **changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"code": "Heat/../x"}, ("bad_code", "code")),
        ({"started": 16}, ("bad_year", "started")),
        ({"url": "javascript:alert(1)"}, ("bad_url", "url")),
        ({"nuts": "FI1"}, ("country_mismatch", "nuts")),
        ({"started": 2020, "ended": 2019}, ("years_reversed", "ended")),
        ({"facts": (KeyFigure("Families", math.nan),)}, ("not_finite", "facts")),
        ({"title": ""}, ("missing_text", "title")),
        ({"country": "XX"}, ("unknown_term", "country")),
        ({"region_type": "rural"}, ("unknown_vocabulary", "region_type")),
        ({"language": "tlh"}, ("unknown_language", "language")),
    ],
)
def test_faults_of_its_practice_name_their_field(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert found(replace(HEAT, practice=replace(HEAT.practice, **changes))) == [expected]


def test_a_dry_run_keeps_what_is_sound_and_places_every_fault() -> None:
    bad = replace(FULL, outcome="great", cost=-1.0)
    run = dry_run(
        [
            Row("row 2", flat(FULL)),
            Row("row 3", flat(bad)),
            Row("row 4", {}, (Fault("wrong_field_count", "row 4"),)),
            Row("row 5", flat(HEAT)),
            Row("row 6", {"title": "Other"}),
        ],
        VOCABULARIES,
    )
    assert (run.read, run.kept, run.records) == (5, 1, (FULL,))
    assert [(fault.code, fault.place) for fault in run.faults] == [
        ("unknown_term", "row 3, outcome"),
        ("bad_cost", "row 3, cost"),
        ("duplicate_code", "row 3, code"),
        ("wrong_field_count", "row 4"),
        ("duplicate_code", "row 5, code"),
        ("missing_text", "row 6, code"),
        ("missing_text", "row 6, summary"),
        ("missing_text", "row 6, source"),
        ("unknown_language", "row 6, language"),
    ]
    assert run.faults[4].params == {"found": "heat", "first": "row 2"}
