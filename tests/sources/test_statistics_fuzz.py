"""Whatever bytes come, a parser reads them or says what is wrong: no other exception leaves it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.sources import facts_tables
from openhearth.sources.reading import Parsed
from openhearth.sources.statistics import ardeco, eurostat_tsv, sbs, tgs
from openhearth.sources.territories import crosswalk, nuts, nuts_changes

_VERSIONS = nuts_changes.VERSIONS

SAMPLES: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "nuts": (
        nuts.parse,
        json.dumps(
            {
                "features": [
                    {
                        "geometry": {"type": "Point", "coordinates": [6.8, 51.2]},
                        "properties": {"NUTS_ID": "DEA1", "CNTR_CODE": "DE", "NAME_LATN": "Düsseldorf"},
                    }
                ]
            }
        ).encode(),
    ),
    "nuts_changes": (
        nuts_changes.parse,
        (
            ",".join([f"code_{v}" for v in _VERSIONS] + ["geo_name_2021"] + [f"change_{v}" for v in _VERSIONS[1:]])
            + "\n,LT002,LT002,LT002 (part),LT002,LT022,LT022,Kauno apskritis,,,name change,,recoded,\n"
        ).encode(),
    ),
    "crosswalk": (
        crosswalk.parse,
        b"from_code,to_code,from_version,to_version,pop18,areaKm\nLT00,LT01,2013,2021,805367.2,9730.2\n",
    ),
    "sbs": (
        sbs.parse,
        b"nace_r2,nuts_2013,persons_employed,flag,nace_level\nC24,DEA1,52730.0,,division\nB05,IS,,12:00 AM,division\n",
    ),
    "eurostat_tsv": (
        eurostat_tsv.parse,
        b"unit,sex,geo\\time\t2015 \t2014 \nTHS,T,DEA1\t12.5 bu\t: c\nTHS,T,LT00\t: \t3 \n",
    ),
    "tgs": (
        tgs.parse,
        b"input_var_code,unit,sex,na_item,geo,time,values\ntgs00010,PC,T,,AT11,2008,3.6\ntgs00026,PC,,,AT12,2009,2\n",
    ),
    "ardeco": (ardeco.parse, b"TERRITORY_ID,LEVEL_ID,NAME_HTML,UNIT,2008,2009\nDEA1,2,D,EUR,1,2\nATZ,1,X,EUR,1,\n"),
}

DAMAGE = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.integers(0, 3),
        st.sampled_from([b"", b",", b"\n", b'"', b"\t", b"\xff", b"\0", b"nan", b"1e999", b"9" * 30, b":", b"{", b"-"]),
    ),
    min_size=1,
    max_size=4,
)


def damaged(sample: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for position, length, insert in cuts:
        start = position % (len(sample) + 1)
        sample = sample[:start] + insert + sample[start + length :]
    return sample


def read_or_refused(parse: Callable[[bytes], object], data: bytes) -> object:
    """What the parser made of it, None if it named faults; any other exception fails the test."""
    try:
        return parse(data)
    except InputError:
        return None


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_itself_is_read(name: str) -> None:
    parse, sample = SAMPLES[name]
    parsed = parse(sample)
    assert isinstance(parsed, Parsed)
    assert parsed.frame.height > 0


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=80, deadline=None)
@given(cuts=DAMAGE)
def test_a_damaged_sample_is_read_or_refused(name: str, cuts: list[tuple[int, int, bytes]]) -> None:
    parse, sample = SAMPLES[name]
    parsed = read_or_refused(parse, damaged(sample, cuts))
    if parsed is not None:
        assert isinstance(parsed, Parsed)
        assert 0 <= parsed.kept <= parsed.read


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: b"\x1f\x8b" + tail))
def test_arbitrary_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    assert isinstance(read_or_refused(SAMPLES[name][0], data), Parsed | None)


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=120) | st.text(max_size=80).map(str.encode))
def test_a_manifest_is_read_or_refused(data: bytes) -> None:
    assert isinstance(read_or_refused(facts_tables.read_manifest, data), facts_tables.Manifest | None)
