"""Visits and secondments as they are listed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhearth.apps.learning.words import VISITS, WAYS
from openhearth.apps.pathways.sentences import day as day_in_words
from openhearth.core.programme.exchange_terms import ExchangeVisit
from openhearth.core.programme.terms import Programme


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in words."""

    part: ExchangeVisit
    kind: str
    way: str
    host: str
    guest: str
    days: str
    may_write: bool


def visit_row(part: ExchangeVisit, programme: Programme, *, may_write: bool) -> VisitRow:
    """A visit with the names of its partners."""
    names = {one.key: one.name for one in programme.partners}
    told = [day_in_words(one) for one in dict.fromkeys((part.start, part.end)) if one]
    return VisitRow(
        part,
        str(VISITS[part.kind]),
        str(WAYS[part.way]),
        names.get(part.host, part.host),
        names.get(part.guest, part.guest),
        " \N{EN DASH} ".join(told) or _("day not yet known"),
        may_write,
    )
