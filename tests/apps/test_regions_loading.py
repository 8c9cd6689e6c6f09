"""A user's file in the database: it replaces its own figures and no others, and the packaged ones come back."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import pytest
import shapely
from django.db.models import Sum
from django.test import Client

from openhearth.apps.regions import outlines
from openhearth.apps.regions.models import Boundary, Employment, Figure, Installation, Load, Plant
from openhearth.apps.regions.services import MODELS, load_file, load_packaged_facts, restore_packaged
from openhearth.core.errors import InputError
from openhearth.sources.loading import FORMATS
from tests.pages import text
from tests.publisher_files import SAMPLES


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody is watching."""


def load(code: str, data: bytes | None = None) -> Load:
    sample = SAMPLES[code]
    return load_file(code, file_name=sample.file_name, data=data or sample.good, progress=silent)


def contents(*names: str) -> dict[str, str]:
    """A digest of all rows of each table but their numbers, which are new with every insertion."""
    found = {}
    for name in names or MODELS:
        fields = [field.attname for field in MODELS[name]._meta.concrete_fields if field.attname != "id"]
        rows = sorted(map(repr, MODELS[name]._default_manager.values_list(*fields)))
        found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def counted() -> dict[str, int]:
    return {name: model._default_manager.count() for name, model in MODELS.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["eutl", "ilc-li41", "lfs-employment", "gem-steel"])
def test_the_packaged_rows_come_back(code: str) -> None:
    tables = sorted({rows.table for rows in FORMATS[code].replaces})
    before, rows_before = contents(*tables), counted()
    load(code)
    once, rows_once = contents(*tables), counted()
    assert {name for name in rows_once if rows_once[name] != rows_before[name]} == set(tables)
    load(code)
    assert contents(*tables) == once, "a second load of the same file changes nothing"
    restore_packaged(code, progress=silent)
    assert contents(*tables) == before
    assert counted() == rows_before


@pytest.mark.django_db
def test_an_upgrade_leaves_alone_what_a_user_has_loaded() -> None:
    load("lfs-employment")
    before = contents("employment", "figures")
    load_packaged_facts(progress=silent)
    assert contents("employment", "figures") == before


@pytest.mark.django_db
def test_one_indicator_of_a_source_leaves_the_others_alone() -> None:
    others = Figure.objects.filter(source="eurostat-ilc").exclude(indicator="poverty_risk")
    before = list(others.order_by("id").values_list("id", flat=True))
    load("ilc-li41")
    assert Figure.objects.filter(indicator="poverty_risk").count() == 2
    assert list(others.order_by("id").values_list("id", flat=True)) == before


@pytest.mark.django_db
def test_one_survey_leaves_the_other_alone() -> None:
    before = Employment.objects.filter(source="eurostat-sbs-2015").count()
    load("lfs-employment")
    assert Employment.objects.filter(source="eurostat-lfs-2015").get().persons == 20500
    assert Employment.objects.filter(source="eurostat-sbs-2015").count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("code", FORMATS)
def test_a_damaged_file_changes_nothing(code: str) -> None:
    tables = {rows.table for rows in FORMATS[code].replaces}
    before = contents(*tables) if tables else {}
    loads = Load.objects.count()
    with pytest.raises(InputError):
        load(code, SAMPLES[code].damaged)
    assert (contents(*tables) if tables else {}) == before
    assert Load.objects.count() == loads


@pytest.mark.django_db
def test_plants_lie_in_the_boundaries_that_were_loaded() -> None:
    around_duisburg = SAMPLES["boundaries"].good.replace(b"DEA1", b"DEA1F")
    load("boundaries", around_duisburg)
    load("gem-steel")
    steel = Plant.objects.filter(sector="steel")
    assert set(steel.values_list("territory__code", "placement")) == {("DEA1F", "boundary")}


@pytest.mark.django_db
def test_boundaries_of_another_level_stay() -> None:
    load("boundaries", SAMPLES["boundaries"].good.replace(b"DEA1", b"DEA11").replace(b"DEA2", b"DEA12"))
    load("boundaries")
    assert sorted(Boundary.objects.values_list("territory__code", flat=True)) == [
        "DEA1",
        "DEA11",
        "DEA12",
        "DEA2",
    ]
    restore_packaged("boundaries", progress=silent)
    assert Boundary.objects.count() == 0


@pytest.mark.django_db
def test_the_map_draws_boundaries_once_they_are_loaded(client: Client) -> None:
    circles = client.get("/regions/map/", headers={"accept-language": "de"}).content.decode()
    assert circles.count("<path") == 0
    assert 'cx="' in circles
    assert "," not in circles.split('cx="')[1].split('"')[0], "SVG knows no decimal comma"
    load("boundaries")
    page = client.get("/regions/map/", {"indicator": "population"})
    drawn = page.content.decode()
    assert drawn.count("<path") == 2
    assert 'href="/regions/DEA1/"' in drawn
    assert "DEA1 Düsseldorf" in drawn
    assert "© EuroGeographics for the administrative boundaries" in text(page)


def square(west: float, south: float, side: float = 1.0) -> dict[str, object]:
    return dict(shapely.geometry.mapping(shapely.box(west, south, west + side, south + side)))


def points(path: str) -> list[tuple[float, float]]:
    return [tuple(map(float, point.split(","))) for point in path.strip("MZ").split(" ")]  # type: ignore[misc]


class TestLayout:
    def test_north_is_up_and_the_picture_is_filled(self) -> None:
        found = outlines.layout({"B": square(10, 50), "A": square(10, 51), "C": square(12, 50)})
        assert [one.code for one in found.outlines] == ["A", "B", "C"]
        a, b, c = (points(one.path) for one in found.outlines)
        assert max(y for _, y in a) < max(y for _, y in b)
        assert max(x for x, _ in b) < min(x for x, _ in c)
        assert max(x for x, _ in c) == 1000
        left, top, width, height = map(float, found.box.split())
        everything = a + b + c
        assert all(left <= x <= left + width and top <= y <= top + height for x, y in everything)

    def test_areas_keep_their_proportion(self) -> None:
        found = outlines.layout({"north": square(20, 68), "south": square(20, 38)})
        north, south = (shapely.Polygon(points(one.path)).area for one in found.outlines)
        sine = [math.sin(math.radians(degrees)) for degrees in (69, 68, 39, 38)]
        assert north / south == pytest.approx((sine[0] - sine[1]) / (sine[2] - sine[3]), rel=0.02)

    def test_regions_overseas_stand_below_the_map(self) -> None:
        home = outlines.layout({"A": square(10, 50, 5)})
        found = outlines.layout({"A": square(10, 50, 5), "FRY1": square(-61, 16)}, frozenset({"FRY1"}))
        mainland, overseas = (points(one.path) for one in found.outlines)
        assert mainland == points(home.outlines[0].path)
        assert min(y for _, y in overseas) > max(y for _, y in mainland)
        assert max(x for x, _ in overseas) - min(x for x, _ in overseas) <= outlines.INSET + 0.1

    def test_a_code_is_written_only_where_it_fits(self) -> None:
        found = outlines.layout({"wide": square(5, 45, 10), "thin": square(0, 45, 0.1)})
        assert {one.code: one.text for one in found.outlines} == {"wide": "wide", "thin": ""}

    def test_a_hole_is_a_ring_of_its_own(self) -> None:
        ring = shapely.box(10, 50, 14, 54).difference(shapely.box(11, 51, 12, 52))
        found = outlines.layout({"A": shapely.geometry.mapping(ring)})
        assert found.outlines[0].path.count("M") == 2

    def test_nothing_loaded_is_nothing_drawn(self) -> None:
        assert outlines.layout({}).outlines == ()


@pytest.mark.shared
@pytest.mark.django_db
def test_all_installations_by_name(shared: Path) -> None:
    name = "eutl_installations_2024-10.csv.gz"
    packaged_total = Figure.objects.filter(indicator="ets_emissions", year=2022).aggregate(Sum("value"))
    data = (shared / "data/facilities" / name).read_bytes()
    done = load_file("eutl", file_name=name, data=data, progress=silent)
    assert done.read == done.kept + sum(done.rejected.values())
    codes = Installation.objects.values("code").distinct()
    assert codes.filter(territory__code__startswith="DEA1").count() > 100
    assert codes.count() == done.kept
    assert Figure.objects.filter(indicator="ets_emissions", year=2022).aggregate(Sum("value")) == packaged_total
