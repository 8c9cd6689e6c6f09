"""Four regions small enough to be checked by hand: two steel regions, one farming region, one of which little is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openhearth.core import comparison
from openhearth.core.comparison import Atlas
from openhearth.core.landscape import Landscape, panel
from openhearth.core.profile import EmissionRow, EmploymentRow, Place
from openhearth.core.register import Division, Ecosystems, Indicator, RegionType, Register
from openhearth.core.typology import typology
from openhearth.core.values import Figure, Territory

NAN = float("nan")
DIVISIONS = tuple(
    Division(code, "", "", section)
    for code, section in (("C", "C"), ("C10", "C"), ("C24", "C"), ("C33", "C"), ("G", "G"))
)
ECOSYSTEMS = Ecosystems(
    ("C10", "C24", "C33", "G"),
    ("agrifood", "energy_intensive"),
    np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.5], [0.0, 0.0]]),
    "by hand 1",
)
TYPES = (RegionType("farms", "", "", 0, ("agrifood",)), RegionType("steel", "", "", 0, ("energy_intensive",)))
GROUPS = {"24": "Iron and steel", "20": "Combustion", "21": "Combustion"}
PERSONS = {
    "AA11": {"C": 100.0, "C10": 40.0, "C24": 60.0, "C33": NAN, "G": 100.0},
    "AA12": {"C": 100.0, "C10": NAN, "C24": 20.0, "C33": NAN, "G": 100.0},
    "BB11": {"C": 50.0, "C10": 50.0, "C24": 0.0, "C33": NAN, "G": 150.0},
}
FIGURES = {
    "population": (1000.0, 100.0, 10.0, 0.0),
    "population_density": (100.0, 100.0, 10.0, 1.0),
    "tertiary_education": (30.0, 20.0, 10.0, NAN),
    "adult_learning": (10.0, 10.0, 10.0, NAN),
    "gdp_per_head": (30000.0, 20000.0, 10000.0, NAN),
    "income": (15000.0, NAN, 5000.0, NAN),
    "ets_emissions_per_head": (100.0, 0.0, NAN, NAN),
}
CODES = ("AA11", "AA12", "BB11", "BB12")


def territory(code: str) -> Territory:
    return Territory(code, "nuts2", "NUTS 2021", code[:2], code[:3], f"Region {code}", 7.0, 51.0)


def landscape(codes: tuple[str, ...] = CODES) -> Landscape:
    """The four regions in the order given."""
    employment = {(code, nace): persons for code in codes if code in PERSONS for nace, persons in PERSONS[code].items()}
    figures = {(code, name): values[CODES.index(code)] for name, values in FIGURES.items() for code in codes}
    emitted = {("AA11", "Iron and steel"): 90_000.0, ("AA11", "Combustion"): 10_000.0}
    emitted |= {("AA12", group): 0.0 for group in ("Iron and steel", "Combustion")}
    return Landscape(
        territories=tuple(territory(code) for code in codes),
        employment=panel(employment, tuple(code for code in codes if code in PERSONS), ("C", "C10", "C24", "C33", "G")),
        figures=panel(figures, codes, tuple(FIGURES)),
        years=dict.fromkeys(FIGURES, 2019),
        emissions=panel(
            emitted, tuple(code for code in codes if code in {"AA11", "AA12"}), ("Combustion", "Iron and steel")
        ),
        emissions_year=2022,
        employment_year=2015,
    )


def atlas(known: Landscape) -> Atlas:
    register = Register(
        tuple(
            Indicator(code, code, "", "%", 1, "none", "social", "local", "by-hand", "EUPL-1.2", "", "")
            for code in FIGURES
        )
    )
    economy = comparison.economy(known, DIVISIONS, ECOSYSTEMS)
    return Atlas(register, ECOSYSTEMS, GROUPS, economy, typology(economy.ecosystems.quotients, TYPES))


def figure(indicator: str, year: int, value: float) -> Figure:
    return Figure("AA11", indicator, year, value, "", "unknown" if np.isnan(value) else "reported", "by-hand")


def emission(activity: str, year: int, tonnes: float, constant: float = 0.0) -> EmissionRow:
    return EmissionRow(activity, year, tonnes, 1, 0, 0, constant)


def place(code: str = "AA11") -> Place:
    """A region with everything the small tables say about it, and nothing else."""
    found = territory(code)
    return Place(
        territory=found,
        lineage=(replace(found, code=code[:2], kind="country", parent=""),),
        parts=(),
        figures=tuple(
            Figure(code, name, 2019, values[CODES.index(code)], "", "reported", "by-hand")
            for name, values in FIGURES.items()
        ),
        employment=tuple(
            EmploymentRow(
                nace,
                2015,
                persons,
                "",
                "unknown" if np.isnan(persons) else "reported",
                "survey" if nace == "G" else "business",
            )
            for nace, persons in PERSONS.get(code, {}).items()
        ),
        emissions=(emission("24", 2022, 90_000.0, 90_000.0), emission("20", 2022, 10_000.0)) if code == "AA11" else (),
        capacities=(),
        plants=(),
        installations=(),
    )
