"""Problems as Excel problem_sheets: nothing is lost on the way, and every fault has its sheet and cell."""

from __future__ import annotations

import gc
import io
import zipfile
from contextlib import suppress
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.portfolio.problem import (
    Action,
    AtLeast,
    AtMost,
    Budget,
    Cost,
    Effect,
    Measure,
    Objective,
    Option,
    Problem,
    StartWindow,
    Synergy,
)
from openhearth.core.portfolio.validation import unit_meant
from openhearth.sources.portfolios import problem_sheets
from openhearth.sources.portfolios.problem_table import SHEETS, problem_from_xlsx, problem_to_xlsx, template
from openhearth.sources.registers import register
from tests.core.portfolio_cases import problems

Book = Any
TEMPLATE = template()


def opened(data: bytes) -> Book:
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        problem_from_xlsx(data)
    return [(fault.code, fault.place) for fault in caught.value.faults]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(5))
def test_a_workbook_loses_nothing(problem: Problem) -> None:
    assert problem_from_xlsx(problem_to_xlsx(problem)) == problem


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).map(str.strip)
codes = texts.filter(bool)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(codes, min_size=3, max_size=3, unique=True), texts, codes, st.floats(-1000, 1000))
def test_any_text_and_any_number_come_back(names: list[str], label: str, option: str, amount: float) -> None:
    """Codes with semicolons, backslashes, equal signs, digits only; figures with seventeen digits."""
    amount = round(amount, 9)
    places = (Effect("m", amount, names[0], names[1]), Effect("m", 2, "", names[2]))
    actions = tuple(
        Action(name, (Option(option, (Cost(3, 2028, label),), places, 2027),), label if name != names[0] else "")
        for name in names
    )
    problem = Problem(
        (Objective("=1+1", "m"), Objective("fair", "m", kind="worst_off", across="group")),
        (Measure("m", "1", 9), Measure("cost", "MEUR", 2)),
        actions,
        (AtMost(2, tuple(names)), AtLeast(1, tuple(names[1:])), Budget(9.25, 0), StartWindow(names[0], None, 2030)),
        (Synergy(names[0], names[1], (Effect("m", 1),)), Synergy(names[0], names[1], (), (Cost(-1),))),
        label,
    )
    read = problem_from_xlsx(problem_to_xlsx(problem))
    assert read == problem
    assert read.title == problem.title


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_template_is_a_problem_and_explains_every_column(language: str) -> None:
    data = template(language)
    problem = problem_from_xlsx(data)
    assert len(problem.actions) == 4
    assert problem.objectives[2].kind == "worst_off"
    explained = [(row[0].value, row[1].value) for row in opened(data)["explanation"].iter_rows(min_row=2)]
    assert explained == [(sheet, column) for sheet, columns in SHEETS.items() for column in columns]
    assert problem_from_xlsx(problem_to_xlsx(problem)) == problem


def test_units_may_be_written_as_the_register_of_indicators_writes_them() -> None:
    units = {row["unit"] for row in register("indicators")}
    assert "t CO2e" in units
    assert {unit for unit in units if unit_meant(unit) is None} == set()
    book = opened(template())
    book["measures"]["B3"] = "kt CO2e"
    assert problem_from_xlsx(saved(book)).measure("emissions").unit == "kt CO2e"


def test_an_unknown_language_of_the_template() -> None:
    with pytest.raises(InputError, match="unknown_language"):
        template("it")


def test_every_fault_of_the_form_has_its_cell() -> None:
    book = opened(template())
    book["aims"]["C2"] = "up"
    book["costs"]["D2"] = "4,5"
    book["costs"]["E3"] = 2027.5
    book["costs"]["D4"] = "=2+2"
    book["effects"]["D2"] = None
    book["effects"]["E3"] = True
    book["effects"]["B4"] = "nobody"
    book["options"]["A6"] = "solar"
    book["constraints"]["A2"] = "wish"
    book["constraints"]["H3"] = "north"
    book["actions"].append(["waste-heat", "again"])
    book["measures"]["D1"] = "remark"
    book["measures"]["F2"] = "see above"
    assert sorted(refused(saved(book))) == sorted(
        [
            ("unknown_choice", "aims!C2"),
            ("not_a_number", "costs!D2"),
            ("not_a_whole_number", "costs!E3"),
            ("formula", "costs!D4"),
            ("missing_field", "effects!A2"),
            ("not_a_number", "effects!E3"),
            ("unknown_owner", "effects!A4"),
            ("unknown_owner", "options!A6"),
            ("unknown_owner", "costs!A6"),
            ("unknown_owner", "costs!A7"),
            ("unknown_owner", "effects!A9"),
            ("unknown_kind", "constraints!A2"),
            ("not_of_this_kind", "constraints!H3"),
            ("duplicate_code", "actions!A6"),
            ("unknown_column", "measures!D1"),
            ("value_without_column", "measures!F2"),
        ]
    )


def test_faults_of_the_problem_are_placed_in_the_workbook() -> None:
    book = opened(template())
    book["measures"]["B2"] = "heads"
    book["costs"]["D2"] = 4.55
    book["constraints"]["B2"] = -1
    assert refused(saved(book)) == [
        ("unknown_unit", "measures!A2 (measure jobs)"),
        ("finer_than_decimals", "costs!D2 (action waste-heat option 2027)"),
        ("negative_budget", "constraints!A2 (constraint 1)"),
    ]


def test_what_nobody_sees_is_not_read() -> None:
    book = opened(template())
    book["costs"].sheet_state = "hidden"
    book["effects"].merge_cells("A2:A3")
    book.create_sheet("effect")
    del book["options"]
    assert refused(saved(book)) == [
        ("hidden_sheet", "costs"),
        ("merged_cells", "effects!A2:A3"),
        ("unknown_sheet", "effect"),
        ("missing_sheet", "options"),
    ]


def test_notes_empty_lines_and_other_orders_do_no_harm() -> None:
    book = opened(template())
    book.create_sheet("Notes").append(["talk to the union first"])
    book["aims"].insert_rows(3, 2)
    for row in book["measures"].iter_rows():
        row[0].value, row[1].value = row[1].value, row[0].value
    book.move_sheet("measures", 3)
    assert problem_from_xlsx(saved(book)) == problem_from_xlsx(template())


def test_what_is_no_workbook_or_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [code for code, _ in refused(b"{}")] == ["not_xlsx"]
    assert [code for code, _ in refused(template()[:-300])] == ["not_xlsx"]
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 201_000_000)
    assert [code for code, _ in refused(bomb.getvalue())] == ["too_large"]
    monkeypatch.setattr(problem_sheets, "ROWS", 3)
    assert [code for code, _ in refused(template())] == ["too_many_rows"]
    monkeypatch.setattr(problem_sheets, "BYTES", 100)
    assert [code for code, _ in refused(template())] == ["too_large"]


def test_too_many_columns_and_faults() -> None:
    book = opened(template())
    book["costs"].cell(1, 120, "far")
    assert refused(saved(book)) == [("too_many_columns", "costs")]
    book = opened(template())
    for row in range(3, 1500):
        book["costs"].cell(row, 12, "x")
    assert len(refused(saved(book))) == problem_sheets.FAULTS


def test_what_excel_cannot_hold() -> None:
    problem = problem_from_xlsx(template())
    for title, code in (("a\x07b", "control_character"), ("x" * 32_768, "too_long")):
        with pytest.raises(InputError, match=code):
            problem_to_xlsx(replace(problem, title=title))
    gc.collect()  # a sheet left half written would complain here, or in any test after this one


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=4), st.floats(0, 1))
def test_damaged_bytes_are_read_or_refused_and_nothing_else(damage: list[tuple[float, int]], kept: float) -> None:
    whole = bytearray(TEMPLATE)
    for where, byte in damage:
        whole[int(where * len(whole))] = byte
    with suppress(InputError):
        assert problem_from_xlsx(bytes(whole[: int(kept * len(whole))])).actions


wild = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["=A1", "#REF!", "a;b", "\\", "max", "budget", "1e400", "-0", "٣", "nan", " north "]), st.datetimes(),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(sorted(SHEETS)), st.integers(1, 8), st.integers(1, 15), wild), max_size=8))
def test_whatever_is_typed_into_cells_is_read_or_refused(typed: list[tuple[str, int, int, Any]]) -> None:
    book = opened(template())
    for sheet, row, column, value in typed:
        book[sheet].cell(row, column, value)
    with suppress(InputError):
        problem = problem_from_xlsx(saved(book))
        assert problem_from_xlsx(problem_to_xlsx(problem)) == problem
