"""An error says everything that is wrong, and where."""

from __future__ import annotations

import pytest

from openhearth.core.errors import Fault, InfeasibleError, InputError


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("empty_file"), "empty_file"),
        (Fault("empty_file", "regions.csv"), "regions.csv: empty_file"),
        (Fault("not_a_number", params={"found": "12:00 AM"}), "not_a_number (found='12:00 AM')"),
        (Fault("not_a_number", "line 12", {"found": "x", "row": 3}), "line 12: not_a_number (found='x', row=3)"),
    ],
)
def test_a_fault_says_place_code_and_params(fault: Fault, said: str) -> None:
    assert str(fault) == said


def test_an_input_error_carries_all_faults_in_order() -> None:
    faults = (Fault("empty", "b"), Fault("empty", "a"), Fault("negative", "a"))
    error = InputError(*faults)
    assert error.faults == faults
    assert str(error) == "b: empty; a: empty; a: negative"


def test_an_input_error_is_a_value_error() -> None:
    """So that a notebook that catches ValueError catches it."""
    with pytest.raises(ValueError, match="line 1: empty"):
        raise InputError(Fault("empty", "line 1"))


def test_an_input_error_without_a_fault_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at least one fault") as caught:
        InputError()
    assert not isinstance(caught.value, InputError)


def test_the_witness_stays_a_value() -> None:
    assert InfeasibleError(("budget", 3)).witness == ("budget", 3)
    assert str(InfeasibleError(("budget", 3))) == "('budget', 3)"


def test_a_fault_is_a_value() -> None:
    assert Fault("empty") == Fault("empty", "", {})
    with pytest.raises(AttributeError):
        Fault("empty").code = "full"  # type: ignore[misc]
