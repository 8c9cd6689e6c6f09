"""Writing a practice down: the form keeps what is typed, says all that is wrong, and asks before it overwrites."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.finding.duplicates import lookalikes
from openhearth.apps.practices.forms.record import FIELD_NAMES, SECTIONS, RecordForm
from openhearth.apps.practices.models import Practice
from openhearth.apps.practices.selectors import practice_with_code, vocabularies
from openhearth.apps.practices.services import workflow
from openhearth.core.practice import KeyFigure
from openhearth.core.practice_record import FIELDS, PracticeRecord, Result, flat
from tests.factories import a_user
from tests.living import a_practice, a_record, an_editor
from tests.pages import text

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "Furnace schools",
    "summary": "Foundry workers teach pupils how metal is cast.",
    "language": "en",
    "provenance": "Our own work",
    "facts-TOTAL_FORMS": "3",
    "facts-INITIAL_FORMS": "0",
    "results-TOTAL_FORMS": "3",
    "results-INITIAL_FORMS": "0",
}
FULL = {
    "original_title": "Ofenschule",
    "original_language": "de",
    "actors": "City of Duisburg\r\n\r\n  A foundry ",
    "owner": "City of Duisburg",
    "nuts": "DEA12",
    "region_type": "agri_textile",
    "started": "2019",
    "ended": "2024",
    "territorial_validity": "regional",
    "thematic_priority": ["green", "digital"],
    "strategic_challenge": ["skills"],
    "support_type": ["networking"],
    "recommendation": ["1"],
    "industrial_ecosystem": ["tourism"],
    "carbon_intensive_group": "steel",
    "lens": ["social"],
    "reach": ["local"],
    "cost": "1,250,000.50",
    "currency": "eur",
    "funding": "Just Transition Fund",
    "preconditions": "A foundry",
    "resources": "Two teachers",
    "outcome": "mixed",
    "difficulties": "Insurance.\r\nTime.",
    "why_it_worked": "Pupils could touch it.",
    "potential_for_transfer": "Any craft.",
    "url": "https://example.org/furnace",
    "facts-0-label": "Investment",
    "facts-0-value": "9 700",
    "facts-0-unit": "EUR",
    "results-1-statement": "Pupils taught",
    "results-1-value": "-3.5",
    "results-1-evidence": "Yearly report",
}


@pytest.fixture
def me(client: Client) -> User:
    user = a_user()
    client.force_login(user)
    return user


def form_of(typed: Mapping[str, Any]) -> RecordForm:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return RecordForm(data)


def as_typed(form: RecordForm) -> dict[str, Any]:
    """What a browser would send of a form as it stands on the page."""
    typed: dict[str, Any] = {}
    for part in (form, *(row for rows in form.rows for row in rows), *(rows.management_form for rows in form.rows)):
        for bound in part:
            value = (
                bound.field.widget.format_value(bound.value())
                if not isinstance(bound.value(), list | tuple)
                else bound.value()
            )
            if value not in (None, "", [], [""]):
                typed[bound.html_name] = list(value) if isinstance(value, list | tuple) else value
    return typed


def test_a_title_a_summary_and_a_source_make_a_draft(client: Client, me: User) -> None:
    sent = client.post(reverse("practices:propose"), TYPED, follow=True)
    assert "Your draft is saved." in text(sent)
    row = Practice.objects.get(code="furnace-schools")
    assert sent.redirect_chain == [(reverse("practices:detail", args=[row.code]), 302)]
    assert (row.proposer, row.state) == (me, "draft")


def test_every_field_of_a_record_can_be_typed() -> None:
    form = form_of(TYPED | FULL)
    assert form.is_valid(), list(form.list_errors())
    record = form.record
    assert record.practice.code == "furnace-schools"
    assert record.practice.actors == ("City of Duisburg", "A foundry")
    assert (record.practice.country, record.practice.nuts) == ("DE", "DEA12")
    assert (record.cost, record.currency) == (1250000.5, "EUR")
    assert record.practice.facts == (KeyFigure("Investment", 9700.0, "EUR"),)
    assert record.results == (Result("Pupils taught", -3.5, "", "Yearly report"),)
    assert record.difficulties == "Insurance.\nTime."
    empty = {name for name, value in flat(record).items() if value in ("", (), None)}
    assert empty == {"last_reviewed", "reviewed_by"}, "who reviewed it is not typed"


def test_the_form_asks_for_every_field_and_names_it() -> None:
    asked = {name for section in SECTIONS for name in (*section.fields, *section.rows)}
    assert asked == set(FIELDS) - {"source", "last_reviewed", "reviewed_by"}
    assert asked <= set(FIELD_NAMES)


@pytest.mark.parametrize("code", ["irecovery-brescia", "newco-helsinki", "ecobulk", "innovation-networks-dk"])
def test_what_the_form_shows_comes_back_unchanged(code: str) -> None:
    practice = practice_with_code(code)
    assert practice
    row = Practice.objects.get(code=code)
    record = replace(PracticeRecord(practice), cost=0.1 + 0.2, currency="EUR", difficulties="One\n\nTwo")
    shown = RecordForm(row=row, before=record, based_on=1)
    data = QueryDict(mutable=True)
    for name, value in as_typed(shown).items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    again = RecordForm(data, row=row, before=record)
    assert again.is_valid(), list(again.list_errors())
    assert again.record == replace(record, cost=0.3)


@settings(max_examples=60)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e12), st.sampled_from(["en", "de"]))
def test_a_number_is_read_as_it_is_shown(cost: float, language: str) -> None:
    cost = float(f"{cost:.15g}")
    with translation.override(language):
        field = RecordForm.base_fields["cost"]
        assert field.clean(field.prepare_value(cost)) == cost


@pytest.mark.parametrize(
    ("language", "typed", "cost"),
    [
        ("en", "1,250,000", 1250000.0),
        ("en", "1 250 000.5", 1250000.5),
        ("en", "1250000", 1250000.0),
        ("en", "12.5", 12.5),
        ("de", "1.250.000", 1250000.0),
        ("de", "1.250,75", 1250.75),
        ("de", "12,5", 12.5),
    ],
)
def test_a_number_may_be_typed_as_one_writes_it(language: str, typed: str, cost: float) -> None:
    with translation.override(language):
        assert RecordForm.base_fields["cost"].clean(typed) == cost


@pytest.mark.parametrize("typed", ["a lot", "1,25,0", "nan", "inf", "1e999", "--3"])
def test_what_is_no_number_is_said(typed: str) -> None:
    form = form_of(TYPED | {"cost": typed, "currency": "EUR"})
    assert not form.is_valid()
    assert list(form.errors) == ["cost"]


def test_everything_wrong_is_said_at_once_and_at_its_field(client: Client, me: User) -> None:
    wrong = TYPED | {
        "title": "",
        "summary": "A line\x07 with a bell",
        "url": "javascript:alert(1)",
        "started": "2024",
        "ended": "2019",
        "nuts": "atlantis",
        "cost": "-5",
        "currency": "E1",
        "code": "propose",
        "facts-0-value": "12",
        "results-2-unit": "homes",
    }
    response = client.post(reverse("practices:propose"), wrong)
    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {"title", "summary", "url", "ended", "nuts", "cost", "currency", "code"}
    page = response.content.decode()
    linked = set(re.findall(r'<li><a href="#([\w-]+)">', page))
    assert linked == {f"id_{name}" for name in form.errors} | {"id_facts-0-label", "id_results-2-statement"}
    assert all(f'id="{name}"' in page for name in linked)
    for typed in ("javascript:alert(1)", "atlantis", "2019", "homes"):
        assert f'value="{typed}"' in page, "nothing typed is lost"
    assert not Practice.objects.filter(proposer=me).exists()


@pytest.mark.usefixtures("me")
def test_more_rows_keep_what_was_typed_and_ask_nothing(client: Client) -> None:
    typed = TYPED | {"title": "", "results-0-statement": "Pupils taught", "more": "results"}
    response = client.post(reverse("practices:propose"), typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="Pupils taught"' in page
    assert 'name="results-5-statement"' in page
    assert 'name="facts-3-label"' not in page
    assert "errorlist" not in page
    assert not Practice.objects.filter(code="furnace-schools").exists()


@pytest.mark.usefixtures("me")
@pytest.mark.parametrize("total", ["", "x", "-1", "99999999999", "\x00"])
def test_a_broken_count_of_rows_breaks_nothing(client: Client, total: str) -> None:
    typed = TYPED | {"results-TOTAL_FORMS": total}
    assert client.post(reverse("practices:propose"), typed | {"more": "results"}).status_code == 200
    assert client.post(reverse("practices:propose"), typed | {"more": "nothing"}).status_code == 200
    assert client.post(reverse("practices:propose"), typed).status_code in (200, 302, 422)


def test_a_region_may_be_typed_by_its_name() -> None:
    form = form_of(TYPED | {"nuts": "Düsseldorf"})
    assert form.is_valid(), list(form.list_errors())
    assert (form.record.practice.nuts, form.record.practice.country) == ("DEA1", "DE")


def test_a_region_of_another_country_is_said() -> None:
    form = form_of(TYPED | {"nuts": "DEA1", "country": "FR"})
    assert not form.is_valid()
    assert list(form.errors) == ["nuts"]


def test_likely_duplicates_are_shown_with_their_reason_before_the_first_save(client: Client, me: User) -> None:
    known = practice_with_code("irecovery-brescia")
    assert known
    typed = TYPED | {"title": known.title, "country": known.country}
    response = client.post(reverse("practices:propose"), typed)
    assert "This may be the same as:" in text(response)
    assert f"{known.title} : same title" in text(response)
    assert reverse("practices:detail", args=[known.code]) in response.content.decode()
    assert not Practice.objects.filter(proposer=me).exists()
    sent = client.post(reverse("practices:propose"), typed | {"another": "1"}, follow=True)
    assert "Your draft is saved." in text(sent)


def test_a_practice_is_no_duplicate_of_itself_nor_of_what_it_was_adapted_from() -> None:
    row = Practice.objects.get(code="irecovery-brescia")
    assert row.public
    record = row.public.record
    elsewhere = replace(record, practice=replace(record.practice, code="another"))
    assert [one.code for one in lookalikes(elsewhere)][:1] == ["irecovery-brescia"]
    assert lookalikes(elsewhere, row) == ()
    adapted = workflow.adapt(row, a_user())
    assert "irecovery-brescia" not in {one.code for one in lookalikes(elsewhere, adapted)}


def test_an_edit_is_a_new_version_with_its_reason(client: Client, me: User) -> None:
    row = a_practice("draft", by=me)
    address = reverse("practices:edit", args=[row.code])
    page = client.get(address).content.decode()
    assert 'value="Furnace schools"' in page
    typed = TYPED | {"title": "Furnace schools for all", "based_on": "1", "note": "For all now", "code": row.code}
    assert "Saved as version 2." in text(client.post(address, typed, follow=True))
    newest = row.revisions.first()
    assert newest
    assert (newest.number, newest.note, newest.by) == (2, "For all now", me)
    assert newest.record.practice.source == "openhearth"


def test_an_edit_that_changes_nothing_is_no_version(client: Client, me: User) -> None:
    client.post(reverse("practices:propose"), TYPED)
    address = reverse("practices:edit", args=["furnace-schools"])
    assert "Nothing was changed" in text(client.post(address, TYPED | {"based_on": "1"}, follow=True))


def test_a_save_on_an_older_version_shows_both_and_asks(client: Client, me: User) -> None:
    row = a_practice("draft", by=me)
    other = a_user(name="Kim Kohl")
    theirs = a_record(code=row.code, summary="Foundry workers teach adults how metal is cast.")
    workflow.save_version(row, theirs, other, based_on=1, note="Adults!")
    address = reverse("practices:edit", args=[row.code])
    mine = TYPED | {"code": row.code, "based_on": "1", "nuts": "DEA12", "note": "Mine"}
    response = client.post(address, mine)
    said, page = text(response), response.content.decode()
    assert response.status_code == 409
    assert "somebody saved version 2" in said
    assert "It was Kim Kohl" in said
    assert re.search(r"<del[^>]*>\s*adults</del>", page)
    assert re.search(r"<ins[^>]*>\s*pupils</ins>", page)
    assert 'name="based_on" value="2"' in page
    assert 'value="Mine"' in page
    assert row.revisions.count() == 2
    client.post(address, mine | {"based_on": "2"})
    assert row.revisions.count() == 3


def test_the_address_can_be_chosen_until_it_is_published(client: Client, me: User) -> None:
    draft, public = a_practice("draft", by=me), a_practice("published", by=me)
    typed = TYPED | {"based_on": "1", "code": "school-of-fire"}
    client.post(reverse("practices:edit", args=[draft.code]), typed)
    client.post(reverse("practices:edit", args=[public.code]), typed | {"code": "other-fire"})
    codes = dict(Practice.objects.filter(pk__in=[draft.pk, public.pk]).values_list("pk", "code"))
    assert codes == {draft.pk: "school-of-fire", public.pk: public.code}


def test_an_address_that_is_taken_is_said(client: Client, me: User) -> None:
    taken = a_practice("draft")
    response = client.post(reverse("practices:propose"), TYPED | {"code": taken.code})
    assert response.status_code == 422
    assert "has the address" in text(response)


@pytest.mark.parametrize("state", ["submitted", "reviewed"])
def test_what_others_review_does_not_change_under_their_eyes(client: Client, me: User, state: str) -> None:
    row = a_practice(state, by=me)
    assert client.get(reverse("practices:edit", args=[row.code])).status_code == 403


def test_only_those_who_may_edit_find_the_form(client: Client) -> None:
    public, draft = a_practice("published"), a_practice("draft")
    addresses = [reverse("practices:edit", args=[row.code]) for row in (public, draft)]
    assert [client.get(address).status_code for address in addresses] == [302, 302]
    client.force_login(a_user())
    assert [client.get(address).status_code for address in addresses] == [403, 404]
    client.force_login(an_editor("DEA"))
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    client.force_login(an_editor("PL"))
    assert [client.get(address).status_code for address in addresses] == [403, 404]


@pytest.mark.usefixtures("me")
def test_terms_stand_with_their_definitions_in_the_language_of_the_page(client: Client) -> None:
    page = text(client.get(reverse("practices:propose"), headers={"Accept-Language": "de"}))
    for name in ("thematic_priority", "support_type", "territorial_validity"):
        for term in vocabularies()[name].terms:
            assert term.de in page
            assert term.definition_de in page
