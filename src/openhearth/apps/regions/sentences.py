"""What is said about a region in words: on its page, in its brief and on the terminal. No chart is drawn for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhearth.apps.regions import selectors, wording
from openhearth.core.landscape import Landscape
from openhearth.core.peers import Contribution, Peers
from openhearth.core.profile import EmissionsProfile, IndicatorProfile, Profile, strongest
from openhearth.core.typology import Mark, Placement, Unclassified

ACTIVITIES_NAMED = 3
MARKS_NAMED = 3


@dataclass(frozen=True, slots=True)
class PeerRow:
    code: str
    name: str
    country: str
    distance: str
    differences: str
    likenesses: str
    missing: str


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
        reasons = marks_in_words(profile.type.reasons)
        sentences.append(
            _("Its type is “%(type)s”, because of: %(reasons)s.") % {"type": type_name(profile), "reasons": reasons}
            if reasons
            else _("Its type is “%(type)s”: nothing stands out.") % {"type": type_name(profile)}
        )
    if profile.emissions:
        sentences.append(emissions_in_words(profile.emissions))
    return sentences


def type_name(profile: Profile) -> str:
    if not isinstance(profile.type, Placement):
        return ""
    names = {entry.code: wording.label(entry) for entry in selectors.region_types()}
    return names[profile.type.type_code]


def emissions_in_words(found: EmissionsProfile) -> str:
    """What may be said about the series, and what not."""
    total, said = found.total, found.reading
    first, last = total.years[0], total.years[-1]
    sentences = [
        _("%(first)s: %(before)s Mt, %(last)s: %(after)s Mt CO2e from all installations.")
        % {
            "first": first,
            "last": last,
            "before": wording.megatonnes(total.tonnes[0]),
            "after": wording.megatonnes(total.tonnes[-1]),
        }
    ]
    if said.trend:
        sentences.append(
            _("Installations that reported in every year changed by %(change)s from %(first)s to %(last)s.")
            % {"change": _signed(said.trend.change), "first": said.trend.first_year, "last": said.trend.last_year}
        )
    else:
        sentences.append(_("Too little can be compared like for like to speak of a trend."))
    if "scope_changed" in said.reasons:
        began = ngettext(
            "%(count)s installation began to report", "%(count)s installations began to report", said.started
        )
        stopped = ngettext("%(count)s stopped", "%(count)s stopped", said.ended)
        sentences.append(
            _("The total is no trend: %(began)s, %(stopped)s.")
            % {"began": began % {"count": said.started}, "stopped": stopped % {"count": said.ended}}
        )
    if found.lower_bound:
        sentences.append(_("These are lower bounds: part of the country's emissions could be placed in no region."))
    return " ".join(sentences)


def marks_in_words(marks: Sequence[Mark]) -> str:
    """The strongest specialisations: Energy-intensive industries 2.4 ×, …"""  # noqa: RUF002
    labels = {entry.code: wording.label(entry) for entry in selectors.ecosystem_labels()}
    return ", ".join(f"{labels[mark.ecosystem]} {wording.times(mark.quotient)}" for mark in marks[:MARKS_NAMED])


def rank_in_words(found: IndicatorProfile) -> str:
    if found.standing is None or found.compared is None:
        return ""
    words = _("%(rank)s of %(of)s") % {"rank": found.standing.rank, "of": found.standing.of}
    return words if found.compared.year == found.latest.year else f"{words} ({found.compared.year})"


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
        "no_emissions": emissions_unknown(),
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


def lower_bounds(landscape: Landscape) -> str:
    """Stands wherever emissions of several regions are shown; empty where all sums are whole."""
    countries = ", ".join(landscape.lower_bounds)
    said = _("Emissions in these countries are lower bounds, because part could be placed in no region: %(countries)s.")
    return said % {"countries": countries} if countries else ""


def emissions_unknown() -> str:
    return _(
        "Industrial emissions are not known here: too few installations of the EU emissions trading system in this "
        "country could be placed in a region, or the country does not take part. That is not the same as none."
    )


def _signed(change: float) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else "±"  # noqa: RUF001 - a minus, not a hyphen
    return f"{sign}{wording.percent(abs(change), 0)}"
