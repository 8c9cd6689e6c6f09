"""The same rows are always the same bytes, and what was written is read back."""

from __future__ import annotations

import hashlib
import json
import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.sources.facts_tables import KEYS, SCHEMAS, Manifest, csv_bytes, manifest_of, read_csv, read_manifest

FIGURES = SCHEMAS["figures"]
ROWS: list[tuple[object, ...]] = [
    ("FI19", "unemployment", 2015, 9.25, "b", "reported", "eurostat-tgs", "CC-BY-4.0"),
    ("DEA1", "population", 2015, 5140980.0, "", "reported", "jrc-ardeco", "CC-BY-4.0"),
    ("DEA1", "poverty_risk", 2015, math.nan, "c", "unknown", "eurostat-ilc", "CC-BY-4.0"),
]


def figures(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=FIGURES, orient="row")


def codes(raised: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [fault.code for fault in raised.value.faults]


def test_golden_bytes() -> None:
    assert csv_bytes("figures", figures(ROWS)).decode() == (
        "territory,indicator,year,value,flag,status,source,licence\n"
        "DEA1,population,2015,5140980,,reported,jrc-ardeco,CC-BY-4.0\n"
        "DEA1,poverty_risk,2015,,c,unknown,eurostat-ilc,CC-BY-4.0\n"
        "FI19,unemployment,2015,9.25,b,reported,eurostat-tgs,CC-BY-4.0\n"
    )


@settings(max_examples=50, deadline=None)
@given(
    values=st.lists(st.floats(allow_infinity=False), min_size=1, max_size=6),
    order=st.permutations(range(6)),
    flag=st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=4),
)
def test_any_order_gives_the_same_bytes_and_reading_gives_the_numbers_back(
    values: list[float], order: list[int], flag: str
) -> None:
    rows: list[tuple[object, ...]] = [
        (f"R{i}", "x", 2000 + i, value, flag, "reported", "s", "l") for i, value in enumerate(values)
    ]
    shuffled = [rows[position] for position in order if position < len(rows)]
    data = csv_bytes("figures", figures(shuffled))
    assert data == csv_bytes("figures", figures(rows))
    back = read_csv("figures", data)
    expected = [None if math.isnan(value) else value for value in values]
    assert back["value"].to_list() == expected
    assert back["flag"].to_list() == [flag] * len(values)


def test_zero_is_not_unknown() -> None:
    zero = read_csv("figures", csv_bytes("figures", figures([("A", "x", 2000, -0.0, "", "reported", "s", "l")])))
    assert zero["value"].to_list() == [0.0]


def test_rows_that_are_not_distinct_or_have_no_key_are_refused() -> None:
    with pytest.raises(InputError) as raised:
        csv_bytes("figures", figures([ROWS[0], ROWS[0], (None, *ROWS[1][1:]), (*ROWS[2][:4], "a\nb", *ROWS[2][5:])]))
    assert codes(raised) == ["missing_key", "duplicate_key", "line_break"]
    with pytest.raises(InputError) as raised:
        csv_bytes("figures", figures(ROWS).drop("source"))
    assert codes(raised) == ["missing_columns"]


def test_every_table_ends_with_its_source_and_licence_and_has_its_key() -> None:
    for name, schema in SCHEMAS.items():
        assert list(schema)[-2:] == ["source", "licence"]
        assert set(KEYS[name]) <= set(schema)


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", csv_bytes("figures", figures(ROWS)).replace(b"2015", b"MMXV")])
def test_another_table_is_refused(data: bytes) -> None:
    with pytest.raises(InputError) as raised:
        read_csv("figures", data)
    assert codes(raised) == ["not_this_table"]


def test_the_manifest_counts_and_digests() -> None:
    data = csv_bytes("figures", figures(ROWS))
    manifest = manifest_of({"figures": data})
    document = json.loads(manifest.as_bytes())
    assert document["tables"] == {"figures": {"rows": 3, "sha256": hashlib.sha256(data).hexdigest()}}
    assert read_manifest(manifest.as_bytes()) == manifest
    assert manifest_of({"figures": data + b"x,y,2015,,,unknown,s,l\n"}).digest != manifest.digest
    assert isinstance(manifest, Manifest)
