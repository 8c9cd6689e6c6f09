"""The documents of a programme as one reader gets them: the report of a semester, the handbook, and the study of a partner's region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from openhearth.apps.accounts.rules import Person
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.board import handed_in, readable_programme
from openhearth.apps.learning.selectors.learnings import moves_of, plans_named, readable_plans, titles_in
from openhearth.apps.learning.selectors.programmes import all_parts_at, programme_at
from openhearth.apps.learning.study import study
from openhearth.apps.learning.voice import voice
from openhearth.apps.practices.selectors.records import all_practices
from openhearth.core.document import Document
from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway.terms import Plan
from openhearth.core.programme import terms
from openhearth.core.programme.assembly import assembled
from openhearth.core.programme.exchange_terms import WHOLE
from openhearth.core.programme.handbook import handbook
from openhearth.core.programme.report import semester_report
from openhearth.core.programme.unfinished import handed_on


def book(user: Person, row: Programme, step: int, name: str, *, today: date) -> Document:
    """A document by its name: ``report-2``, ``handbook``, or ``study-kaunas``.

    Raises
    ------
    InputError
        ``unknown_semester``, ``unknown_partner``, ``unknown_document``.
    """
    kind, _hyphen, about = name.partition("-")
    if name == "handbook":
        return handbook_of(row, step, readable_plans(user, plans_named(_whole(row, step))), today)
    if kind == "report" and about.isdecimal():
        told = replace(readable_programme(user, row, step), language=row.language)
        return report_of(row, step, int(about), today, told)
    if kind == "study":
        return _study(row, step, about, today)
    raise InputError(Fault("unknown_document", name, {"found": name}))


def preface(row: Programme, step: int, key: str) -> tuple[str, ...]:
    """What its editors wrote at the front of a book."""
    parts = all_parts_at(row, step, kinds=("preface",))
    return next((part.paragraphs for _kind, part in parts if part.key == key), ())


def report_of(row: Programme, step: int, semester: int, today: date, told: terms.Programme | None = None) -> Document:
    """The report of a semester; once handed in for all, it is what it was then: of that step, as of that day.

    ``told``: what of the programme the reader may read while it is not handed in; by default everything.
    """
    frozen = handed_in(row, semester, step)
    if frozen:
        at, on = frozen
        return semester_report(_whole(row, at), semester, date.fromisoformat(on), voice())
    return semester_report(told or _whole(row, step), semester, today, voice())


def handbook_of(row: Programme, step: int, plans: Mapping[str, Plan], today: date) -> Document:
    """The handbook with the introduction of its editors; ``plans``: those that the reader may read."""
    return handbook(
        _whole(row, step),
        {one.code: one for one in all_practices()},
        today,
        voice(),
        introduction=preface(row, step, WHOLE),
        moves=moves_of(plans),
        called=titles_in(plans),
    )


def _study(row: Programme, step: int, partner: str, today: date) -> Document:
    parts = all_parts_at(row, step)
    programme = handed_on(replace(assembled(parts, code=row.code, title=row.title), language=row.language))
    known = {one.key: one for one in programme.partners}
    if partner not in known:
        raise InputError(Fault("unknown_partner", "study", {"found": partner, "known": tuple(known)}))
    return study(programme, known[partner], parts, preface(row, step, partner), today, voice())


def _whole(row: Programme, step: int) -> terms.Programme:
    """The programme as documents tell it: in the language of its people, without unfinished learnings."""
    return handed_on(replace(programme_at(row, step), language=row.language))
