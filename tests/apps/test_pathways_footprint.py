"""The page of a footprint: what it says, what it refuses, and that its figures agree with its CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from openhearth.apps.pathways.footprint_sentences import sentence
from openhearth.apps.pathways.pages.footprint_question import Question, in_address
from openhearth.apps.pathways.selectors.footprint import Terms, footprint, place_of, sector_label, tables_of
from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint import (
    Column,
    Scenario,
    Table,
    economy,
    effects,
    leontief,
    regional_structure,
    structure,
    two_places,
)
from openhearth.core.footprint.products import matched
from openhearth.core.values import Panel
from openhearth.site.faults import message
from openhearth.sources.input_output import io_own, io_register, io_tables, scenario_yaml
from openhearth.sources.input_output.scenario_yaml import EXAMPLES, example, parse
from tests.pages import rows, text

pytestmark = pytest.mark.django_db

CZECH = {"table": "CZ-2015", "region": "CZ08"}
LESS_METAL = {**CZECH, "sector": "CPA_C24", "amount": "-10"}
BY_PLACE = 'id="by-place"'


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """A house of its own, so that no test finds the tables that another loaded."""
    settings.HOME = tmp_path
    return tmp_path


def page(client: Client, language: str = "en", **asked: str) -> Any:
    response = client.get(reverse("pathways:footprint"), asked, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response


def number(cell: str) -> float:
    return float(cell.replace(",", "").replace("\N{MINUS SIGN}", "-"))


def test_a_first_visit_says_what_there_is_and_where_to_start(client: Client) -> None:
    said = text(page(client))
    assert "Tables exist for these countries only" in said
    for country in ("Belgium 2020", "Czechia 2015", "Germany 1995", "Slovakia 2015"):
        assert country in said.replace("Czech Republic", "Czechia")
    assert "openhearth sources load io FILE" in said
    assert "Nobody substitutes anything" in said


def test_a_tenth_less_metal_from_moravia_silesia(client: Client) -> None:
    response = page(client, **LESS_METAL)
    said = text(response)
    assert "Basic metals: \N{MINUS SIGN}10.0 % of what is made here" in said
    found = {row[0].split(",")[0]: row[1:] for row in rows(response.content.decode(), BY_PLACE)}
    assert set(found) == {"Output", "Value added", "Jobs", "Imports of the country for production"}
    here, rest, beyond, source = found["Output"]
    assert number(here) < number(rest) < 0
    assert (beyond, source) == ("not known", "eurostat-naio")
    assert number(found["Jobs"][0]) < number(found["Jobs"][1]) < 0
    assert "as if the economy were that of 2015 and the region that of 2015" in said


def test_the_figures_of_the_page_are_those_of_the_csv_and_of_the_core(client: Client) -> None:
    shown = {row[0].split(",")[0]: row[1:] for row in rows(page(client, **LESS_METAL).content.decode(), BY_PLACE)}
    response = client.get(reverse("pathways:footprint_csv"), LESS_METAL)
    table = list(csv.DictReader(io.StringIO(response.content.decode())))
    metals = next(row for row in table if (row["measure"], row["product"]) == ("output", "CPA_C24"))
    assert float(metals["here"]) == pytest.approx(-0.1 * float(metals["output_before_here"]))
    for measure, label in (("output", "Output"), ("jobs", "Jobs")):
        for column, cell in zip(("here", "rest_of_country"), shown[label], strict=False):
            whole = sum(float(row[column]) for row in table if row["measure"] == measure)
            assert number(cell) == pytest.approx(whole, abs=0.51)
    assert {row["beyond"] for row in table} == {""}
    assert {row["licence"] for row in table} == {"CC-BY-4.0"}


def test_what_is_made_beyond_is_only_told_under_an_assumption_that_is_named(client: Client) -> None:
    response = page(client, **LESS_METAL, abroad="1")
    cells = rows(response.content.decode(), BY_PLACE)[0]
    assert number(cells[3]) < 0
    assert "supposed to be made as in this country" in text(response)


def test_the_example_is_shown_with_its_assumptions_and_what_is_not_known(client: Client) -> None:
    response = page(client, table="BE-2020", region="BE23", example="direct_reduction")
    said = text(response)
    assert "Three quarters of the basic metals" in said
    assert "No plant, plan or publication stands behind these figures." in said
    assert "of 64 products are not known and not in the sum" in said
    assert "assumed to be as in the whole country: 2" in said
    co2 = next(row for row in rows(response.content.decode(), BY_PLACE) if row[0].startswith("CO2"))
    assert number(co2[1]) < 0 < number(co2[2])
    assert "Drei Viertel der Metalle" in text(
        page(client, language="de", table="BE-2020", region="BE23", example="direct_reduction")
    )


def test_an_account_that_the_table_does_not_have_is_left_out_and_named(client: Client) -> None:
    said = text(page(client, table="SK-2015", region="SK04", example="direct_reduction"))
    assert "The table knows nothing of: CO2." in said


def test_the_table_of_the_country_is_found_by_the_region_alone(client: Client) -> None:
    assert tables_of("BE") == ("BE-2020",)
    assert "Belgium 2020" in text(page(client, region="BE22"))
    assert "Moravskoslezsko (CZ08), Czech" in text(page(client, region="moravskosl"))
    assert "No table of the country of Alentejo (PT18) is here" in text(page(client, region="PT18"))


def test_a_smaller_place_stands_for_the_region_around_it(client: Client) -> None:
    assert place_of("DE-1995", "DEA12").region.code == "DEA1"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            {"table": "CZ-2015", "region": "BE22"},
            "does not lie in the country of the table CZ-2015; tables of its own country: BE-2020",
        ),
        ({"table": "XX-2000", "region": "BE22"}, "there is no table of this name; there are: BE-2020, CZ-2015"),
        ({"table": "CZ-2015", "region": "CZ"}, "is larger than a NUTS 2 region"),
        ({"table": "CZ-2015", "region": "CZ99"}, "No region is called “CZ99”. Nearest: "),
        ({**CZECH, "sector": "CPA_C24", "amount": "many"}, "“many” is no number"),
        ({**CZECH, "sector": "CPA_C24", "amount": "-101"}, "at least -100 per cent, not -101"),
        ({**CZECH, "sector": "CPA_C24", "amount": "1e308", "kind": "output"}, "too large to be counted with"),
        ({**CZECH, "sector": "CPA_X9", "amount": "1"}, "the table has no product “CPA_X9”"),
        ({**LESS_METAL, "delta": "7"}, "the correction for size lies from 0 to below 1"),
        ({**LESS_METAL, "delta": "x"}, "“x” is no number"),
        ({**CZECH, "example": "magic"}, "there is no such example; there are: direct_reduction"),
        ({**CZECH, "scenario": "{name: x, parts: {C24: much}}"}, "parts: “much” is no number"),
    ],
)
def test_a_wrong_question_is_answered_with_what_to_do(client: Client, asked: dict[str, str], sentence: str) -> None:
    assert sentence in text(page(client, **asked))


def test_more_closed_than_there_is_is_said(client: Client) -> None:
    said = text(page(client, **CZECH, sector="CPA_C24", kind="output", amount="-10000000"))
    assert "More is closed than the model finds here" in said
    assert "More is closed" not in text(page(client, **LESS_METAL))


def test_a_file_becomes_an_address_that_holds_the_whole_question(client: Client) -> None:
    sent = SimpleUploadedFile("mine.yaml", "name: Neun Öfen\nparts: {C24: -0.1}\n".encode())
    response = client.post(reverse("pathways:footprint"), {**CZECH, "file": sent})
    assert response.status_code == 302
    address, _, anchor = response["Location"].partition("#")
    assert anchor == "answer"
    again = client.get(address)
    assert "Neun Öfen" in text(again)
    simple = page(client, **LESS_METAL)
    assert rows(again.content.decode(), BY_PLACE) == rows(simple.content.decode(), BY_PLACE)


def test_a_damaged_file_is_refused_with_every_fault(client: Client) -> None:
    sent = SimpleUploadedFile("mine.yaml", b"parts: {C24: -0.1}\nwhere: here\n")
    response = client.post(reverse("pathways:footprint"), {**CZECH, "file": sent})
    assert response.status_code == 400
    said = text(response)
    assert "the field “name” is missing" in said
    assert "there is no field called “where”" in said
    assert client.post(reverse("pathways:footprint"), CZECH).status_code == 400


def test_a_scenario_too_long_for_an_address_is_refused() -> None:
    told = parse(b"name: x\nnote: " + b"long " * 2000 + b"\nparts: {C24: -1}\n")
    with pytest.raises(InputError, match="scenario_too_long"):
        in_address(told)
    for code in EXAMPLES:
        assert parse(in_address(example(code)).encode()) == example(code)


def test_a_question_and_its_address_are_the_same() -> None:
    question = Question(table="CZ-2015", region="CZ08", sector="CPA_C24", amount="-10", delta="0.1", abroad="1")
    assert question.query() == "table=CZ-2015&region=CZ08&sector=CPA_C24&amount=-10&delta=0.1&abroad=1"
    assert Question.of({"delta": "0.1", "abroad": "1", **LESS_METAL, "unknown": "x"}) == question


def test_the_charts_are_drawn_and_others_are_not_there(client: Client) -> None:
    for measure, status in (("output", 200), ("jobs", 200), ("co2", 404), ("nonsense", 404)):
        response = client.get(reverse("pathways:footprint_chart"), {**LESS_METAL, "of": measure})
        assert response.status_code == status
    drawn = client.get(reverse("pathways:footprint_chart"), LESS_METAL).content.decode()
    assert "Basic metals" in drawn
    assert "Rest of" in drawn
    assert client.get(reverse("pathways:footprint_chart"), CZECH).status_code == 404
    assert client.get(reverse("pathways:footprint_csv"), {**LESS_METAL, "delta": "7"}).status_code == 404


def test_examples_and_packaged_tables_can_be_taken_along(client: Client) -> None:
    for code in EXAMPLES:
        data = client.get(reverse("pathways:footprint_example", args=[code])).content
        assert parse(data) == example(code)
    assert client.get(reverse("pathways:footprint_example", args=["nonsense"])).status_code == 404
    data = client.get(reverse("pathways:footprint_table", args=["SK-2015"])).content
    assert io_own.parse(data).table.output.sum() > 0
    assert client.get(reverse("pathways:footprint_table", args=["XX-2000"])).status_code == 404


def test_a_loaded_table_is_used_and_listed_and_not_given_on(client: Client, home: Path) -> None:
    packaged = io_register.table("SK-2015", home)
    mine = io_own.written(packaged).replace(b"SK-2015", b"SK-2022").replace(b",2015,", b",2022,")
    io_register.keep(io_own.parse(mine), home / "io")
    said = text(page(client, region="SK04", sector="CPA_C24", amount="-10"))
    assert "Slovakia 2022" in said
    assert "SK-2022, loaded by this house" in said
    assert client.get(reverse("pathways:footprint_table", args=["SK-2022"])).status_code == 404


def test_a_house_without_tables_says_how_to_get_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(io_register, "_packaged", dict)
    assert "This house has no national table yet" in text(page(client))


def test_stronger_corrections_move_effects_to_the_rest_of_the_country() -> None:
    found = footprint(place_of("CZ-2015", "CZ08"), example("mining_ends").scenario, Terms())
    here = [float(effects.output[0].sum()) for _, effects in found.band]
    rest = [float(effects.output[1].sum()) for _, effects in found.band]
    assert here == sorted(here)
    assert rest == sorted(rest, reverse=True)


def test_every_product_of_every_table_has_a_name() -> None:
    assert sector_label("CPA_C10-12", german=False) == "Food, Beverages, Tobacco"
    assert sector_label("CPA_D", german=True) == "Energieversorgung"
    assert sector_label("CPA_L68A", german=False) == "Real estate (L68A)"
    for name in ("BE-2020", "CZ-2015", "DE-1995", "SK-2015"):
        for sector in io_register.table(name, Path("nowhere")).table.sectors:
            assert not sector_label(sector, german=False).startswith("CPA_"), sector


def refused(work: Callable[[], object]) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        work()
    return caught.value.faults


def wrong_table() -> Table:
    return Table(
        "X", "X", 2020, "MEUR", "total", ("a", "a"), ("f",), np.ones((2, 2)), np.ones((2, 2)), np.array([-1.0, 0.0]), np.array([np.nan, 0.0]), "x"
    )  # fmt: skip


def wrong_scenario() -> object:
    column = Column(
        "CPA_C24",
        inputs=(("CPA_D", -1.0), ("CPA_X", float("nan"))),
        intensities=(("so2", float("inf")), ("jobs", 1.0)),
        intensities_times=(("jobs", 1.0),),
        times=(("CPA_D", 1.0),),
        imports=0.1,
        share=2.0,
    )
    place = place_of("CZ-2015", "CZ08")
    places = two_places(place.economy.domestic, place.structure)
    return effects(
        place.economy, places, Scenario("x", output=(("CPA_Y", 1.0),), parts=(("CPA_B", -2.0),), columns=(column,))
    )


def negative_imports() -> object:
    table = io_register.table("CZ-2015", Path("nowhere")).table
    return economy(replace(table, imports=-table.imports))


def other_places() -> object:
    place = place_of("CZ-2015", "CZ08")
    other = place_of("SK-2015", "SK04")
    return effects(place.economy, two_places(other.economy.domestic, other.structure), Scenario("x"))


@pytest.mark.parametrize(
    ("work", "codes"),
    [
        (
            wrong_table,
            {"shape_mismatch", "duplicate_label", "negative_output", "inputs_without_output", "not_finite"},
        ),
        (
            wrong_scenario,
            {
                "unknown_sector",
                "unknown_account",
                "duplicate_sector",
                "duplicate_account",
                "negative_input",
                "not_finite",
                "share_out_of_range",
                "imports_follow_from_inputs",
            },
        ),
        (negative_imports, {"negative_imports"}),
        (other_places, {"shape_mismatch"}),
        (lambda: leontief(np.eye(2)), {"not_productive"}),
        (lambda: leontief(np.full((1, 1), np.nan)), {"not_finite"}),
        (lambda: leontief(np.ones((1, 2))), {"shape_mismatch"}),
        (lambda: regional_structure(("CPA_B",), Panel(("A",), ("C24",), np.ones((1, 1))), np.ones(1), "A"), {"unknown_employment"}),
        (lambda: matched(("steel",), ()), {"unknown_product"}),
        (lambda: structure({}, {}, {}, (2.0, 1.0)), {"size_out_of_range"}),
        (lambda: io_tables.parse(b"x,P3,P5,P6\nCPA_A,1,1,1\n", code="X", country="X", year=2020, unit="u", source="s"), {"no_products", "missing_row"}),
        (lambda: io_tables.parse(b"x,CPA_A\nCPA_A,1\n", code="X", country="X", year=2020, unit="u", source="s"), {"missing_uses", "missing_row"}),
        (
            lambda: io_own.parse(b"economy,row,year,unit,CPA_A,CPA_A,odd\nX,CPA_A,soon,u,a,1,,9\nPT-2020,CPA_A,2020,v,,2\nPT-2020,!,,w,1,1\n"),
            {
                "duplicate_column",
                "wrong_field_count",
                "missing_row",
                "missing_column",
                "unknown_column",
                "duplicate_row",
                "unknown_row",
                "missing_field",
                "not_an_economy",
                "not_a_year",
                "mixed_tables",
                "mixed_units",
            },
        ),
        (lambda: scenario_yaml.parse(b"name: [1]\nx: 1\ndemand: 3\nparts: {C24: x, CPA_C24: 1}\ncolumns: [1, {}]\nsources: 3\n"), {"not_text", "unknown_field", "not_a_mapping", "not_a_number", "duplicate_sector", "missing_field", "not_a_list"}),
        (lambda: io_own.parse(b"economy,row,year,unit,CPA_A,final\nX-2020,CPA_A,2020,u,x,\n"), {"not_an_economy", "missing_row", "not_a_number", "missing_cell"}),
        (lambda: scenario_yaml.parse(b"name: x"), {"no_change"}),
        (lambda: scenario_yaml.parse(b"a: ["), {"not_yaml"}),
        (lambda: scenario_yaml.parse(b"a" * 70_000), {"too_large"}),
        (lambda: scenario_yaml.example("x"), {"unknown_example"}),
        (lambda: io_register.table("x", Path("nowhere")), {"unknown_economy"}),
        (lambda: place_of("DE-1995", "DE"), {"not_a_region"}),
    ],
)  # fmt: skip
def test_everything_that_can_be_wrong_is_said_in_a_sentence(work: Callable[[], object], codes: set[str]) -> None:
    found = refused(work)
    assert {fault.code for fault in found} == codes
    for fault in found:
        for said in (sentence(fault), message(fault)):
            assert said != str(fault)
            assert "%(" not in said
            assert fault.place in said
