from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.cartogram import FILL, OVERSEAS, TOLERANCE, Cartogram, cartogram
from openhearth.core.errors import InputError

regions = st.lists(
    st.tuples(st.floats(-20, 40), st.floats(35, 70), st.floats(1e-3, 1e3)),
    min_size=1,
    max_size=40,
)


def drawn(points: list[tuple[float, float, float]]) -> Cartogram:
    longitude, latitude, size = np.array(points).T
    return cartogram([f"R{at:02}" for at in range(len(points))], longitude, latitude, size)


def worst_overlap(circles: Cartogram) -> float:
    """Largest overlap as a share of the sum of the two radii; negative where all are apart."""
    first, second = np.triu_indices(len(circles.codes), k=1)
    if not len(first):
        return -1.0
    apart = np.hypot(circles.x[first] - circles.x[second], circles.y[first] - circles.y[second])
    return float((1 - apart / (circles.radius[first] + circles.radius[second])).max())


@settings(max_examples=40, deadline=None)
@given(regions)
def test_no_circle_lies_on_another(points: list[tuple[float, float, float]]) -> None:
    assert worst_overlap(drawn(points)) < TOLERANCE


@settings(max_examples=30, deadline=None)
@given(regions, st.integers(0, 1000))
def test_the_order_of_the_input_does_not_matter(points: list[tuple[float, float, float]], seed: int) -> None:
    codes = [f"R{at:02}" for at in range(len(points))]
    order = np.random.default_rng(seed).permutation(len(points))
    longitude, latitude, size = np.array(points).T
    one = cartogram(codes, longitude, latitude, size)
    other = cartogram([codes[at] for at in order], longitude[order], latitude[order], size[order])
    assert one.codes == other.codes == tuple(codes)
    np.testing.assert_allclose(other.x, one.x, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(other.y, one.y, rtol=1e-9, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(regions, st.floats(1e-3, 1e3))
def test_areas_are_proportional_and_the_unit_of_size_does_not_matter(
    points: list[tuple[float, float, float]], factor: float
) -> None:
    circles = drawn(points)
    area = np.pi * circles.radius**2
    size = np.array([point[2] for point in points])
    np.testing.assert_allclose(area / area.sum(), size / size.sum(), rtol=1e-9)
    scaled = drawn([(east, north, factor * value) for east, north, value in points])
    np.testing.assert_allclose(scaled.radius, circles.radius, rtol=1e-9)


def test_circles_far_apart_stay_where_they_are() -> None:
    circles = cartogram(("A", "B"), np.array([-5.0, 25.0]), np.array([40.0, 60.0]), np.array([1.0, 1.0]))
    assert circles.displacement.max() < 0.05 * np.hypot(circles.x[1] - circles.x[0], circles.y[1] - circles.y[0])


def test_many_circles_on_one_point_are_spread() -> None:
    circles = drawn([(10.0, 50.0, 1.0)] * 25)
    assert worst_overlap(circles) < TOLERANCE
    assert np.isfinite(circles.x).all()


def test_insets_stand_below_the_map_and_do_not_move_it() -> None:
    codes, longitude, latitude = ("DEA1", "ES12", "FRY4", "PT20"), [6.8, -6.0, 55.5, -27.0], [51.4, 43.3, -21.1, 38.6]
    size = np.array([5.0, 1.0, 0.9, 0.2])
    circles = cartogram(codes, np.array(longitude), np.array(latitude), size, insets=OVERSEAS)
    alone = cartogram(codes[:2], np.array(longitude[:2]), np.array(latitude[:2]), size[:2])
    np.testing.assert_allclose(circles.x[:2], alone.x)
    np.testing.assert_allclose(circles.radius[:2], alone.radius)
    assert circles.inset is not None
    assert circles.inset[3] < alone.box[1]
    assert circles.box[1] == circles.inset[1]
    assert np.isnan(circles.displacement).tolist() == [False, False, True, True]
    assert alone.inset is None
    assert circles.x[2] < circles.x[3]
    assert worst_overlap(circles) < TOLERANCE


def test_all_faults_at_once() -> None:
    with pytest.raises(InputError) as raised:
        cartogram(("A", "A", "B"), np.array([0.0, np.nan, 0.0]), np.zeros(3), np.array([1.0, 1.0, np.nan]))
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("duplicate_label", "A"),
        ("not_positive", "B"),
        ("not_degrees", "A"),
    ]
    with pytest.raises(InputError, match="empty"):
        cartogram((), np.zeros(0), np.zeros(0), np.zeros(0))
    with pytest.raises(InputError, match="shape_mismatch"):
        cartogram(("A",), np.zeros(2), np.zeros(1), np.ones(1))
    with pytest.raises(InputError, match="all_in_insets"):
        cartogram(("PT20",), np.zeros(1), np.zeros(1), np.ones(1), insets=OVERSEAS)


@pytest.mark.shared
def test_europe_stays_recognisable(shared: Path) -> None:
    features = json.loads((shared / "data/nuts/NUTS_LB_2021_4326_LEVL_2.geojson").read_text())["features"]
    codes = [feature["properties"]["NUTS_ID"] for feature in features]
    longitude, latitude = np.array([feature["geometry"]["coordinates"] for feature in features]).T
    size = np.random.default_rng(1).lognormal(0, 0.8, len(codes))
    circles = cartogram(codes, longitude, latitude, size, insets=OVERSEAS)
    assert len(circles.codes) == 334
    assert worst_overlap(circles) < TOLERANCE
    assert np.nanmean(circles.displacement) < 1.6 * circles.radius.mean()
    main = ~np.isnan(circles.displacement)
    area = np.pi * (circles.radius[main] ** 2).sum()
    left, bottom, right, top = circles.box
    assert 0.5 * FILL < area / ((right - left) * (top - bottom)) < FILL
    where = dict(zip(circles.codes, zip(circles.x, circles.y, strict=True), strict=True))
    assert where["ES12"][0] < where["DEA1"][0] < where["FI19"][0]
    assert where["ES12"][1] < where["DEA1"][1] < where["FI19"][1]
