"""The small example that a new study may begin with; every word of it is there to be changed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from openhearth.core.portfolio.problem import (
    Action,
    Budget,
    Cost,
    Effect,
    Floor,
    Measure,
    Objective,
    Option,
    Prerequisite,
    Problem,
)


def example() -> Problem:
    """Four actions, three aims and four conditions, in the reader's language."""
    jobs, climate = _("jobs"), _("emissions")
    north, south = _("North"), _("South")
    actions = (
        Action(
            "heat",
            (
                Option("2027", (Cost(6, 2027),), (Effect(jobs, 40, north), Effect(climate, -30, north)), 2027),
                Option("2028", (Cost(6, 2028),), (Effect(jobs, 40, north), Effect(climate, -24, north)), 2028),
            ),
            _("Heat from the works for homes"),
        ),
        Action(
            "school",
            (Option("2027", (Cost(3, 2027), Cost(2, 2028)), (Effect(jobs, 60, south),), 2027),),
            _("A school for new trades"),
        ),
        Action(
            "furnace",
            (Option("2028", (Cost(9, 2028),), (Effect(jobs, -70, north), Effect(climate, -120, north)), 2028),),
            _("The old furnace is closed"),
        ),
        Action(
            "solar",
            (Option("2027", (Cost(4, 2027),), (Effect(jobs, 20, south), Effect(climate, -12, south)), 2027),),
            _("Solar roofs on the halls"),
        ),
    )
    return Problem(
        (
            Objective(_("Work"), jobs),
            Objective(_("Climate"), climate, "min"),
            Objective(_("Money"), "cost", "min"),
        ),
        (Measure("cost", "MEUR", 1), Measure(jobs, "jobs"), Measure(climate, "ktCO2e")),
        actions,
        (Budget(12, 2027), Budget(14, 2028), Floor(jobs, -40, north), Prerequisite("furnace", "school")),
    )
