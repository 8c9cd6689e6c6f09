"""A portfolio problem, whole and checked: all its faults are told at once, and nothing is computed from a faulty one.

Everything is decided in whole numbers. A measure says how many decimals count; an amount with more of them is refused
rather than rounded, so that what is proved about the whole numbers is true of the amounts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from openhearth.core.errors import InputError
from openhearth.core.portfolio.terms import (
    COST,
    Across,
    Action,
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Constraint,
    Cost,
    Direction,
    Effect,
    Exclusion,
    Floor,
    Kind,
    Measure,
    Objective,
    Option,
    Prerequisite,
    StartWindow,
    Synergy,
)
from openhearth.core.portfolio.validation import (
    action_faults,
    comparison_faults,
    constraint_faults,
    known_measures,
    measure_faults,
)

__all__ = [
    "COST",
    "Across",
    "Action",
    "AtLeast",
    "AtMost",
    "Budget",
    "Ceiling",
    "Constraint",
    "Cost",
    "Direction",
    "Effect",
    "Exclusion",
    "Floor",
    "Kind",
    "Measure",
    "Objective",
    "Option",
    "Prerequisite",
    "Problem",
    "StartWindow",
    "Synergy",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """Choose some of the actions; all aims count, none is weighted.

    Parameters
    ----------
    objectives
        Two to six aims.
    measures
        What the effects are measured in. The measure ``"cost"`` is the money of the costs; where it is not
        declared it is euro in whole numbers.
    actions, constraints, synergies
        See there. The order of the actions decides nothing but the order of what is told.

    Raises
    ------
    InputError
        All faults at once; the codes are those of `openhearth.core.portfolio.validation`.

    Examples
    --------
    >>> solar = Action("solar", (Option("2027", (Cost(4.0, 2027),), (Effect("jobs", 30), Effect("co2", -5))),))
    >>> steel = Action("steel", (Option("2028", (Cost(9.0, 2028),), (Effect("jobs", -20), Effect("co2", -90))),))
    >>> problem = Problem(
    ...     (Objective("work", "jobs"), Objective("climate", "co2", "min")),
    ...     (Measure("jobs", "jobs"), Measure("co2", "ktCO2e")),
    ...     (solar, steel),
    ... )
    >>> problem.action("steel").options[0].code
    '2028'
    """

    objectives: tuple[Objective, ...]
    measures: tuple[Measure, ...]
    actions: tuple[Action, ...]
    constraints: tuple[Constraint, ...] = ()
    synergies: tuple[Synergy, ...] = ()
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        found = (
            *measure_faults(self.measures, self.objectives),
            *action_faults(self.actions, self.synergies, self.measures),
            *comparison_faults(self.objectives, self.actions, self.synergies),
            *constraint_faults(self.constraints, self.actions, self.measures),
        )
        if found:
            raise InputError(*found)

    def action(self, code: str) -> Action:
        """The action of a code; KeyError where there is none."""
        for action in self.actions:
            if action.code == code:
                return action
        raise KeyError(code)

    def measure(self, code: str) -> Measure:
        """The measure of a code; KeyError where there is none."""
        return known_measures(self.measures)[code]
