"""Programmes kept in the house, for tests."""

from __future__ import annotations

from itertools import count

from openhearth.apps.accounts.models import User
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.services.programmes import load_programme, release_programme
from openhearth.core.programme.terms import Agenda, Homework, Meeting, Output, Partner, Semester, Submission
from openhearth.core.programme.terms import Programme as Value
from tests.factories import a_role, a_user

NUMBERS = count(1)


def a_value(code: str = "") -> Value:
    """A lead, two policy partners, a discovery partner; a meeting of two days, a site visit, and homework."""
    return Value(
        code or f"peers-{next(NUMBERS)}",
        "Peers of steel",
        aims=("learn from each other",),
        elements=(("exchanges", "mutual visits"),),
        duties=(("lead", ("organise",)),),
        partners=(
            Partner("duisburg", "Town of Duisburg", "lead", "Duisburg", "DE", "DEA12"),
            Partner("aviles", "Town of Avilés", "policy", "Avilés", "ES", "ES120"),
            Partner("kaunas", "Town of Kaunas", "policy", "Kaunas", "LT", "LT022"),
            Partner("tirana", "Town of Tirana", "discovery", "Tirana", "AL", "AL022"),
        ),
        semesters=(Semester(1, "2027-01-04", "2027-06-27"), Semester(2, "2027-06-28", "2027-12-26")),
        meetings=(
            Meeting(
                "1",
                1,
                "Kick-off",
                "aviles",
                agenda=(Agenda("exchange", ("key figures",)), Agenda("site_visit", ("the works",))),
                start="2027-03-02",
                end="2027-03-03",
            ),
            Meeting("2", 2, "Visit", "tirana", agenda=(Agenda("site_visit", ("the valley",)),)),
            Meeting("3", 2, "Lessons", agenda=(Agenda("workshop", ("lessons",)),)),
        ),
        homework=(Homework("h1", "1", "List what is done", "2027-05-31"),),
        submissions=(
            Submission("h1-kaunas", "h1", "kaunas", "A first thought that is not finished"),
            Submission("h1-aviles", "h1", "aviles", "All is listed", "2027-05-01"),
        ),
        outputs=(Output("handbook", "Handbook", 2),),
    )


def a_programme(value: Value | None = None, *, by: User | None = None, released: bool = False) -> Programme:
    """A programme under an address of its own, a draft unless it is released."""
    row = load_programme(value or a_value(), by).row
    if released:
        release_programme(row, step=row.step)
    return row


def somebody(role: str, *, region: str = "", programme: str = "") -> User:
    """A person with a role in a region, in a programme, or everywhere."""
    user = a_user()
    where = {"scope_kind": "region", "scope_code": region} if region else {}
    where = {"scope_kind": "programme", "scope_code": programme} if programme else where
    a_role(user=user, role=role, **where)
    return user
