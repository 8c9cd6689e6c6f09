"""``openhearth practices transfer`` and the conditions that a record states in words."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Command
from tests.told import HEAT, a_practice

pytestmark = pytest.mark.django_db


def test_stated_conditions_are_told_to_scripts_in_their_own_words(openhearth: Command) -> None:
    a_practice()
    code, out, _ = openhearth("practices", "transfer", "heat-for-homes", "--to", "DEA1", "--json")
    answer = json.loads(out)
    assert code == 0
    (part,) = (part for part in answer["parts"] if part["part"] == "conditions")
    stated = {one["about"]: one for one in part["reasons"] if one["needed"] == 1}
    assert set(stated) == {*HEAT.preconditions, *HEAT.resources}
    assert {(one["code"], one["here"], one["essential"]) for one in stated.values()} == {("unknown", None, False)}
    assert answer["least"] <= answer["score"] <= answer["most"]


def test_and_to_people(openhearth: Command) -> None:
    a_practice()
    code, out, _ = openhearth("practices", "transfer", "heat-for-homes", "--to", "DEA1")
    assert code == 0
    assert "A heat network nearby" in " ".join(out.split())
    assert "do not know" in out
