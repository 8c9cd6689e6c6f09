"""Making studies and writing the next version of what they ask.

A version is always a whole problem without a fault: what cannot be computed is not kept. Whether a person may do something is
the caller's question (`rules`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.portfolios.addresses import free_code
from openhearth.apps.portfolios.models import Revision, Study
from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.deviations import Key
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.problem_json import to_json


@dataclass(frozen=True, slots=True)
class Heading:
    """What a study says of itself beside its problem."""

    title: str
    region: str
    language: str = "en"
    question: str = ""
    public: bool = False
    plan: str = ""


def create_study(
    heading: Heading,
    problem: Problem,
    by: User | None,
    *,
    note: str = "",
    code: str = "",
    sureness: Mapping[str, Sequence[Key]] | None = None,
) -> Study:
    """A new study with its first version, and what its plan says of how sure the figures are."""
    with transaction.atomic():
        study = Study.objects.create(
            code=code or free_code(heading.title),
            title=heading.title,
            region=heading.region,
            language=heading.language,
            question=heading.question,
            public=heading.public,
            plan=heading.plan,
            sureness={called: [list(key) for key in figures] for called, figures in (sureness or {}).items()},
            created_by=by,
        )
        _write(study, to_json(problem), by, number=1, note=note)
    return study


def change_heading(study: Study, heading: Heading) -> Study:
    """What the study says of itself; its address and its plan stay."""
    study.title, study.region, study.language = heading.title, heading.region, heading.language
    study.question, study.public, study.changed = heading.question, heading.public, timezone.now()
    study.save()
    return study


def save_problem(study: Study, problem: Problem, by: User | None, *, based_on: int, note: str = "") -> Revision:
    """The next version.

    Raises
    ------
    InputError
        ``newer_version``: somebody else wrote one after ``based_on``.
    """
    content = to_json(problem)
    with transaction.atomic():
        newest = _unmoved(study, based_on)
        if newest.content == content:
            return newest
        return _write(study, content, by, number=newest.number + 1, note=note)


def go_back_to(study: Study, number: int, by: User | None, *, based_on: int, note: str = "") -> Revision:
    """Write an earlier version again as the newest.

    Raises
    ------
    InputError
        ``unknown_version``, or ``newer_version``.
    """
    chosen = study.revisions.filter(number=number).first()
    if chosen is None:
        raise InputError(Fault("unknown_version", study.code, {"found": number}))
    with transaction.atomic():
        newest = _unmoved(study, based_on)
        if newest.content == chosen.content:
            return newest
        return _write(study, chosen.content, by, number=newest.number + 1, note=note)


def _unmoved(study: Study, based_on: int) -> Revision:
    Study.objects.select_for_update().get(pk=study.pk)
    newest = study.revisions.order_by("-number")[0]
    if newest.number != based_on:
        raise InputError(Fault("newer_version", study.code, {"seen": based_on, "newest": newest.number}))
    return newest


def _write(study: Study, content: str, by: User | None, *, number: int, note: str) -> Revision:
    study.changed = timezone.now()
    study.save(update_fields=["changed"])
    return Revision.objects.create(study=study, number=number, content=content, by=by, note=note[:300])
