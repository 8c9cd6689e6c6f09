"""What lies on the desk: one's own work, and that of others waiting for a word; and the past of a practice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import Person
from openhearth.apps.accounts.scopes import EVERYWHERE, REGION
from openhearth.apps.practices.models import Practice, Revision, State, due_on
from openhearth.apps.practices.rules import EDITORS, REVIEWERS


def with_newest() -> QuerySet[Practice]:
    """Practices whose ``revisions.first()`` is their newest version, read along for all of them at once, with its opinions."""
    last = Revision.objects.filter(practice=OuterRef("practice")).order_by("-number").values("number")[:1]
    newest = Revision.objects.filter(number=Subquery(last)).prefetch_related("reviews__by")
    people = ("public", "proposer", "keeper", "adapted_from")
    return Practice.objects.select_related(*people).prefetch_related(Prefetch("revisions", queryset=newest))


def own_practices(user: User) -> QuerySet[Practice]:
    """What a person proposed or keeps, the last changed first."""
    return with_newest().filter(Q(proposer=user) | Q(keeper=user)).order_by("-changed", "pk")


def waiting_for_opinions(user: User) -> QuerySet[Practice]:
    """Submitted practices of which this person may speak, the first submitted first: not those they proposed."""
    waiting = _in_reach(user, REVIEWERS["editor"] | REVIEWERS["expert"]).filter(state=State.SUBMITTED)
    return waiting.exclude(proposer=user).order_by("changed", "pk")


def waiting_for_publication(user: User) -> QuerySet[Practice]:
    """Reviewed practices that this person may publish, the first reviewed first."""
    return _in_reach(user, EDITORS).filter(state=State.REVIEWED).order_by("changed", "pk")


def due_for_review(user: User, today: date) -> QuerySet[Practice]:
    """Published practices that this person may confirm or send to review: never reviewed first, then the longest due."""
    due = _in_reach(user, REVIEWERS["editor"] | REVIEWERS["expert"]).filter(due_on(today))
    return due.order_by(F("review_due").asc(nulls_first=True), "code")


def is_own_work(user: Person, row: Practice, newest: Revision) -> bool:
    """Whether a person proposed a practice or wrote its newest version: nobody reviews that."""
    return user.is_authenticated and user.pk in (row.proposer_id, newest.by_id)


def versions_of(row: Practice, *, whole: bool) -> list[Revision]:
    """The versions of a practice, the newest first: all of them, or those that everybody may read."""
    rows = Revision.objects.filter(practice=row).select_related("by").prefetch_related("reviews__by")
    if not whole:
        rows = rows.exclude(published=None)
    return list(rows.order_by("-number"))


def _in_reach(user: User, kinds: Collection[str]) -> QuerySet[Practice]:
    """Practices of places where one of the roles, held by this person, counts: the rules, asked of the database."""
    scopes = [scope for role, scope in user.held_roles if role in kinds]
    if any(scope.kind == EVERYWHERE for scope in scopes):
        return with_newest()
    newest = Revision.objects.filter(practice=OuterRef("pk")).order_by("-number")
    stated = [NullIf(KT(f"content__practice__{name}"), Value("", TextField())) for name in ("nuts", "country")]
    place = Subquery(newest.annotate(place=Coalesce(*stated)).values("place")[:1])
    here = Q(pk__in=())
    for scope in scopes:
        if scope.kind == REGION:
            here |= Q(place__startswith=scope.code)
    return with_newest().annotate(place=place).filter(here)
