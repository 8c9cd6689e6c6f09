"""Inviting people, accepting, and the list of people: what the pages say, also when something is wrong."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from openhearth.apps.accounts.models import Invitation, Role, User
from openhearth.apps.accounts.scopes import Scope
from tests.factories import a_role, a_user, an_invitation
from tests.pages import text

pytestmark = pytest.mark.django_db
PASSWORD = "coke oven battery seven"
SIGN_IN = "/account/sign-in/"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def administrator() -> User:
    return a_role(user=a_user(email="ada@example.org", name="Ada")).user


@pytest.fixture
def person() -> User:
    user = a_user(email="anna@example.org", name="Anna", language="de")
    user.set_password(PASSWORD)
    user.save()
    return user


def accept_path(invitation: Invitation, token: str = "token") -> str:  # noqa: S107
    return reverse("accounts:accept", kwargs={"invitation": invitation.pk, "token": token})


# Inviting


def invitation_form(**other: str) -> dict[str, str]:
    return {"email": "New@Example.org", "role": "team", "scope_kind": "region", "scope_code": "DEA1"} | other


def test_an_invitation_is_sent_and_its_link_shown_once(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    assert client.post("/account/invite/", invitation_form()).headers["Location"] == "/account/invite/link/"
    shown = client.get("/account/invite/link/").content.decode()
    (link,) = set(re.findall(r"http://testserver/account/invitation/[^\"<\s]+", shown))
    (message,) = mail.outbox
    assert message.to == ["new@example.org"]
    assert link in message.body
    assert "Transition team" in message.body
    assert "Invited by: Ada" in message.body
    assert client.get("/account/invite/link/").headers["Location"] == "/account/invite/"
    assert "Your name" in text(Client().get(link))


def test_the_link_is_shown_also_when_no_e_mail_leaves(
    client: Client, administrator: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    client.force_login(administrator)
    shown = text(client.post("/account/invite/", invitation_form(), follow=True))
    assert "The e-mail could not be sent. Hand the link over yourself." in shown
    assert "http://testserver/account/invitation/" in shown
    assert "could not be sent" in caplog.text
    assert "/account/invitation/" not in caplog.text


FAULTY = {
    "beyond my region": ({"scope_code": "PL"}, "You may not give this role there."),
    "the whole house": ({"scope_kind": "everywhere", "scope_code": ""}, "You may not give this role there."),
    "a role I may not give": ({"role": "administrator"}, "Select a valid choice."),
    "no code": ({"scope_code": ""}, "Enter the code of a region in capital letters"),
    "a code for everywhere": ({"scope_kind": "everywhere"}, "Leave the code empty"),
    "a partner without its programme": (
        {"scope_kind": "partner", "scope_code": "duisburg"},
        "a dot and the key of the partner",
    ),
    "a bad programme": ({"scope_kind": "programme"}, "Enter the code of a programme in small letters"),
    "no role": ({"role": ""}, "This field is required."),
    "no address": ({"email": "nobody"}, "Enter a valid email address."),
}


@pytest.mark.parametrize("what", FAULTY)
def test_an_invitation_with_a_fault_is_not_sent(client: Client, person: User, what: str) -> None:
    a_role(user=person, role="team", scope_kind="region", scope_code="DEA")
    client.force_login(person)
    change, says = FAULTY[what]
    response = client.post("/account/invite/", invitation_form(**change))
    assert response.status_code == 422
    assert says in text(response)
    assert not mail.outbox
    assert not Invitation.objects.exists()


# Accepting


def answer(**other: str) -> dict[str, str]:
    return {"name": "Nora", "new_password1": PASSWORD, "new_password2": PASSWORD} | other


def test_accepting_an_invitation(client: Client) -> None:
    invitation = an_invitation()
    assert "Transition team" in text(client.get(accept_path(invitation)))
    shown = text(client.post(accept_path(invitation), answer(), follow=True))
    assert "Welcome to OpenHearth." in shown
    assert f"Signed in as {invitation.email}" in shown
    assert "Transition team Region and the territories below it: DEA1" in shown
    again = Client().post(accept_path(invitation), answer(name="Eve"))
    assert again.status_code == 410
    assert "has been accepted already" in text(again)
    assert User.objects.get(email=invitation.email).name == "Nora"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"new_password1": "short", "new_password2": "short"}, "This password is too short."),
        ({"new_password2": "something else entirely"}, "The two password fields didn"),
        (
            {"new_password1": "nora@example.org", "new_password2": "nora@example.org"},
            "too similar to the e-mail address",
        ),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_faulty_answer_leaves_the_invitation_open(client: Client, change: dict[str, str], says: str) -> None:
    invitation = an_invitation(email="nora@example.org")
    response = client.post(accept_path(invitation), answer(**change))
    assert response.status_code == 422
    assert says in text(response)
    assert not User.objects.filter(email=invitation.email).exists()
    invitation.refresh_from_db()
    assert invitation.accepted is None


def test_wrong_and_expired_links_say_what_to_do(client: Client) -> None:
    now = timezone.now()
    open_one = an_invitation()
    late = an_invitation(created=now - timedelta(days=20), expires=now - timedelta(days=6))
    for path, status, says in (
        (accept_path(open_one, "guess"), 404, "belongs to no invitation"),
        (accept_path(Invitation()), 404, "belongs to no invitation"),
        (accept_path(late), 410, "has expired"),
    ):
        for response in (client.get(path), client.post(path, answer())):
            assert response.status_code == status
            assert says in text(response)
    assert not User.objects.filter(name="Nora").exists()


def test_an_existing_account_accepts_by_signing_in(client: Client, person: User) -> None:
    invitation = an_invitation(email=person.email)
    path = accept_path(invitation)
    page = client.post(path, answer(new_password1="taken over by me", new_password2="taken over by me"))
    assert f'href="{SIGN_IN}?next={path}"' in page.content.decode()
    client.force_login(a_user())
    client.post(path)
    assert not Role.objects.filter(role="team").exists()
    assert "Sign out first" in text(client.get(path))
    client.force_login(person)
    assert "Accept" in text(client.get(path))
    client.post(path)
    person.refresh_from_db()
    assert User.objects.get(pk=person.pk).held_roles == (("team", Scope("region", "DEA1")),)
    assert person.check_password(PASSWORD)


# People and roles


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_people_asks_as_much_for_three_as_for_one(
    client: Client, administrator: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        a_role(role="team", scope_kind="region", scope_code="DEA1")
        an_invitation(invited_by=administrator)
    client.force_login(administrator)
    with django_assert_num_queries(7):  # session, person, own roles; count, people, their roles; invitations
        shown = text(client.get("/account/people/"))
    assert shown.count("Transition team: DEA1 Withdraw") == number
    assert shown.count("Transition team: DEA1 Ada") == number
    assert f"{number + 1} people" in shown


def test_withdrawing_a_role_can_be_undone(client: Client, administrator: User) -> None:
    role = a_role(role="team", scope_kind="region", scope_code="DEA1", user=a_user(name="Tom"))
    client.force_login(administrator)
    listed = client.get("/account/people/").content.decode()
    assert 'aria-label="Withdraw Transition team: DEA1 from Tom"' in listed
    assert f'action="/account/people/roles/{role.pk}/withdraw/"' in listed
    withdrawn = client.post(f"/account/people/roles/{role.pk}/withdraw/", follow=True)
    assert "The role has been withdrawn." in text(withdrawn)
    assert f'action="/account/people/roles/{role.pk}/grant-again/"' in withdrawn.content.decode()
    assert User.objects.get(pk=role.user.pk).held_roles == ()
    assert "has been granted again" in text(client.post(f"/account/people/roles/{role.pk}/grant-again/", follow=True))
    assert User.objects.get(pk=role.user.pk).held_roles == (("team", Scope("region", "DEA1")),)


def test_the_last_administrator_is_told_why_not(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    role = administrator.roles.get()
    shown = text(client.post(f"/account/people/roles/{role.pk}/withdraw/", follow=True))
    assert "This is the last administrator of the whole house." in shown
    role.refresh_from_db()
    assert role.withdrawn is None


def test_a_regional_administrator_rules_the_region_only(client: Client) -> None:
    regional = a_role(scope_kind="region", scope_code="DEA")
    inside = a_role(role="team", scope_kind="region", scope_code="DEA1", user=a_user(name="Inside"))
    outside = a_role(role="team", scope_kind="region", scope_code="PL22", user=a_user(name="Outside"))
    client.force_login(regional.user)
    shown = text(client.get("/account/people/in/DEA/"))
    assert "Inside" in shown
    assert "Outside" not in shown
    assert client.get("/account/people/").status_code == 403
    assert client.get("/account/people/in/PL/").status_code == 403
    for act in ("withdraw", "grant-again"):
        assert client.post(f"/account/people/roles/{outside.pk}/{act}/").status_code == 403
    response = client.post(f"/account/people/roles/{inside.pk}/withdraw/", follow=True)
    assert response.redirect_chain == [("/account/people/in/DEA1/", 302)]
    outside.refresh_from_db()
    inside.refresh_from_db()
    assert outside.withdrawn is None
    assert inside.withdrawn is not None
    assert client.post("/account/people/roles/0/withdraw/").status_code == 404


def test_an_invitation_sent_to_the_wrong_person_can_be_withdrawn(client: Client, administrator: User) -> None:
    invitation, expired = (
        an_invitation(),
        an_invitation(created=timezone.now() - timedelta(days=20), expires=timezone.now()),
    )
    client.force_login(administrator)
    listed = text(client.get("/account/people/"))
    assert invitation.email in listed
    assert expired.email not in listed
    shown = text(client.post(f"/account/people/invitations/{invitation.pk}/withdraw/", follow=True))
    assert "The invitation has been withdrawn" in shown
    assert invitation.email not in shown
    refused = Client().post(accept_path(invitation), answer())
    assert refused.status_code == 410
    assert "has been withdrawn" in text(refused)
    assert not User.objects.filter(email=invitation.email).exists()
    assert client.post(f"/account/people/invitations/{uuid4()}/withdraw/").status_code == 404


def test_an_invitation_into_another_region_is_not_mine_to_withdraw(client: Client) -> None:
    invitation = an_invitation(scope_code="PL22")
    client.force_login(a_role(scope_kind="region", scope_code="DEA").user)
    assert client.post(f"/account/people/invitations/{invitation.pk}/withdraw/").status_code == 403
    assert invitation.email not in text(client.get("/account/people/in/DEA/"))
    invitation.refresh_from_db()
    assert invitation.withdrawn is None
