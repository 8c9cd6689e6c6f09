"""What is decided about one place: what is known, what stands out, and what is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.landscape import Standing
from openhearth.core.profile import (
    Activity,
    EconomyProfile,
    Installation,
    Place,
    Profile,
    emissions,
    profile,
    strongest,
)
from openhearth.core.typology import Placement, Unclassified
from openhearth.core.values import Figure
from tests.core.four_regions import CODES, GROUPS, NAN, atlas, emission, figure, landscape, place

LANDSCAPE = landscape()
ATLAS = atlas(LANDSCAPE)
STEEL = profile(place(), LANDSCAPE, ATLAS, this_year=2021)


def with_figures(*figures: Figure) -> Profile:
    return profile(replace(place(), figures=figures), LANDSCAPE, ATLAS, this_year=2021)


def test_a_figure_stands_among_its_own_year() -> None:
    found = with_figures(figure("gdp_per_head", 2018, 1.0), figure("gdp_per_head", 2019, 30000.0))
    (one,) = found.indicators
    assert one.latest == one.compared == figure("gdp_per_head", 2019, 30000.0)
    assert one.standing == Standing(1, 3, (15000.0, 20000.0, 25000.0))


def test_the_newest_figure_is_said_and_the_comparable_one_compared() -> None:
    (one,) = with_figures(figure("income", 2020, 16000.0), figure("income", 2019, 15000.0)).indicators
    assert (one.latest.year, one.latest.value) == (2020, 16000.0)
    assert one.compared is not None
    assert one.compared.year == 2019
    assert one.standing == Standing(1, 2, (7500.0, 10000.0, 12500.0))
    assert [known.year for known in one.series] == [2019, 2020]


def test_a_place_that_does_not_report_the_common_year_has_no_rank() -> None:
    (one,) = with_figures(figure("income", 2014, 9000.0)).indicators
    assert (one.compared, one.standing) == (None, None)
    assert one.latest.year == 2014


def test_a_forecast_is_never_the_latest_figure() -> None:
    forecast = replace(figure("gdp_per_head", 2024, 40000.0), status="forecast")
    (one,) = with_figures(figure("gdp_per_head", 2019, 30000.0), forecast).indicators
    assert one.latest.year == 2019
    assert one.series[-1] == forecast
    assert with_figures(forecast).indicators == ()


def test_unknown_figures_are_left_out_not_set_to_zero() -> None:
    found = with_figures(figure("income", 2019, NAN), figure("gdp_per_head", 2019, 30000.0))
    assert [one.indicator for one in found.indicators] == ["gdp_per_head"]
    assert with_figures(figure("income", 2019, NAN)).gaps[:1] == ("no_figures",)


def test_what_the_region_lives_on() -> None:
    economy = STEEL.economy
    assert economy is not None
    assert (economy.year, economy.total, economy.ecosystems_version) == (2015, 200.0, "by hand 1")
    assert {one.nace: one.persons for one in economy.activities} == {"C10": 40.0, "C24": 60.0, "G": 100.0}
    assert {one.ecosystem: round(one.quotient, 2) for one in economy.ecosystems} == {
        "agrifood": 0.89,
        "energy_intensive": 2.25,
    }


def test_all_sources_of_employment_are_named() -> None:
    assert STEEL.economy is not None
    assert STEEL.economy.sources == ("business", "survey")


def test_confidential_activities_stay_unknown() -> None:
    economy = profile(place("AA12"), LANDSCAPE, ATLAS, this_year=2021).economy
    assert economy is not None
    (hidden,) = [one for one in economy.activities if one.nace == "C10"]
    assert hidden.status == "unknown"
    assert np.isnan([hidden.persons, hidden.share, hidden.quotient]).all()
    assert [one.nace for one in strongest(economy, 9)] == ["G", "C24"]


def test_small_activities_do_not_stand_out() -> None:
    def activity(nace: str, share: float, quotient: float) -> Activity:
        return Activity(nace, 1.0, "reported", share, quotient)

    economy = EconomyProfile(
        2015,
        ("business",),
        1000.0,
        1.0,
        (
            activity("C12", 0.004, 30.0),
            activity("C20", 0.02, 2.0),
            activity("C24", 0.3, 4.0),
            activity("C19", 0.005, 2.0),
            activity("C10", NAN, NAN),
        ),
        (),
        "by hand 1",
    )
    assert [one.nace for one in strongest(economy, 3)] == ["C24", "C19", "C20"]
    assert strongest(economy, 0) == ()


def test_a_type_or_why_there_is_none() -> None:
    assert isinstance(STEEL.type, Placement)
    assert STEEL.type.type_code == "steel"
    assert profile(place("BB12"), LANDSCAPE, ATLAS, this_year=2021).type is None
    few = replace(
        ATLAS, typology=replace(ATLAS.typology, placements=(), unclassified=(Unclassified("AA11", "x", 1, 2),))
    )
    found = profile(place(), LANDSCAPE, few, this_year=2021)
    assert found.type == Unclassified("AA11", "x", 1, 2)
    assert "no_type" in found.gaps


def test_nothing_is_missing_where_all_is_known() -> None:
    assert STEEL.gaps == ()


def test_every_gap_is_named() -> None:
    empty = profile(place("BB12"), LANDSCAPE, ATLAS, this_year=2021)
    assert empty.gaps == ("no_employment", "no_type", "no_emissions")
    assert "employment_incomplete" in profile(place("AA12"), LANDSCAPE, ATLAS, this_year=2021).gaps
    state = replace(place("BB12").territory, code="US-CA", kind="state")
    nothing = Place(state, (), (), (), (), (), (), (), ())
    assert profile(nothing, LANDSCAPE, ATLAS, this_year=2021).gaps == (
        "overview_only",
        "no_figures",
        "no_employment",
        "no_type",
        "no_emissions",
    )


@pytest.mark.parametrize(("this_year", "old"), [(2027, False), (2028, True)])
def test_figures_grow_old(this_year: int, old: bool) -> None:
    """2019 is eight years before 2027, which is not more than eight."""
    found = profile(place(), LANDSCAPE, ATLAS, this_year=this_year)
    assert ("old_figures" in found.gaps) is old


def test_emissions_by_group_add_up() -> None:
    found = emissions([emission("20", 2021, 5.0), emission("21", 2021, 7.0), emission("24", 2022, 30.0)], GROUPS)
    assert found is not None
    assert found.total.years == (2021, 2022)
    assert found.total.tonnes.tolist() == [12.0, 30.0]
    assert found.total.installations.tolist() == [2, 1]
    assert [(group, series.tonnes.tolist()) for group, series in found.groups] == [
        ("Iron and steel", [0.0, 30.0]),
        ("Combustion", [12.0, 0.0]),
    ]
    assert found.lower_bound is False


def test_a_year_that_is_unknown_in_one_activity_is_unknown_in_the_sum() -> None:
    found = emissions([emission("20", 2021, 5.0), emission("24", 2021, NAN, NAN)], GROUPS)
    assert found is not None
    assert np.isnan(found.total.tonnes).tolist() == [True]


def test_few_placed_tonnes_do_not_pass_for_the_total() -> None:
    """Kaunas: one small boiler is placed, the fertiliser works of the country are not."""
    hidden = figure("ets_emissions", 2022, NAN)
    rows = [emission("20", 2022, 102.0, 102.0)]
    assert emissions(rows, GROUPS, [hidden]) is None
    assert emissions(rows, GROUPS) is not None
    found = profile(replace(place(), figures=(*place().figures, hidden)), LANDSCAPE, ATLAS, this_year=2021)
    assert found.emissions is None
    assert "no_emissions" in found.gaps
    assert emissions([], GROUPS) is None


def test_a_lower_bound_is_called_one() -> None:
    partly = replace(figure("ets_emissions", 2022, 102.0), flag="d")
    found = profile(replace(place(), figures=(*place().figures, partly)), LANDSCAPE, ATLAS, this_year=2021)
    assert found.emissions is not None
    assert found.emissions.lower_bound
    assert "emissions_lower_bound" in found.gaps


@pytest.mark.parametrize(
    ("tonnes", "latest"),
    [((), None), (((2021, NAN),), None), (((2020, 4.0), (2021, 0.0), (2022, NAN)), (2021, 0.0))],
)
def test_the_latest_tonnes_come_with_their_year(
    tonnes: tuple[tuple[int, float], ...], latest: tuple[int, float] | None
) -> None:
    assert Installation("DE-1", "Works", "", "AA111", "24", None, None, tonnes, "by-hand").latest == latest


def said(found: Profile) -> tuple[object, ...]:
    """Everything of a profile that compares with ``==``; NaN is written as text."""
    emitted = found.emissions
    return (
        found.indicators,
        repr(found.economy),
        found.type,
        found.gaps,
        [(group, series.tonnes.tolist()) for group, series in emitted.groups] if emitted else None,
    )


@given(st.permutations(CODES), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_changes_nothing(codes: list[str], chance: object) -> None:
    """Neither of the regions of the landscape nor of the rows of the place."""
    known = landscape(tuple(codes))
    whole = atlas(known)
    for code in ("AA11", "AA12"):
        original = place(code)
        figures, employment, emitted = list(original.figures), list(original.employment), list(original.emissions)
        for rows in (figures, employment, emitted):
            chance.shuffle(rows)  # type: ignore[attr-defined]
        shuffled = replace(original, figures=tuple(figures), employment=tuple(employment), emissions=tuple(emitted))
        expected = profile(original, LANDSCAPE, ATLAS, this_year=2021)
        assert said(profile(shuffled, known, whole, this_year=2021)) == said(expected)
