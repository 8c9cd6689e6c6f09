"""Programmes with what was learned in them, for tests. Everything here is made up."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.test import Client

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.services import Saved
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import LEDGER
from openhearth.apps.learning.services.parts import save_part
from openhearth.apps.learning.services.programmes import start_programme
from openhearth.core.programme.assembly import Outline
from openhearth.core.programme.terms import Homework, Instrument, Meeting, Partner, Semester
from tests.factories import a_role, a_user

NUMBERS = count(1)

PARTS = (
    Outline(selection_factors=("industrial infrastructure", "innovative approach", "policy relevance")),
    Partner("ruhr", "Ruhr Agency", "lead", "Duisburg", "DE", "DEA12"),
    Partner("asturias", "Asturias Agency", "policy", "Avilés", "ES", "ES120"),
    Partner("tampere", "Tampere Agency", "policy", "Tampere", "FI", "FI197"),
    Partner("tirana", "Tirana Agency", "discovery", "Tirana", "AL", "AL022"),
    Semester(1, "2027-01-01", "2027-06-30"),
    Meeting("kick-off", 1, "Kick-off", host="asturias"),
    Homework("actions", "kick-off", "List all actions already in place.", "2027-05-01"),
    Instrument("heat-plan", "ruhr", "Heat plan of the city", "City council"),
)


def a_programme(*more: Any, parts: tuple[Any, ...] = PARTS) -> Programme:
    """A draft with four partners, a meeting, a homework and an instrument, and what the test adds."""
    row = start_programme("Learning heat", "en", None, code=f"programme-{next(NUMBERS)}")
    for part in (*parts, *more):
        written(row, part)
    return row


def written(row: Programme, part: Any) -> None:
    """Add a part as nobody in particular."""
    assert isinstance(save_part(row, part, None, read_at=0), Saved)
    row.refresh_from_db()


def a_person(role: str, code: str) -> User:
    """Somebody with a role in a region, or in a programme where the code is one of a programme."""
    kind = "region" if code[0].isupper() else "programme"
    user = a_user()
    a_role(user=user, role=role, scope_kind=kind, scope_code=code)
    return user


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def held(row: Programme, kind: str, key: str) -> Any:
    """What a part says now."""
    row.refresh_from_db()
    entry = LEDGER.of(row).get(kind=kind, key=key, superseded=None)
    return LEDGER.contents.part_of(kind, entry.content)
