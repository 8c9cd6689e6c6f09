"""Studies, the problem they ask about, and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from openhearth.apps.accounts.rules import Person
from openhearth.apps.accounts.scopes import EVERYWHERE, REGION
from openhearth.apps.portfolios.models import Revision, Run, Study
from openhearth.core.portfolio.frontier import problem_digest
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.problem_json import problem_from_json


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the problem, with the digest by which its searches are found."""

    number: int
    problem: Problem
    digest: str
    revision: Revision


def study_by_code(code: str) -> Study | None:
    return Study.objects.filter(code=code).first()


def shown_studies(user: Person, *, words: str = "", region: str = "") -> QuerySet[Study]:
    """Those that a person may see, the last changed first, with what their newest search has found."""
    newest = Run.objects.filter(study=OuterRef("pk")).order_by("-updated", "-pk")
    rows = Study.objects.filter(_visible(user)).annotate(
        found=Subquery(newest.values("points")[:1]),
        found_all=Subquery(newest.values("complete")[:1]),
        chosen=Count("choices", filter=Q(choices__withdrawn=None)),
    )
    if region:
        rows = rows.filter(region__startswith=region.upper())
    for word in words.replace("\x00", "").split():
        rows = rows.filter(Q(title__icontains=word) | Q(question__icontains=word) | Q(region__istartswith=word))
    return rows.order_by(F("changed").desc(), "code")


def nearest_codes(code: str) -> tuple[str, ...]:
    """Public studies whose codes look like this one."""
    known = Study.objects.filter(public=True).values_list("code", flat=True)
    return tuple(get_close_matches(code, list(known), 3))


def problem_of(study: Study, number: int | None = None) -> Version | None:
    """The newest version of what a study asks, or the one with a number; None where there is no such version."""
    rows = study.revisions.select_related("by").order_by("-number")
    revision = (rows if number is None else rows.filter(number=number)).first()
    return None if revision is None else problem_in(revision)


def problem_in(revision: Revision) -> Version:
    problem, digest = _read(revision.content)
    return Version(revision.number, problem, digest, revision)


def versions(study: Study) -> QuerySet[Revision]:
    """Newest first, without what they say."""
    return study.revisions.select_related("by").defer("content").order_by("-number")


@lru_cache(maxsize=32)
def _read(content: str) -> tuple[Problem, str]:
    problem = problem_from_json(content)
    return problem, problem_digest(problem)


def _visible(user: Person) -> Q:
    seen = Q(public=True)
    for _role, scope in user.held_roles if user.is_authenticated else ():
        if scope.kind == EVERYWHERE:
            return Q()
        if scope.kind == REGION:
            seen |= Q(region__startswith=scope.code)
    return seen
