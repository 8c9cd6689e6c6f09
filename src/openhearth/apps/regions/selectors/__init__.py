"""Reads: rows become the core's frozen values."""

from openhearth.apps.regions.selectors.facts import place
from openhearth.apps.regions.selectors.landscapes import (
    COMPARED_KIND,
    atlas,
    dimensions,
    landscape,
    peers_of,
    region_profile,
    typology_of,
)
from openhearth.apps.regions.selectors.loads import (
    PACKAGED,
    data_version,
    facts_are_current,
    loads_by_users,
    packaged_load,
)
from openhearth.apps.regions.selectors.places import (
    countries,
    exact_code,
    lineage,
    nearest,
    parts,
    territories,
    territory,
)
from openhearth.apps.regions.selectors.registers import (
    activity_groups,
    activity_labels,
    country_names,
    divisions,
    ecosystem_labels,
    ecosystems,
    group_labels,
    region_types,
    register,
    source_register,
)

__all__ = [
    "COMPARED_KIND",
    "PACKAGED",
    "activity_groups",
    "activity_labels",
    "atlas",
    "countries",
    "country_names",
    "data_version",
    "dimensions",
    "divisions",
    "ecosystem_labels",
    "ecosystems",
    "exact_code",
    "facts_are_current",
    "group_labels",
    "landscape",
    "lineage",
    "loads_by_users",
    "nearest",
    "packaged_load",
    "parts",
    "peers_of",
    "place",
    "region_profile",
    "region_types",
    "register",
    "source_register",
    "territories",
    "territory",
    "typology_of",
]
