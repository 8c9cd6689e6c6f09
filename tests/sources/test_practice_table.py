from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.practice import KeyFigure
from openhearth.core.practice_record import FIELDS, DryRun, PracticeRecord, Result, record_faults
from openhearth.sources import workbook as workbooks
from openhearth.sources.practices import practice_table
from openhearth.sources.practices.practice_table import parse, to_csv, to_xlsx
from openhearth.sources.practices.practices_yaml import packaged_practices
from tests.sources.sample_records import HEAT, VOCABULARIES, collections

HEADER = ("code", "title", "summary", "language", "source")
SOUND = ("heat", "Heat", "Heat for homes.", "en", "openhearth")


def table(*rows: tuple[object, ...], more: tuple[str, ...] = (), delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([HEADER + more, *rows])
    return out.getvalue().encode()


def workbook(*rows: tuple[Any, ...], more: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in [HEADER + more, *rows]:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def places(run: DryRun) -> list[tuple[str, str]]:
    return [(fault.code, fault.place) for fault in run.faults]


def refused(data: bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse(data, VOCABULARIES)
    return [fault.code for fault in caught.value.faults]


def test_the_record_by_hand_goes_out_and_comes_back() -> None:
    assert record_faults([HEAT], VOCABULARIES) == ()
    data = to_csv([HEAT])
    (row,) = csv.DictReader(io.StringIO(data.decode(), newline=""))
    assert tuple(row) == tuple(FIELDS)
    assert row["facts"] == "Families | 2000 | ; Share | 37.4 | %"
    assert row["actors"] == r"ORI Martin; A2A\; the grid"
    assert row["difficulties"] == "'- contracts\n- prices"
    assert parse(data, VOCABULARIES).records == (HEAT,)


@settings(max_examples=60)
@given(collections)
def test_export_and_import_lose_nothing(records: list[PracticeRecord]) -> None:
    assert record_faults(records, VOCABULARIES) == ()
    run = parse(to_csv(records), VOCABULARIES)
    assert (run.faults, run.records) == ((), tuple(records))


@settings(max_examples=25)
@given(collections)
def test_a_workbook_loses_nothing(records: list[PracticeRecord]) -> None:
    run = parse(to_xlsx(records), VOCABULARIES)
    assert (run.faults, run.records) == ((), tuple(records))


def test_the_packaged_practices_go_out_and_come_back() -> None:
    records = tuple(PracticeRecord(practice) for practice in packaged_practices())
    assert len(records) == 24
    assert parse(to_csv(records), VOCABULARIES).records == records
    assert parse(to_xlsx(records), VOCABULARIES).records == records


def test_a_workbook_has_numbers_as_numbers_and_no_formula() -> None:
    risky = replace(HEAT, owner="=HYPERLINK(1)", difficulties="'=1", why_it_worked="#N/A")
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx([risky]))).worksheets[0]
    cells = {head.value: cell for head, cell in zip(*sheet.iter_rows(), strict=True)}
    assert cells["cost"].value == 12_000_000
    assert (cells["owner"].value, cells["owner"].data_type) == ("=HYPERLINK(1)", "s")
    assert parse(to_xlsx([risky]), VOCABULARIES).records == (risky,)


def test_a_text_that_excel_cannot_hold_is_not_cut() -> None:
    with pytest.raises(InputError) as caught:
        to_xlsx([replace(HEAT, difficulties="x" * 32_768, owner="y" * 32_767)])
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [("too_long", "heat-brescia, difficulties")]


def test_no_cell_of_an_export_runs_as_a_formula() -> None:
    risky = replace(HEAT, owner="=HYPERLINK(1)", difficulties="@SUM(1)", why_it_worked="'=1", funding=("+1", "-1"))
    (row,) = csv.DictReader(io.StringIO(to_csv([risky]).decode(), newline=""))
    assert not [text for text in row.values() if text.startswith(("=", "+", "-", "@"))]
    assert parse(to_csv([risky]), VOCABULARIES).records == (risky,)


def test_every_fault_has_its_row_and_column() -> None:
    more = ("started", "cost", "facts", "results", "outcome")
    data = table(
        SOUND,
        ("Bad", " ", "x", "xx", "s", "about 2016", "many", "Families | many", "a|1|b|c|d", "great"),
        ("heat", "Heat", "=1+1", "en", "s"),
        (),
        ("a", "b", "c", "en", "e", "2016", "5", "", "", "", "eleven"),
        ("bad code", "t", "s", "en", "s", "2016", "5", "", "", "great"),
        more=more,
    )
    run = parse(data, VOCABULARIES)
    assert (run.read, run.kept) == (5, 1)
    assert places(run) == [
        ("not_a_year", "row 3, started"),
        ("not_a_number", "row 3, cost"),
        ("not_a_number", "row 3, facts"),
        ("bad_figure", "row 3, results"),
        ("formula", "row 4, summary"),
        ("wrong_field_count", "row 6"),
        ("bad_code", "row 7, code"),
        ("unknown_term", "row 7, outcome"),
        ("bad_currency", "row 7, currency"),
    ]


def test_faults_of_the_header_are_named_together() -> None:
    assert refused(b"code,title,name,title\n") == ["missing_columns", "unknown_column", "duplicate_column"]


def test_a_table_with_semicolons_and_a_byte_order_mark_is_read() -> None:
    run = parse(b"\xef\xbb\xbf" + table((*SOUND, "a; b"), more=("actors",), delimiter=";"), VOCABULARIES)
    assert [record.practice.actors for record in run.records] == [("a", "b")]


def test_a_figure_may_be_short() -> None:
    run = parse(table((*SOUND, "Families | 2000", "Calmer; Jobs | 12"), more=("facts", "results")), VOCABULARIES)
    (record,) = run.records
    assert record.practice.facts == (KeyFigure("Families", 2000.0),)
    assert record.results == (Result("Calmer"), Result("Jobs", 12.0))
    assert places(parse(table((*SOUND, "Families"), more=("facts",)), VOCABULARIES)) == [
        ("not_a_number", "row 2, facts")
    ]


def test_a_workbook_is_read_with_its_numbers_and_days() -> None:
    more = ("started", "ended", "cost", "currency", "last_reviewed", "reviewed_by", "facts")
    reviewed = datetime(2024, 2, 29, tzinfo=UTC).replace(tzinfo=None)
    run = parse(workbook((*SOUND, 2016, 2020.0, 37.5, "EUR", reviewed, "Me", "Families | 2"), more=more), VOCABULARIES)
    (record,) = run.records
    assert (record.practice.started, record.practice.ended, record.cost) == (2016, 2020, 37.5)
    assert (record.last_reviewed, record.practice.facts) == ("2024-02-29", (KeyFigure("Families", 2.0),))


def test_a_workbook_and_a_csv_give_the_same() -> None:
    rows = ((*SOUND, "a; b"), ("two", "", "x", "en", "s", ""))
    from_csv, from_excel = (parse(make(*rows, more=("actors",)), VOCABULARIES) for make in (table, workbook))
    assert from_csv == from_excel
    assert places(from_csv) == [("missing_text", "row 3, title")]


def test_formulas_and_errors_in_a_workbook_are_refused() -> None:
    run = parse(workbook(("heat", "=1+1", "#DIV/0!", "en", "s"), (), SOUND), VOCABULARIES)
    assert places(run) == [("formula", "row 2, title"), ("cell_error", "row 2, summary")]
    assert run.kept == 1


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = tuple(f"c{number}" for number in range(workbooks.COLUMNS))
    assert refused(table((), more=wide)) == ["too_many_columns"]
    assert refused(workbook(SOUND, more=wide)) == ["too_many_columns"]
    monkeypatch.setattr(practice_table, "ROWS", 2)
    assert refused(table(SOUND, SOUND, SOUND)) == ["too_many_rows"]
    assert refused(workbook(SOUND, SOUND, SOUND)) == ["too_many_rows"]
    monkeypatch.setattr(workbooks, "UNPACKED_BYTES", 1000)
    assert refused(workbook(SOUND)) == ["too_large"]
    monkeypatch.setattr(practice_table, "BYTES", 10)
    assert refused(table(SOUND)) == ["too_large"]


def test_a_cell_far_down_does_not_fill_the_memory() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(HEADER)
    book.worksheets[0].cell(1_048_576, 16_384, "far")
    out = io.BytesIO()
    book.save(out)
    assert refused(out.getvalue()) == ["too_many_rows"]


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 40, b"\xff\xfe", b"", b" \n"])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    assert refused(data)[0] in {"not_xlsx", "not_utf8", "empty_file"}


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("hello.txt", "hello")
    assert refused(out.getvalue()) == ["not_xlsx"]


WORKBOOK = workbook(SOUND)


@settings(max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=120),
        st.lists(st.text(max_size=12), max_size=12).map(
            lambda cells: table(SOUND, tuple(cells), more=tuple(FIELDS)[5:])
        ),
        st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)).map(
            lambda change: WORKBOOK[: change[0]] + bytes([change[1]]) + WORKBOOK[change[0] + 1 :]
        ),
    )
)
def test_anything_is_read_or_refused(data: bytes) -> None:
    try:
        run = parse(data, VOCABULARIES)
    except InputError:
        return
    assert record_faults(run.records, VOCABULARIES) == ()
