"""Regions of NUTS 2024 and the regions of NUTS 2021 they were.

Only pairs in which the new region is the old one but for single municipalities, or a part of it. Left out, because
the new region is the sum of two: ``LV00A`` (Rīga with Pierīga) and ``DEG0R`` (Wartburgkreis with Eisenach).

Reference: Commission Delegated Regulation (EU) 2023/674, http://data.europa.eu/eli/reg_del/2023/674/oj.
"""

from __future__ import annotations

IN_2021 = {
    "DEG0Q": "DEG0B",
    "DEG0S": "DEG04",
    "DEG0T": "DEG0F",
    "DEG0U": "DEG0I",
    "DEG0V": "DEG0H",
    "FI198": "FI193",
    "FI199": "FI194",
    "FI19A": "FI195",
    "FI19B": "FI197",
    "FI1C6": "FI1C3",
    "FI1C7": "FI1C4",
    "FI1DA": "FI1D1",
    "FI1DB": "FI1D2",
    "FI1DC": "FI1D3",
    "LV00B": "LV003",
    "LV00C": "LV008",
    "NL114": "NL111",
    "NL115": "NL113",
    "NL127": "NL124",
    "NL128": "NL125",
    "NL32A": "NL324",
    "NL32B": "NL329",
    "NL350": "NL310",
    "NL361": "NL332",
    "NL362": "NL333",
    "NL363": "NL337",
    "NL364": "NL33A",
    "NL365": "NL33B",
    "NL366": "NL33C",
    "NL415": "NL412",
    "NL416": "NL413",
    "NO072": "NO074",
    "NO073": "NO074",
    "NO083": "NO082",
    "NO084": "NO082",
    "NO085": "NO082",
    "NO093": "NO091",
    "NO094": "NO091",
    "PT191": "PT16D",
    "PT192": "PT16E",
    "PT193": "PT16F",
    "PT194": "PT16G",
    "PT195": "PT16H",
    "PT196": "PT16J",
    "PT1A0": "PT170",
    "PT1B0": "PT170",
    "PT1C1": "PT181",
    "PT1C2": "PT184",
    "PT1C3": "PT186",
    "PT1C4": "PT187",
    "PT1D1": "PT16B",
    "PT1D2": "PT16I",
    "PT1D3": "PT185",
}
"""NUTS 3 code of 2024 to that of 2021."""

WITHOUT_ONE = frozenset({"DEG0R", "LV00A"})
"""NUTS 3 codes of 2024 that are two regions of 2021; their NUTS 2 region is unchanged."""
