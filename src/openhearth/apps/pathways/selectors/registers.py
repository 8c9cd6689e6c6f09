"""What the house knows that a plan may name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from openhearth.apps.regions import selectors as regions
from openhearth.apps.regions.wording import german, label, unit
from openhearth.core.pathway.terms import Observation
from openhearth.core.profile import emissions
from openhearth.sources.registers import register

EMISSIONS = "ets_emissions"


def register_observations(region: str) -> Mapping[str, tuple[Observation, ...]]:
    """What the house knows about a region, by indicator and year, forecasts left out; read once for each state of the data."""
    return _observations(region, regions.data_version())


@lru_cache(maxsize=64)
def _observations(region: str, version: str) -> Mapping[str, tuple[Observation, ...]]:
    del version  # only keys the cache
    place = regions.place(region)
    found: dict[str, list[Observation]] = {}
    for figure in place.figures:
        if figure.status != "forecast":
            found.setdefault(figure.indicator, []).append(Observation(figure.year, figure.value, figure.source))
    sums = [one for one in place.figures if one.indicator == EMISSIONS]
    emitted = emissions(place.emissions, regions.activity_groups(), sums)
    if emitted and sums:  # the register has two years for small regions, the installations have every year
        years = zip(emitted.total.years, emitted.total.tonnes.tolist(), strict=True)
        found[EMISSIONS] = [Observation(year, tonnes, sums[0].source) for year, tonnes in years]
    return {indicator: tuple(several) for indicator, several in found.items()}


def choices() -> Mapping[str, list[tuple[str, str]]]:
    """What an indicator may be tied to: figures of the house, and dimensions of the Doughnut."""
    figures = [(entry.code, f"{label(entry)} ({unit(entry.unit)})") for entry in regions.register().indicators]
    language = "label_de" if german() else "label_en"
    dimensions = [(row["code"], row[language] or row["label_en"]) for row in register("doughnut_dimensions")]
    return {"register": figures, "dimension": dimensions}
