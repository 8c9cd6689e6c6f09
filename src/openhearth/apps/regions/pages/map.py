"""The map of the regions by one indicator."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from django.utils.translation import gettext as _

from openhearth.apps.regions import models, outlines, selectors, wording
from openhearth.apps.regions.drawing import SHADES, UNKNOWN, Drawing, LegendEntry, circles, quarters, shade
from openhearth.apps.regions.outlines import Layout
from openhearth.apps.regions.sentences import lower_bounds
from openhearth.core.cartogram import OVERSEAS, Cartogram, cartogram
from openhearth.core.landscape import Landscape
from openhearth.core.register import Indicator

FIRST_SHOWN = "ets_emissions_per_head"


def mapped_indicators() -> tuple[Indicator, ...]:
    """The indicators with a figure for most regions."""
    return tuple(entry for entry in selectors.register().indicators if entry.code in selectors.landscape().years)


def mapped_indicator(code: str) -> Indicator:
    """The indicator asked for, the first shown where it is not one of them."""
    known = {entry.code: entry for entry in mapped_indicators()}
    return known.get(code) or known[FIRST_SHOWN]


def drawing(entry: Indicator | None = None) -> Drawing:
    """The regions shaded by quarters of the indicator: with their boundaries where a user has loaded them, as circles else."""
    entry = entry or mapped_indicator(FIRST_SHOWN)
    landscape = selectors.landscape()
    values = landscape.figures.column(entry.code)
    bounds = quarters(values)
    year = landscape.years[entry.code]
    unit = wording.unit(entry.unit)
    labels, styles = {}, {}
    for place, value in zip(landscape.territories, values, strict=True):
        labels[place.code] = f"{place.code} {place.name}: {wording.number(float(value), entry.decimals)} {unit}"
        styles[place.code] = shade(float(value), bounds)
    title = _("%(indicator)s by region, %(year)s") % {"indicator": wording.label(entry), "year": year}
    legend, version = _legend(entry, bounds), selectors.data_version()
    outlined = _outlines(version)
    if outlined.outlines:
        shapes = outlines.boundaries(outlined, labels, styles)
        note = _note(entry, landscape, _("Regions without a boundary in the loaded file are not drawn."))
        return Drawing(title, entry.code, outlined.box, (), legend, note, shapes, _attribution())
    drawn, box = circles(_layout(version), labels, styles)
    return Drawing(
        title,
        entry.code,
        box,
        drawn,
        legend,
        _note(entry, landscape, _("Regions without population figures are not drawn.")),
    )


@lru_cache(maxsize=2)
def _outlines(version: str) -> Layout:
    del version  # only keys the cache
    loaded = models.Boundary.objects.filter(territory__kind=selectors.COMPARED_KIND)
    return outlines.layout({str(one.territory_id): one.geometry for one in loaded}, OVERSEAS)


def _attribution() -> str:
    return next(row["attribution"] for row in selectors.source_register() if row["code"] == "gisco-nuts-2021")


@lru_cache(maxsize=2)
def _layout(version: str) -> Cartogram:
    del version  # only keys the cache
    landscape = selectors.landscape()
    people = landscape.figures.column("population")
    drawable = [
        (place, float(size))
        for place, size in zip(landscape.territories, people, strict=True)
        if size > 0 and not np.isnan(place.longitude)
    ]
    return cartogram(
        [place.code for place, _size in drawable],
        np.array([place.longitude for place, _size in drawable]),
        np.array([place.latitude for place, _size in drawable]),
        np.array([size for _place, size in drawable]),
        insets=OVERSEAS,
    )


def _legend(entry: Indicator, bounds: tuple[float, float, float] | None) -> tuple[LegendEntry, ...]:
    known: list[LegendEntry] = []
    if bounds:
        low, middle, high = (wording.number(bound, entry.decimals) for bound in bounds)
        texts = (
            _("below %(bound)s") % {"bound": low},
            _("%(low)s to %(high)s") % {"low": low, "high": middle},
            _("%(low)s to %(high)s") % {"low": middle, "high": high},
            _("%(bound)s and more") % {"bound": high},
        )
        known = [LegendEntry(text, style) for text, style in zip(texts, SHADES, strict=True)]
    return (*known, LegendEntry(_("not known"), UNKNOWN))


def _note(entry: Indicator, landscape: Landscape, left_out: str) -> str:
    source = _("Unit: %(unit)s. Source: %(source)s, NUTS 2021.")
    caveat = lower_bounds(landscape) if entry.code.startswith("ets_emissions") else ""
    return f"{source % {'unit': wording.unit(entry.unit), 'source': entry.source}} {left_out} {caveat}".rstrip()
