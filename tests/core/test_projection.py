from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.projection import EARTH_RADIUS, equal_area


def test_the_worked_example_of_snyder() -> None:
    # Snyder 1987, page 332: R = 3, centre 100 W 40 N, point 100 E 20 S.
    x, y = equal_area(np.array([100.0]), np.array([-20.0]), centre=(-100.0, 40.0), radius=3.0)
    assert x[0] == pytest.approx(-4.2339303, abs=1e-7)
    assert y[0] == pytest.approx(4.0257775, abs=1e-7)


@settings(max_examples=50)
@given(st.floats(-25, 40), st.floats(30, 72))
def test_areas_are_kept(longitude: float, latitude: float) -> None:
    step = 0.05
    corners = np.array([(0, 0), (step, 0), (step, step), (0, step)])
    x, y = equal_area(longitude + corners[:, 0], latitude + corners[:, 1])
    area = 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    south, north = np.radians([latitude, latitude + step])
    true = EARTH_RADIUS**2 * np.radians(step) * (np.sin(north) - np.sin(south))
    assert area == pytest.approx(true, rel=1e-3)


def test_unknown_stays_unknown_and_wrong_is_refused() -> None:
    x, y = equal_area(np.array([np.nan, 10.0]), np.array([50.0, 52.0]))
    assert np.isnan(x[0])
    assert np.isnan(y[0])
    assert (x[1], y[1]) == pytest.approx((0.0, 0.0))
    with pytest.raises(InputError) as raised:
        equal_area(np.array([4_000_000.0, 10.0, 3.0]), np.array([3_000_000.0, 52.0, 91.0]))
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("not_degrees", "point 0"),
        ("not_degrees", "point 2"),
    ]
    with pytest.raises(InputError, match="antipode"):
        equal_area(np.array([-170.0]), np.array([-52.0]))
    with pytest.raises(InputError, match="shape_mismatch"):
        equal_area(np.zeros(2), np.zeros(3))
