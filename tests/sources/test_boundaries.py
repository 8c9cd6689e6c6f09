from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.sources.reading import Parsed
from openhearth.sources.territories import boundaries


def feature(code: str | None, rings: list[list[list[float]]], kind: str = "Polygon") -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": rings},
        "properties": {"NUTS_ID": code, "NAME_LATN": f"Land {code}", "CNTR_CODE": "XX"},
    }


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


SQUARE = [[[6.0, 51.0], [7.0, 51.0], [7.0, 52.0], [6.0, 52.0], [6.0, 51.0]]]
BOW_TIE = [[[0.0, 0.0], [2.0, 2.0], [2.0, 0.0], [0.0, 2.0], [0.0, 0.0]]]
SAMPLE = collection(feature("XX02", SQUARE), feature("XX01", BOW_TIE))


def test_regions_sorted_and_repaired() -> None:
    parsed = boundaries.parse(SAMPLE)
    assert parsed.frame.schema == boundaries.SCHEMA
    assert parsed.frame.select("code", "name", "country").rows() == [
        ("XX01", "Land XX01", "XX"),
        ("XX02", "Land XX02", "XX"),
    ]
    shapes = shapely.from_wkb(parsed.frame["wkb"].to_list())
    assert [shape.area for shape in shapes] == pytest.approx([2.0, 1.0])
    assert all(shapely.is_valid(shapes))


def test_all_faults_with_their_feature() -> None:
    projected = [[[4e6, 3e6], [4.1e6, 3e6], [4.1e6, 3.1e6], [4e6, 3e6]]]
    data = collection(
        feature("A", SQUARE),
        feature("A", SQUARE),
        feature(None, SQUARE),
        feature("B", projected),
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {"code": "C"}},
        {"type": "Feature", "geometry": None, "properties": {"code": "D"}},
        "not a feature",
    )
    with pytest.raises(InputError) as raised:
        boundaries.parse(data)
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("duplicate_code", "feature 2"),
        ("no_code", "feature 3"),
        ("not_degrees", "feature 4"),
        ("not_a_polygon", "feature 5"),
        ("not_a_polygon", "feature 6"),
        ("not_geojson", "feature 7"),
    ]


@pytest.mark.parametrize("data", [b"[]", b"{}", b"{", b'{"features": []}', b"[" * 100_000])
def test_what_is_no_geojson(data: bytes) -> None:
    with pytest.raises(InputError, match="not_geojson"):
        boundaries.parse(data)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, len(SAMPLE)),
    st.integers(0, 30),
    st.sampled_from([b"", b"0", b"1e999", b"NaN", b"[", b"null", b'""', b"-", b"{}"]),
)
def test_mutated_bytes_are_read_or_refused(at: int, cut: int, inserted: bytes) -> None:
    try:
        parsed = boundaries.parse(SAMPLE[:at] + inserted + SAMPLE[at + cut :])
    except InputError:
        return
    assert isinstance(parsed, Parsed)
    assert parsed.kept == parsed.frame.height


@pytest.mark.shared
@pytest.mark.parametrize(("level", "count"), [(2, 334), (3, 1514)])
def test_the_regions_of_europe(shared: Path, level: int, count: int) -> None:
    parsed = boundaries.parse((shared / f"data/nuts/NUTS_RG_60M_2021_4326_LEVL_{level}.geojson").read_bytes())
    assert (parsed.read, parsed.kept) == (count, count)
    assert parsed.frame["country"].n_unique() == 37
