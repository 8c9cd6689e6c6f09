"""Who may see, edit and search a study: one truth table, asked of the rules and of the pages."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from openhearth.apps.accounts.models import RoleKind
from openhearth.apps.portfolios import rules
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.selectors import shown_studies
from tests.studies import a_study, somebody

pytestmark = pytest.mark.django_db

HERE, ABOVE, EVERYWHERE, BESIDE, BELOW = "DEA12", "DEA1", "", "DEA11", "DEA123"
SEES = {HERE, ABOVE, EVERYWHERE}
EDITS = {RoleKind.TEAM, RoleKind.LEAD, RoleKind.ANALYST, RoleKind.ADMINISTRATOR}
SEARCHES = set(RoleKind) - {RoleKind.MEMBER}


def table() -> list[tuple[RoleKind, str, bool, bool, bool, bool]]:
    """Role and place; may see a draft, edit, search a draft, search a public study."""
    rows = []
    for role in RoleKind:
        for place in (HERE, ABOVE, EVERYWHERE, BESIDE, BELOW):
            near = place in SEES
            rows.append(
                (role, place, near, near and role in EDITS, near and role in SEARCHES, near and role in SEARCHES)
            )
    return rows


@pytest.mark.parametrize(("role", "place", "sees", "edits", "searches", "searches_public"), table())
def test_the_truth_table(
    role: RoleKind, place: str, sees: bool, edits: bool, searches: bool, searches_public: bool
) -> None:
    user, draft, public = somebody(role, place), a_study(), a_study(public=True)
    assert rules.can_see_study(user, draft) is sees
    assert rules.can_see_study(user, public) is True
    assert rules.can_edit_study(user, draft) is edits
    assert rules.can_edit_study(user, public) is edits
    assert rules.can_search(user, draft) is searches
    assert rules.can_search(user, public) is searches_public
    assert rules.can_make_study(user, HERE) is edits
    assert set(shown_studies(user)) == ({draft, public} if sees else {public})


def test_strangers_see_what_is_public_and_no_more() -> None:
    nobody, draft, public = AnonymousUser(), a_study(), a_study(public=True)
    assert [rules.can_see_study(nobody, one) for one in (draft, public)] == [False, True]
    assert not rules.can_edit_study(nobody, public)
    assert not rules.can_search(nobody, public)
    assert set(shown_studies(nobody)) == {public}


READS = ("", "history/", "problem.json", "problem.xlsx", "search/progress/")
EDITS_PAGES = ("heading/", "upload/", "action/", "counted/", "aims/", "condition/?kind=budget", "together/")
POSTS = ("action/remove/", "condition/remove/", "together/remove/")


@pytest.mark.parametrize("page", READS)
def test_a_draft_does_not_exist_for_those_who_may_not_see_it(page: str, client: Client) -> None:
    draft = a_study()
    assert client.get(f"/portfolios/{draft.code}/{page}").status_code == 404
    client.force_login(somebody("team", BESIDE))
    assert client.get(f"/portfolios/{draft.code}/{page}").status_code == 404
    client.force_login(somebody("member", HERE))
    assert client.get(f"/portfolios/{draft.code}/{page}").status_code == 200


@pytest.mark.parametrize("page", EDITS_PAGES)
def test_forms_open_for_those_who_may_edit(page: str, client: Client) -> None:
    public = a_study(public=True)
    client.force_login(somebody("team", BESIDE))
    assert client.get(f"/portfolios/{public.code}/{page}").status_code == 403
    client.force_login(somebody("team", HERE))
    assert client.get(f"/portfolios/{public.code}/{page}").status_code == 200


@pytest.mark.parametrize("page", POSTS)
def test_nothing_is_taken_out_by_others(page: str, client: Client) -> None:
    public = a_study(public=True)
    client.force_login(somebody("team", BESIDE))
    assert client.post(f"/portfolios/{public.code}/{page}", {"based_on": 1, "number": 1}).status_code == 403
    assert Study.objects.get().revisions.count() == 1


def test_going_back_is_for_those_who_may_edit(client: Client) -> None:
    public = a_study(public=True)
    client.force_login(somebody("member", HERE))
    assert client.post(f"/portfolios/{public.code}/history/", {"version": 1, "based_on": 1}).status_code == 403


def test_a_search_is_started_and_stopped_by_those_who_work_there(client: Client) -> None:
    public = a_study(public=True)
    for user, status in ((somebody("member", HERE), 403), (somebody("expert", BESIDE), 403)):
        client.force_login(user)
        for page in ("search/", "search/stop/"):
            assert client.post(f"/portfolios/{public.code}/{page}").status_code == status
    assert public.runs.count() == 0


def test_a_study_is_made_only_where_one_works(client: Client) -> None:
    client.force_login(somebody("team", HERE))
    typed = {"title": "Elsewhere", "region": "PL22", "language": "en", "start": "example"}
    response = client.post("/portfolios/new/", typed)
    assert response.status_code == 422
    assert "You have no role there" in response.content.decode()
    assert not Study.objects.exists()
