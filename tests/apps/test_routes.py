"""Who may go where: every route of the house against one literal table.

A new route belongs in `MAY_ENTER`. The table speaks of the door only, as the middleware guards it; what a view asks about
its own object (a job, a role) is tested with the view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path
from pytest_django import Settings

from openhearth.apps.accounts.middleware import DefaultNo
from openhearth.apps.accounts.models import RoleKind, User
from openhearth.apps.accounts.rules import Person, can_read_own_account, can_read_public, requires
from openhearth.apps.accounts.scopes import Scope
from tests.learning_routes import DOORS

HERE, ABOVE, ELSEWHERE = "DEA1", "DEA", "PL22"


def people() -> dict[str, Person]:
    """Everybody who might knock: nobody in particular, a person without a role, and each role by where it counts."""

    def holder(*held: tuple[str, Scope]) -> User:
        user = User(email="somebody@example.org")
        user.__dict__["held_roles"] = held
        return user

    places = {
        "everywhere": Scope(),
        "above": Scope("region", ABOVE),
        "here": Scope("region", HERE),
        "elsewhere": Scope("region", ELSEWHERE),
    }
    roles = {f"{role} {place}": holder((role, scope)) for role in RoleKind for place, scope in places.items()}
    return {"anonymous": AnonymousUser(), "no role": holder(), **roles}


PEOPLE = people()
EVERYONE = frozenset(PEOPLE)
SIGNED_IN = EVERYONE - {"anonymous"}
ADMINISTRATORS = frozenset({"administrator everywhere"})
ADMINISTRATORS_HERE = frozenset({"administrator everywhere", "administrator above", "administrator here"})
ADMINISTRATORS_SOMEWHERE = ADMINISTRATORS_HERE | {"administrator elsewhere"}
INVITERS = frozenset(
    f"{role} {place}"
    for role in ("administrator", "team", "lead")
    for place in ("everywhere", "above", "here", "elsewhere")
)
REVIEWERS = frozenset(
    f"{role} {place}"
    for role in ("administrator", "editor", "expert")
    for place in ("everywhere", "above", "here", "elsewhere")
)
EDITORS_SOMEWHERE = frozenset(
    f"{role} {place}" for role in ("administrator", "editor") for place in ("everywhere", "above", "here", "elsewhere")
)
PLAN_WRITERS = frozenset(
    f"{role} {place}"
    for role in ("administrator", "lead", "team")
    for place in ("everywhere", "above", "here", "elsewhere")
)
PLAN_OBSERVERS = frozenset(
    f"{role} {place}"
    for role in ("administrator", "lead", "team", "member")
    for place in ("everywhere", "above", "here", "elsewhere")
)
PLANNERS_SOMEWHERE = frozenset(
    f"{role} {place}"
    for role in ("administrator", "analyst", "lead", "team")
    for place in ("everywhere", "above", "here", "elsewhere")
)
WORKERS_SOMEWHERE = frozenset(
    f"{role} {place}"
    for role in RoleKind
    if role != RoleKind.MEMBER
    for place in ("everywhere", "above", "here", "elsewhere")
)
ROLES_SOMEWHERE = frozenset(
    f"{role} {place}" for role in RoleKind for place in ("everywhere", "above", "here", "elsewhere")
)
PROGRAMME_WRITERS = frozenset(
    f"{role} {place}"
    for role in ("administrator", "lead", "member", "team")
    for place in ("everywhere", "above", "here", "elsewhere")
)

LEADERS_SOMEWHERE = frozenset(
    f"{role} {place}" for role in ("administrator", "lead") for place in ("everywhere", "above", "here", "elsewhere")
)
PEERS_SOMEWHERE = frozenset(
    f"{role} {place}"
    for role in ("administrator", "lead", "member", "team")
    for place in ("everywhere", "above", "here", "elsewhere")
)

OF_PROGRAMMES = {
    "EVERYONE": EVERYONE,
    "LEADERS_SOMEWHERE": LEADERS_SOMEWHERE,
    "PEERS_SOMEWHERE": PEERS_SOMEWHERE,
    "ROLES_SOMEWHERE": ROLES_SOMEWHERE,
    "PROGRAMME_WRITERS": PROGRAMME_WRITERS,
}

MAY_ENTER: dict[str, frozenset[str]] = {
    **{name: OF_PROGRAMMES[group] for group, names in DOORS.items() for name in names},
    "pathways:list": EVERYONE,
    "pathways:template": EVERYONE,
    "pathways:home": EVERYONE,
    "pathways:arena": EVERYONE,
    "pathways:pathways": EVERYONE,
    "pathways:actions": EVERYONE,
    "pathways:action": EVERYONE,
    "pathways:experiments": EVERYONE,
    "pathways:monitoring": EVERYONE,
    "pathways:monitoring_csv": EVERYONE,
    "pathways:indicator": EVERYONE,
    "pathways:indicator_chart": EVERYONE,
    "pathways:territorial": EVERYONE,
    "pathways:exchange": EVERYONE,
    "pathways:download": EVERYONE,
    "pathways:history": EVERYONE,
    "pathways:report": EVERYONE,
    "pathways:report_figure": EVERYONE,
    "pathways:order_report": EVERYONE,
    "pathways:report_file": EVERYONE,
    "pathways:part_history": EVERYONE,
    "pathways:new": PLAN_WRITERS,
    "pathways:hand_on": PLAN_WRITERS,
    "pathways:dry_run": PLAN_WRITERS,
    "pathways:discard": PLAN_WRITERS,
    "pathways:release": PLAN_WRITERS,
    "pathways:rename": PLAN_WRITERS,
    "pathways:observe": PLAN_OBSERVERS,
    "pathways:new_part": PLAN_WRITERS,
    "pathways:edit_part": PLAN_WRITERS,
    "pathways:restore_part": PLAN_WRITERS,
    "pathways:take_out_part": PLAN_WRITERS,
    "pathways:footprint": EVERYONE,
    "pathways:footprint_chart": EVERYONE,
    "pathways:footprint_csv": EVERYONE,
    "pathways:footprint_example": EVERYONE,
    "pathways:footprint_table": EVERYONE,
    "home": EVERYONE,
    "sources": EVERYONE,
    "methods": EVERYONE,
    "method": EVERYONE,
    "set_language": EVERYONE,
    "accounts:account": SIGNED_IN,
    "accounts:sign_in": EVERYONE,
    "accounts:sign_out": SIGNED_IN,
    "accounts:invite": INVITERS,
    "accounts:invited": INVITERS,
    "accounts:accept": EVERYONE,
    "accounts:people": ADMINISTRATORS,
    "accounts:people_in": ADMINISTRATORS_HERE,
    "accounts:withdraw": ADMINISTRATORS_SOMEWHERE,
    "accounts:grant_again": ADMINISTRATORS_SOMEWHERE,
    "accounts:withdraw_invitation": ADMINISTRATORS_SOMEWHERE,
    "accounts:password_change": SIGNED_IN,
    "accounts:password_reset": EVERYONE,
    "accounts:password_reset_confirm": EVERYONE,
    "jobs:list": SIGNED_IN,
    "jobs:job": EVERYONE,
    "jobs:progress": EVERYONE,
    "jobs:cancel": EVERYONE,
    "jobs:again": EVERYONE,
    "practices:list": EVERYONE,
    "practices:download": EVERYONE,
    "practices:terms": EVERYONE,
    "practices:searches": SIGNED_IN,
    "practices:save_search": SIGNED_IN,
    "practices:restore_search": SIGNED_IN,
    "practices:rename_search": SIGNED_IN,
    "practices:search_alert": SIGNED_IN,
    "practices:delete_search": SIGNED_IN,
    "practices:stop_alert": EVERYONE,
    "practices:propose": SIGNED_IN,
    "practices:mine": SIGNED_IN,
    "practices:desk": REVIEWERS,
    "practices:edit": SIGNED_IN,
    "practices:step": SIGNED_IN,
    "practices:opinion": SIGNED_IN,
    "practices:history": EVERYONE,
    "practices:adapt": SIGNED_IN,
    "practices:detail": EVERYONE,
    "practices:record_json": EVERYONE,
    "practices:record_jsonld": EVERYONE,
    "practices:comment": SIGNED_IN,
    "practices:withdraw_comment": SIGNED_IN,
    "practices:restore_comment": SIGNED_IN,
    "practices:import": EDITORS_SOMEWHERE,
    "practices:import_report": EDITORS_SOMEWHERE,
    "practices:import_receipt": EDITORS_SOMEWHERE,
    "practices:discard_import": EDITORS_SOMEWHERE,
    "practices:import_columns": EVERYONE,
    "practices:import_template": EVERYONE,
    "practices:project": EVERYONE,
    "portfolios:list": EVERYONE,
    "portfolios:new": PLANNERS_SOMEWHERE,
    "portfolios:template": EVERYONE,
    "portfolios:study": EVERYONE,
    "portfolios:heading": PLANNERS_SOMEWHERE,
    "portfolios:upload": PLANNERS_SOMEWHERE,
    "portfolios:history": EVERYONE,
    "portfolios:download": EVERYONE,
    "portfolios:action": PLANNERS_SOMEWHERE,
    "portfolios:remove_action": PLANNERS_SOMEWHERE,
    "portfolios:measures": PLANNERS_SOMEWHERE,
    "portfolios:aims": PLANNERS_SOMEWHERE,
    "portfolios:condition": PLANNERS_SOMEWHERE,
    "portfolios:remove_condition": PLANNERS_SOMEWHERE,
    "portfolios:together": PLANNERS_SOMEWHERE,
    "portfolios:remove_together": PLANNERS_SOMEWHERE,
    "portfolios:search": WORKERS_SOMEWHERE,
    "portfolios:stop": WORKERS_SOMEWHERE,
    "portfolios:progress": EVERYONE,
    "portfolios:frontier": EVERYONE,
    "portfolios:points": EVERYONE,
    "portfolios:picture": EVERYONE,
    "portfolios:frontier_file": EVERYONE,
    "portfolios:point": EVERYONE,
    "portfolios:compare": EVERYONE,
    "portfolios:choices": EVERYONE,
    "portfolios:statements": EVERYONE,
    "portfolios:uncertain": EVERYONE,
    "portfolios:judging": EVERYONE,
    "portfolios:report": EVERYONE,
    "portfolios:report_figure": EVERYONE,
    "portfolios:report_file": EVERYONE,
    "portfolios:order_report": EVERYONE,
    "portfolios:choose": PLANNERS_SOMEWHERE,
    "portfolios:withdraw_choice": PLANNERS_SOMEWHERE,
    "portfolios:say": PLANNERS_SOMEWHERE,
    "portfolios:unsay": PLANNERS_SOMEWHERE,
    "portfolios:suppose": PLANNERS_SOMEWHERE,
    "portfolios:judge": WORKERS_SOMEWHERE,
    "portfolios:stop_judging": WORKERS_SOMEWHERE,
    "regions:list": EVERYONE,
    "regions:map": EVERYONE,
    "regions:typology": EVERYONE,
    "regions:compare": EVERYONE,
    "regions:list_csv": EVERYONE,
    "regions:typology_csv": EVERYONE,
    "regions:compare_csv": EVERYONE,
    "regions:region": EVERYONE,
    "regions:chart": EVERYONE,
    "regions:table_csv": EVERYONE,
    "pathways:doughnut": EVERYONE,
    "pathways:doughnut_chart": EVERYONE,
    "pathways:doughnut_csv": EVERYONE,
    "reports:brief": EVERYONE,
    "reports:download": EVERYONE,
    "reports:figure": EVERYONE,
    "reports:order": EVERYONE,
}

View = Callable[..., Any]


def routes(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, View, bool]]:
    """Name, view and whether the address names a place, of every route."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)
        else:
            yield (
                f"{namespace}{pattern.name or pattern.pattern}",
                pattern.callback,
                "code" in pattern.pattern.converters,
            )


ROUTES = {name: (view, has_place) for name, view, has_place in routes(get_resolver().url_patterns)}


def may_enter(view: View, user: Person, place: str | None) -> bool:
    request = RequestFactory().get("/")
    request.user = user
    try:
        return DefaultNo(HttpResponse).process_view(request, view, (), {"code": place} if place else {}) is None
    except PermissionDenied:
        return False


def test_the_router_names_each_route_once() -> None:
    names = [name for name, _, _ in routes(get_resolver().url_patterns)]
    assert sorted(names) == sorted(set(names))


def test_every_view_carries_a_rule() -> None:
    assert [name for name, (view, _) in ROUTES.items() if not hasattr(view, "rule")] == []


def test_the_table_and_the_router_name_the_same_routes() -> None:
    assert set(ROUTES) - set(MAY_ENTER) == set(), "new routes: say in MAY_ENTER who may enter"
    assert set(MAY_ENTER) - set(ROUTES) == set(), "routes that are gone: take them out of MAY_ENTER"


@pytest.mark.parametrize("route", [route for route in ROUTES if route in MAY_ENTER])
def test_who_may_enter(route: str) -> None:
    view, has_place = ROUTES[route]
    entering = {name for name, user in PEOPLE.items() if may_enter(view, user, HERE if has_place else None)}
    assert entering == MAY_ENTER[route]


# The guard itself, in a house of four rooms.


def room(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse("inside")


def closet(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    path("", requires(can_read_public)(room), name="home"),
    path("unmarked/", room),
    path("own/", requires(can_read_own_account)(room)),
    path("closet/", requires(can_read_public)(closet)),
    path("account/sign-in/", requires(can_read_public)(room), name="sign_in"),
]


@pytest.fixture
def small_house(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.LOGIN_URL = "sign_in"


def test_the_house_is_guarded() -> None:
    order = settings.MIDDLEWARE.index
    assert order("openhearth.apps.accounts.middleware.DefaultNo") > order(
        "django.contrib.auth.middleware.AuthenticationMiddleware"
    )


@pytest.mark.usefixtures("small_house")
@pytest.mark.django_db
def test_a_view_without_a_rule_lets_nobody_in(client: Client) -> None:
    assert client.get("/unmarked/?a=1").headers["Location"] == "/account/sign-in/?next=/unmarked/%3Fa%3D1"
    client.force_login(User.objects.create_user("somebody@example.org"))
    assert client.get("/unmarked/").status_code == 403
    assert client.get("/own/").content == b"inside"


@pytest.mark.usefixtures("small_house")
@pytest.mark.django_db
def test_a_refusal_inside_a_view_reads_the_same(client: Client) -> None:
    assert client.get("/closet/").headers["Location"] == "/account/sign-in/?next=/closet/"
    client.force_login(User.objects.create_user("somebody@example.org"))
    assert client.get("/closet/").status_code == 403


@pytest.mark.usefixtures("small_house")
def test_a_form_or_a_fragment_is_not_come_back_to(client: Client) -> None:
    assert client.post("/own/").headers["Location"] == "/account/sign-in/"
    fragment = client.get("/own/", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == "/account/sign-in/"
    assert "Location" not in fragment.headers
