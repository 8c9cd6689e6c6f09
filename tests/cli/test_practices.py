"""``openhearth practices transfer``."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Command

pytestmark = pytest.mark.django_db
PARTS = ["structure", "ecosystems", "conditions", "skills", "institution"]


def test_the_judgement_is_told_to_scripts(openhearth: Command) -> None:
    code, out, _ = openhearth("practices", "transfer", "irecovery-brescia", "--to", "DEA1", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["least"] <= answer["score"] <= answer["most"]
    assert [part["part"] for part in answer["parts"]] == PARTS
    assert all(part["reasons"] for part in answer["parts"])


def test_and_to_people(openhearth: Command) -> None:
    code, out, _ = openhearth("practices", "transfer", "irecovery-brescia", "--to", "DEA1")
    assert code == 0
    assert "Iron and steel" in out
    assert "not known: find out" in out


@pytest.mark.parametrize(
    ("words", "hint"),
    [(("irecovery", "--to", "DEA1"), "irecovery-brescia"), (("irecovery-brescia", "--to", "DEA12"), "DEA1")],
)
def test_wrong_codes_name_the_right_ones(openhearth: Command, words: tuple[str, ...], hint: str) -> None:
    code, _, said = openhearth("practices", "transfer", *words)
    assert code == 2
    assert hint in said
