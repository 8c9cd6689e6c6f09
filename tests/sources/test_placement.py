from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.sources.territories.placement import LABEL_REACH, REACH, placed

REGIONS = {
    "XX011": ("XX", (6.0, 51.0, 7.0, 52.0)),
    "XX012": ("XX", (7.0, 51.0, 8.0, 52.0)),
    "YY011": ("YY", (8.0, 51.0, 9.0, 52.0)),
}
BOUNDARIES = pl.DataFrame(
    [
        (code, f"Land {code}, rural", country, shapely.to_wkb(shapely.box(*box)))
        for code, (country, box) in REGIONS.items()
    ],
    schema=["code", "name", "country", "wkb"],
    orient="row",
)
LABELS = pl.DataFrame(
    [(code, country, (box[0] + box[2]) / 2, 51.5) for code, (country, box) in REGIONS.items()],
    schema=["code", "country", "longitude", "latitude"],
    orient="row",
)


Place = tuple[str | None, str | None, float | None]


def where(
    longitude: float,
    latitude: float,
    country: str,
    boundaries: pl.DataFrame | None = None,
    labels: pl.DataFrame | None = None,
) -> Place:
    found = placed(np.array([longitude]), np.array([latitude]), [country], boundaries=boundaries, labels=labels)
    row: Place = found.row(0)
    return row


def test_inside_a_polygon() -> None:
    assert where(6.5, 51.5, "XX", boundaries=BOUNDARIES) == ("XX011", "boundary", 0.0)


def test_a_harbour_outside_its_coarse_polygon() -> None:
    code, placement, kilometres = where(5.9, 51.5, "XX", boundaries=BOUNDARIES)
    assert (code, placement) == ("XX011", "nearest")
    assert kilometres == pytest.approx(111.195 * np.cos(np.radians(51.5)) * 0.1, rel=0.02)


def test_not_in_another_country_and_not_too_far() -> None:
    assert where(8.05, 51.5, "XX", boundaries=BOUNDARIES)[:2] == ("XX012", "nearest")
    assert where(8.9, 51.5, "XX", boundaries=BOUNDARIES) == (None, None, None)
    assert where(8.9, 51.5, "", boundaries=BOUNDARIES) == (None, None, None)
    assert where(5.0, 51.5, "XX", boundaries=BOUNDARIES) == (None, None, None)


def test_a_point_that_names_the_region_it_just_misses() -> None:
    def named(longitude: float, name: str) -> tuple[object, ...]:
        found = placed(np.array([longitude]), np.array([51.5]), ["XX"], names=[name], boundaries=BOUNDARIES)
        return found.row(0)[:2]

    assert named(6.95, "Länd-XX012 works") == ("XX012", "name")
    assert named(6.95, "Landxx012 works") == ("XX011", "boundary")
    assert named(6.5, "Land XX012 works") == ("XX011", "boundary")
    assert named(7.05, "Land XX012 works") == ("XX012", "boundary")
    assert named(6.95, "Works (one), Land XX012") == ("XX012", "name")
    assert named(6.95, "Σίνδος") == ("XX011", "boundary")


def test_no_points_no_places() -> None:
    assert placed(np.zeros(0), np.zeros(0), [], names=[], boundaries=BOUNDARIES).is_empty()


def test_on_the_border_the_smaller_code() -> None:
    assert where(7.0, 51.0, "XX", boundaries=BOUNDARIES) == ("XX011", "boundary", 0.0)


def test_without_boundaries_the_nearest_label_point() -> None:
    code, placement, kilometres = where(7.4, 51.5, "XX", labels=LABELS)
    assert (code, placement) == ("XX012", "nearest")
    assert kilometres is not None
    assert 0 < kilometres < LABEL_REACH
    assert where(6.5, 53.0, "XX", labels=LABELS) == (None, None, None)
    with pytest.raises(InputError, match="no_regions"):
        where(6.5, 53.0, "XX")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(5.5, 9.5), st.floats(50.5, 52.5), st.sampled_from(["XX", "YY", ""])), min_size=1, max_size=8
    )
)
def test_as_looking_at_every_region(points: list[tuple[float, float, str]]) -> None:
    longitude, latitude, countries = zip(*points, strict=True)
    found = placed(np.array(longitude), np.array(latitude), countries, boundaries=BOUNDARIES)
    assert found.height == len(points)
    for (east, north, country), (code, placement, kilometres) in zip(points, found.iter_rows(), strict=True):
        inside = [
            name
            for name, (home, (left, bottom, right, top)) in REGIONS.items()
            # Edges are drawn straight on the plane of the projection: a hair from the border is not tested.
            if home == country and left + 0.02 < east < right - 0.02 and bottom + 0.02 < north < top - 0.02
        ]
        if inside:
            assert (code, placement) == (inside[0], "boundary")
        if placement == "nearest":
            assert kilometres is not None
            assert 0 < kilometres <= REACH
        if code is not None:
            assert REGIONS[code][0] == country
