"""The page of one region."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import isnan

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhearth.apps.regions import charts, selectors, wording
from openhearth.apps.regions.pages.types import marks_in_words
from openhearth.core.chart import Spec, figure
from openhearth.core.document import Figure
from openhearth.core.peers import Contribution, Peers
from openhearth.core.profile import IndicatorProfile, Profile, strongest
from openhearth.core.typology import Placement, Unclassified

ACTIVITIES_NAMED = 3


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


@dataclass(frozen=True, slots=True)
class PeerRow:
    code: str
    name: str
    country: str
    distance: str
    differences: str
    likenesses: str
    missing: str


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
        "activities": activity_rows(profile),
        "ecosystems": ecosystem_rows(profile),
        "capacities": [
            (
                wording.word(wording.SECTORS, row.sector),
                row.route,
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


def summary(profile: Profile) -> list[str]:
    """What a mayor reads first: what the region is, what stands out, what it emits."""
    sentences = []
    if profile.economy:
        labels = {entry.code: wording.label(entry) for entry in selectors.divisions()}
        named = [
            f"{labels[one.nace]} ({wording.times(one.quotient)})"
            for one in strongest(profile.economy, ACTIVITIES_NAMED)
        ]
        if named:
            sentences.append(
                _("Compared with the average region, employment stands out in %(activities)s.")
                % {"activities": wording.joined(named)}
            )
    if isinstance(profile.type, Placement):
        sentences.append(_("Its type is “%(type)s”.") % {"type": type_name(profile)})
    if profile.emissions:
        sentences.append(charts.emissions_in_words(profile.emissions))
    return sentences


def type_name(profile: Profile) -> str:
    if not isinstance(profile.type, Placement):
        return ""
    names = {entry.code: wording.label(entry) for entry in selectors.region_types()}
    return names[profile.type.type_code]


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
                description=entry.description_de if wording.german() else entry.description_en,
                value=wording.number(found.latest.value, entry.decimals),
                unit=wording.unit(entry.unit),
                year=found.latest.year,
                status=wording.word(wording.STATUSES, found.latest.status),
                median=wording.number(found.standing.quartiles[1], entry.decimals) if found.standing else "",
                rank=rank_in_words(found),
                spark=chart_url(profile, f"spark-{entry.code}") if spark else "",
                spark_alt=str(spark["description"]) if spark else "",
                source=found.latest.source,
            )
        )
    return rows


def rank_in_words(found: IndicatorProfile) -> str:
    if found.standing is None or found.compared is None:
        return ""
    words = _("%(rank)s of %(of)s") % {"rank": found.standing.rank, "of": found.standing.of}
    return words if found.compared.year == found.latest.year else f"{words} ({found.compared.year})"


def chart_url(profile: Profile, name: str) -> str:
    language = get_language() or "en"
    return f"{reverse('regions:chart', args=[profile.territory.code, name])}?language={language}"


def drawn_charts(profile: Profile) -> dict[str, Drawn]:
    landscape = selectors.landscape(compared_kind(profile))
    made: dict[str, Spec | None] = {name: draw(profile, landscape) for name, draw in charts.CHARTS.items()}
    return {name: Drawn(chart_url(profile, name), figure(spec)) for name, spec in made.items() if spec}


def peer_rows(found: Peers) -> list[PeerRow]:
    places = {place.code: place for place in selectors.landscape().territories}
    return [
        PeerRow(
            peer.code,
            places[peer.code].name,
            places[peer.code].country,
            wording.number(peer.distance, 2),
            _dimensions(peer.contributions, most=True),
            _dimensions(peer.contributions, most=False),
            ", ".join(wording.word(wording.DIMENSIONS, code) for code in peer.missing),
        )
        for peer in found.peers
    ]


def _dimensions(contributions: tuple[Contribution, ...], *, most: bool) -> str:
    """The two dimensions that add most (or least) to the distance, with their part of it."""
    ordered = sorted(contributions, key=lambda one: (-one.share if most else one.share, one.dimension))[:2]
    return ", ".join(
        f"{wording.word(wording.DIMENSIONS, one.dimension)} {wording.percent(one.share, 0)}" for one in ordered
    )


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
    labels = selectors.activity_labels(german=wording.german())
    return [
        {
            "name": one.name,
            "place": one.place,
            "activity": labels.get(one.activity, one.activity),
            "tonnes": wording.number(one.latest),
            "year": one.tonnes[-1][0] if one.tonnes else "",
            "first_year": one.first_year or "",
            "last_year": one.last_year or "",
        }
        for one in profile.installations
        if one.latest > 0
    ]


def gaps(profile: Profile) -> list[str]:
    """What is not known, said plainly."""
    economy, kind = profile.economy, wording.word(wording.KINDS, profile.territory.kind)
    sentences = {
        "overview_only": _("Regions are compared at NUTS 2. For a %(kind)s only some figures exist.") % {"kind": kind},
        "no_figures": _("No figures are known for this place."),
        "no_employment": _("Employment by activity is not known here, so nothing can be said about specialisation."),
        "employment_incomplete": _(
            "%(share)s of employment is known by activity; the rest is confidential or not published."
        )
        % {"share": wording.percent(economy.coverage, 0) if economy else ""},
        "no_type": _("Too little is known to say which type of region this is."),
        "no_emissions": _(
            "Industrial emissions are not known: too few installations of the EU emissions trading system in this "
            "country could be placed in a region. That is not the same as none."
        ),
        "emissions_lower_bound": _(
            "Industrial emissions are a lower bound: part of the country's installations could be placed in no region."
        ),
        "old_figures": _(
            "Some figures are more than eight years old, because no newer ones are published openly: see the years."
        ),
    }
    said = [sentences[gap] for gap in profile.gaps]
    if isinstance(profile.type, Unclassified):
        said.append(
            _("Specialisation is known for %(known)s ecosystems; %(needed)s are needed to name a type.")
            % {"known": profile.type.known, "needed": profile.type.needed}
        )
    return [
        *said,
        _(
            "Openness of the economy, skills of the workforce and local pollution have no open regional source here yet."
        ),
    ]


def sources_of(profile: Profile) -> list[dict[str, str]]:
    """The sources behind this page, in the order of the register."""
    used = {one.latest.source for one in profile.indicators}
    used |= {profile.economy.source} if profile.economy else set()
    used |= {"eutl-2024"} if profile.emissions else set()
    used |= {row.source for row in profile.capacities}
    used |= {row.source for row in profile.plants}
    used |= {row.source for row in profile.installations}
    return [row for row in selectors.source_register() if row["code"] in used]


def etag_of(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
