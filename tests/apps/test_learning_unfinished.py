"""Learnings that a partner has not shared: written, read and counted by its own people alone, until they share them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openhearth.apps.accounts.rules import Person
from openhearth.apps.learning import rules
from openhearth.apps.learning.books import book
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.board import readable_programme
from openhearth.apps.learning.selectors.programmes import hidden_entries, programme_at
from openhearth.apps.learning.services.demo import create_demo_programmes
from openhearth.apps.learning.services.learnings import become_action
from openhearth.apps.learning.services.parts import restore_part, save_part, take_out_part, taking_back
from openhearth.apps.learning.services.programmes import load_programme, release_programme
from openhearth.apps.learning.services.reports import hand_in_whole
from openhearth.apps.learning.urls import urlpatterns
from openhearth.core.document import as_html
from openhearth.core.errors import InputError
from openhearth.core.programme.terms import Change, Learning, Meeting, Recommendation, Submission
from openhearth.sources.programmes.programme_yaml import parse
from openhearth.sources.programmes.programme_yaml import written as as_yaml
from tests.factories import a_role, a_user
from tests.learned import a_person, a_programme, held, signed_in, written
from tests.pages import text
from tests.planning import a_plan

pytestmark = pytest.mark.django_db

SECRET = "The mayor said it will not be paid"
KEY = "only-ours"
ADVICE = Recommendation(
    "ask", "kick-off", "ruhr", "Asturias Agency", "Ask the tenants.", "social", "local", given_on="2027-03-02"
)
DRAFT = Learning(
    KEY, "ruhr", SECRET, why_it_worked=SECRET, what_differs=SECRET, would_change=SECRET, instrument="heat-plan",
    meeting="kick-off", recommendations=("ask",), unfinished=True,
)  # fmt: skip
SHARED = replace(DRAFT, unfinished=False)


def address(row: Programme, tail: str) -> str:
    return f"/programmes/{row.code}/{tail}"


def write(client: Client, row: Programme, saw: str, tail: str = f"write/learning/{KEY}/", **more: object) -> int:
    row.refresh_from_db()
    typed = {"saw": saw, "read_at": 0 if "new" in tail else row.step, **more}
    return client.post(address(row, tail), typed).status_code


@pytest.fixture
def row() -> Programme:
    return a_programme(ADVICE)


WHO = [
    # role, where, reads, writes
    ("team", "DEA12", True, True),
    ("team", "DEA1", True, True),
    ("lead", "DEA12", True, True),
    ("member", "DEA12", True, False),
    ("analyst", "DEA12", False, False),
    ("team", "ES120", False, False),
    ("member", "FI197", False, False),
    ("lead", "programme", False, False),
    ("administrator", "everywhere", False, False),
    ("nobody", "", False, False),
]


def somebody(row: Programme, role: str, where: str) -> Person:
    if role == "nobody":
        return AnonymousUser()
    return (
        a_role(role=role).user if where == "everywhere" else a_person(role, row.code if where == "programme" else where)
    )


@pytest.mark.parametrize(("role", "where", "reads", "writes"), WHO)
def test_who_reads_and_who_writes_an_unfinished_learning(
    row: Programme, role: str, where: str, *, reads: bool, writes: bool
) -> None:
    user, programme = somebody(row, role, where), programme_at(row, row.step)
    assert rules.can_read_part(user, row.code, programme.partners, "learning", DRAFT) is reads
    assert rules.can_write_part(user, row, programme, "learning", DRAFT) is writes
    assert rules.can_read_part(user, row.code, programme.partners, "learning", SHARED)
    if role in ("lead", "administrator"):
        assert rules.can_write_part(user, row, programme, "learning", SHARED)
    assert rules.readable_past(user, row.code, programme.partners, "learning", [DRAFT, SHARED]) == (reads, reads)
    assert rules.readable_past(user, row.code, programme.partners, "learning", [None, DRAFT]) == (reads, reads)
    assert rules.readable_past(user, row.code, programme.partners, "learning", [SHARED, DRAFT]) == (True, reads)


@pytest.mark.parametrize(("role", "where", "reads", "writes"), WHO)
def test_only_the_people_of_its_partner_find_it_on_pages(
    row: Programme, role: str, where: str, *, reads: bool, writes: bool
) -> None:
    written(row, DRAFT)
    release_programme(row, step=row.step)
    user = somebody(row, role, where)
    client = signed_in(user if user.is_authenticated else None)
    paths = (
        "learnings/", f"learnings/{KEY}/", "chain/", "instruments/heat-plan/", "recommendations/ask/", "meetings/kick-off/",
        f"parts/learning/{KEY}/history/", "history/", "programme.yaml",
    )  # fmt: skip
    pages = {path: client.get(address(row, path)) for path in paths}
    for path, page in pages.items():
        if path != "recommendations/ask/" or page.status_code == 200:
            assert (SECRET in page.content.decode()) is reads, path
            assert SECRET not in client.get(address(row, path), {"as": "public"}).content.decode(), path
    assert pages[f"learnings/{KEY}/"].status_code == (200 if reads else 404)
    said = text(client.get(address(row, "board/")))
    assert ("Unfinished learnings" in said) is reads
    assert "Learnings 1" not in said
    overview = text(client.get(address(row, "")))
    assert ("without what your partner has not shared" in overview) is reads
    assert "what the public reads" not in text(pages[f"learnings/{KEY}/"]), "it is told that nobody else reads it"
    form = client.get(address(row, f"write/learning/{KEY}/"))
    assert (form.status_code == 200) is writes
    change = client.get(address(row, "write/change/new/?instrument=heat-plan"))
    assert SECRET not in change.content.decode() or reads


def test_nothing_that_another_partner_opens_or_takes_away_tells_of_it(row: Programme) -> None:
    written(row, Learning("l", "ruhr", "Pipes"))
    written(row, DRAFT)
    for other in (signed_in(a_person("team", "ES120")), signed_in(a_person("lead", row.code))):
        known = {"programme": row.code, "partner": "ruhr", "kind": "learning", "what": "learning"}
        known |= {"suffix": "html", "name": "handbook", "semester": "1"}
        opened = 0
        for route in urlpatterns:
            for key, name in (("kick-off", "study-ruhr"), ("heat-plan", "handbook"), (KEY, "report-1")):
                keys = {one: {**known, "key": key, "name": name}.get(one) for one in route.pattern.converters}
                if None in keys.values() or route.name == "feed":
                    continue
                answer = other.get(reverse(f"learning:{route.name}", kwargs=keys))
                said = b"".join(getattr(answer, "streaming_content", [])) if answer.streaming else answer.content
                opened += answer.status_code == 200
                assert SECRET.encode() not in said, route.name
                assert KEY.encode() not in said.replace(answer.wsgi_request.path.encode(), b""), route.name
        assert opened > 25
        for tail in ("chain/chain.json", "chain/chain.csv", "programme.yaml"):
            taken = other.get(address(row, tail)).content.decode()
            assert SECRET not in taken
            assert KEY not in taken


def test_documents_count_it_for_nobody(row: Programme) -> None:
    written(row, DRAFT)
    own, today = a_person("team", "DEA12"), timezone.localdate()
    for name in ("report-1", "handbook", "study-ruhr"):
        told = as_html(book(own, row, row.step, name, today=today), lambda _drawing: "")
        assert SECRET not in told, name
    for suffix in ("json", "csv"):
        assert SECRET not in signed_in(own).get(address(row, f"chain/chain.{suffix}")).content.decode()
    assert [one.key for one in readable_programme(own, row, row.step).learnings] == [KEY]
    assert readable_programme(a_person("lead", row.code), row, row.step).learnings == ()


def test_it_is_saved_for_later_shared_and_taken_back(row: Programme) -> None:
    team, other = signed_in(a_person("team", "DEA12")), signed_in(a_person("team", "ES120"))
    form = team.get(address(row, "write/learning/new/?partner=ruhr")).content.decode()
    assert "Save for later" in form
    assert "Share with the partners" in form
    assert write(team, row, "Pipes", "write/learning/new/?partner=ruhr") == 302
    assert held(row, "learning", "pipes").unfinished
    page = team.get(address(row, "learnings/pipes/")).content.decode()
    assert "Unfinished: only the people of this partner can read it" in page
    assert "Make it an action" not in page
    assert write(team, row, "Pipes under streets", "write/learning/pipes/") == 302
    assert held(row, "learning", "pipes").unfinished, "it stays as it is"
    assert other.get(address(row, "learnings/pipes/")).status_code == 404
    assert write(team, row, "Pipes under streets", "write/learning/pipes/", share="1") == 302
    assert not held(row, "learning", "pipes").unfinished
    page = text(other.get(address(row, "learnings/pipes/")))
    assert "Pipes under streets" in page
    assert "Unfinished" not in page
    assert write(team, row, "Pipes under streets", "write/learning/pipes/") == 302
    assert not held(row, "learning", "pipes").unfinished
    assert "Save and take back" in team.get(address(row, "write/learning/pipes/")).content.decode()
    assert write(team, row, "Pipes under streets", "write/learning/pipes/", take_back="1") == 302
    assert held(row, "learning", "pipes").unfinished
    for path in ("learnings/pipes/", "parts/learning/pipes/history/"):
        assert other.get(address(row, path)).status_code == 404
    assert "Pipes under" not in other.get(address(row, "history/")).content.decode()


def test_who_cannot_read_it_cannot_leave_it_unfinished(row: Programme) -> None:
    written(row, SHARED)
    lead = signed_in(a_person("lead", row.code))
    form = lead.get(address(row, "write/learning/new/?partner=ruhr")).content.decode()
    assert "Save for later" not in form
    assert write(lead, row, "Pipes", "write/learning/new/?partner=ruhr") == 302
    assert not held(row, "learning", "pipes").unfinished
    assert "take_back" not in lead.get(address(row, f"write/learning/{KEY}/")).content.decode()
    assert write(lead, row, "Pipes", take_back="1") == 403
    assert write(lead, row, "Pipes", "write/learning/new/?partner=asturias", take_back="1") == 403
    assert not held(row, "learning", KEY).unfinished


def test_what_names_it_is_told_instead_of_taking_it_back(row: Programme) -> None:
    plan, user = a_plan(), a_person("team", "DEA12")
    team = signed_in(user)
    written(row, SHARED)
    written(row, Change("c", "heat-plan", "Waste heat first", learnings=(KEY,)))
    become_action(row, KEY, plan.code, user, read_at=row.step)
    row.refresh_from_db()
    release_programme(row, step=row.step)
    page = text(team.get(address(row, f"write/learning/{KEY}/")))
    assert "Save and take back" not in page
    assert "because a change names it: “Waste heat first”" in page
    assert "because it became an action of a plan" in page
    assert "everybody reads it" in page
    typed = {"saw": SECRET, "take_back": "1", "read_at": row.step}
    refused = team.post(address(row, f"write/learning/{KEY}/"), typed)
    assert refused.status_code == 422
    assert "because a change names it" in text(refused)
    assert not held(row, "learning", KEY).unfinished


def test_a_report_that_was_handed_in_with_it_keeps_it_shared(row: Programme) -> None:
    written(row, Meeting("visit", 1, "Visit"))
    written(row, SHARED)
    assert taking_back(row, programme_at(row, row.step), KEY) == ()
    hand_in_whole(row, 1, a_person("lead", row.code), today=timezone.localdate())
    row.refresh_from_db()
    assert [one.code for one in taking_back(row, programme_at(row, row.step), KEY)] == ["learning_reported"]
    written(row, replace(SHARED, key="later"))
    assert taking_back(row, programme_at(row, row.step), "later") == ()


def test_an_earlier_unfinished_version_comes_back_only_under_the_same_conditions(row: Programme) -> None:
    written(row, DRAFT)
    first = row.step
    save_part(row, SHARED, None, read_at=first)
    row.refresh_from_db()
    lead = signed_in(a_person("lead", row.code))
    typed = {"step": first, "read_at": row.step}
    assert lead.post(address(row, f"parts/learning/{KEY}/restore/"), typed).status_code == 403
    written(row, Change("c", "heat-plan", "Waste heat first", learnings=(KEY,)))
    with pytest.raises(InputError, match="learning_named"):
        restore_part(row, "learning", KEY, first, None, read_at=row.step)


def test_a_change_waits_until_its_learning_is_shared_and_so_does_an_action(row: Programme) -> None:
    written(row, DRAFT)
    with pytest.raises(InputError, match="unfinished_learning"):
        save_part(row, Change("c", "heat-plan", "More", learnings=(KEY,)), None, read_at=0)
    plan, user = a_plan(), a_person("team", "DEA12")
    with pytest.raises(InputError, match="learning_not_shared"):
        become_action(row, KEY, plan.code, user, read_at=row.step)


def test_the_past_of_a_programme_hides_what_was_never_shared(row: Programme) -> None:
    def hidden(*own: str) -> int:
        return row.entries.filter(hidden_entries(row, own), kind="learning").count()

    written(row, DRAFT)
    assert (hidden(), hidden("ruhr"), hidden("asturias")) == (1, 0, 1)
    save_part(row, SHARED, None, read_at=row.step)
    row.refresh_from_db()
    assert hidden() == 1, "what it said before it was shared"
    save_part(row, DRAFT, None, read_at=row.step)
    row.refresh_from_db()
    assert hidden() == 3
    take_out_part(row, "learning", KEY, None, read_at=row.step)
    assert (hidden(), hidden("ruhr")) == (4, 0)


def test_a_file_neither_tells_of_it_nor_loses_it(row: Programme) -> None:
    written(row, DRAFT)
    lead, team = signed_in(a_person("lead", row.code)), signed_in(a_person("team", "DEA12"))
    told = lead.get(address(row, "programme.yaml")).content
    answer = lead.post("/programmes/load/", {"text": told.decode()})
    assert SECRET not in answer.content.decode()
    assert KEY not in answer.content.decode()
    load_programme(parse(told), None)
    assert held(row, "learning", KEY) == DRAFT
    own = team.get(address(row, "programme.yaml")).content
    assert parse(own).learnings == (DRAFT,)
    assert parse(as_yaml(parse(own))) == parse(own)
    load_programme(parse(own), None)
    assert held(row, "learning", KEY) == DRAFT
    guessed = replace(parse(own), learnings=(Learning(KEY, "ruhr", "Mine"),))
    answer = lead.post("/programmes/load/", {"text": as_yaml(guessed).decode()})
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()
    without = replace(parse(told), instruments=())
    with pytest.raises(InputError, match="needed_by_unfinished") as refused:
        load_programme(without, None)
    assert KEY not in str(refused.value)


def test_a_file_takes_nothing_back_that_is_named(row: Programme) -> None:
    written(row, SHARED)
    release_programme(row, step=row.step)
    with pytest.raises(InputError, match="learning_released"):
        load_programme(replace(programme_at(row, row.step), learnings=(DRAFT,)), None)


def test_a_preview_of_a_file_tells_nothing_of_homework_that_goes_with_its_task(row: Programme) -> None:
    written(row, Submission("actions-ruhr", "actions", "ruhr", SECRET))
    lead = signed_in(a_person("lead", row.code))
    without = replace(parse(lead.get(address(row, "programme.yaml")).content), homework=())
    answer = lead.post("/programmes/load/", {"text": as_yaml(without).decode()})
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()
    assert "List all actions" in answer.content.decode(), "the task itself is told"


def test_the_demo_has_one_that_the_people_of_its_partner_find() -> None:
    speaker = a_user()
    create_demo_programmes(None, speaker)
    demo = Programme.objects.get(code="demo")
    (draft,) = [one for one in programme_at(demo, demo.step).learnings if one.unfinished]
    page = signed_in(speaker).get(f"/programmes/demo/learnings/{draft.key}/")
    assert "Unfinished: only the people of this partner" in page.content.decode()
    assert signed_in(None).get(f"/programmes/demo/learnings/{draft.key}/").status_code == 404
