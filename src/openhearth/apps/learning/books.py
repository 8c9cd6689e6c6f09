"""The documents of a programme as one reader gets them: the report of a semester, the handbook, and the study of a partner's region."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhearth import __version__
from openhearth.apps.accounts.rules import Person
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.board import handed_in, readable_programme
from openhearth.apps.learning.selectors.learnings import moves_of, plans_named, readable_plans, titles_in
from openhearth.apps.learning.selectors.programmes import all_parts_at, programme_at
from openhearth.apps.learning.study import study
from openhearth.apps.pathways.sentences import day, euro
from openhearth.apps.practices.selectors.records import all_practices
from openhearth.core.document import Document, Words
from openhearth.core.errors import Fault, InputError
from openhearth.core.programme import terms
from openhearth.core.programme.assembly import assembled
from openhearth.core.programme.exchange_terms import WHOLE
from openhearth.core.programme.handbook import handbook
from openhearth.core.programme.report import semester_report
from openhearth.core.programme.voice import Voice


def book(user: Person, row: Programme, step: int, name: str, *, today: date) -> Document:
    """A document by its name: ``report-2``, ``handbook``, or ``study-kaunas``.

    Raises
    ------
    InputError
        ``unknown_semester``, ``unknown_partner``, ``unknown_document``.
    """
    kind, _hyphen, about = name.partition("-")
    if name == "handbook":
        return _handbook(user, row, step, today)
    if kind == "report" and about.isdecimal():
        return _report(user, row, step, int(about), today)
    if kind == "study":
        return _study(row, step, about, today)
    raise InputError(Fault("unknown_document", name, {"found": name}))


def voice() -> Voice:
    """How the house speaks to the reader whose language is active."""
    words = Words(_("Sources"), _("The figures behind this chart"), licence=_("Licence"))
    return Voice(get_language() or "en", _, euro, day, f"OpenHearth {__version__}", words)


def preface(row: Programme, step: int, key: str) -> tuple[str, ...]:
    """What its editors wrote at the front of a book."""
    parts = all_parts_at(row, step, kinds=("preface",))
    return next((part.paragraphs for _kind, part in parts if part.key == key), ())


def _report(user: Person, row: Programme, step: int, semester: int, today: date) -> Document:
    """Once handed in for all, it is what it was then: of that step, as of that day."""
    frozen = handed_in(row, semester, step)
    if frozen:
        at, on = frozen
        return semester_report(_whole(row, at), semester, date.fromisoformat(on), voice())
    told = replace(readable_programme(user, row, step), language=row.language)
    return semester_report(told, semester, today, voice())


def _handbook(user: Person, row: Programme, step: int, today: date) -> Document:
    practices = {one.code: one for one in all_practices()}
    programme, introduction = _whole(row, step), preface(row, step, WHOLE)
    plans = readable_plans(user, plans_named(programme))
    return handbook(
        programme,
        practices,
        today,
        voice(),
        introduction=introduction,
        moves=moves_of(plans),
        called=titles_in(plans),
    )


def _study(row: Programme, step: int, partner: str, today: date) -> Document:
    parts = all_parts_at(row, step)
    programme = replace(assembled(parts, code=row.code, title=row.title), language=row.language)
    known = {one.key: one for one in programme.partners}
    if partner not in known:
        raise InputError(Fault("unknown_partner", "study", {"found": partner, "known": tuple(known)}))
    return study(programme, known[partner], parts, preface(row, step, partner), today, voice())


def _whole(row: Programme, step: int) -> terms.Programme:
    """The programme in the language of its people."""
    return replace(programme_at(row, step), language=row.language)
