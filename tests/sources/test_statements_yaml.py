from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.portfolio.preferences import Matters, Weight
from openhearth.sources.portfolios.statements_yaml import parse


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        parse(text.encode())
    return [(fault.code, fault.place) for fault in caught.value.faults]


def test_comparisons_and_bounds_are_read_in_order() -> None:
    text = "- {more: climate, less: work, times: 2}\n- {objective: cost, least: 0.1}\n"
    assert parse(text.encode()) == (Matters("climate", "work", 2.0), Weight("cost", 0.1, 1.0))


def test_every_fault_is_told_with_its_place() -> None:
    text = "- {more: climate, times: much}\n- work\n- {objective: 3, worst: 0.1}\n"
    assert faults(text) == [
        ("missing_field", "statement 1"),
        ("not_a_number", "statement 1"),
        ("not_a_mapping", "statement 2"),
        ("not_text", "statement 3"),
        ("unknown_field", "statement 3"),
    ]


@pytest.mark.parametrize(
    ("text", "code"), [("{more: a}", "not_a_list"), ("- [", "not_yaml"), ("- {least: true}", "missing_field")]
)
def test_what_is_no_list_of_statements_is_refused(text: str, code: str) -> None:
    assert faults(text)[0][0] == code


@settings(max_examples=100)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_nothing_else_than_an_input_error_comes_out(data: bytes) -> None:
    with suppress(InputError):
        assert all(isinstance(one, Matters | Weight) for one in parse(data))
