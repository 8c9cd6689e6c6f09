"""Speaking for one partner of a programme: named by the lead, for that partner and for nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openhearth.apps.accounts.models import Invitation, Role, User
from openhearth.apps.learning import letters, rules
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import programme_at
from openhearth.apps.learning.services.exchanges import renew_feed
from openhearth.core.programme.group_terms import Baseline
from openhearth.core.programme.meeting_terms import Vote
from openhearth.core.programme.terms import Partner, Submission
from tests.factories import a_role, a_user
from tests.learned import a_person, a_programme, held, signed_in, written

pytestmark = pytest.mark.django_db

PORT = Partner("port", "Port Authority", "policy", "Port", "PT")
VALLEY = Partner("valley", "Valley Agency", "discovery", "Valley", "AL")


@pytest.fixture
def row() -> Programme:
    """A programme of which two partners have no region."""
    return a_programme(PORT, VALLEY)


def speaker(row: Programme, partner: str, role: str = "team") -> User:
    user = a_user()
    a_role(user=user, role=role, scope_kind="partner", scope_code=f"{row.code}.{partner}")
    return user


def test_the_lead_names_somebody_by_e_mail_and_takes_it_back(row: Programme, client: Client) -> None:
    client.force_login(a_person("lead", row.code))
    page = reverse("learning:speakers", args=[row.code])
    before = client.get(page).content.decode()
    assert before.count("nobody speaks for it yet") == 6
    assert client.post(page, {"partner": "nobody", "email": "ana@port.example", "role": "team"}).status_code == 422
    assert client.post(page, {"partner": "port", "email": "ana@port.example", "role": "lead"}).status_code == 422
    shown = client.post(page, {"partner": "port", "email": "Ana@port.example", "role": "team"}, follow=True)
    link = next(part for part in mail.outbox[0].body.split() if "/invitation/" in part)
    assert link in shown.content.decode()
    assert mail.outbox[0].to == ["ana@port.example"]
    assert "ana@port.example" in client.get(page).content.decode()

    typed = {"name": "Ana", "new_password1": "ein-hafen-am-meer", "new_password2": "ein-hafen-am-meer"}
    ana = Client()
    assert ana.post(link, typed).status_code == 302
    assert ana.get(reverse("learning:homework", args=[row.code])).status_code == 200
    data = {"facts": "Two quays", "challenges": "", "actions": "", "read_at": 0}
    assert ana.post(f"/programmes/{row.code}/write/baseline/port/", data).status_code == 302
    assert held(row, "baseline", "port") == Baseline("port", ("Two quays",))
    assert ana.get(page).status_code == 403, "who speaks for a partner names nobody here"

    role = Role.objects.get(scope_kind="partner")
    assert "Ana" in client.get(page).content.decode()
    client.post(reverse("learning:withdraw_speaker", args=[row.code, role.pk]))
    assert ana.get(reverse("learning:homework", args=[row.code])).status_code == 403


def test_a_speaker_speaks_for_its_partner_in_its_programme_and_nowhere_else(row: Programme) -> None:
    other = a_programme(PORT)
    user, member = speaker(row, "port"), speaker(row, "port", "member")
    programme, beside = programme_at(row, row.step), programme_at(other, other.step)
    assert [one.key for one in rules.own_partners(user, programme)] == ["port"]
    assert rules.own_partners(user, beside) == ()
    assert not rules.can_see_draft(user, other, beside.partners)
    assert not rules.can_lead(user, row)
    assert not rules.can_write_part(user, row, programme, "partner", PORT)
    assert not rules.can_write_part(user, row, programme, "submission", Submission("", "actions", "ruhr"))
    said = Vote("d", "port", "yes")
    assert rules.can_write_part(user, row, programme, "vote", said)
    assert not rules.can_write_part(member, row, programme, "vote", said), "the team votes"
    assert not rules.can_write_part(speaker(row, "ruhr"), row, programme, "vote", said), "nobody votes for another"
    assert rules.can_write_part(member, row, programme, "submission", Submission("", "actions", "port"))
    assert not rules.can_hand_in(member, programme, Submission("", "actions", "port"))


def test_a_discovery_partner_without_a_region_has_no_vote_either(row: Programme) -> None:
    user, programme = speaker(row, "valley"), programme_at(row, row.step)
    assert not rules.can_vote(user, row.code, VALLEY)
    assert not rules.can_write_part(user, row, programme, "vote", Vote("d", "valley", "yes"))
    assert rules.can_take_part(user, row, programme)


def test_unfinished_homework_is_for_the_speakers_of_its_partner_alone(row: Programme) -> None:
    written(row, Submission("actions-port", "actions", "port", "A first thought"))
    room = f"/programmes/{row.code}/homework/actions/port/"
    readers = {
        "own": speaker(row, "port"),
        "own group": speaker(row, "port", "member"),
        "another partner": speaker(row, "valley"),
        "lead": a_person("lead", row.code),
        "same partner, other programme": speaker(a_programme(PORT), "port"),
    }
    found = {name: signed_in(user).get(room) for name, user in readers.items()}
    assert {name for name, page in found.items() if "A first thought" in page.content.decode()} == {"own", "own group"}


def test_a_lead_takes_back_only_what_was_given_for_its_own_partners(row: Programme) -> None:
    other = a_programme(PORT)
    theirs, regional = speaker(other, "port").roles.get(), a_person("team", "ES120").roles.get()
    asked = Invitation.objects.create(
        email="a@b.example", role="team", scope_kind="partner", scope_code=f"{other.code}.port", token_hash="x",
        expires=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    lead = signed_in(a_person("lead", row.code))
    for role in (theirs, regional):
        assert lead.post(reverse("learning:withdraw_speaker", args=[row.code, role.pk])).status_code == 403
    assert lead.post(reverse("learning:withdraw_invited_speaker", args=[row.code, asked.pk])).status_code == 403
    assert Role.objects.filter(withdrawn=None, pk__in=[theirs.pk, regional.pk]).count() == 2
    for person in (a_person("team", "ES120"), a_person("lead", other.code), speaker(row, "port")):
        assert signed_in(person).get(reverse("learning:speakers", args=[row.code])).status_code == 403


def test_reminders_and_the_own_calendar_reach_speakers(row: Programme) -> None:
    user, elsewhere = speaker(row, "port"), speaker(a_programme(PORT, parts=()), "port")
    assert letters.remind(date(2027, 4, 20)) == 1
    assert [message.to for message in mail.outbox] == [[user.email]]
    text = Client().get(reverse("learning:feed", args=[renew_feed(user).key])).content.decode()
    assert "SUMMARY:Homework: List all actions already in place." in text
    assert "SUMMARY" not in Client().get(reverse("learning:feed", args=[renew_feed(elsewhere).key])).content.decode()
