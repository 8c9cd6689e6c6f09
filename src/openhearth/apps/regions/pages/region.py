"""The page of one region."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import isnan

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhearth.apps.regions import charts, selectors, wording
from openhearth.apps.regions.sentences import (
    emissions_unknown,
    gaps,
    marks_in_words,
    peer_rows,
    rank_in_words,
    summary,
    type_name,
)
from openhearth.core.chart import Spec, figure
from openhearth.core.document import Figure, Source
from openhearth.core.peers import Peers
from openhearth.core.profile import Profile
from openhearth.core.typology import Placement

SOURCES_LANGUAGE = "en"
"""In which the register of sources is written."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One indicator in the table of a region."""

    code: str
    label: str
    description: str
    value: str
    unit: str
    year: int
    status: str
    median: str
    rank: str
    spark: str
    spark_alt: str
    source: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart of the page: where its drawing is, and the figure with its words and table."""

    url: str
    figure: Figure


def region_page(profile: Profile, *, count: int) -> dict[str, object]:
    found = peers_of(profile, count=count)
    return {
        "profile": profile,
        "place": profile.territory,
        "summary": summary(profile),
        "lenses": [(wording.word(wording.LENSES, lens), figure_rows(profile, lens)) for lens in wording.LENSES],
        "charts": drawn_charts(profile),
        "type_name": type_name(profile),
        "type_reasons": marks_in_words(profile.type.reasons) if isinstance(profile.type, Placement) else "",
        "peers": peer_rows(found) if found else [],
        "peers_missing": [wording.word(wording.DIMENSIONS, code) for code in found.missing] if found else [],
        "gaps": gaps(profile),
        "emissions_unknown": emissions_unknown(),
        "activities": activity_rows(profile),
        "ecosystems": ecosystem_rows(profile),
        "capacities": [
            (
                wording.word(wording.SECTORS, row.sector),
                wording.word(wording.ROUTES, row.route),
                wording.word(wording.PLANT_STATUSES, row.status),
                wording.number(row.kilotonnes),
                row.plants,
                row.year,
            )
            for row in profile.capacities
        ],
        "installations": installation_rows(profile),
        "sources": sources_of(profile),
    }


def compared_kind(profile: Profile) -> str:
    """The kind of region among which this place is compared."""
    return profile.territory.kind if profile.territory.kind in {"nuts2", "nuts3"} else selectors.COMPARED_KIND


def peers_of(profile: Profile, *, count: int) -> Peers | None:
    """Peers are found among NUTS 2 regions; other places have none of their own."""
    if profile.territory.kind != selectors.COMPARED_KIND:
        return None
    return selectors.peers_of(profile.territory.code, count=count)


def figure_rows(profile: Profile, lens: str) -> list[FigureRow]:
    """The indicators of one lens, newest published figure first said, then where it stands."""
    entries = {entry.code: entry for entry in selectors.register().indicators if entry.lens == lens}
    rows = []
    for found in profile.indicators:
        if found.indicator not in entries:
            continue
        entry = entries[found.indicator]
        spark = charts.trend(found)
        rows.append(
            FigureRow(
                code=entry.code,
                label=wording.label(entry),
                description=wording.description(entry),
                value=wording.number(found.latest.value, entry.decimals),
                unit=wording.unit(entry.unit),
                year=found.latest.year,
                status=_("a lower bound")
                if entry.code.startswith("ets_emissions") and "d" in found.latest.flag
                else wording.word(wording.STATUSES, found.latest.status),
                median=wording.number(found.standing.quartiles[1], entry.decimals) if found.standing else "",
                rank=rank_in_words(found),
                spark=chart_url(profile, f"spark-{entry.code}") if spark else "",
                spark_alt=str(spark["description"]) if spark else "",
                source=found.latest.source,
            )
        )
    return rows


def chart_url(profile: Profile, name: str) -> str:
    language = get_language() or "en"
    return f"{reverse('regions:chart', args=[profile.territory.code, name])}?language={language}"


def drawn_charts(profile: Profile) -> dict[str, Drawn]:
    landscape = selectors.landscape(compared_kind(profile))
    made: dict[str, Spec | None] = {name: draw(profile, landscape) for name, draw in charts.CHARTS.items()}
    return {name: Drawn(chart_url(profile, name), figure(spec)) for name, spec in made.items() if spec}


def activity_rows(profile: Profile) -> list[tuple[str, str, str, str, str, str]]:
    """Code, name, persons, share, quotient, status of every activity, largest first, unknown last."""
    if profile.economy is None:
        return []
    labels = {entry.code: wording.label(entry) for entry in selectors.divisions()}
    ordered = sorted(
        profile.economy.activities,
        key=lambda one: (isnan(one.persons), -one.persons if one.persons > 0 else 0, one.nace),
    )
    return [
        (
            one.nace,
            labels[one.nace],
            wording.number(one.persons),
            wording.percent(one.share),
            wording.times(one.quotient),
            wording.word(wording.STATUSES, one.status),
        )
        for one in ordered
    ]


def ecosystem_rows(profile: Profile) -> list[tuple[str, str, str, str]]:
    """Name, share, quotient and known part of every ecosystem."""
    if profile.economy is None:
        return []
    labels = {entry.code: wording.label(entry) for entry in selectors.ecosystem_labels()}
    return [
        (
            labels[one.ecosystem],
            wording.percent(one.share),
            wording.times(one.quotient),
            wording.percent(one.coverage, 0),
        )
        for one in profile.economy.ecosystems
    ]


def installation_rows(profile: Profile) -> list[dict[str, object]]:
    """Installations packaged for this place, the largest first."""
    if profile.emissions is None:
        return []  # where most could not be placed, the few that were must not pass for the largest
    labels = selectors.activity_labels(german=wording.german())
    return [
        {
            "name": one.name,
            "place": one.place,
            "activity": labels.get(one.activity, one.activity),
            "tonnes": wording.number(one.latest[1]),
            "year": one.latest[0],
            "first_year": one.first_year or "",
            "last_year": one.last_year or "",
        }
        for one in profile.installations
        if one.latest and one.latest[1] > 0
    ]


def sources_of(profile: Profile) -> list[dict[str, str]]:
    """The sources behind this page, in the order of the register."""
    used = {one.latest.source for one in profile.indicators}
    used |= set(profile.economy.sources) if profile.economy else set()
    used |= {"eutl-2024"} if profile.emissions else set()
    used |= {row.source for row in profile.capacities}
    used |= {row.source for row in profile.plants}
    used |= {row.source for row in profile.installations}
    return [row for row in selectors.source_register() if row["code"] in used]


def printed_sources(*profiles: Profile) -> tuple[Source, ...]:
    """The same for a document, each once, in the language in which the register of sources is written."""
    rows = {row["code"]: row for profile in profiles for row in sources_of(profile)}
    return tuple(
        Source(
            row["code"],
            row["title"],
            row["publisher"],
            row["licence"],
            row["attribution"],
            row["url"],
            row["note"],
            SOURCES_LANGUAGE,
        )
        for row in rows.values()
    )


def etag_of(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
