"""The charts of a region in the reader's language, as figures of a document: drawing, words and table say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from openhearth.apps.regions import wording
from openhearth.apps.regions.selectors import divisions, ecosystem_labels, group_labels, register
from openhearth.apps.regions.sentences import emissions_in_words
from openhearth.core.chart import (
    Frame,
    Numerals,
    Reference,
    Series,
    Spec,
    Standing,
    bar_chart,
    dot_plot,
    line_chart,
    sparkline,
    stacked_bar,
)
from openhearth.core.emissions import EmissionsByYear
from openhearth.core.landscape import Landscape
from openhearth.core.profile import IndicatorProfile, Profile, strongest

STRONGEST = 8
GROUPS_SHOWN = 4
KEY_INDICATORS = (
    "unemployment",
    "income",
    "life_expectancy",
    "adult_learning",
    "tertiary_education",
    "gdp_per_head",
    "industry_share",
    "ets_emissions_per_head",
)


def numerals() -> Numerals:
    return Numerals(decimal=get_format("DECIMAL_SEPARATOR"), thousands=get_format("THOUSAND_SEPARATOR"))


def chart(name: str, profile: Profile, landscape: Landscape) -> Spec | None:
    """The named chart of a profile; None where the profile has nothing to draw."""
    if name.startswith("spark-"):
        wanted = name.removeprefix("spark-")
        found = next((one for one in profile.indicators if one.indicator == wanted), None)
        return trend(found) if found else None
    drawn = CHARTS.get(name)
    return drawn(profile, landscape) if drawn else None


def emissions(profile: Profile, landscape: Landscape) -> Spec | None:
    del landscape
    if profile.emissions is None:
        return None
    total = profile.emissions.total
    return line_chart(
        Frame(
            _("Verified industrial emissions in the EU ETS"),
            emissions_in_words(profile.emissions),
            _("Mt CO2e"),
            numerals(),
        ),
        total.years,
        (
            _megatonnes(_("Same installations in all years"), total.constant_tonnes.tolist()),
            _megatonnes(_("All installations"), total.tonnes.tolist()),
        ),
    )


def group_label(group: str) -> str:
    return group_labels()[group] if wording.german() else group


def emission_groups(profile: Profile, landscape: Landscape) -> Spec | None:
    del landscape
    if profile.emissions is None:
        return None
    groups = profile.emissions.groups
    shown = [(group_label(group), series) for group, series in groups[:GROUPS_SHOWN]]
    years = profile.emissions.total.years
    parts = [_megatonnes(label, series.tonnes.tolist()) for label, series in shown]
    if groups[GROUPS_SHOWN:]:
        parts.append(_megatonnes(_("All other activities"), _sum([series for _name, series in groups[GROUPS_SHOWN:]])))
    leading = shown[0][0]
    share = groups[0][1].tonnes[-1] / profile.emissions.total.tonnes[-1] if profile.emissions.total.tonnes[-1] else 0.0
    return stacked_bar(
        Frame(
            _("Emissions by activity"),
            _("%(activity)s emitted %(share)s of the total in %(year)s.")
            % {"activity": leading, "share": wording.percent(share, 0), "year": years[-1]},
            _("Mt CO2e"),
            numerals(),
        ),
        tuple(str(year) for year in years),
        tuple(parts),
    )


def specialisation(profile: Profile, landscape: Landscape) -> Spec | None:
    del landscape
    if profile.economy is None:
        return None
    labels = {entry.code: wording.label(entry) for entry in divisions()}
    standing_out = strongest(profile.economy, STRONGEST)
    if not standing_out:
        return None
    return _quotients(
        _("What stands out: employment compared with the average region"),
        [(f"{labels[one.nace]} ({one.nace})", one.quotient) for one in standing_out],
    )


def ecosystems(profile: Profile, landscape: Landscape) -> Spec | None:
    del landscape
    if profile.economy is None:
        return None
    labels = {entry.code: wording.label(entry) for entry in ecosystem_labels()}
    known = [one for one in profile.economy.ecosystems if not isnan(one.quotient)]
    if not known:
        return None
    ordered = sorted(known, key=lambda one: (-one.quotient, one.ecosystem))
    return _quotients(
        _("Industrial ecosystems: employment compared with the average region"),
        [(labels[one.ecosystem], one.quotient) for one in ordered],
    )


def standings(profile: Profile, landscape: Landscape) -> Spec | None:
    known = {one.indicator: one for one in profile.indicators if one.standing and one.compared}
    strips = []
    for code in KEY_INDICATORS:
        if code not in known:
            continue
        entry = register().indicator(code)
        found = known[code]
        own, quartiles = found.compared.value, found.standing.quartiles  # type: ignore[union-attr]
        texts = tuple(wording.number(value, entry.decimals) for value in (own, *quartiles))
        label = f"{wording.label(entry)} ({wording.unit(entry.unit)}, {found.compared.year})"  # type: ignore[union-attr]
        values = tuple(float(value) for value in landscape.figures.column(code) if not isnan(value))
        strips.append(Standing(label, own, values, texts))  # type: ignore[arg-type]
    if not strips:
        return None
    name = profile.territory.name
    return dot_plot(
        Frame(
            _("Where the region lies among all regions"),
            _("One strip for each figure, from the lowest to the highest region; the diamond is %(name)s.")
            % {"name": name},
            "",
            numerals(),
        ),
        strips,
        (_("Figure"), name, _("A quarter lie below"), _("Median"), _("A quarter lie above")),
    )


def trend(found: IndicatorProfile) -> Spec | None:
    """A small line of the published years."""
    entry = register().indicator(found.indicator)
    known = [one for one in found.series if one.status != "forecast"]
    if len(known) < 3:
        return None
    first, last = known[0], known[-1]
    return sparkline(
        _("%(label)s: %(first)s in %(from)s, %(last)s in %(to)s.")
        % {
            "label": wording.label(entry),
            "first": wording.number(first.value, entry.decimals),
            "from": first.year,
            "last": wording.number(last.value, entry.decimals),
            "to": last.year,
        },
        [one.value for one in known],
    )


CHARTS: Mapping[str, Callable[[Profile, Landscape], Spec | None]] = {
    "standings": standings,
    "specialisation": specialisation,
    "ecosystems": ecosystems,
    "emissions": emissions,
    "activities": emission_groups,
}


def _quotients(title: str, rows: list[tuple[str, float]]) -> Spec:
    label, quotient = rows[0]
    return bar_chart(
        Frame(
            title,
            _("%(label)s stands out most, with %(times)s the average share of employment.")
            % {"label": label, "times": wording.times(quotient)},
            _("times the average"),
            numerals(),
        ),
        tuple(label for label, _value in rows),
        Series(
            _("Location quotient"),
            tuple(value for _label, value in rows),
            tuple(wording.number(value, 1) for _label, value in rows),
        ),
        Reference(1.0, _("average")),
    )


def _megatonnes(label: str, tonnes: list[float]) -> Series:
    return Series(label, tuple(value / 1e6 for value in tonnes), tuple(wording.megatonnes(value) for value in tonnes))


def _sum(parts: list[EmissionsByYear]) -> list[float]:
    return [float(value) for value in sum((series.tonnes for series in parts[1:]), parts[0].tonnes)]
