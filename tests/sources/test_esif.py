from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.sources.practices.esif import PROJECT_COLUMNS, Habits, amount_of, date_of, habits_of, parse

NOTHING = Habits(frozenset(), frozenset(), day_first=False)
PROJECT: dict[str, object] = {
    "id": "NL-1",
    "country": "NL",
    "lang": "nl",
    "period": "2007-2020",
    "fund": "EFRO",
    "region": None,
    "theme": None,
    "title": "Restwarmte voor woningen",
    "description": "Een fabriek verwarmt huizen.",
    "amount": "2.141.953",
    "start": "19.02.2009",
    "end": "30.06.2014",
    "source": "nl.csv",
}


def lines(*records: Mapping[str, object]) -> bytes:
    return "\n".join(json.dumps(PROJECT | dict(record), ensure_ascii=False) for record in records).encode()


def faults(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        parse(data)
    return [(fault.code, fault.place) for fault in caught.value.faults]


def test_a_project_is_read() -> None:
    parsed = parse(gzip.compress(lines({})))
    assert (parsed.read, parsed.kept) == (1, 1)
    assert parsed.frame.columns == list(PROJECT_COLUMNS)
    (row,) = parsed.frame.to_dicts()
    assert row["title"] == "Restwarmte voor woningen"
    assert (row["language"], row["region"], row["currency"]) == ("nl", None, None)
    assert (row["amount"], row["start"], row["end"], row["unread"]) == (2141953.0, "2009-02-19", "2014-06-30", [])


def test_marks_that_excel_left_at_the_end_of_a_line_are_no_words() -> None:
    (row,) = parse(lines({"description": "Heat pumps_x000D_\nfor homes _x000D_"})).frame.to_dicts()
    assert row["description"] == "Heat pumps\nfor homes"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10.863,00", 10863.0),
        ("3,000.00", 3000.0),
        ("1,290,559.56", 1290559.56),
        ("2.141.953", 2141953.0),
        ("1.517.121.567,48 kn", 1517121567.48),
        ("78 616 €", 78616.0),
        ("33\u00a0813\u00a0627€", 33813627.0),
        ("€ 191040.00", 191040.0),
        ("32467,02", 32467.02),
        ("13543688.24", 13543688.24),
        ("833,34", 833.34),
        ("0,00", 0.0),
        ("1", 1.0),
        ("-1.000,50", -1000.5),
    ],
)
def test_unmistakable_amounts(text: str, value: float) -> None:
    assert amount_of(text, NOTHING) == value


@pytest.mark.parametrize(
    "text", ["322.255", "1,234", "", "n/a", "12.34,5", "1.2.3", "1,234.56,7", "7 86 €", "5 $", "€ 5 €", "€", "9" * 41]
)
def test_what_says_no_number_or_could_say_two_is_unknown(text: str) -> None:
    assert amount_of(text, NOTHING) is None


def test_a_list_proves_its_own_marks() -> None:
    projects = [{"id": str(n), "amount": amount} for n, amount in enumerate(["322.255", "2.141.953"])]
    assert parse(lines(*projects)).frame["amount"].to_list() == [322255.0, 2141953.0]
    other = [{"id": str(n), "amount": amount} for n, amount in enumerate(["322.255", "1972597.5"])]
    assert parse(lines(*other)).frame["amount"].to_list() == [322.255, 1972597.5]
    german = [{"id": str(n), "amount": amount} for n, amount in enumerate(["322.255", "7,50"])]
    assert parse(lines(*german)).frame["amount"].to_list() == [322255.0, 7.5]


def test_one_list_proves_nothing_about_another() -> None:
    frame = parse(lines({"amount": "322.255"}, {"id": "2", "amount": "2.141.953", "source": "other.csv"})).frame
    assert frame["amount"].to_list() == [None, 2141953.0]
    assert frame["unread"].to_list() == [["amount"], []]


def test_a_list_that_contradicts_itself_proves_nothing() -> None:
    mixed = [{"id": str(n), "amount": amount} for n, amount in enumerate(["1.234.567,5", "1,234,567.5", "1.234"])]
    assert parse(lines(*mixed)).frame["amount"].to_list() == [1234567.5, 1234567.5, None]


@settings(max_examples=100)
@given(st.integers(0, 10**11), st.sampled_from(["{:,}.00", "{:,}.5", "€ {}.00", "{}", "{} €"]))
def test_a_written_amount_is_read_back(number: int, form: str) -> None:
    habits = Habits(frozenset(","), frozenset("."), day_first=False)
    assert amount_of(form.format(number), habits) == number + (0.5 if form.endswith("5") else 0)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1.3.2015", "2015-03-01"),
        ("19.02.2009", "2009-02-19"),
        ("16/04/2014", "2014-04-16"),
        ("2017-01-02", "2017-01-02"),
        ("01. Mrz 16", "2016-03-01"),
        ("10-Mrz-2016", "2016-03-10"),
        ("Dez 17", "2017-12"),
        ("2013", "2013"),
        ("04/04/2014", "2014-04-04"),
        ("01/10/2015", None),
        ("31-Nov-18", None),
        ("31/6/2018", None),
        ("01/0817", None),
        ("31.12.1931", None),
        ("01. Foo 16", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates(text: str, day: str | None) -> None:
    assert date_of(text, NOTHING) == day


def test_a_list_proves_that_the_day_comes_first() -> None:
    greek: list[dict[str, object]] = [
        {"id": "1", "start": "01/10/2015", "end": "31/12/2023"},
        {"id": "2", "start": "02/05/16", "end": None},
    ]
    assert parse(lines(*greek)).frame["start"].to_list() == ["2015-10-01", "2016-05-02"]
    impossible = [{"amount": "", "start": "45/12/2015", "end": ""}]
    assert habits_of(impossible).day_first is False
    american = [{"amount": "", "start": "12/31/2015", "end": "31/12/2015"}]
    assert habits_of(american).day_first is False


def test_what_could_not_be_read_is_named() -> None:
    frame = parse(lines({"amount": "viel", "start": "01/10/2015", "end": None})).frame
    assert frame["unread"].to_list() == [["amount", "start"]]


def test_what_is_left_out_is_counted() -> None:
    parsed = parse(lines({}, {}, {"id": "2", "title": " "}, {"id": "3", "lang": "xx"}))
    assert (parsed.read, parsed.kept) == (4, 1)
    assert dict(parsed.rejected) == {"repeated": 1, "no_title": 1, "unknown_language": 1}


def test_all_damaged_lines_are_named() -> None:
    data = b"\n".join([lines({}), b"{", b"[]", b'{"id": "1"}', lines({"title": None, "amount": 5}), b"[" * 100_000])
    found = faults(data)
    assert ("not_json", "line 2") in found
    assert ("not_a_mapping", "line 3") in found
    assert found.count(("missing_field", "line 4")) == 12
    assert [code for code, place in found if place == "line 5"] == ["not_text", "not_text"]
    assert found[-1] == ("not_json", "line 6")


def test_a_line_separator_inside_a_text_does_not_end_the_record() -> None:
    assert parse(lines({"description": "one\u2028two"})).frame["description"].to_list() == ["one\u2028two"]


@settings(max_examples=150)
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda text: lines({"amount": text, "start": text})))
)
def test_anything_is_read_or_refused(data: bytes) -> None:
    try:
        parsed = parse(data)
    except InputError:
        return
    assert parsed.kept == parsed.frame.height


@pytest.mark.shared
def test_the_corpus_is_read_whole(shared: Path) -> None:
    parsed = parse((shared / "data" / "projects" / "esif_projects_multilingual.jsonl.gz").read_bytes())
    frame = parsed.frame
    assert (parsed.read, parsed.kept) == (18615, 18615)
    assert dict(frame["language"].value_counts().iter_rows()) == {
        "de": 4316, "en": 3589, "ro": 3000, "fi": 2232, "nl": 1795, "hr": 1213,
        "fr": 886, "da": 696, "sv": 372, "el": 341, "sk": 175,
    }  # fmt: skip
    assert Counter(name for names in frame["unread"] for name in names) == {"start": 3, "end": 5}
    assert frame["amount"].null_count() == 108
    assert frame["start"].drop_nulls().str.contains(r"^(199|20[0-4])\d(-\d\d(-\d\d)?)?$").all()
    assert dict(frame["currency"].value_counts().iter_rows()) == {"EUR": 2645, "HRK": 642, None: 15328}
    largest = frame.filter(pl.col("country") == "HR")["amount"].max()
    assert largest == 1517121567.48
