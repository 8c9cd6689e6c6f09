"""The hand-written registers as values, read once."""

from __future__ import annotations

from functools import lru_cache

from openhearth.core.register import (
    Division,
    Ecosystem,
    Ecosystems,
    RegionType,
    Register,
    parse_divisions,
    parse_ecosystem_labels,
    parse_ecosystems,
    parse_region_types,
    parse_register,
)
from openhearth.sources import registers


@lru_cache
def register() -> Register:
    return parse_register(registers.register("indicators"))


@lru_cache
def divisions() -> tuple[Division, ...]:
    return parse_divisions(registers.register("divisions"))


@lru_cache
def ecosystem_labels() -> tuple[Ecosystem, ...]:
    return parse_ecosystem_labels(registers.register("ecosystem_labels"))


@lru_cache
def region_types() -> tuple[RegionType, ...]:
    return parse_region_types(registers.register("region_types"), [entry.code for entry in ecosystem_labels()])


@lru_cache
def ecosystems() -> Ecosystems:
    """The packaged reconstruction of the 14 industrial ecosystems."""
    return parse_ecosystems(registers.register("ecosystems"), [entry.code for entry in ecosystem_labels()])


@lru_cache
def activity_groups() -> dict[str, str]:
    """EU ETS activity code to the group it is compared in."""
    return {row["code"]: row["group_en"] for row in registers.register("activities")}


@lru_cache
def group_labels() -> dict[str, str]:
    """Group of activities to its German name; its English name is its key."""
    return {row["group_en"]: row["group_de"] for row in registers.register("activities")}


@lru_cache
def activity_labels(*, german: bool) -> dict[str, str]:
    """EU ETS activity code to its name."""
    return {row["code"]: row["label_de" if german else "label_en"] for row in registers.register("activities")}


@lru_cache
def country_names() -> dict[str, str]:
    """Country code as in NUTS to its German name; the tables hold the English one."""
    # Only German pages need it, and reading the vocabularies takes a while.
    from openhearth.sources.practices.practices_yaml import packaged_vocabularies  # noqa: PLC0415

    return {term.code: term.label("de") for term in packaged_vocabularies()["country"].terms}


@lru_cache
def source_register() -> list[dict[str, str]]:
    return registers.register("sources")
