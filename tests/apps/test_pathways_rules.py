"""Who may see and write a plan: every person against one literal table, at the rules and at every address."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import get_resolver, reverse

from openhearth.apps.accounts.models import RoleKind, User
from openhearth.apps.accounts.rules import Person
from openhearth.apps.accounts.scopes import Scope
from openhearth.apps.pathways import rules
from openhearth.apps.pathways.models import Entry, Plan
from openhearth.apps.pathways.selectors.plans import plan_at, recent_entries, visible_plans
from openhearth.apps.pathways.services.observing import add_observation
from openhearth.apps.pathways.services.parts import save_part
from openhearth.core.errors import InputError
from openhearth.core.pathway.terms import Observation, Vision
from tests.apps.test_routes import routes
from tests.factories import a_role, a_user
from tests.planning import PLAN, REGION, a_member_of, a_plan

PLACES = {
    "everywhere": Scope(),
    "above": Scope("region", "DEA1"),
    "here": Scope("region", REGION),
    "below": Scope("region", f"{REGION}X"),
    "beside": Scope("region", "DEA13"),
    "in a programme": Scope("programme", "jetskir"),
}
NEAR = ("everywhere", "above", "here")
INSIDERS = frozenset(f"{role} {place}" for role in RoleKind for place in NEAR)
WRITERS = frozenset(f"{role} {place}" for role in ("team", "lead", "administrator") for place in NEAR)
OBSERVERS = WRITERS | frozenset(f"member {place}" for place in NEAR)

SECRET = "Words that only the draft says"
SEEN = {"year": "2025", "value": "29,500,000", "source": "Works council", "note": "Two ovens stood still."}
PARAMETERS = {
    "key": "shaft",
    "kind": "action",
    "number": 1,
    "suffix": "md",
    "upload": "00000000-0000-4000-8000-000000000000",
}
READS = frozenset(
    {
        "home", "arena", "pathways", "actions", "action", "experiments", "monitoring", "monitoring_csv", "indicator",
        "indicator_chart", "territorial", "exchange", "download", "history", "report", "report_figure", "report_file", "part_history",
    }
)  # fmt: skip
WRITES = frozenset(
    {"hand_on", "dry_run", "discard", "release", "rename", "new_part", "edit_part", "restore_part", "take_out_part"}
)


def people() -> dict[str, Person]:
    def holder(*held: tuple[str, Scope]) -> User:
        user = User(email="somebody@example.org")
        user.__dict__["held_roles"] = held
        return user

    roles = {f"{role} {place}": holder((role, scope)) for role in RoleKind for place, scope in PLACES.items()}
    return {"anonymous": AnonymousUser(), "no role": holder(), **roles}


PEOPLE = people()
EVERYONE = frozenset(PEOPLE)


@pytest.mark.parametrize(
    ("rule", "released", "may"),
    [
        (rules.can_see_plan, True, EVERYONE),
        (rules.can_see_plan, False, INSIDERS),
        (rules.can_see_draft, True, INSIDERS),
        (rules.can_see_draft, False, INSIDERS),
        (rules.can_edit_plan, True, WRITERS),
        (rules.can_edit_plan, False, WRITERS),
        (rules.can_release_plan, False, WRITERS),
        (rules.can_observe, True, OBSERVERS),
        (rules.can_observe, False, OBSERVERS),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_rules(rule: object, released: bool, may: frozenset[str]) -> None:
    plan = Plan(code="steel", region=REGION, step=1, released=1 if released else None)
    assert callable(rule)
    assert {name for name, user in PEOPLE.items() if rule(user, plan)} == may


def test_who_may_begin_a_plan() -> None:
    assert {name for name, user in PEOPLE.items() if rules.can_start_plan(user, REGION)} == WRITERS


@pytest.mark.django_db
def test_the_list_and_the_rule_agree() -> None:
    draft, public = a_plan(), a_plan(released=True)
    for name, user in PEOPLE.items():
        listed = set(visible_plans(user).values_list("code", flat=True)) & {draft.code, public.code}
        assert listed == {one.code for one in (draft, public) if rules.can_see_plan(user, one)}, name


def outsider(name: str) -> User | None:
    if name == "anonymous":
        return None
    user = a_user()
    if name == "team beside":
        a_role(user=user, role="team", scope_kind="region", scope_code="DEA13")
    if name == "lead of a programme":
        a_role(user=user, role="lead", scope_kind="programme", scope_code="jetskir")
    return user


def addresses(row: Plan) -> dict[str, str]:
    """Every address of one plan, as the router knows them."""
    found = {}
    for name, _view, _place in routes(get_resolver().url_patterns):
        patterns = get_resolver().namespace_dict["pathways"][1].reverse_dict.getlist(name.removeprefix("pathways:"))
        if not name.startswith("pathways:") or not patterns:
            continue
        wanted = patterns[0][0][0][1]
        if "plan" in wanted:
            known = PARAMETERS | {"plan": row.code}
            if name in ("pathways:indicator", "pathways:indicator_chart", "pathways:observe"):
                known = known | {"key": "co2"}
            found[name.removeprefix("pathways:")] = reverse(name, kwargs={one: known[one] for one in wanted})
    return found


@pytest.mark.django_db
def test_every_address_of_a_plan_is_in_the_table() -> None:
    assert set(addresses(a_plan())) == READS | WRITES | {"order_report", "observe"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["anonymous", "no role", "team beside", "lead of a programme"])
def test_nobody_without_a_role_reads_a_draft(name: str, client: Client) -> None:
    row, user = a_plan(), outsider(name)
    if user:
        client.force_login(user)
    for route, address in addresses(row).items():
        response = client.post(address) if route == "order_report" else client.get(address)
        assert response.status_code in (302, 403, 405), route
        assert "Steel without coal" not in response.content.decode(), route
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/account/sign-in/"), route


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["anonymous", "no role", "team beside", "lead of a programme"])
def test_of_a_public_plan_outsiders_read_what_was_released(name: str, client: Client) -> None:
    row, user = a_plan(released=True), outsider(name)
    save_part(row, Vision(text=SECRET, year=2050), None, read_at=row.step)
    if user:
        client.force_login(user)
    for route, address in addresses(row).items():
        if route in READS - {"report_figure", "indicator_chart"}:
            for query in ("", "?as=draft", "?as=public"):
                response = client.get(address + query)
                assert response.status_code == 200, route
                assert SECRET not in response.content.decode(errors="replace"), route
    past = client.get(reverse("pathways:part_history", args=[row.code, "vision", "vision"]))
    assert SECRET not in past.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("released", [True, False])
@pytest.mark.parametrize("role", ["", "member", "analyst", "expert", "editor"])
def test_nobody_but_its_team_changes_a_plan(role: str, released: bool, client: Client) -> None:
    row, user = a_plan(released=released), a_user()
    if role:
        a_role(user=user, role=role, scope_kind="region", scope_code="DEA1")
    a_role(user=user, role="team", scope_kind="region", scope_code="PL22")  # opens the outer door
    client.force_login(user)
    before = (row.step, row.released, Entry.objects.count())
    sent = {"text": "Mine", "title": "Mine", "language": "de", "year": "2050", "read_at": str(row.step), "step": "1"}
    for route, address in addresses(row).items():
        if route in WRITES:
            assert client.post(address, sent).status_code == 403, route
        if route == "exchange" or (route == "observe" and role != "member"):
            assert client.post(address, sent | SEEN).status_code == 403, route
    row.refresh_from_db()
    assert (row.step, row.released, Entry.objects.count()) == before
    assert (row.title, row.language) == (PLAN.title, PLAN.language)


@pytest.mark.django_db
def test_a_member_adds_a_figure_to_the_draft_and_changes_nothing_else(client: Client) -> None:
    row, user = a_plan(released=True), a_user()
    a_role(user=user, role="member", scope_kind="region", scope_code="DEA1")
    client.force_login(user)
    page, address = (reverse(f"pathways:{name}", args=[row.code, "co2"]) for name in ("indicator", "observe"))
    assert address in client.get(page).content.decode()
    assert f'/plans/{row.code}/parts/indicator/co2/"' not in client.get(page).content.decode()
    assert address not in client.get(f"{page}?as=public").content.decode()
    assert client.get(address).status_code == 200
    before = plan_at(row, row.step)
    assert client.post(address, SEEN).headers["Location"] == page
    row.refresh_from_db()
    after = plan_at(row, row.step)
    assert after.indicators[0].observations == (
        Observation(2025, 29_500_000.0, "Works council", "Two ovens stood still."),
    )
    kept = replace(after.indicators[0], observations=before.indicators[0].observations)
    assert replace(after, indicators=(kept, *after.indicators[1:])) == before
    assert row.released == row.step - 1, "the public reads on what was released"
    assert "29,500,000" not in client.get(f"{page}?as=public").content.decode()
    newest = recent_entries(row, until=row.step).first()
    assert newest is not None
    assert (newest.by, newest.note) == (user, "Observation of 2025 added")
    again = client.post(address, SEEN | {"value": "1"})
    assert again.status_code == 422
    assert "there are two rows for 2025" in again.content.decode()
    row.refresh_from_db()
    assert plan_at(row, row.step) == after


@pytest.mark.django_db
def test_an_observation_says_what_year_how_much_and_from_where(client: Client) -> None:
    row, user = a_plan(), a_member_of(REGION, "member")
    client.force_login(user)
    address = reverse("pathways:observe", args=[row.code, "trained"])
    for name, value in (("year", ""), ("value", "many"), ("value", "nan"), ("source", "")):
        assert client.post(address, SEEN | {name: value}).status_code == 422, name
    assert client.post(address, SEEN | {"year": "2024", "value": "12"}).status_code == 302, (
        "an unknown figure is filled in"
    )
    row.refresh_from_db()
    (told,) = plan_at(row, row.step).indicators[1].observations
    assert (told.year, told.value) == (2024, 12.0)
    with pytest.raises(InputError) as caught:
        add_observation(row, "nothing", Observation(2025, 1.0), user)
    assert [fault.code for fault in caught.value.faults] == ["unknown_part"]


@pytest.mark.django_db
def test_the_people_of_the_region_read_the_draft(client: Client) -> None:
    row = a_plan(released=True)
    save_part(row, Vision(text=SECRET, year=2050), None, read_at=row.step)
    user = a_user()
    a_role(user=user, role="member", scope_kind="region", scope_code="DEA1")
    client.force_login(user)
    home = reverse("pathways:home", args=[row.code])
    assert SECRET in client.get(home).content.decode()
    public = client.get(f"{home}?as=public").content.decode()
    assert SECRET not in public
    assert "nobody left behind" in public
    assert not re.search(r"/parts/[a-z]+/new/", public)
