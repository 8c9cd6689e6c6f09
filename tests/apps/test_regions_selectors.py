"""Rows become values; what was gathered for older data is never shown for newer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from openhearth.apps.regions import models, selectors
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.selectors import landscapes
from openhearth.core.values import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_caches() -> Iterator[None]:
    """For tests that load data: the load's number is used again after the rollback, so what it gathered must go."""
    caches = (landscapes._landscape, landscapes._atlas, landscapes._features, landscapes._distances)
    yield
    for cache in caches:
        cache.cache_clear()


def a_load() -> models.Load:
    return models.Load.objects.create(format="test", file_name="x.csv", digest="0", version="0", read=1, kept=1)


def test_a_place_with_what_lies_around_it() -> None:
    place = selectors.place("DEA12")
    assert place.territory.name == "Duisburg, Kreisfreie Stadt"
    assert [one.code for one in place.lineage] == ["DE", "DEA", "DEA1"]
    assert [one.code for one in selectors.parts(selectors.territory("UKM"))] == ["UKM5", "UKM6", "UKM7", "UKM8", "UKM9"]
    assert selectors.lineage(selectors.territory("DE")) == ()


@pytest.mark.parametrize("code", ["DEA1", "dea1", " DEA1 "])
def test_a_code_in_any_case(code: str) -> None:
    assert selectors.territory(code).code == "DEA1"
    assert selectors.exact_code(code.strip()) == "DEA1"


@pytest.mark.parametrize("words", ["", "Duisburg", "DEA", "DEA1 "])
def test_words_are_a_code_only_as_a_whole(words: str) -> None:
    assert selectors.exact_code(words) in {"", "DEA"}


def test_an_outdated_code_keeps_its_newest_heirs() -> None:
    with pytest.raises(UnknownTerritory) as caught:
        selectors.territory("UKI2")
    error = caught.value
    assert error.version == "NUTS 2010"
    assert [(heir.code, heir.percent) for heir in error.successors] == [("UKI7", 39), ("UKI5", 36), ("UKI6", 25)]
    assert error.nearest == ()


@pytest.mark.parametrize("code", ["XX99", "", "%", "\x00", "Duisburgg", "DEA9"])
def test_an_unknown_code_always_suggests(code: str) -> None:
    with pytest.raises(UnknownTerritory) as caught:
        selectors.territory(code)
    assert 1 <= len(caught.value.nearest) <= 5
    assert all(isinstance(place, Territory) for place in caught.value.nearest)


def test_codes_suggest_codes_and_names_names() -> None:
    assert {place.code for place in selectors.nearest("FI1X")} >= {"FI1", "FI19"}
    assert selectors.nearest("Dusseldorf")[0].code == "DEA1"
    assert {place.code for place in selectors.nearest("bresica")[:2]} == {"IT-017029", "ITC47"}


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ({"words": "lietuv"}, ["LT0", "LT02"]),
        ({"kind": "nuts2", "country": "lt"}, ["LT01", "LT02"]),
        ({"words": "regionas LT"}, ["LT01", "LT02"]),
        ({"words": "%"}, []),
        ({"words": "_"}, []),
    ],
)
def test_places_by_words(question: dict[str, str], codes: list[str]) -> None:
    assert [place.code for place in selectors.territories(**question)] == codes


def test_the_landscape_knows_what_it_does_not_know() -> None:
    landscape = selectors.landscape()
    assert len(landscape.codes) == 334
    assert landscape.codes == tuple(sorted(landscape.codes))
    assert landscape.years["ets_emissions"] == 2022
    assert (landscape.employment_year, landscape.emissions_year) == (2015, 2022)
    assert "AL01" not in landscape.employment.rows
    assert np.isnan(landscape.figures.at("LT02", "ets_emissions"))
    assert "LT02" not in landscape.emissions.rows
    assert float(landscape.emissions.row("DEA1").sum()) == landscape.figures.at("DEA1", "ets_emissions")


def test_no_figure_of_the_landscape_is_a_forecast() -> None:
    landscape = selectors.landscape()
    for indicator in landscape.years:
        forecast = models.Figure.objects.filter(indicator=indicator, year=landscape.years[indicator], status="forecast")
        codes = {one.territory_id for one in forecast} & set(landscape.codes)
        assert all(np.isnan(landscape.figures.at(code, indicator)) for code in codes)


def test_peers_of_a_region_with_emissions_have_emissions() -> None:
    found = selectors.peers_of("DEA1", count=10)
    rows = set(selectors.landscape().emissions.rows)
    assert len(found.peers) == 10
    assert {peer.code for peer in found.peers} <= rows
    assert [peer.distance for peer in found.peers] == sorted(peer.distance for peer in found.peers)
    lithuanian = selectors.peers_of("LT02", count=10)
    assert set(lithuanian.missing) == {"emissions", "emission_profile", "openness"}


def test_peers_abroad_and_with_other_weights() -> None:
    abroad = selectors.peers_of("DEA1", count=10, exclude_country=True)
    assert {peer.code[:2] for peer in abroad.peers}.isdisjoint({"DE"})
    (only,) = {
        one.dimension
        for peer in selectors.peers_of("DEA1", count=3, weights={"people": 2.0}).peers
        for one in peer.contributions
    }
    assert only == "people"


def test_types_or_any_number_of_groups() -> None:
    assert selectors.typology_of(len(selectors.region_types())) is selectors.atlas().typology
    found = selectors.typology_of(5)
    assert [group.type_code for group in found.groups] == [f"group_{number}" for number in range(1, 6)]
    members = [code for group in found.groups for code in group.members]
    assert len(members) > 250
    everybody = sorted(members + [one.territory for one in found.unclassified])
    assert everybody == sorted(selectors.landscape().employment.rows)


@pytest.mark.usefixtures("own_caches")
def test_new_data_are_seen_at_once() -> None:
    before = selectors.landscape()
    assert selectors.landscape() is before
    models.Figure.objects.filter(territory_id="DEA1", indicator="gdp_per_head", year=2022).update(value=1.0)
    assert selectors.landscape().figures.at("DEA1", "gdp_per_head") == 42100.0  # as long as nothing is loaded
    a_load()
    assert selectors.landscape().figures.at("DEA1", "gdp_per_head") == 1.0
    profile = selectors.region_profile("DEA1", this_year=2026)
    (gdp,) = [one for one in profile.indicators if one.indicator == "gdp_per_head"]
    assert gdp.standing is not None
    assert (gdp.standing.rank, gdp.standing.of) == (333, 333)
    assert before.figures.at("DEA1", "gdp_per_head") == 42100.0


def test_what_one_test_loaded_the_next_does_not_see() -> None:
    assert selectors.landscape().figures.at("DEA1", "gdp_per_head") == 42100.0
    assert selectors.loads_by_users().count() == 0


def test_the_house_knows_whether_its_facts_are_current() -> None:
    assert selectors.facts_are_current()
    assert selectors.data_version().startswith(f"{models.Load.objects.get().pk}-")
    models.Load.objects.update(digest="older")
    assert not selectors.facts_are_current()


@pytest.mark.parametrize(("words", "code"), [("aviles", "ES-33004"), ("DÜSSELDORF", "DEA1"), ("dusseldorf", "DEA1")])
def test_a_name_is_found_whatever_its_case_and_accents(words: str, code: str) -> None:
    assert code in {place.code for place in selectors.territories(words=words)}
