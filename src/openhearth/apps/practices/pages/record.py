"""What the page of a practice shows of its record: what is told, in words with links, and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.text import normalize_newlines
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhearth.apps.practices import models, selectors
from openhearth.apps.practices.finding.filters import FILTERS
from openhearth.apps.practices.forms.steps import ROLE_NAMES
from openhearth.core.practice_record import PracticeRecord, flat

DECIMALS = 4
"""Of a figure, at most."""

VOCABULARIES = (
    "thematic_priority",
    "strategic_challenge",
    "support_type",
    "industrial_ecosystem",
    "carbon_intensive_group",
    "region_type",
    "territorial_validity",
    "recommendation",
    "lens",
    "reach",
)
"""Shown on the page, in this order."""

WORTH_KNOWING: Mapping[str, str | Promise] = {
    "outcome": gettext_lazy("what became of it"),
    "results": gettext_lazy("results"),
    "facts": gettext_lazy("key figures"),
    "cost": gettext_lazy("cost"),
    "funding": gettext_lazy("who paid"),
    "resources": gettext_lazy("resources it needs"),
    "preconditions": gettext_lazy("preconditions"),
    "why_it_worked": gettext_lazy("why it worked"),
    "difficulties": gettext_lazy("difficulties"),
    "potential_for_transfer": gettext_lazy("potential for transfer"),
    "actors": gettext_lazy("who did it"),
    "owner": gettext_lazy("who answers for it"),
    "country": gettext_lazy("country"),
    "nuts": gettext_lazy("region"),
    "started": gettext_lazy("when it began"),
    "url": gettext_lazy("a link for further information"),
}
"""What a reader misses where the record does not say it, the most missed first."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the record: its name, its definition, and the list of all practices that share it."""

    label: str
    definition: str
    address: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What the record says in one vocabulary."""

    name: str | Promise
    vocabulary: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A statement with its figure in the reader's format; ``value`` is empty where there is none."""

    label: str
    value: str = ""
    unit: str = ""
    evidence: str = ""

    @property
    def is_linked(self) -> bool:
        return self.evidence.startswith(("https://", "http://"))


@dataclass(frozen=True, slots=True)
class Freshness:
    """What to know before believing the record.

    ``version`` is that shown, ``newest`` the newest that this person may see. ``is_open``: everybody may read the one shown.
    """

    state: str
    version: int
    newest: int
    is_public: bool
    is_open: bool
    roles: tuple[str, ...] = ()

    @property
    def is_newest(self) -> bool:
        return self.version == self.newest


def terms_of(record: PracticeRecord) -> Iterator[Terms]:
    """The vocabularies in which the record says something."""
    filters = {one.vocabulary: one for one in FILTERS if one.vocabulary}
    language = get_language() or "en"
    for vocabulary in VOCABULARIES:
        codes = filters[vocabulary].values(record)
        known = {term.code: term for term in selectors.vocabularies()[vocabulary].terms}
        found = tuple(
            Term(
                known[code].label(language) if code in known else code,
                known[code].definition(language) if code in known else "",
                f"{reverse('practices:list')}?{filters[vocabulary].code}={code}",
            )
            for code in codes
        )
        if found:
            yield Terms(filters[vocabulary].name, vocabulary, found)


def key_figures(record: PracticeRecord) -> tuple[Figure, ...]:
    return tuple(Figure(fact.label, figure(fact.value), fact.unit) for fact in record.practice.facts)


def results(record: PracticeRecord) -> tuple[Figure, ...]:
    return tuple(
        Figure(one.statement, "" if one.value is None else figure(one.value), one.unit, one.evidence)
        for one in record.results
    )


def figure(value: float) -> str:
    """A number in the reader's format with the decimals it has."""
    decimals = len(f"{value:.{DECIMALS}f}".rstrip("0").partition(".")[2])
    return number_format(round(value, decimals), decimals, use_l10n=True, force_grouping=True)


def not_said(record: PracticeRecord) -> tuple[str | Promise, ...]:
    """The names of what the record does not say; a record for a whole continent misses no region."""
    told = {name for name, value in flat(record).items() if value not in (None, "", ())}
    if record.practice.territorial_validity in ("european", "national"):
        told |= {"nuts", *(["country"] if record.practice.territorial_validity == "european" else [])}
    return tuple(name for field, name in WORTH_KNOWING.items() if field not in told)


def outcome(record: PracticeRecord) -> tuple[str, str] | None:
    """What became of it, in a word and in a sentence."""
    language = get_language() or "en"
    known = {
        term.code: (term.label(language), term.definition(language))
        for term in selectors.vocabularies()["outcome"].terms
    }
    return known.get(record.outcome)


def freshness(practice: models.Practice, revision: models.Revision, newest: int, *, state: str) -> Freshness:
    spoke = {review.role for review in revision.reviews.all() if review.verdict == "ready"}
    roles = tuple(str(name) for role, name in ROLE_NAMES.items() if role in spoke)
    return Freshness(
        state, revision.number, newest, revision.pk == practice.public_id, is_open(practice, revision), roles
    )


def is_open(practice: models.Practice, revision: models.Revision) -> bool:
    """Whether everybody may read a version: the public one, and those that were public before it."""
    return revision.published is not None or revision.pk == practice.public_id


def lasting_address(practice: models.Practice) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("practices:detail", args=[practice.code])


def citation(practice: models.Practice, revision: models.Revision) -> str:
    """How to name this version of the record in a text of one's own."""
    title = " ".join(normalize_newlines(revision.record.practice.title).split())
    return _("%(title)s. OpenHearth, version %(number)s of %(day)s. %(address)s") % {
        "title": title,
        "number": revision.number,
        "day": date_format(revision.at),
        "address": lasting_address(practice),
    }
