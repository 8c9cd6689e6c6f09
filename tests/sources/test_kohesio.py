from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.sources.practices import esif
from openhearth.sources.practices.kohesio import COLUMNS, REQUIRED, UNDETERMINED, parse

PROJECT = {
    "Operation_Unique_Identifier": "https://linkedopendata.eu/entity/Q100",
    "Operation_Name_English": "Heat from steel",
    "Operation_Name_Programme_Language": "Värme från stål",
    "Operation_Summary_English": 'A mill heats homes, "cheaply".',
    "Operation_Summary_Programme_Language": "Ett stålverk värmer hem.",
    "Country": "Sweden",
    "Operation_Start_Date": "04/09/2019",
    "Operation_End_Date": "2022-12-31",
    "Total_Eligible_Expenditure_amount": "337478.4",
    "Total_Eligible_Expenditure_Currency": "EUR",
    "Fund_Code": "ERDF",
    "Programming_Period": "2014-2020",
    "NUTS3_Code": "SE332",
    "Region": "Norrbottens län",
    "Category_Label": "Energy efficiency",
    "Beneficiary_Unique_Identifier": "https://linkedopendata.eu/entity/Q7",
}


def table(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(PROJECT | row for row in rows)
    return out.getvalue().encode("utf-8-sig")


def project(**changes: str) -> dict[str, object]:
    (found,) = parse(table(changes)).frame.to_dicts()
    return found


def entity(number: int) -> dict[str, str]:
    return {"Operation_Unique_Identifier": f"Q{number}"}


def test_the_file_has_33_columns_and_gives_the_columns_of_projects() -> None:
    assert len(set(COLUMNS)) == 33
    assert set(REQUIRED) <= set(COLUMNS)
    assert parse(table({})).frame.schema == esif.project_frame([]).schema


def test_a_project_is_read() -> None:
    assert project() == {
        "id": "Q100",
        "country": "SE",
        "language": "en",
        "period": "2014-2020",
        "fund": "ERDF",
        "region": "SE332",
        "theme": "Energy efficiency",
        "title": "Heat from steel",
        "description": 'A mill heats homes, "cheaply".',
        "amount": 337478.4,
        "currency": "EUR",
        "start": "2019-09-04",
        "end": "2022-12-31",
        "source": "kohesio",
        "unread": [],
    }


def test_a_text_in_the_language_of_the_programme_does_not_pass_for_english() -> None:
    found = project(Operation_Summary_English="")
    assert (found["language"], found["title"]) == (UNDETERMINED, "Värme från stål")
    assert found["description"] == "Ett stålverk värmer hem."
    only_title = project(Operation_Summary_English="", Operation_Summary_Programme_Language="")
    assert (only_title["language"], only_title["title"], only_title["description"]) == ("en", "Heat from steel", None)


def test_columns_are_found_by_name_in_any_order() -> None:
    columns = ("CountryCode", "New_Column", *reversed(REQUIRED))
    (found,) = parse(table({"CountryCode": "GR"}, columns=columns)).frame.to_dicts()
    assert (found["country"], found["region"], found["title"]) == ("EL", None, "Heat from steel")


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(InputError) as caught:
        parse(table({}, columns=("Country", "Fund_Code")))
    (fault,) = caught.value.faults
    assert fault.code == "missing_columns"
    assert str(fault.params["missing"]).split(", ") == [
        name for name in REQUIRED if name not in ("Country", "Fund_Code")
    ]


def test_the_region_has_a_name_where_it_has_no_code() -> None:
    assert project(NUTS3_Code="")["region"] == "Norrbottens län"


@pytest.mark.parametrize(
    ("country", "code"), [("Czech Republic", "CZ"), ("Greece", "EL"), ("germany", "DE"), ("PT", "PT")]
)
def test_countries(country: str, code: str) -> None:
    assert project(Country=country)["country"] == code


def test_what_cannot_be_read_is_unknown_and_named() -> None:
    found = project(
        Total_Eligible_Expenditure_amount="1.234,5", Operation_Start_Date="31/02/2020", Operation_End_Date=""
    )
    assert (found["amount"], found["currency"], found["start"], found["end"]) == (None, None, None, None)
    assert found["unread"] == ["amount", "start"]


def test_what_is_left_out_is_counted() -> None:
    nameless = {"Operation_Name_English": " ", "Operation_Name_Programme_Language": ""}
    parsed = parse(table({}, {"Fund_Code": "ESF"}, entity(2) | nameless, entity(3) | {"Country": "Atlantis"}))
    assert (parsed.read, parsed.kept) == (4, 1)
    assert dict(parsed.rejected) == {"repeated": 1, "no_title": 1, "unknown_country": 1}
    assert parsed.frame["fund"].to_list() == ["ERDF"]


def test_all_damaged_rows_are_named() -> None:
    data = table({}, {"Operation_Unique_Identifier": "https://example.org/Q1"}) + b"short,row\r\n"
    with pytest.raises(InputError) as caught:
        parse(data)
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [
        ("not_an_entity", "line 3"),
        ("wrong_field_count", "line 4"),
    ]


@settings(max_examples=100)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.dictionaries(st.sampled_from(REQUIRED), st.text(max_size=30)).map(lambda row: table(row, {})),
    )
)
def test_anything_is_read_or_refused(data: bytes) -> None:
    try:
        parsed = parse(data)
    except InputError:
        return
    assert parsed.kept == parsed.frame.height
