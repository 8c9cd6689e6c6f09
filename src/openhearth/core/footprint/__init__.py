"""Effects of a change here, in the country, and beyond: the open static Leontief model on a national table.

`table` holds what a statistical office publishes, `model` solves it, `regional` cuts a region out of the country, and
`scenario` answers what a change does and where.
"""

from openhearth.core.footprint.employment import jobs_account, national_employment, regional_structure
from openhearth.core.footprint.model import Leontief, Variant, imbalance, leontief
from openhearth.core.footprint.regional import (
    DELTA,
    Basis,
    Structure,
    TwoPlaces,
    cross_quotients,
    flegg_quotients,
    regional_coefficients,
    structure,
    two_places,
)
from openhearth.core.footprint.scenario import (
    PLACES,
    Abroad,
    AccountEffects,
    Column,
    Effects,
    Scenario,
    effects,
    for_accounts,
)
from openhearth.core.footprint.table import Account, Economy, Flows, Table, economy, merged

__all__ = [
    "DELTA",
    "PLACES",
    "Abroad",
    "Account",
    "AccountEffects",
    "Basis",
    "Column",
    "Economy",
    "Effects",
    "Flows",
    "Leontief",
    "Scenario",
    "Structure",
    "Table",
    "TwoPlaces",
    "Variant",
    "cross_quotients",
    "economy",
    "effects",
    "flegg_quotients",
    "for_accounts",
    "imbalance",
    "jobs_account",
    "leontief",
    "merged",
    "national_employment",
    "regional_coefficients",
    "regional_structure",
    "structure",
    "two_places",
]
