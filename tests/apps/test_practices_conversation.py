"""Comments and questions on the page of a practice."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.models import Comment, Practice, State
from openhearth.apps.practices.selectors.conversation import conversation
from openhearth.apps.practices.services.conversation import LONGEST, add_comment, withdraw_comment
from openhearth.apps.practices.templatetags.plain_text import plain
from openhearth.core.errors import InputError
from tests.factories import a_role, a_user
from tests.pages import text
from tests.told import HEAT, a_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    return a_user(name="Kim Keeper", language="de")


@pytest.fixture
def practice(keeper: User) -> Practice:
    return a_practice(keeper=keeper)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(client: Client, practice: Practice, words: str, **more: Any) -> Any:
    return client.post(reverse("practices:comment", args=[practice.code]), {"text": words, **more})


def shown(client: Client, practice: Practice) -> str:
    return text(client.get(reverse("practices:detail", args=[practice.code])))


def test_a_question_stands_on_the_page_and_reaches_the_keeper_in_their_language(
    practice: Practice, keeper: User, django_capture_on_commit_callbacks: Any
) -> None:
    asker = a_user(name="Ada Asker")
    with django_capture_on_commit_callbacks(execute=True):
        answer = say(signed_in(asker), practice, "Who owns the tank?", is_question="on")
    kept = Comment.objects.get()
    assert answer.url == f"/practices/{practice.code}/#remark-{kept.pk}"
    assert "Ada Asker question" in shown(Client(), practice)
    (sent,) = mail.outbox
    assert sent.to == [keeper.email]
    assert HEAT.practice.title in sent.subject
    assert "Who owns the tank?" in sent.body
    assert f"/practices/{practice.code}/#remark-{kept.pk}" in sent.body
    assert asker.email not in sent.body


def test_an_answer_reaches_who_asked(practice: Practice, keeper: User, django_capture_on_commit_callbacks: Any) -> None:
    asker = a_user(name="Ada Asker")
    question = add_comment(practice, "Who owns the tank?", by=asker, is_question=True)
    with django_capture_on_commit_callbacks(execute=True):
        say(signed_in(keeper), practice, "The <city> does.", answers=question.pk)
    (sent,) = mail.outbox
    assert sent.to == [asker.email]
    assert "Kim Keeper:\nThe <city> does." in sent.body
    (asked,) = conversation(practice, asker)
    assert [(one.text, one.by_keeper) for one in asked.answers] == [("The <city> does.", True)]


def test_nobody_hears_of_their_own_words_nor_of_a_plain_comment(
    practice: Practice, keeper: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        own = add_comment(practice, "What shall I add?", by=keeper, is_question=True)
        add_comment(practice, "The cost.", by=keeper, answers=own)
        add_comment(practice, "Well done.", by=a_user())
    assert mail.outbox == []


def test_a_question_to_nobody_is_kept_and_the_page_says_so(django_capture_on_commit_callbacks: Any) -> None:
    lonely = a_practice()
    client = signed_in(a_user())
    assert "Nobody keeps this record yet" in shown(client, lonely)
    with django_capture_on_commit_callbacks(execute=True):
        say(client, lonely, "Anybody there?", is_question="on")
    assert mail.outbox == []
    assert Comment.objects.get().is_question


def test_a_broken_post_loses_no_words(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    def refuse(*_: Any, **__: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        assert say(signed_in(a_user()), practice, "Who owns the tank?", is_question="on").status_code == 302
    assert Comment.objects.get().text == "Who owns the tank?"
    assert "No e-mail could be sent" in caplog.text


@pytest.mark.parametrize(("words", "said"), [("", "Write something first."), ("x" * (LONGEST + 1), "at most 3000")])
def test_what_cannot_be_kept_comes_back_to_be_changed(practice: Practice, words: str, said: str) -> None:
    answer = say(signed_in(a_user()), practice, words, is_question="on")
    assert answer.status_code == 422
    assert said in text(answer)
    assert words in answer.content.decode()
    assert not Comment.objects.exists()


def test_an_answer_that_is_too_long_comes_back_where_it_was_written(practice: Practice) -> None:
    question = add_comment(practice, "Why?", by=a_user())
    answer = say(signed_in(a_user()), practice, "y" * (LONGEST + 1), answers=question.pk)
    raw = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'<details open>.*?id="answer-{question.pk}"[^>]*>yyy', raw, re.DOTALL)


@pytest.mark.parametrize("answers", ["0", "nonsense", "", "9" * 30])
def test_an_answer_to_nothing_is_refused(practice: Practice, answers: str) -> None:
    assert say(signed_in(a_user()), practice, "Yes.", answers=answers).status_code in {404, 422}
    assert not Comment.objects.exists()


def test_one_answers_what_stands_on_this_page_and_was_not_withdrawn(practice: Practice) -> None:
    elsewhere = add_comment(a_practice(told={"code": "other"}), "Here?", by=a_user())
    question = add_comment(practice, "Why?", by=a_user())
    reply = add_comment(practice, "Because.", by=a_user(), answers=question)
    withdraw_comment(question, a_user())
    question.refresh_from_db()
    for answered in (elsewhere, reply, question):
        with pytest.raises(InputError, match="not_answerable"):
            add_comment(practice, "No.", by=a_user(), answers=answered)


def test_words_of_strangers_are_plain_text(practice: Practice) -> None:
    say(signed_in(a_user()), practice, "<script>alert(1)</script> see https://example.org/a?b=1&c=2.")
    raw = Client().get(reverse("practices:detail", args=[practice.code])).content.decode()
    assert "<script>alert" not in raw
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow">' in raw


@pytest.mark.parametrize(
    ("words", "links"),
    [
        ("javascript:alert(1)", 0),
        ("www.example.org, me@example.org, mailto:me@example.org, ftp://example.org", 0),
        ("(https://example.org/x)", 1),
        ('https://example.org/"onmouseover="alert(1)', 1),
        ("data:text/html,http://example.org", 0),
    ],
)
def test_only_addresses_of_the_web_are_links(words: str, links: int) -> None:
    shown = plain(words)
    assert shown.count("<a ") == links
    assert 'onmouseover="' not in shown
    assert re.findall(r'href="(?!https?://)', shown) == []


def test_line_breaks_stay() -> None:
    assert plain("one\ntwo & three") == "one<br>two &amp; three"


def test_an_author_withdraws_and_brings_back(practice: Practice) -> None:
    author = a_user()
    kept = add_comment(practice, "In haste.", by=author)
    client = signed_in(author)
    client.post(reverse("practices:withdraw_comment", args=[practice.code, kept.pk]))
    assert "In haste." not in shown(Client(), practice)
    assert "Withdrawn." in shown(Client(), practice)
    assert "Bring it back" in shown(client, practice)
    client.post(reverse("practices:restore_comment", args=[practice.code, kept.pk]))
    assert "In haste." in shown(Client(), practice)


def test_what_an_editor_withdrew_its_author_does_not_bring_back(practice: Practice) -> None:
    author, editor = a_user(), a_user()
    a_role(user=editor, role="editor")
    kept = add_comment(practice, "Rude.", by=author)
    signed_in(editor).post(reverse("practices:withdraw_comment", args=[practice.code, kept.pk]))
    client = signed_in(author)
    assert "Bring it back" not in shown(client, practice)
    assert client.post(reverse("practices:restore_comment", args=[practice.code, kept.pk])).status_code == 403
    signed_in(editor).post(reverse("practices:restore_comment", args=[practice.code, kept.pk]))
    assert "Rude." in shown(Client(), practice)


@pytest.mark.parametrize("action", ["withdraw_comment", "restore_comment"])
def test_strangers_and_the_keeper_take_nothing_back(practice: Practice, keeper: User, action: str) -> None:
    kept = add_comment(practice, "Mine.", by=a_user())
    address = reverse(f"practices:{action}", args=[practice.code, kept.pk])
    assert signed_in(a_user()).post(address).status_code == 403
    assert signed_in(keeper).post(address).status_code == 403
    assert Client().post(address).status_code == 302
    assert signed_in(keeper).get(address).status_code == 405
    kept.refresh_from_db()
    assert kept.withdrawn is None


def test_a_comment_is_found_only_with_its_practice(practice: Practice) -> None:
    author = a_user()
    kept = add_comment(practice, "Mine.", by=author)
    other = a_practice(told={"code": "other"})
    address = reverse("practices:withdraw_comment", args=[other.code, kept.pk])
    assert signed_in(author).post(address).status_code == 404


def test_nobody_speaks_about_what_they_may_not_know_of() -> None:
    draft = a_practice(state=State.DRAFT)
    assert say(signed_in(a_user()), draft, "I know you are there.").status_code == 404
    assert say(Client(), draft, "Me too.").status_code == 302
    assert not Comment.objects.exists()


def test_a_person_without_a_name_is_not_named_by_address(practice: Practice) -> None:
    nameless = a_user(name="", email="secret@example.org")
    add_comment(practice, "Hello.", by=nameless)
    raw = Client().get(reverse("practices:detail", args=[practice.code])).content.decode()
    assert "Somebody without a name" in raw
    assert "secret@example.org" not in raw


def test_as_many_queries_however_much_is_said(practice: Practice) -> None:
    reader = a_user()
    a_role(user=reader, role="editor")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            conversation(practice, User.objects.get(pk=reader.pk))
        return len(asked)

    question = add_comment(practice, "Why?", by=a_user())
    one = queries()
    for _ in range(3):
        add_comment(practice, "Because.", by=a_user(), answers=question)
        add_comment(practice, "And?", by=a_user())
    assert queries() == one
