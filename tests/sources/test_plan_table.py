"""Plans as Excel: nothing is lost on the way, every fault has its cell, and no file brings the reader down."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.pathway.assembly import difference
from openhearth.core.pathway.terms import Indicator, Observation, Plan, PlannedCost, Step, Target, Vision
from openhearth.sources import workbook
from openhearth.sources.plans.plan_sheets import allowed
from openhearth.sources.plans.plan_table import LAYOUTS, plan_from_xlsx, plan_to_xlsx, template
from openhearth.sources.plans.plan_yaml import demo_plan
from openhearth.sources.registers import register
from tests.core.pathway_cases import action, indicator, plans

SMALL = Plan(
    "P",
    "DEA12",
    vision=Vision(text="Green", year=2045),
    actions=(
        action("pipe", steps=(Step("Permit", "2027-01-01"),), costs=(PlannedCost(2027, 123456, "City", True),)),
        action("tram", prerequisites=("pipe",)),
    ),
    indicators=(indicator(observations=(Observation(2025, float("nan"), note="Asked"),)),),
)
Book = Any


def changed(change: Callable[[Book], object], plan: Plan = SMALL) -> bytes:
    """The workbook of a plan after somebody worked on it."""
    book = openpyxl.load_workbook(io.BytesIO(plan_to_xlsx(plan)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(**cells: Any) -> Callable[[Book], None]:
    """``put(actions_C2="x")`` writes into a cell."""

    def change(book: Book) -> None:
        for place, value in cells.items():
            sheet, _, cell = place.rpartition("_")
            book[sheet][cell] = value

    return change


def refused(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        plan_from_xlsx(data)
    return [(fault.code, fault.place) for fault in caught.value.faults]


@settings(max_examples=12)
@given(plans())
def test_a_workbook_loses_nothing(plan: Plan) -> None:
    assert difference(plan, plan_from_xlsx(plan_to_xlsx(plan))) == ()


def test_the_demo_plan_comes_back_in_its_order() -> None:
    plan = demo_plan()
    again = plan_from_xlsx(plan_to_xlsx(plan))
    assert repr(again) == repr(plan)


def test_money_days_and_unknown_figures_are_what_people_see() -> None:
    book = openpyxl.load_workbook(io.BytesIO(plan_to_xlsx(SMALL)))
    assert [cell.value for cell in book["costs"][2]] == ["pipe", 2027, 1234.56, "City", "yes"]
    assert [cell.value for cell in book["steps"][2]] == ["pipe", "Permit", "2027-01-01", None]
    assert [cell.value for cell in book["observations"][2]] == ["heat", 2025, None, None, "Asked"]
    assert book["indicators"]["H2"].value == 2020


def test_every_column_is_explained_in_both_languages() -> None:
    columns = {(layout.name, column.name) for layout in LAYOUTS for column in layout.columns}
    explained = {(row["sheet"], row["column"]): row for row in register("plan_columns")}
    assert {place for place in explained if place[1]} == columns
    assert all(row["en"] and row["de"] and row["en"] != row["de"] for row in explained.values())
    sheet = openpyxl.load_workbook(io.BytesIO(template(language="de")))["explained"]
    rows = {(row[0], row[1]): row for row in sheet.iter_rows(values_only=True)}
    assert rows["actions", "kind"][3] == "build_up, phase_out"
    assert rows["actions", "kind"][2] == explained["actions", "kind"]["de"]


def test_the_template_offers_what_is_allowed_and_asks_for_a_title() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    rules = {rule.formula1 for rule in book["stakeholders"].data_validations.dataValidation}
    assert f'"{",".join(allowed("stakeholders", "helix"))}"' in rules
    assert all(len(rule.formula1) <= 255 for sheet in book for rule in sheet.data_validations.dataValidation)
    (rule,) = book["answers"].data_validations.dataValidation
    offered = book["lists"][rule.formula1.partition("!")[2].replace("$", "")]
    assert [cell[0].value for cell in offered] == [row["code"] for row in register("scorecard")]
    assert book["lists"].cell(2, offered[0][0].column + 1).value == register("scorecard")[0]["question_en"]
    (rule,) = book["milestones"].data_validations.dataValidation
    assert rule.formula1.startswith("='pathways'!$A$2")
    assert refused(template()) == [("missing_text", "plan!A2"), ("missing_text", "plan!B2")]


def test_faults_are_told_at_their_cells_all_at_once() -> None:
    data = changed(
        put(
            actions_C2="sideways",
            actions_G2="many",
            actions_J2="2030-02-30",
            actions_L3="gone",
            steps_A2="nobody",
            costs_C2="1.234",
            costs_E2="perhaps",
            targets_C2=None,
            indicators_H2=None,
            observations_B2=2025.5,
            vision_B2="=1+1",
        )
    )
    assert sorted(refused(data)) == sorted(
        [
            ("unknown_term", "actions!C2"),
            ("not_a_whole_number", "actions!G2"),
            ("bad_date", "actions!J2"),
            ("unknown_key", "actions!L3"),
            ("unknown_key", "steps!A2"),
            ("not_cents", "costs!C2"),
            ("unknown_choice", "costs!E2"),
            ("missing_field", "targets!C2"),
            ("missing_field", "indicators!H2"),
            ("no_baseline", "indicators!2"),
            ("not_a_whole_number", "observations!B2"),
            ("formula", "vision!B2"),
        ]
    )


def test_faults_inside_rows_and_lists_point_to_the_row_of_their_sheet() -> None:
    plan = replace(
        SMALL,
        actions=(
            action("pipe", steps=(Step("A", "2027-01-01"), Step("B", "soon")), costs=(PlannedCost(27, 1),)),
            action("pipe", sites=("North", "North")),
        ),
        indicators=(indicator(baseline=Observation(20, 1.0), targets=(Target(2030, 1.0), Target(2030, 2.0))),),
    )
    assert sorted(refused(plan_to_xlsx(plan))) == sorted(
        [
            ("bad_date", "steps!C3"),
            ("bad_year", "costs!B2"),
            ("duplicate_key", "actions!A3"),
            ("duplicate_term", "actions!F3"),
            ("bad_year", "indicators!H2"),
            ("duplicate_year", "targets!B3"),
        ]
    )


def test_dates_booleans_and_other_sheets_of_excel_are_understood() -> None:
    def change(book: Book) -> None:
        book["actions"]["J2"] = datetime(2025, 12, 9, tzinfo=None)  # noqa: DTZ001 - Excel knows no time zones
        book["costs"]["E2"] = True
        book["pathways"].append(["way", "Way"])
        book.create_sheet("notes").append(["=1+1"])
        book["actions"].append([None, None])

    plan = plan_from_xlsx(changed(change))
    assert plan.actions[0].start == "2025-12-09"
    assert plan.actions[0].costs[0].secured
    assert len(plan.actions) == 2


def test_sheets_and_columns_must_all_be_there() -> None:
    def change(book: Book) -> None:
        del book["answers"]
        book["effects"]["A1"] = "Key"
        book["costs"]["A1"] = "year"

    assert refused(changed(change)) == [
        ("missing_columns", "effects!1"),
        ("unknown_column", "effects!1"),
        ("missing_sheet", "answers"),
        ("missing_columns", "costs!1"),
        ("duplicate_column", "costs!1"),
    ]
    assert refused(changed(lambda book: book["vision"].append(["And", 2050]))) == [("too_many_rows", "vision!3")]


def test_files_that_are_no_workbook_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = plan_to_xlsx(SMALL)
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as parts:
        parts.writestr("a.txt", "a")
    for data in (b"", b"PK\x03\x04 no", whole[: len(whole) // 2], empty.getvalue(), b"title;region\n"):
        assert [code for code, _ in refused(data)] == ["not_xlsx"]
    monkeypatch.setattr(workbook, "UNPACKED_BYTES", 1000)
    assert refused(whole) == [("too_large", "file")]
    monkeypatch.setattr(workbook, "BYTES", 100)
    assert refused(whole) == [("too_large", "file")]


def test_too_many_rows_and_columns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 1)
    assert [code for code, _ in refused(plan_to_xlsx(SMALL))] == ["too_many_rows"]
    monkeypatch.setattr(workbook, "COLUMNS", 3)
    assert [code for code, _ in refused(changed(lambda _: None, Plan("P", "DEA12")))] == ["too_many_columns"]


WHOLE = plan_to_xlsx(Plan("P", "DEA12"))


@settings(max_examples=25)
@given(st.floats(0, 0.999), st.integers(1, 255))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(where: float, flip: int) -> None:
    data = bytearray(WHOLE)
    data[int(where * len(data))] ^= flip
    with suppress(InputError):
        assert plan_from_xlsx(bytes(data)).region


def test_what_no_cell_can_hold_is_refused_when_written() -> None:
    long = replace(SMALL, vision=Vision(text="x" * 40_000), title="a\x00")
    with pytest.raises(InputError) as caught:
        plan_to_xlsx(long)
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [
        ("control_character", "plan, row 2, title"),
        ("too_long", "vision, row 2, text"),
    ]


def test_formulas_in_texts_stay_texts() -> None:
    one = Indicator("x", "=SUM(A1)", "'=t", "more", "social")
    data = plan_to_xlsx(Plan("@P", "DEA12", indicators=(one,)))
    assert openpyxl.load_workbook(io.BytesIO(data))["indicators"]["B2"].data_type == "s"
    assert plan_from_xlsx(data).indicators == (one,)
