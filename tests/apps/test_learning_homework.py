"""Homework of local groups: unfinished it is for its partner alone, handed in for all, and no version is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from openhearth.apps.learning import rules
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import programme_at
from openhearth.core.programme.terms import Homework, Meeting, Submission
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
