"""Effects of a change here, in the country, and beyond: the open static Leontief model on a national table.

`table` holds what a statistical office publishes, `model` solves it, `regional` cuts a region out of the country, and
`scenario` answers what a change does and where.
"""

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
from openhearth.core.footprint.scenario import Column, Effects, Scenario, effects
from openhearth.core.footprint.table import Account, Economy, Flows, Table, economy, merged

__all__ = [
    "DELTA",
    "Account",
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
    "imbalance",
    "leontief",
    "merged",
    "regional_coefficients",
    "structure",
    "two_places",
]
