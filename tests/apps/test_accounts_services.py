from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from openhearth.apps.accounts import selectors, services
from openhearth.apps.accounts.lockout import FAILURES, WINDOW, locked_until
from openhearth.apps.accounts.models import Invitation, Role, RoleKind, User
from openhearth.apps.accounts.scopes import Scope
from openhearth.apps.accounts.tokens import token_hash
from openhearth.core.errors import InputError
from tests.factories import a_role, a_user, an_invitation

pytestmark = pytest.mark.django_db
PASSWORD = "coke oven battery seven"
DEA1 = Scope("region", "DEA1")


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def codes(refused: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_an_invitation_keeps_only_the_hash_of_its_token() -> None:
    invited = services.invite_person("Anna@Example.org ", "team", DEA1, invited_by=None)
    token = invited.path.rstrip("/").rsplit("/", 1)[1]
    stored = Invitation.objects.values().get()
    assert token not in repr(stored)
    assert stored["email"] == "anna@example.org"
    assert stored["expires"] - stored["created"] == timedelta(days=14)
    assert selectors.invitation_of_link(invited.invitation.pk, token) == invited.invitation


def test_all_faults_of_an_invitation_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        services.invite_person("nobody", "king", Scope(), invited_by=None)
    assert codes(refused) == ["not_an_email", "unknown_role"]
    assert not Invitation.objects.exists()


def test_a_wrong_token_finds_nothing() -> None:
    invitation, other = an_invitation(), an_invitation(token_hash=token_hash("another"))
    assert selectors.invitation_of_link(invitation.pk, "token") == invitation
    assert selectors.invitation_of_link(invitation.pk, "another") is None
    assert selectors.invitation_of_link(invitation.pk, "") is None
    assert selectors.invitation_of_link(other.pk, "token") is None


@pytest.mark.parametrize("exists", [True, False])
def test_tokens_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch, *, exists: bool) -> None:
    """Also where there is no such invitation, so that the time tells neither."""
    compared: list[tuple[str, str]] = []

    def compare(left: str, right: str) -> bool:
        compared.append((left, right))
        return left == right

    monkeypatch.setattr(selectors, "constant_time_compare", compare)
    pk = an_invitation().pk if exists else uuid4()
    assert selectors.invitation_of_link(pk, "wrong") is None
    assert [right for _, right in compared] == [token_hash("wrong")]


def test_an_empty_token_does_not_open_an_unknown_invitation() -> None:
    assert selectors.invitation_of_link(uuid4(), "") is None


def test_accepting_opens_the_account_and_grants_the_role() -> None:
    invitation = an_invitation()
    user = services.accept_invitation(invitation, name="Anna", password=PASSWORD, language="de")
    assert (user.email, user.name, user.language) == (invitation.email, "Anna", "de")
    assert user.held_roles == (("team", DEA1),)
    assert Role.objects.get().granted_by == invitation.invited_by
    assert authenticate(username=invitation.email.upper(), password=PASSWORD) == user


def test_an_invitation_works_once() -> None:
    invitation = an_invitation()
    services.accept_invitation(invitation, name="Anna", password=PASSWORD)
    for stale_or_fresh in (invitation, Invitation.objects.get()):
        User.objects.all().delete()
        with pytest.raises(InputError) as refused:
            services.accept_invitation(stale_or_fresh, name="Eve", password=PASSWORD)
        assert codes(refused) == ["invitation_used"]
        assert not User.objects.exists()


def test_an_expired_invitation_is_refused() -> None:
    now = timezone.now()
    invitation = an_invitation(created=now - timedelta(days=15), expires=now - timedelta(seconds=1))
    with pytest.raises(InputError) as refused:
        services.accept_invitation(invitation, name="Anna", password=PASSWORD)
    assert codes(refused) == ["invitation_expired"]


def test_an_invitation_expires_at_its_very_second() -> None:
    invitation = an_invitation()
    assert invitation.refusal(invitation.expires - timedelta(microseconds=1)) == ""
    assert invitation.refusal(invitation.expires) == "invitation_expired"


def test_an_invitation_cannot_take_an_existing_account_over() -> None:
    user = a_user()
    invitation = an_invitation(email=user.email)
    with pytest.raises(InputError) as refused:
        services.accept_invitation(invitation, name="Eve", password=PASSWORD)
    assert codes(refused) == ["account_exists"]
    with pytest.raises(InputError) as refused:
        services.accept_invitation(invitation, user=a_user())
    assert codes(refused) == ["invitation_for_another"]
    services.accept_invitation(invitation, user=user)
    assert User.objects.get(pk=user.pk).held_roles == (("team", DEA1),)
    assert authenticate(username=user.email, password=PASSWORD) is None


def test_a_withdrawn_role_can_be_granted_again() -> None:
    administrator = a_role().user
    role = services.grant_role(a_user(), "team", DEA1, granted_by=administrator)
    services.withdraw_role(role, withdrawn_by=administrator)
    role.refresh_from_db()
    assert role.withdrawn is not None
    assert role.withdrawn_by == administrator
    assert User.objects.get(pk=role.user.pk).held_roles == ()
    again = services.grant_role(role.user, "team", DEA1, granted_by=None)
    assert (again.pk, again.withdrawn, again.withdrawn_by) == (role.pk, None, None)
    assert Role.objects.filter(role="team").count() == 1


def test_the_last_administrator_of_the_whole_house_stays() -> None:
    last = a_role()
    a_role(scope_kind="region", scope_code="DEA1")
    a_role(user=a_user(is_active=False))
    with pytest.raises(InputError) as refused:
        services.withdraw_role(last, withdrawn_by=last.user)
    assert codes(refused) == ["last_administrator"]
    a_role()
    services.withdraw_role(last, withdrawn_by=last.user)
    last.refresh_from_db()
    assert last.withdrawn is not None


def test_the_first_administrator_gets_a_link_and_no_password() -> None:
    link = services.create_administrator("anna@example.org", "https://hearth.example/")
    invitation = Invitation.objects.get()
    assert link.startswith(f"https://hearth.example/account/invitation/{invitation.pk}/")
    assert (invitation.role, invitation.scope, invitation.invited_by) == ("administrator", Scope(), None)
    assert not User.objects.exists()


def test_demo_people_get_fresh_passwords_and_one_role_each() -> None:
    first = services.create_demo_people("DEA1", "steel")
    second = services.create_demo_people("DEA1", "steel")
    assert [person.role for person in first] == list(RoleKind)
    passwords = [person.password for person in (*first, *second)]
    assert len(set(passwords)) == 2 * len(RoleKind)
    assert min(map(len, passwords)) >= 16
    assert authenticate(username=first[0].email, password=first[0].password) is None
    for person in second:
        user = authenticate(username=person.email, password=person.password)
        assert isinstance(user, User)
        assert [role for role, _ in user.held_roles] == [person.role]


def test_people_of_a_region_are_those_with_a_role_in_it_or_below() -> None:
    inside = a_role(role="team", scope_kind="region", scope_code="DEA1")
    a_role(user=inside.user, role="expert", scope_kind="region", scope_code="PL")
    a_role(role="team", scope_kind="region", scope_code="DE")
    a_role(role="lead", scope_kind="programme", scope_code="steel")
    found = list(selectors.people(Scope("region", "DEA")))
    assert found == [inside.user]
    assert [user.roles_here for user in found] == [[inside]]  # type: ignore[attr-defined]
    assert selectors.people(Scope()).count() == 3


BROKEN: dict[str, Callable[[], Any]] = {
    "a second account in another case": lambda: (
        a_user(email="a@b.eu"),
        a_user(email="A@b.eu"),
    ),
    "an address twice": lambda: (a_user(email="a@b.eu"), a_user(email="a@b.eu")),
    "an unknown role": lambda: a_role(role="king"),
    "everywhere with a code": lambda: a_role(scope_code="DE"),
    "a region without a code": lambda: a_role(scope_kind="region"),
    "an unknown kind of place": lambda: a_role(scope_kind="planet", scope_code="B612"),
    "a role twice": lambda: a_role(user=a_role().user),
    "an invitation that expired before it was made": lambda: an_invitation(expires=timezone.now() - timedelta(days=1)),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_database_itself_refuses(what: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BROKEN[what]()


def test_sign_in_waits_after_ten_failures_within_fifteen_minutes() -> None:
    times = [float(second) for second in range(FAILURES)]
    assert locked_until(times[:-1], 10.0) is None
    assert locked_until(times, 10.0) == WINDOW
    assert locked_until(times[::-1], WINDOW - 0.001) == WINDOW
    assert locked_until(times, WINDOW) is None
    assert locked_until([*times, 20.0], 30.0) == 1.0 + WINDOW
