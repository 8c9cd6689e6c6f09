from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.portfolio.deviations import Deviation
from openhearth.core.portfolio.uncertainty import Interval
from openhearth.sources.portfolios.uncertain_yaml import parse

INTERVAL = {"action": "solar", "option": "2027", "measure": "jobs", "least": -3, "most": 4.5, "place": "north"}


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        parse(text.encode())
    return [(fault.code, fault.place) for fault in caught.value.faults]


def test_deviations_and_intervals_are_read_in_order_from_yaml_and_json() -> None:
    text = "- {percent: 12.5, measure: cost}\n- " + json.dumps(INTERVAL) + "\n- {percent: 0, action: solar}\n"
    assert parse(text.encode()) == (
        Deviation(0.125, "", "cost"),
        Interval("solar", "2027", "jobs", -3.0, 4.5, "north"),
        Deviation(0.0, "solar"),
    )
    assert parse(json.dumps([{"percent": 10}]).encode()) == (Deviation(0.1),)
    assert parse(b"[]") == ()


def test_every_fault_is_told_with_its_place() -> None:
    text = (
        "- {percent: much, place: north}\n- solar\n- {action: solar, option: 2027, measure: jobs, least: true}\n- {}\n"
    )
    assert faults(text) == [
        ("not_a_number", "entry 1"),
        ("unknown_field", "entry 1"),
        ("not_a_mapping", "entry 2"),
        ("missing_field", "entry 3"),
        ("not_text", "entry 3"),
        ("not_a_number", "entry 3"),
        *[("missing_field", "entry 4")] * 5,
    ]


@pytest.mark.parametrize(("text", "code"), [("{percent: 1}", "not_a_list"), ("- [", "not_yaml"), ("", "empty_file")])
def test_what_is_no_list_is_refused(text: str, code: str) -> None:
    assert faults(text)[0][0] == code


pieces = st.sampled_from(
    ["- ", "{", "}", "percent", ": ", "1", "10e400", ", ", "action", "\n", "[", "2027-99-99", "&a", "*a"]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.lists(pieces, max_size=14).map(lambda some: "".join(some).encode())))
def test_nothing_else_than_an_input_error_comes_out(data: bytes) -> None:
    with suppress(InputError):
        assert all(isinstance(one, Deviation | Interval) for one in parse(data))
