"""One truth table: what each kind of person may do with a practice of Duisburg (DEA12), by its state."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import Person
from openhearth.apps.practices import rules
from openhearth.apps.practices.models import Comment, Practice, Revision, content_of
from openhearth.core.review import STATES, possible
from tests.factories import a_role, a_user
from tests.living import a_practice, a_record

pytestmark = pytest.mark.django_db

PLACES = {"everywhere": None, "above": "DEA", "here": "DEA12", "elsewhere": "PL22"}
ROLES = ("administrator", "editor", "expert", "team", "member", "analyst")
REACHING = ("everywhere", "above", "here")

OWN = {"proposer", "keeper"}
EDITORS = {f"{role} {place}" for role in ("administrator", "editor") for place in REACHING}
EXPERTS = {f"expert {place}" for place in REACHING}
EVERYBODY = {"anonymous", "nobody", *OWN} | {f"{role} {place}" for role in ROLES for place in PLACES}
NOBODY: set[str] = set()

PUBLIC = ("published", "due", "archived")

TABLE: dict[str, dict[str, set[str]]] = {
    "can_see": {state: EVERYBODY if state in PUBLIC else OWN | EDITORS | EXPERTS for state in STATES},
    "can_see_work": dict.fromkeys(STATES, OWN | EDITORS | EXPERTS),
    "is_editor": dict.fromkeys(STATES, EDITORS),
    "can_edit": {state: NOBODY if state in ("submitted", "reviewed") else OWN | EDITORS for state in STATES},
    "can_submit": {"draft": OWN | EDITORS},
    "can_withdraw": {"submitted": OWN, "reviewed": OWN},
    "can_send_back": {"submitted": EDITORS, "reviewed": EDITORS},
    "can_publish": {"reviewed": EDITORS},
    "can_confirm": {"published": EDITORS | EXPERTS, "due": EDITORS | EXPERTS},
    "can_archive": {"draft": OWN | EDITORS, "published": OWN | EDITORS, "due": OWN | EDITORS},
    "can_restore": {"archived": OWN | EDITORS},
}
"""Rule, state, who may. A state that is not named is one in which nobody may."""

STEP_OF = {"can_submit": "submit", "can_withdraw": "withdraw", "can_send_back": "send_back", "can_publish": "publish"}
STEP_OF |= {"can_confirm": "confirm", "can_archive": "archive", "can_restore": "restore"}


@pytest.fixture
def people() -> dict[str, Person]:
    found: dict[str, Person] = {"anonymous": AnonymousUser(), "nobody": a_user()}
    found |= {"proposer": a_user(), "keeper": a_user()}
    for role in ROLES:
        for place, code in PLACES.items():
            user = found[f"{role} {place}"] = a_user()
            a_role(user=user, role=role, **({"scope_kind": "region", "scope_code": code} if code else {}))
    return found


def of(people: dict[str, Person], state: str, **where: str) -> Practice:
    proposer = people["proposer"]
    assert isinstance(proposer, User)
    row = a_practice(state, by=proposer, record=a_record(**where) if where else None)
    Practice.objects.filter(pk=row.pk).update(keeper=people["keeper"])
    return Practice.objects.select_related("public").get(pk=row.pk)


@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_in_each_state(people: dict[str, Person], state: str) -> None:
    row = of(people, state)
    for rule, may in TABLE.items():
        allowed = {name for name, person in people.items() if getattr(rules, rule)(person, row)}
        assert allowed == may.get(state, NOBODY), (rule, state)


def test_a_rule_never_allows_a_step_that_the_life_of_a_record_does_not_know() -> None:
    for rule, step in STEP_OF.items():
        assert {state for state, may in TABLE[rule].items() if may} == {
            state for state in STATES if step in possible(state)
        }, rule


def test_the_table_names_every_rule_about_a_practice() -> None:
    doors = set(DOORS)
    known = {name for name in vars(rules) if name.startswith(("can_", "is_"))}
    assert known - doors - {"can_withdraw_comment", "can_restore_comment"} == set(TABLE)


@pytest.mark.parametrize("state", STATES)
def test_as_what_a_person_may_speak(people: dict[str, Person], state: str) -> None:
    row = of(people, state)
    spoken = {name: rules.reviewing_roles(person, row) for name, person in people.items()}
    assert {name for name, roles in spoken.items() if "editor" in roles} == EDITORS
    assert {name for name, roles in spoken.items() if "expert" in roles} == EXPERTS


def test_who_holds_both_roles_may_speak_as_either() -> None:
    both = a_user()
    for role in ("editor", "expert"):
        a_role(user=both, role=role, scope_kind="region", scope_code="DEA")
    assert rules.reviewing_roles(both, a_practice("submitted")) == ("editor", "expert")


def test_a_practice_of_no_place_is_for_those_whose_role_counts_everywhere(people: dict[str, Person]) -> None:
    row = of(people, "submitted", nuts="", country="")
    allowed = {name for name, person in people.items() if rules.can_send_back(person, row)}
    assert allowed == {"administrator everywhere", "editor everywhere"}


def test_a_practice_of_a_country_lies_above_its_regions(people: dict[str, Person]) -> None:
    row = of(people, "submitted", nuts="", country="DE")
    assert {name for name, person in people.items() if rules.can_send_back(person, row)} == {
        "administrator everywhere",
        "editor everywhere",
    }


def test_the_place_is_that_of_the_newest_version(people: dict[str, Person]) -> None:
    row = of(people, "draft")
    Revision.objects.create(
        practice=row, number=2, content=content_of(a_record(code=row.code, nuts="PL22", country="PL"))
    )
    assert rules.is_editor(people["editor elsewhere"], row)
    assert not rules.is_editor(people["editor here"], row)


def test_a_published_practice_with_a_draft_beside_it_stays_public(people: dict[str, Person]) -> None:
    row = of(people, "published")
    row.state = "draft"
    assert rules.can_see(people["anonymous"], row)
    assert not rules.can_see_work(people["anonymous"], row)
    assert not rules.can_confirm(people["editor here"], row)


DOORS: dict[str, set[str]] = {
    "can_propose": EVERYBODY - {"anonymous"},
    "can_comment": EVERYBODY - {"anonymous"},
    "can_save_search": EVERYBODY - {"anonymous"},
    "can_import": {f"{role} {place}" for role in ("administrator", "editor") for place in PLACES},
    "can_publish_import": {"administrator everywhere", "editor everywhere"},
    "can_review_somewhere": {f"{role} {place}" for role in ("administrator", "editor", "expert") for place in PLACES},
}


@pytest.mark.parametrize("rule", DOORS)
def test_who_may_enter_at_all(people: dict[str, Person], rule: str) -> None:
    assert {name for name, person in people.items() if getattr(rules, rule)(person)} == DOORS[rule]


def test_a_comment_is_withdrawn_by_who_wrote_it_or_an_editor(people: dict[str, Person]) -> None:
    nobody = people["nobody"]
    assert isinstance(nobody, User)
    comment = Comment.objects.create(practice=of(people, "published"), text="Well done", by=nobody)
    allowed = {name for name, person in people.items() if rules.can_withdraw_comment(person, comment)}
    assert allowed == {"nobody"} | EDITORS
