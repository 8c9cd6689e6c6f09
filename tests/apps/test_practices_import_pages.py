"""The pages that take practices in from a file, and those that help to prepare one."""

from __future__ import annotations

import inspect
import re
from datetime import UTC

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.models import Practice, State, Upload
from openhearth.apps.practices.pages.columns import EXAMPLE, MEANINGS, columns
from openhearth.apps.practices.sentences import SENTENCES, located, sentence
from openhearth.apps.practices.services import importing
from openhearth.apps.practices.services.importing import import_practices, keep_upload, plan_import
from openhearth.core import practice, practice_record
from openhearth.core.errors import Fault
from openhearth.core.practice_record import FIELDS
from openhearth.sources.practices import practice_json, practice_table
from tests.practice_files import TODAY, an_editor, published, record, table


@pytest.fixture
def editor(db: None) -> User:
    return an_editor()


@pytest.fixture
def regional(db: None) -> User:
    return an_editor("PL22")


def send(client: Client, data: bytes, name: str = "mine.csv") -> str:
    answer = client.post(reverse("practices:import"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


@pytest.mark.usefixtures("own_index")
def test_from_the_file_to_the_receipt(client: Client, editor: User) -> None:
    published("here")
    client.force_login(editor)
    address = send(client, practice_table.to_csv([record("here", title="Else"), record("new-one")]))
    page = client.get(address).content.decode()
    assert "Import all of them" in page
    assert "<code>title</code>" in page
    answer = client.post(address, {"publish": "on"})
    receipt = client.get(answer.headers["Location"]).content.decode()
    assert "Imported: 1 new practice, 1 changed practice." in receipt
    assert reverse("practices:detail", args=["new-one"]) in receipt
    assert "Imported from mine.csv" in receipt
    assert not Upload.objects.exists()
    assert client.get(address).status_code == 404
    assert Practice.objects.get(code="new-one").state == State.PUBLISHED


@pytest.mark.usefixtures("own_index")
def test_the_page_tells_every_fault_in_a_sentence(client: Client, editor: User) -> None:
    client.force_login(editor)
    data = table("sound", "broken").replace(b"broken,", b"Bro ken,").replace(b",DEA12,", b",DE-A1,")
    page = client.get(send(client, data)).content.decode()
    assert '<th scope="row">Row 2</th><td><code>nuts</code></td><td>“DE-A1” is no NUTS code</td>' in page
    assert "Row 3</th><td><code>code</code></td><td>“Bro ken” cannot be an address" in page
    assert "Import all of them" not in page


@pytest.mark.usefixtures("own_index")
def test_sound_records_can_be_taken_alone(client: Client, editor: User) -> None:
    client.force_login(editor)
    address = send(client, table("sound", "desk"))
    refused = client.post(address)
    assert (refused.status_code, "Nothing was imported." in refused.content.decode()) == (422, True)
    assert not Practice.objects.filter(code="sound").exists()
    client.post(address, {"only_sound": "on"})
    assert Practice.objects.get(code="sound").state == State.DRAFT


@pytest.mark.usefixtures("own_index")
def test_who_edits_one_region_cannot_publish_past_the_others(client: Client, regional: User) -> None:
    client.force_login(regional)
    address = send(client, table("ours"))
    assert 'name="publish"' not in client.get(address).content.decode()
    client.post(address, {"publish": "on"})
    assert Practice.objects.get(code="ours").state == State.DRAFT


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "The file is empty."), (b"title\nHeat\n", "these columns are missing")]
)
def test_an_unreadable_file_is_explained_and_not_kept(client: Client, editor: User, data: bytes, said: str) -> None:
    client.force_login(editor)
    answer = client.post(reverse("practices:import"), {"file": SimpleUploadedFile("mine.csv", data)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_file_of_somebody_else_is_not_there(client: Client, editor: User, regional: User) -> None:
    upload = keep_upload("mine.csv", table("ours"), editor)
    client.force_login(regional)
    for name, send_it in (
        ("import_report", client.get),
        ("import_report", client.post),
        ("discard_import", client.post),
    ):
        assert send_it(reverse(f"practices:{name}", args=[upload.pk])).status_code == 404
    client.force_login(editor)
    assert client.post(reverse("practices:discard_import", args=[upload.pk])).status_code == 302
    assert not Upload.objects.exists()


@pytest.mark.usefixtures("own_index")
def test_a_receipt_is_for_who_imported(client: Client, editor: User, regional: User) -> None:
    done = import_practices(plan_import(table("ours"), editor, TODAY), file_name="mine.csv", by=editor)
    address = reverse("practices:import_receipt", args=[done.at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")])
    client.force_login(editor)
    assert client.get(address).status_code == 200
    assert client.get(reverse("practices:import_receipt", args=["yesterday"])).status_code == 404
    client.force_login(regional)
    assert client.get(address).status_code == 404


# Preparing a file


def test_every_column_is_explained() -> None:
    assert list(MEANINGS) == list(FIELDS)
    by_name = {column.name: column for column in columns("de")}
    assert ("green", "Grüner Wandel") in by_name["thematic_priority"].values
    assert [column.name for column in by_name.values() if column.required] == [
        "code",
        "title",
        "summary",
        "language",
        "source",
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.django_db
def test_the_template_can_be_imported_as_it_is(client: Client, ending: str) -> None:
    answer = client.get(reverse("practices:import_template", args=[ending]))
    assert f'filename="practices-template.{ending}"' in answer.headers["Content-Disposition"]
    plan = plan_import(answer.content, None, TODAY)
    assert ([entry.record for entry in plan.new], plan.faults) == ([EXAMPLE], ())


def test_there_is_no_other_template(client: Client) -> None:
    assert client.get("/practices/import/template.exe").status_code == 404


def test_the_page_about_columns_names_each(client: Client) -> None:
    page = client.get(reverse("practices:import_columns")).content.decode()
    assert [name for name in FIELDS if f'id="{name}"' not in page] == []


def test_a_fault_says_where_and_what() -> None:
    fault = Fault("bad_url", "record 12, url", {"found": "ftp://x"})
    told = located(fault, sentence(fault))
    assert (told.where, told.column, told.sentence[:9]) == ("Record 12", "url", "“ftp://x”")
    whole = Fault("not_xlsx", "file", {"detail": "x"})
    assert located(whole, sentence(whole)).where == "The file"
    assert set(SENTENCES) >= {"bad_code", "bad_currency", "review_incomplete", "unknown_term", "years_reversed"}


def test_every_fault_that_a_file_can_have_is_said_in_words() -> None:
    modules = (practice, practice_record, practice_table, practice_json, importing)
    sources = "".join(inspect.getsource(module) for module in modules)
    codes = set(re.findall(r'Fault\(\s*"(\w+)"', sources)) | set(re.findall(r'yield "(\w+)", ', sources))
    assert len(codes) > 40, "nothing would be compared"
    codes |= {code for _, code, _ in practice_json._KINDS.values()}
    assert codes - {"bad_distance"} - set(SENTENCES) == set()
