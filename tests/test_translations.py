"""The interface speaks each of its languages whole: nothing forgotten, nothing broken, nothing left in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real

from openhearth.sources.programmes.programme_yaml import packaged
from tests.factories import a_job, a_role, a_user, an_invitation
from tools import translations

LANGUAGES = sorted(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
SAME_IN_GERMAN = {
    "Arena", "Budget", "CO2", "Code", "Code:", "Dimension", "Euro", "Excel", "Experiment", "Format", "JSON", "Link", "Markdown", "Material",
    "Median", "Monitoring", "Mt CO2e", "Name", "Organisation", "PDF", "Partner", "Person", "Phase", "Plan", "Region", "Semester",
    "Semester %(number)s", "Status", "Text", "Word", "Workshop", "Workshops", "global", "national", "online", "regional", "t", "t CO2e",
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}")
MARKUP = re.compile(r"</?\w[^>]*>")

BARE_IN_TEMPLATES = {"OpenHearth", "JSON", "JSON-LD", "· OpenHearth", "NACE", "(NUTS 2021)", "t CO2e", ".csv", "km"}
"""Names that are the same in every language."""
SPEAKS_FOR_ITSELF = {"site/broken.html"}
"""Shown when nothing works, gettext included; it says its sentence in both languages."""
READ_ALOUD = ("alt", "aria-label", "placeholder", "title")

PAGES = (
    "/",
    "/regions/",
    "/regions/map/",
    "/regions/DEA1/",
    "/regions/types/",
    "/regions/compare/?code=DEA1&code=ES12",
    "/practices/",
    "/reports/DEA1/",
    "/sources/",
    "/methods/",
    "/account/sign-in/",
    "/account/password/forgotten/",
    "/nowhere/",
    "/regions/DEA99/",
)
SIGNED_IN_PAGES = ("/account/", "/account/people/", "/account/invite/", "/account/password/", "/jobs/")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """What Django reads is never older than what people wrote."""
    stale = [path for path in translations.catalogues() if _compiled_at(path) < path.stat().st_mtime]
    if stale:
        translations.compile_catalogues()
        vars(trans_real)["_translations"].clear()


def _compiled_at(po: Path) -> float:
    mo = po.with_suffix(".mo")
    return mo.stat().st_mtime if mo.exists() else 0.0


@pytest.fixture(scope="module")
def interface() -> Catalog:
    return translations.interface()


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return catalogue_of(request.param)


@pytest.fixture(scope="module")
def german_catalogue() -> Catalog:
    return catalogue_of("de")


def catalogue_of(language: str) -> Catalog:
    return translations.catalogue(translations.LOCALES / language / "LC_MESSAGES" / "django.po")


def entries(catalog: Catalog) -> Iterator[tuple[Message, tuple[str, ...]]]:
    """Each message with its English forms, the header left out."""
    for message in catalog:
        if message.id:
            yield message, (message.id,) if isinstance(message.id, str) else tuple(message.id)


def keys(catalog: Catalog) -> set[tuple[tuple[str, ...], str | None]]:
    return {(forms, message.context) for message, forms in entries(catalog)}


# The catalogues.


def test_every_language_of_the_house_has_a_catalogue() -> None:
    assert [path.parts[-3] for path in translations.catalogues()] == LANGUAGES


def test_the_catalogue_says_what_the_interface_says(interface: Catalog, catalogue: Catalog) -> None:
    hint = "run `python tools/translations.py update`, then translate"
    assert keys(interface) - keys(catalogue) == set(), hint
    assert keys(catalogue) - keys(interface) == set(), hint
    assert dict(catalogue.obsolete) == {}, hint


def test_everything_is_translated(catalogue: Catalog) -> None:
    assert [message.id for message, _ in entries(catalogue) if not translations.translated(message)] == []
    assert [message.id for message, _ in entries(catalogue) if message.fuzzy] == []


def test_placeholders_and_markup_survive(catalogue: Catalog) -> None:
    for message, forms in entries(catalogue):
        for form in translations.strings(message):
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(forms[-1])), message.id
            assert sorted(MARKUP.findall(form)) == sorted(MARKUP.findall(forms[-1])), message.id


def test_nothing_stays_english(german_catalogue: Catalog) -> None:
    same = {forms[0] for message, forms in entries(german_catalogue) if set(forms) & set(translations.strings(message))}
    assert same - SAME_IN_GERMAN == set()


def test_punctuation_survives(german_catalogue: Catalog) -> None:
    """A sentence stays a sentence, and the quotation marks are the German ones."""
    for message, forms in entries(german_catalogue):
        for form in translations.strings(message):
            assert (form[-1:] in ".:?") == (forms[0][-1] in ".:?"), message.id
            assert form.strip() == form, message.id
            text = MARKUP.sub("", form)
            assert text.count("„") == text.count("“"), message.id
            assert not set(text) & set("\"'”\N{RIGHT SINGLE QUOTATION MARK}"), message.id


def test_readers_are_addressed_politely(german_catalogue: Catalog) -> None:
    familiar = re.compile(r"\b(du|dich|dir|dein\w*|ihr habt|euch|euer|eure[mnrs]?)\b", re.IGNORECASE)
    assert [
        form
        for message, _ in entries(german_catalogue)
        for form in translations.strings(message)
        if familiar.search(form)
    ] == []


# The tool.


def test_a_template_gives_its_messages_with_plural_and_context() -> None:
    template = """
    {% load i18n %}{# not this #}{% comment %}{% translate "nor this" %}{% endcomment %}
      <p title="{% translate 'A title' %}">{% translate "Plants" context "factories" %}</p>
    <p>{% blocktranslate trimmed with name=place.name %}
         Regions like
         {{ name }}: 5 %
       {% endblocktranslate %}{{ _("Later") }}</p>
    {% blocktranslate trimmed count size=places|length context "inside" %}{{ size }} place{% plural %}{{ size }} places{% endblocktranslate %}
    """
    assert list(translations.messages(translations.as_python(template))) == [
        ("A title", None),
        ("Plants", "factories"),
        ("Regions like %(name)s: 5 %%", None),
        ("Later", None),
        (("%(size)s place", "%(size)s places"), "inside"),
    ]


def test_python_gives_its_messages_whatever_gettext_is_called() -> None:
    text = """
_("one" " whole") + gettext_lazy("two") + pgettext("a figure", "three") + gettext_noop("four")
ngettext_lazy("%(n)s heat", "%(n)s heats", "n") + npgettext("of steel", "heat", "heats", 2)
_(computed) + pgettext_lazy("a person", "five") + other("not this")
"""
    assert list(translations.messages(text)) == [
        ("one whole", None),
        ("two", None),
        ("three", "a figure"),
        ("four", None),
        (("%(n)s heat", "%(n)s heats"), None),
        (("heat", "heats"), "of steel"),
        ("five", "a person"),
    ]


def test_an_update_keeps_what_is_known_and_guesses_nothing() -> None:
    known, wanted = Catalog(locale="de"), Catalog()
    known.add("The furnace is hot", "Der Ofen ist heiß", user_comments=["a comment"])
    known.add(("%(n)s heat", "%(n)s heats"), ("%(n)s Schmelze", "%(n)s Schmelzen"))
    known.add("Plants", "Werke", context="factories")
    known.add("Gone", "Weg")
    for message, context in (
        ("The furnace is hot", None),
        ("The furnace is hot!", None),
        (("%(n)s heat", "%(n)s heats"), None),
        ("Plants", "factories"),
        ("Plants", None),
    ):
        wanted.add(message, context=context)
    text = translations.as_po(translations.updated(known, wanted)).decode()
    assert re.findall(r"^msg.*$", text, re.MULTILINE)[2:] == [
        'msgid "%(n)s heat"',
        'msgid_plural "%(n)s heats"',
        'msgstr[0] "%(n)s Schmelze"',
        'msgstr[1] "%(n)s Schmelzen"',
        'msgid "Plants"',
        'msgstr ""',
        'msgctxt "factories"',
        'msgid "Plants"',
        'msgstr "Werke"',
        'msgid "The furnace is hot"',
        'msgstr "Der Ofen ist heiß"',
        'msgid "The furnace is hot!"',
        'msgstr ""',
    ]
    assert "# a comment\n" in text
    assert "fuzzy" not in text


def test_an_update_of_an_updated_catalogue_changes_nothing(interface: Catalog) -> None:
    for path in translations.catalogues():
        assert translations.as_po(translations.updated(translations.catalogue(path), interface)) == path.read_bytes()


# The templates.


def templates() -> dict[str, Path]:
    found = translations.SOURCES.rglob("templates/**/*.*")
    return {path.as_posix().partition("/templates/")[2]: path for path in found if path.is_file()}


def bare_texts(template: str) -> list[str]:
    """What a template says without gettext, for the reader's eyes or ears."""
    template = re.sub(r"(?s)\{% comment.*?endcomment %\}|\{#.*?#\}", "", template)
    template = re.sub(r"(?s)\{% blocktrans.*?endblocktrans(late)? %\}", "", template)
    reader = Reader()
    reader.feed(re.sub(r"(?s)\{%.*?%\}|\{\{.*?\}\}", "", template))
    return [text for text in reader.texts if re.search(r"[^\W\d_]{2}", text)]


@pytest.mark.parametrize("name", sorted(set(templates()) - SPEAKS_FOR_ITSELF))
def test_every_text_of_a_template_can_be_translated(name: str) -> None:
    assert set(bare_texts(templates()[name].read_text("utf-8"))) - BARE_IN_TEMPLATES == set()


def test_bare_texts_are_found() -> None:
    template = (
        '{% translate "x" %}<p title="{% url "a" %} bare">Hot{{ iron }}</p><code>run it</code>{# no #}<img alt="Seen">'
    )
    assert bare_texts(template) == ["bare", "Hot", "Seen"]


# The Python files.

DECLARED = set(packaged("jetskir").selection_factors)
"""What a programme declares in its file is known by these names."""

GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "ngettext"}
WORDS = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")


def bare_sentences(code: str) -> list[str]:
    """Texts of two words and more that are neither given to gettext nor to the log, are no docstring and no SQL."""
    tree = ast.parse(code)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).partition(".")[0] in GETTEXT | {"log"}:
            said |= {id(inner) for inner in ast.walk(node)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    ]
    return [text for text in texts if WORDS.search(text) and not text.isupper() and text not in DECLARED]


def test_every_sentence_of_the_apps_can_be_translated() -> None:
    files = [
        path
        for folder in ("apps", "site")
        for path in (translations.SOURCES / folder).rglob("*.py")
        if "migrations" not in path.parts and path.name != "settings.py"
    ]
    assert files
    assert {path.name: bare for path in files if (bare := bare_sentences(path.read_text("utf-8")))} == {}


def test_bare_sentences_are_found() -> None:
    code = '"""What it is."""\nlog.info("not this")\nx = _("nor this") + "but this" + f"and this {x}" + "nor_this" + "NOR THIS"'
    assert bare_sentences(code) == ["but this", "and this "]


# The pages in German.


class Reader(HTMLParser):
    """The texts of a page that should be in its own language; addresses, commands and other languages left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        foreign = tag != "html" and known.get("lang") not in {None, "", "de"}
        inside = bool(self.open) and self.open[-1][1]
        silent = inside or foreign or tag in {"code", "script", "style"} or known.get("class") == "sources"
        if not silent:
            self.texts += [" ".join(text.split()) for name in READ_ALOUD if (text := known.get(name))]
        if tag not in VOID:
            self.open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not (self.open and self.open[-1][1]):
            self.texts.append(text)


def german(client: Client, address: str) -> list[str]:
    response: Any = client.get(address, headers={"Accept-Language": "de"})
    assert response.headers["Content-Language"] == "de"
    reader = Reader()
    reader.feed(response.content.decode())
    return reader.texts


def phrases(catalog: Catalog) -> set[str]:
    """The longest stretch of each English message between placeholders and markup, if it is long enough to be one."""
    parts = (
        max((part.strip() for part in re.split(f"{PLACEHOLDER.pattern}|{MARKUP.pattern}", form)), key=len)
        for message, forms in entries(catalog)
        for form, said in zip(forms, translations.strings(message), strict=False)
        if form != said
    )
    return {part for part in parts if len(part) > 12}


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_a_german_page_is_german(client: Client, german_catalogue: Catalog, address: str) -> None:
    texts = german(client, address)
    assert [(phrase, text) for phrase in phrases(german_catalogue) for text in texts if phrase in text] == []


@pytest.mark.django_db
def test_the_pages_of_a_signed_in_person_are_german(client: Client, german_catalogue: Catalog) -> None:
    person = a_user()
    a_role(user=person)
    an_invitation(invited_by=person)
    job = a_job(owner=person, state="failed", error_code="worker_gone", total=2, done=1)
    client.force_login(person)
    for address in (*SIGNED_IN_PAGES, f"/jobs/{job.pk}/"):
        texts = german(client, address)
        assert [(phrase, text) for phrase in phrases(german_catalogue) for text in texts if phrase in text] == []
    assert "Fehlgeschlagen" in texts


@pytest.mark.django_db
def test_numbers_on_german_pages_are_german(client: Client) -> None:
    texts = german(client, "/regions/DEA1/")
    numbers = [text for text in texts if re.fullmatch(r"[\d.,]+", text)]
    assert any(re.fullmatch(r"\d{1,3}(\.\d{3})+", text) for text in numbers)
    assert any(re.fullmatch(r"\d+,\d", text) for text in numbers)
    german_number = re.compile(r"\d{1,4}(,\d+)?|\d{1,3}(\.\d{3})+(,\d+)?")
    assert [text for text in numbers if not german_number.fullmatch(text)] == []
    assert "nicht bekannt" in texts


def test_plurals_are_german() -> None:
    with translation.override("de"):
        said = [translation.ngettext("%(total)s region", "%(total)s regions", n) % {"total": n} for n in (0, 1, 2)]
    assert said == ["0 Regionen", "1 Region", "2 Regionen"]


@pytest.mark.django_db
def test_djangos_own_sentences_are_german(client: Client) -> None:
    response = client.post("/account/sign-in/", {}, headers={"Accept-Language": "de-AT,de;q=0.9"})
    assert "Dieses Feld ist zwingend erforderlich." in response.content.decode()
