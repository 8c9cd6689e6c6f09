"""Signing in, one's own account and its password."""

from __future__ import annotations

import re
import time

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhearth.apps.accounts.lockout import FAILURES
from openhearth.apps.accounts.models import User
from tests.factories import a_role, a_user
from tests.pages import text

pytestmark = pytest.mark.django_db
PASSWORD = "coke oven battery seven"
SIGN_IN = "/account/sign-in/"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person() -> User:
    user = a_user(email="anna@example.org", name="Anna", language="de")
    user.set_password(PASSWORD)
    user.save()
    return user


# Signing in and out


def test_signing_in_is_in_any_case_and_in_the_persons_language(client: Client, person: User) -> None:
    response = client.post(SIGN_IN, {"username": "Anna@Example.ORG", "password": PASSWORD})
    assert response.status_code == 302
    assert response.cookies["django_language"].value == "de"
    assert client.get("/account/").wsgi_request.user == person
    assert client.get(SIGN_IN).status_code == 302


def test_signing_in_comes_back_to_the_page_that_was_asked_for(client: Client, person: User) -> None:
    wanted = client.get("/account/").headers["Location"]
    assert wanted == f"{SIGN_IN}?next=/account/"
    assert client.post(wanted, {"username": person.email, "password": PASSWORD}).headers["Location"] == "/account/"


def test_signing_in_never_leads_to_another_host(client: Client, person: User) -> None:
    response = client.post(f"{SIGN_IN}?next=https://evil.example/", {"username": person.email, "password": PASSWORD})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("email", ["anna@example.org", "nobody@example.org"])
def test_a_wrong_password_reads_like_an_unknown_address(client: Client, person: User, email: str) -> None:
    response = client.post(SIGN_IN, {"username": email, "password": "wrong"})
    assert "This e-mail address and password do not belong together." in text(response)
    assert "django_language" not in response.cookies


def test_faults_lead_to_their_fields(client: Client) -> None:
    html = client.post(SIGN_IN, {"username": "", "password": ""}).content.decode()
    for field in ("id_username", "id_password"):
        assert f'<a href="#{field}">' in html
        assert f'<label for="{field}">' in html
        assert re.search(rf'<input[^>]*aria-invalid="true"[^>]*id="{field}"', html)


def test_ten_wrong_passwords_lock_this_address_here_and_nobody_else(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)  # 2027-01-15 08:00 UTC
    for _ in range(FAILURES):
        assert client.post(SIGN_IN, {"username": person.email, "password": "wrong"}).status_code == 200
    right = {"username": "ANNA@example.org", "password": PASSWORD}
    locked = client.post(SIGN_IN, right)
    assert locked.status_code == 429
    assert "Too many failed attempts to sign in. Try again at 09:15" in text(locked)
    assert client.post(SIGN_IN, right, REMOTE_ADDR="192.0.2.7").status_code == 302
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0 + 15 * 60)
    assert Client().post(SIGN_IN, right).status_code == 302


def test_signing_in_forgets_earlier_failures(client: Client, person: User) -> None:
    for password in [*["wrong"] * (FAILURES - 1), PASSWORD, *["wrong"] * (FAILURES - 1)]:
        response = Client().post(SIGN_IN, {"username": person.email, "password": password})
    assert response.status_code == 200
    assert client.post(SIGN_IN, {"username": person.email, "password": PASSWORD}).status_code == 302


def test_an_inactive_person_cannot_sign_in(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert "do not belong together" in text(client.post(SIGN_IN, {"username": person.email, "password": PASSWORD}))


def test_signing_out_is_a_post(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.get("/account/sign-out/").status_code == 405
    assert client.post("/account/sign-out/").status_code == 302
    assert client.get("/account/").status_code == 302


# My account


def test_my_account_shows_my_roles_and_their_places(client: Client, person: User) -> None:
    a_role(user=person, role="team", scope_kind="region", scope_code="DEA1")
    a_role(user=person, role="editor", withdrawn=timezone.now())
    client.force_login(person)
    shown = text(client.get("/account/"))
    assert "Signed in as anna@example.org" in shown
    assert "Transition team Region and the territories below it: DEA1" in shown
    assert "Editor" not in shown
    assert "Invite somebody" in shown
    assert "People and roles" not in shown


def test_changing_name_and_language(client: Client, person: User) -> None:
    client.force_login(person)
    response = client.post("/account/", {"name": "Anna B.", "language": "en"})
    assert response.cookies["django_language"].value == "en"
    person.refresh_from_db()
    assert (person.name, person.language) == ("Anna B.", "en")


def test_a_refused_change_does_not_rename_the_person_on_the_page(client: Client, person: User) -> None:
    client.force_login(person)
    response = client.post("/account/", {"name": "x" * 151, "language": "tlh"})
    assert response.status_code == 422
    assert 'href="#id_name"' in response.content.decode()
    assert 'href="#id_language"' in response.content.decode()
    person.refresh_from_db()
    assert person.name == "Anna"


# Passwords


def test_a_new_password_by_e_mail(client: Client, person: User) -> None:
    asked = client.post("/account/password/forgotten/", {"email": "ANNA@example.org"}, follow=True)
    (message,) = mail.outbox
    assert message.to == [person.email]
    unknown = Client().post("/account/password/forgotten/", {"email": "nobody@example.org"}, follow=True)
    says = "If this address has an account, an e-mail with a link to set a new password is on its way."
    assert says in text(asked)
    assert says in text(unknown)
    assert len(mail.outbox) == 1
    (path,) = re.findall(r"http://testserver(/account/password/new/\S+)", str(message.body))
    form = client.get(path, follow=True)
    new = "blast furnace number nine"
    done = client.post(form.redirect_chain[-1][0], {"new_password1": new, "new_password2": new}, follow=True)
    assert "Your new password is set." in text(done)
    assert client.login(username=person.email, password=new)
    assert "This link has been used or has expired." in text(Client().get(path, follow=True))


def test_changing_the_password_asks_for_the_old_one(client: Client, person: User) -> None:
    client.force_login(person)
    new = {"new_password1": "blast furnace number nine", "new_password2": "blast furnace number nine"}
    assert 'href="#id_old_password"' in client.post("/account/password/", new | {"old_password": "x"}).content.decode()
    changed = client.post("/account/password/", new | {"old_password": PASSWORD}, follow=True)
    assert "Your password has been changed." in text(changed)
    person.refresh_from_db()
    assert person.check_password("blast furnace number nine")
