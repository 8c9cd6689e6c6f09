"""Homework of local groups: unfinished it is for its partner alone, handed in for all, and no version is lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.learning import rules
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import programme_at
from openhearth.apps.learning.urls import urlpatterns
from openhearth.core.programme.terms import Homework, Learning, Meeting, Submission
from tests.factories import a_role
from tests.learned import a_person, a_programme, held, signed_in, written

pytestmark = pytest.mark.django_db

SECRET = "We have no plan at all yet"
KEY = "actions-ruhr"


def address(row: Programme, tail: str) -> str:
    return f"/programmes/{row.code}/{tail}"


def write(client: Client, row: Programme, text: str, read_at: int = 0, **more: str) -> int:
    path = address(row, f"write/submission/{KEY}/")
    return client.post(path, {"text": text, "read_at": read_at, **more}).status_code


@pytest.fixture
def row() -> Programme:
    return a_programme()


def test_a_group_writes_the_team_hands_in_and_the_host_gives_feedback(row: Programme) -> None:
    member, team = signed_in(a_person("member", "DEA12")), signed_in(a_person("team", "DEA1"))
    host = signed_in(a_person("team", "ES120"))
    assert write(member, row, SECRET) == 302
    assert held(row, "submission", KEY) == Submission(KEY, "actions", "ruhr", SECRET)
    assert write(member, row, SECRET, row.step, hand_in="1") == 403
    assert host.post(address(row, f"write/feedback/{KEY}/"), {"feedback": "?", "read_at": row.step}).status_code == 403
    assert write(team, row, "Two actions: heat, and skills.", row.step, hand_in="1") == 302
    handed = held(row, "submission", KEY)
    assert handed.handed_in_on
    said = host.post(address(row, f"write/feedback/{KEY}/"), {"feedback": "Who pays?", "read_at": row.step})
    assert said.status_code == 302
    page = member.get(address(row, "homework/actions/ruhr/")).content.decode()
    assert "Who pays?" in page
    assert "Two actions: heat, and skills." in page
    assert SECRET in page, "the own people read the earlier versions"
    assert held(row, "submission", KEY).handed_in_on == handed.handed_in_on


@pytest.mark.parametrize(
    ("role", "code", "reads"),
    [
        ("member", "DEA12", True),
        ("team", "DEA1", True),
        ("team", "ES120", False),
        ("lead", "programme", False),
        ("administrator", "everywhere", False),
        ("analyst", "DEA12", False),
    ],
)
def test_unfinished_homework_is_for_its_partner_alone(row: Programme, role: str, code: str, *, reads: bool) -> None:
    written(row, Submission(KEY, "actions", "ruhr", SECRET))
    where = row.code if code == "programme" else code
    user = a_role(role=role).user if code == "everywhere" else a_person(role, where)
    client = signed_in(user)
    paths = (
        "homework/",
        "homework/actions/ruhr/",
        f"parts/submission/{KEY}/history/",
        "history/",
        f"write/submission/{KEY}/",
    )
    pages = [client.get(address(row, path)) for path in paths]
    assert any(SECRET in page.content.decode() for page in pages) is reads
    if not reads and role != "analyst":
        assert "Nothing is handed in yet." in pages[1].content.decode(), "nor that there is one"


def test_what_stood_there_before_it_was_handed_in_stays_with_the_partner(row: Programme) -> None:
    team, other = signed_in(a_person("team", "DEA12")), signed_in(a_person("team", "FI197"))
    write(team, row, SECRET)
    row.refresh_from_db()
    write(team, row, "The finished text", row.step, hand_in="1")
    row.refresh_from_db()
    write(team, row, "The corrected text", row.step)
    for path in ("homework/actions/ruhr/", f"parts/submission/{KEY}/history/"):
        page = other.get(address(row, path)).content.decode()
        assert "corrected" in page
        assert SECRET not in page
    assert "The finished text" in other.get(address(row, "homework/actions/ruhr/")).content.decode()


def test_nothing_that_another_partner_opens_or_takes_away_tells_of_an_unfinished_homework(row: Programme) -> None:
    written(row, Learning("l", "ruhr", "Pipes"))
    written(row, Submission(KEY, "actions", "ruhr", SECRET))
    other = signed_in(a_person("team", "ES120"))
    known = {"programme": row.code, "key": "kick-off", "partner": "ruhr", "kind": "submission", "what": "learning"}
    known |= {"suffix": "html", "name": "handbook", "semester": "1"}
    opened = 0
    for route in urlpatterns:
        for key in ("kick-off", "actions", KEY):
            keys = {name: {**known, "key": key}.get(name) for name in route.pattern.converters}
            if None in keys.values() or route.name == "feed":
                continue
            answer = other.get(reverse(f"learning:{route.name}", kwargs=keys))
            said = b"".join(getattr(answer, "streaming_content", [])) if answer.streaming else answer.content
            opened += answer.status_code == 200
            assert SECRET.encode() not in said, route.name
            assert KEY.encode() not in said.replace(answer.wsgi_request.path.encode(), b""), route.name
    assert opened > 25
    for suffix in ("json", "csv"):
        taken = other.get(address(row, f"chain/chain.{suffix}")).content.decode()
        assert SECRET not in taken
    assert SECRET not in other.get(address(row, "programme.yaml")).content.decode()


def test_a_submission_leads_to_the_form_of_learnings_and_names_the_next_meeting(row: Programme) -> None:
    written(row, Meeting("second", 1, "Second meeting", host="tampere", start="2027-06-01"))
    team, member = signed_in(a_person("team", "DEA12")), signed_in(a_person("member", "DEA12"))
    page = team.get(address(row, "homework/actions/ruhr/")).content.decode()
    assert "write/learning/new/?partner=ruhr&amp;meeting=kick-off" in page
    assert "meetings/second/" in page
    form = team.get(address(row, "write/learning/new/?partner=ruhr&meeting=kick-off")).content.decode()
    assert '<option value="kick-off" selected>' in form
    assert "write/learning/new/" not in member.get(address(row, "homework/actions/ruhr/")).content.decode()


def test_two_people_who_write_one_learning_at_once_are_joined_field_by_field_or_asked(row: Programme) -> None:
    written(row, Learning("l", "ruhr", "Pipes"))
    seen, path = row.step, address(row, "write/learning/l/")
    first, second = signed_in(a_person("team", "DEA12")), signed_in(a_person("team", "DEA1"))
    assert first.post(path, {"saw": "Pipes", "why_it_worked": "One utility", "read_at": seen}).status_code == 302
    looked = second.post(path, {"saw": "Pipes", "what_differs": "Two", "practices-words": "heat", "read_at": seen})
    assert f'name="read_at" value="{seen}"' in looked.content.decode(), "looking for a practice forgets nothing"
    assert second.post(path, {"saw": "Pipes", "what_differs": "Two utilities", "read_at": seen}).status_code == 302
    both = held(row, "learning", "l")
    assert (both.why_it_worked, both.what_differs) == ("One utility", "Two utilities")
    asked = second.post(path, {"saw": "Pipes", "why_it_worked": "The law", "read_at": seen})
    assert asked.status_code == 409
    assert "One utility" in asked.content.decode()
    assert "The law" in asked.content.decode()
    assert held(row, "learning", "l").why_it_worked == "One utility"


def test_two_people_who_write_at_once_lose_nothing(row: Programme) -> None:
    first, second = signed_in(a_person("member", "DEA12")), signed_in(a_person("team", "DEA12"))
    write(first, row, "Heat")
    row.refresh_from_db()
    seen = row.step
    assert write(first, row, "Heat and skills", seen) == 302
    again = second.post(address(row, f"write/submission/{KEY}/"), {"text": "Heat and homes", "read_at": seen})
    assert again.status_code == 409
    page = again.content.decode()
    assert "Heat and skills" in page
    assert "Heat and homes" in page
    assert held(row, "submission", KEY).text == "Heat and skills"


def test_the_list_says_who_handed_in_and_what_is_late(row: Programme) -> None:
    written(row, Submission("actions-tampere", "actions", "tampere", "Ours", "2027-04-01", "Good", "2027-04-20"))
    page = signed_in(a_person("team", "DEA12")).get(address(row, "homework/")).content.decode()
    assert "1 of 4 handed in" in page
    assert "handed in on April 1, 2027" in page or "handed in on 1 April 2027" in page
    assert page.index("Ruhr Agency") < page.index("Asturias Agency"), "the own partner stands first"


def test_homework_is_set_by_the_lead_and_by_the_host(row: Programme) -> None:
    for user, status in (
        (a_person("lead", row.code), 302),
        (a_person("team", "ES120"), 302),
        (a_person("team", "FI197"), 403),
        (a_person("member", "ES120"), 403),
    ):
        data = {"meeting": "kick-off", "task": f"Task {user.pk}", "due": "2027-06-01", "read_at": 0}
        assert signed_in(user).post(address(row, "write/homework/new/"), data).status_code == status
    assert len(programme_at(row, row.step + 2).homework) == 3


def test_a_day_that_is_none_is_said_beside_its_field(row: Programme) -> None:
    client = signed_in(a_person("lead", row.code))
    data = {"meeting": "kick-off", "task": "Task", "due": "soon", "read_at": 0}
    page = client.post(address(row, "write/homework/new/"), data)
    assert page.status_code == 422
    assert 'href="#id_due"' in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_however_many_tasks(
    row: Programme, count: int, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(count):
        written(row, Submission(f"actions-{number}", "actions", "tampere", "Ours", "2027-04-01"))
    client = signed_in(a_person("team", "DEA12"))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(address(row, "homework/"))


def test_who_may_hand_in_and_answer_is_a_table(row: Programme) -> None:
    programme = programme_at(row, row.step)
    draft = Submission(KEY, "actions", "ruhr", "Ours")
    done = Submission(KEY, "actions", "ruhr", "Ours", "2027-04-01")
    people = {
        "lead": a_person("lead", row.code),
        "own team": a_person("team", "DEA12"),
        "own member": a_person("member", "DEA12"),
        "other team": a_person("team", "ES120"),
        "other member": a_person("member", "ES120"),
    }
    hand_in = {name for name, user in people.items() if rules.can_hand_in(user, programme, draft)}
    feedback = {name for name, user in people.items() if rules.can_give_feedback(user, row, programme, done)}
    early = {name for name, user in people.items() if rules.can_give_feedback(user, row, programme, draft)}
    assert (hand_in, feedback, early) == ({"own team"}, {"lead", "other team"}, set())


def test_a_host_sets_homework_for_its_own_meeting_only(row: Programme) -> None:
    written(row, Meeting("visit", 1, "Visit", host="tampere"))
    written(row, Homework("other", "visit", "Other task"))
    host = signed_in(a_person("team", "ES120"))
    page = host.get(address(row, "homework/")).content.decode()
    assert "write/homework/actions/" in page
    assert "write/homework/other/" not in page
    form = host.get(address(row, "write/homework/new/")).content.decode()
    assert '<option value="kick-off">' in form
    assert '<option value="visit">' not in form


@pytest.mark.parametrize("what", ["submission/actions-ruhr", "baseline/ruhr"])
def test_two_people_who_begin_the_same_at_once_are_asked(row: Programme, what: str) -> None:
    first, second = signed_in(a_person("member", "DEA12")), signed_in(a_person("team", "DEA12"))
    path, field = address(row, f"write/{what}/"), "text" if "submission" in what else "challenges"
    assert first.post(path, {field: "Heat", "read_at": 0}).status_code == 302
    again = second.post(path, {field: "Homes", "read_at": 0})
    assert again.status_code == 409
    page = again.content.decode()
    assert "Heat" in page
    assert "Homes" in page
    step = int(page.split('name="read_at" value="')[1].split('"')[0])
    assert second.post(path, {field: "Homes and heat", "read_at": step}).status_code == 302
