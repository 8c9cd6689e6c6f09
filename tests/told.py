"""A practice told in full, for tests that look at its page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from openhearth.apps.practices.models import Practice, Revision, State, content_of
from openhearth.core.practice import KeyFigure
from openhearth.core.practice import Practice as Described
from openhearth.core.practice_record import PracticeRecord, Result, flat, record_of

HEAT = PracticeRecord(
    Described(
        "heat-for-homes",
        "Waste heat warms a district",
        "A steelworks gives the heat of its furnace to the homes around it.",
        "en",
        "openhearth",
        "A visit",
        original_title="Calore per il quartiere",
        original_language="it",
        actors=("Steelworks", "City utility"),
        country="IT",
        nuts="ITC47",
        territorial_validity="regional",
        carbon_intensive_group="steel",
        thematic_priority=("green",),
        strategic_challenge=("innovation",),
        industrial_ecosystem=("energy_intensive",),
        started=2016,
        ended=2019,
        url="https://example.org/heat",
        facts=(KeyFigure("Heat a year", 35.5, "GWh"), KeyFigure("Homes", 3000.0)),
    ),
    owner="City utility",
    cost=4_200_000.0,
    currency="EUR",
    funding=("City utility",),
    resources=("Two engineers for three years",),
    preconditions=("A heat network nearby", "A furnace that runs all year"),
    results=(
        Result("CO2 not emitted", 8000.0, "t a year", "https://example.org/report"),
        Result("The boiler house was closed"),
    ),
    outcome="mixed",
    difficulties="The furnace stops at weekends.",
    why_it_worked="Two people had the mandate to sign.",
    potential_for_transfer="Wherever a network is near.",
    lens=("ecological",),
    reach=("local",),
)


def a_practice(record: PracticeRecord = HEAT, *, told: dict[str, Any] | None = None, **fields: Any) -> Practice:
    """A published practice with one version, reviewed and fresh; ``told`` changes its record, ``fields`` its row."""
    record = record_of(flat(record) | (told or {}))
    known = {"code": record.practice.code, "reviewed_on": date(2026, 1, 2), "review_due": date(2099, 1, 2)}
    practice = Practice.objects.create(**known | {key: value for key, value in fields.items() if key != "state"})
    revision = Revision.objects.create(practice=practice, number=1, content=content_of(record), by=practice.proposer)
    practice.state = fields.get("state", State.PUBLISHED)
    if practice.state == State.ARCHIVED and not practice.archived_because:
        practice.archived_because = "The works closed."
    if practice.state in (State.PUBLISHED, State.ARCHIVED):
        practice.public, practice.published = revision, timezone.now()
        Revision.objects.filter(pk=revision.pk).update(published=practice.published)
    practice.save()
    return practice
