"""What is found, in words: one row for each hit, and the links of the page around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhearth.apps.practices.finding import Choice, Findings, Found, Question, only
from openhearth.apps.practices.finding.filters import FILTERS, KINDS, PRACTICE, SORTS
from openhearth.apps.practices.finding.names import label_of, labels, place_names
from openhearth.apps.practices.models import Project
from openhearth.apps.practices.selectors import Published
from openhearth.apps.regions.wording import number
from openhearth.core.practice import Practice
from openhearth.search.contract import Highlight

SUMMARY_WORDS = 45
PASSAGES = 2
"""Found outside title and summary: so many are shown."""
FIELDS = {
    "original_title": gettext_lazy("original title"),
    "actors": gettext_lazy("who did it"),
    "results": gettext_lazy("results"),
    "why_it_worked": gettext_lazy("why it worked"),
    "difficulties": gettext_lazy("difficulties"),
    "preconditions": gettext_lazy("preconditions"),
    "resources": gettext_lazy("resources needed"),
    "potential_for_transfer": gettext_lazy("potential for transfer"),
}

Parts = tuple[tuple[str, bool], ...]
"""Pieces of a text, each with whether it was asked for."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a field other than title and summary in which the words were found."""

    field: str
    language: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class Row:
    """One hit as the page shows it. ``facts`` are place, time and outcome as far as they are known."""

    url: str
    kind: str
    language: str
    title: Parts
    summary: Parts
    facts: tuple[str, ...]
    themes: tuple[str, ...]
    passages: tuple[Passage, ...]
    freshness: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    query: str
    current: bool = False
    hits: int = 0


def rows(hits: Sequence[Found], today: date) -> tuple[Row, ...]:
    names = place_names() if any(hit.practice for hit in hits) else {}
    return tuple(row for hit in hits if (row := _row(hit, names, today)))


def kinds(findings: Findings) -> tuple[Link, ...]:
    """Practices, or projects: each instead of the other."""
    question = findings.question
    by_code = {choice.code: choice for choice in findings.of("kind").choices}
    return tuple(
        Link(
            by_code[kind].label,
            only(question, "kind", *([] if kind == PRACTICE else [kind])),
            kind in question.kinds,
            by_code[kind].hits,
        )
        for kind in KINDS
    )


def orders(findings: Findings) -> tuple[tuple[str, str, bool], ...]:
    """Value in the address, name and whether chosen, of every order. The best match needs no word in the address."""
    chosen = findings.question.sort or "best"
    return tuple(("" if code == "best" else code, str(name), code == chosen) for code, name in SORTS.items())


def hidden(findings: Findings) -> tuple[tuple[str, str], ...]:
    """What a form has to carry so that it changes only what it asks for."""
    pairs = [(code, value) for code, values in findings.question.chosen.items() for value in values]
    return (*pairs, *([("view", "map")] if findings.question.view == "map" else []))


def pages(findings: Findings) -> dict[str, str]:
    """The addresses of the first, previous, next and last page, as far as there are any."""
    number, last = findings.question.page, findings.pages
    found: dict[str, str] = {}
    if number > 1:
        found |= {"first": findings.address(), "previous": findings.address(page=str(number - 1))}
    if number < last:
        found |= {"next": findings.address(page=str(number + 1)), "last": findings.address(page=str(last))}
    return found


def described(questions: Sequence[Question]) -> tuple[str, ...]:
    """A name for each question, from what it asks."""
    values = {one.code: {value for each in questions for value in each.chosen.get(one.code, ())} for one in FILTERS}
    names = {one.code: labels(one, sorted(values[one.code])) for one in FILTERS}
    return tuple(
        ", ".join(
            filter(
                None, [each.words, *(names[code][value] for code, chosen in each.chosen.items() for value in chosen)]
            )
        )
        for each in questions
    )


def chips(findings: Findings) -> Iterator[tuple[str, Choice]]:
    """What is chosen, with the name of its filter."""
    return ((str(one.filter.name), choice) for one in findings.chosen for choice in one.chosen)


def where_and_when(practice: Practice, names: Mapping[str, str]) -> tuple[str, ...]:
    """Place and years of a practice as far as they are known; ``names`` are those of regions by code."""
    return _known(
        _place(names.get(practice.nuts, practice.nuts), practice.country)
        or _label("validity", practice.territorial_validity),
        _span(practice.started, practice.ended),
    )


def _row(hit: Found, names: Mapping[str, str], today: date) -> Row | None:
    if hit.practice:
        return _practice_row(hit, hit.practice, names, today)
    return _project_row(hit, hit.project) if hit.project else None


def _practice_row(hit: Found, published: Published, names: Mapping[str, str], today: date) -> Row:
    record, practice = published.record, published.practice
    standing = published.standing(today)
    languages = {"actors": "", "original_title": practice.original_language}
    return Row(
        url=reverse("practices:detail", args=[practice.code]),
        kind=PRACTICE,
        language=practice.language,
        title=_whole(hit.highlights.get("title"), practice.title),
        summary=_summary(hit.highlights.get("summary"), practice.summary),
        facts=(*where_and_when(practice, names), *_known(_label("outcome", record.outcome))),
        themes=tuple(label_of("theme", theme) for theme in practice.thematic_priority),
        passages=_passages(hit, lambda field: languages.get(field, practice.language)),
        freshness=_freshness(published, stale=standing == "due"),
        stale=standing == "due",
    )


def _project_row(hit: Found, project: Project) -> Row:
    language = "" if project.language == "und" else project.language
    amount = "" if project.amount is None else number(project.amount)
    if amount:
        amount = (
            f"{amount} {project.currency}"
            if project.currency
            else _("amount %(amount)s, currency not stated") % {"amount": amount}
        )
    return Row(
        url=reverse("practices:project", args=[project.code]),
        kind=hit.kind,
        language=language,
        title=_whole(hit.highlights.get("title"), project.title),
        summary=_summary(hit.highlights.get("summary"), project.description),
        facts=_known(
            _place(project.region, project.country),
            _span(_year(project.start), _year(project.end)),
            project.fund,
            project.period,
            amount,
        ),
        themes=_known(project.theme),
        passages=_passages(hit, lambda _field: language),
    )


def _known(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _label(code: str, value: str) -> str:
    return label_of(code, value) if value else ""


def _place(region: str, country: str) -> str:
    return ", ".join(dict.fromkeys(filter(None, [region, _label("country", country)])))


def _year(day: str) -> int | None:
    return int(day[:4]) if day[:4].isdigit() else None


def _span(first: int | None, last: int | None) -> str:
    if first and last:
        return str(first) if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(first)s") % {"first": first}
    return _("until %(last)s") % {"last": last} if last else ""


def _freshness(published: Published, *, stale: bool) -> str:
    if published.reviewed_on is None:
        return _("Never reviewed")
    day = {"day": date_format(published.reviewed_on)}
    return _("Due for review, last reviewed %(day)s") % day if stale else _("Reviewed %(day)s") % day


def _whole(highlight: Highlight | None, text: str) -> Parts:
    """The text with its matches; a text too long for one passage is left whole without them."""
    parts = highlight.parts if highlight else ()
    return parts if "".join(piece for piece, _asked in parts) == text else ((text, False),)


def _summary(highlight: Highlight | None, text: str) -> Parts:
    return highlight.parts if highlight else ((Truncator(text).words(SUMMARY_WORDS, truncate=" …"), False),)


def _passages(hit: Found, language_of: Callable[[str], str]) -> tuple[Passage, ...]:
    found = [(code, hit.highlights[code]) for code in FIELDS if code in hit.highlights]
    return tuple(Passage(str(FIELDS[code]), language_of(code), highlight.parts) for code, highlight in found[:PASSAGES])
