"""One practice as a row, with what its page needs."""

from __future__ import annotations

from openhearth.apps.practices.models import Practice, Revision


def practice_row(code: str) -> Practice | None:
    """Its public version and what it was adapted from are read along."""
    rows = Practice.objects.select_related("public", "adapted_from__public", "keeper", "proposer")
    return rows.filter(code=code).first()


def revision_of(practice: Practice, number: int | None) -> Revision | None:
    """One version, or without a number the newest, with what reviewers said of it."""
    rows = practice.revisions.order_by("-number").prefetch_related("reviews")
    return (rows if number is None else rows.filter(number=number)).first()


def adaptations_of(practice: Practice) -> tuple[Practice, ...]:
    """What others made of it, as far as it is public and not archived."""
    rows = practice.adaptations.exclude(public=None).filter(archived_because="")
    return tuple(rows.select_related("public").order_by("code"))
