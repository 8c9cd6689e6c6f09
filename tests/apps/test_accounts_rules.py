"""One truth table: what each role may do where it counts, and where it does not."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.apps.accounts import rules
from openhearth.apps.accounts.models import Role, RoleKind, User
from openhearth.apps.accounts.scopes import Scope
from openhearth.core.errors import InputError
from tests.factories import a_role, a_user

EVERYWHERE, NRW, DEA1, POLAND = Scope(), Scope("region", "DEA"), Scope("region", "DEA1"), Scope("region", "PL")
PROGRAMME, OTHER_PROGRAMME = Scope("programme", "steel"), Scope("programme", "steel-2")
PARTNER = Scope("partner", "steel.aviles")


def person(*held: tuple[str, Scope]) -> User:
    user = User(email="somebody@example.org")
    user.__dict__["held_roles"] = held
    return user


# Where the role counts, as a person asks about DEA1: (everywhere, NRW above it, DEA1 itself, Poland, a programme).
PLACES = (EVERYWHERE, NRW, DEA1, POLAND, PROGRAMME)
WORKS_THERE = (True, True, True, False, False)
NEVER = (False,) * 5
ALWAYS = (True,) * 5
MAY_AT_DEA1: dict[str, dict[str, tuple[bool, ...]]] = {
    "can_read_public": dict.fromkeys(RoleKind, ALWAYS),
    "can_read_own_account": dict.fromkeys(RoleKind, ALWAYS),
    "can_administer": dict.fromkeys(RoleKind, NEVER) | {"administrator": WORKS_THERE},
    "can_see_people": dict.fromkeys(RoleKind, NEVER) | {"administrator": WORKS_THERE},
    "can_run_job": dict.fromkeys(RoleKind, WORKS_THERE) | {"member": NEVER},
    "can_invite_somebody": dict.fromkeys(RoleKind, NEVER)
    | dict.fromkeys(("administrator", "team", "lead"), WORKS_THERE),
    "can_administer_somewhere": dict.fromkeys(RoleKind, NEVER) | {"administrator": ALWAYS},
}


@pytest.mark.parametrize("role", RoleKind)
@pytest.mark.parametrize("rule", MAY_AT_DEA1)
def test_what_a_role_may_do_at_a_place(rule: str, role: str) -> None:
    may = getattr(rules, rule)
    assert tuple(may(person((role, scope)), "DEA1") for scope in PLACES) == MAY_AT_DEA1[rule][role]


@pytest.mark.parametrize("rule", MAY_AT_DEA1)
@pytest.mark.parametrize("place", [None, "DEA1", "steel"])
def test_nobody_in_particular_may_only_read(rule: str, place: str | None) -> None:
    assert getattr(rules, rule)(AnonymousUser(), place) is (rule == "can_read_public")
    assert getattr(rules, rule)(person(), place) is (rule in {"can_read_public", "can_read_own_account"})


WHOLE_HOUSE = {
    "can_administer": {EVERYWHERE},
    "can_see_people": {EVERYWHERE},
    "can_run_job": set(PLACES),
    "can_invite_somebody": set(PLACES),
}


@pytest.mark.parametrize("rule", WHOLE_HOUSE)
def test_the_whole_house_is_for_those_whose_role_counts_everywhere(rule: str) -> None:
    may = {scope for scope in PLACES if getattr(rules, rule)(person(("administrator", scope)), None)}
    assert may == WHOLE_HOUSE[rule]


ALL = set(RoleKind)
INVITED_BY = {
    "administrator": ALL,
    "lead": {"lead", "team", "expert", "member", "analyst"},
    "team": {"team", "expert", "member", "analyst"},
}


@pytest.mark.parametrize("held", RoleKind)
def test_whom_a_role_may_invite(held: str) -> None:
    user = person((held, DEA1))
    assert {role for role in RoleKind if rules.can_invite(user, role, DEA1)} == INVITED_BY.get(held, set())
    for beyond in (EVERYWHERE, NRW, POLAND, PROGRAMME):
        assert not any(rules.can_invite(user, role, beyond) for role in RoleKind)


def test_an_invitation_needs_one_role_that_covers_both_what_and_where() -> None:
    user = person(("administrator", POLAND), ("team", NRW))
    assert rules.can_invite(user, "member", DEA1)
    assert not rules.can_invite(user, "editor", DEA1)


@pytest.mark.parametrize(
    ("held_at", "may"), [(EVERYWHERE, True), (NRW, True), (DEA1, True), (POLAND, False), (PROGRAMME, False)]
)
def test_who_may_withdraw_a_role(held_at: Scope, *, may: bool) -> None:
    role = Role(role="team", scope_kind="region", scope_code="DEA1")
    assert rules.can_withdraw_role(person(("administrator", held_at)), role) is may
    assert not rules.can_withdraw_role(person(("team", held_at)), role)
    assert not rules.can_withdraw_role(AnonymousUser(), role)


CONTAINS = {
    (EVERYWHERE, EVERYWHERE): True,
    (EVERYWHERE, DEA1): True,
    (EVERYWHERE, PROGRAMME): True,
    (NRW, DEA1): True,
    (DEA1, NRW): False,
    (DEA1, EVERYWHERE): False,
    (POLAND, DEA1): False,
    (PROGRAMME, PROGRAMME): True,
    (PROGRAMME, OTHER_PROGRAMME): False,
    (PROGRAMME, EVERYWHERE): False,
    (PROGRAMME, PARTNER): True,
    (OTHER_PROGRAMME, PARTNER): False,
    (PARTNER, PROGRAMME): False,
    (PARTNER, Scope("partner", "steel.sines")): False,
    (PARTNER, DEA1): False,
}


@pytest.mark.parametrize(("outer", "inner"), CONTAINS)
def test_scopes_contain_what_lies_below_them(outer: Scope, inner: Scope) -> None:
    assert outer.contains(inner) is CONTAINS[outer, inner]


regions = st.sampled_from([Scope("region", code) for code in ("DE", "DEA", "DEA1", "DEA12", "PL", "PL22", "US-PA")])
programmes = st.sampled_from([PROGRAMME, OTHER_PROGRAMME, PARTNER, Scope("partner", "steel-2.aviles")])
scopes = st.one_of(st.just(EVERYWHERE), regions, programmes)


@settings(max_examples=200)
@given(scopes, scopes, scopes)
def test_what_contains_a_scope_counts_wherever_that_scope_counts(outer: Scope, inner: Scope, place: Scope) -> None:
    code = place.code or None
    assert outer.contains(outer)
    if outer.contains(inner) and inner.covers(code):
        assert outer.covers(code)
    if outer.contains(inner) and inner.contains(outer):
        assert outer == inner


@pytest.mark.parametrize(
    ("kind", "code", "fault"),
    [
        ("planet", "", "unknown_scope_kind"),
        ("everywhere", "DE", "bad_scope_code"),
        ("region", "", "bad_scope_code"),
        ("region", "de", "bad_scope_code"),
        ("programme", "DEA1", "bad_scope_code"),
        ("programme", "", "bad_scope_code"),
        ("region", "DEA1\n", "bad_scope_code"),
    ],
)
def test_a_scope_with_a_bad_code_is_refused(kind: str, code: str, fault: str) -> None:
    with pytest.raises(InputError) as refused:
        Scope(kind, code)
    assert [found.code for found in refused.value.faults] == [fault]


@pytest.mark.django_db
def test_held_roles_are_those_not_withdrawn() -> None:
    user = a_user()
    a_role(user=user, role="team", scope_kind="region", scope_code="DEA1")
    a_role(user=user, role="administrator", withdrawn=user.joined)
    a_role(role="editor")
    assert User.objects.get(pk=user.pk).held_roles == (("team", DEA1),)
