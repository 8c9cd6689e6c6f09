"""What a problem says, in plain words: its aims, its constraints, its synergies, and units beside amounts."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, gettext_noop, ngettext, pgettext

from openhearth.apps.regions.wording import joined, number
from openhearth.core.portfolio.problem import (
    COST,
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Constraint,
    Exclusion,
    Floor,
    Objective,
    Prerequisite,
    Problem,
    StartWindow,
    Synergy,
)

KINDS = {
    "budget": gettext_noop("A budget"),
    "floor": gettext_noop("A floor: at least so much"),
    "ceiling": gettext_noop("A ceiling: at most so much"),
    "prerequisite": gettext_noop("One only together with another"),
    "exclusion": gettext_noop("Not both"),
    "at_most": gettext_noop("At most so many of some"),
    "at_least": gettext_noop("At least so many of some"),
    "start_window": gettext_noop("When one may start"),
}
"""Kinds of constraint as the core names them, and what they are called here."""

UNITS = {
    "1": "",
    "jobs": gettext_noop("jobs"),
    "places": gettext_noop("places"),
    "persons": gettext_noop("persons"),
    "households": gettext_noop("households"),
    "companies": gettext_noop("companies"),
    "dwellings": gettext_noop("dwellings"),
    "days": gettext_noop("days"),
    "years": gettext_noop("years"),
    "points": gettext_noop("points"),
    "EUR": "€",
    "kEUR": gettext_noop("thousand €"),
    "MEUR": gettext_noop("million €"),
    "bnEUR": gettext_noop("billion €"),
}
"""Units that read better than their code."""

ALGORITHMS = {
    "bounded_dp": gettext_noop("dynamic programming with bounds"),
    "search_region": gettext_noop("search of the open region with a solver"),
}
REASONS = {
    "asked": gettext_noop("because it was asked for"),
    "no_solver": gettext_noop("because no solver is installed here"),
    "few_rows": gettext_noop("because few conditions bind"),
    "many_rows": gettext_noop("because many conditions bind, each for few actions"),
    "no_question": gettext_noop("because it ended before a question to the solver was needed"),
}


def method_sentence(algorithm: str, reason: str) -> str:
    """Which algorithm did the work, and why that one; empty where none has."""
    if not algorithm:
        return ""
    if reason == "few_combinations":
        return gettext("All combinations were looked at, in whole numbers, because there are so few.")
    told = {"algorithm": gettext(ALGORITHMS.get(algorithm, algorithm)), "reason": gettext(REASONS.get(reason, reason))}
    return gettext("Searched exactly, in whole numbers, by %(algorithm)s, %(reason)s.") % told


def unit_name(code: str) -> str:
    words = UNITS.get(code, code)
    return gettext(words) if words else ""


def measure_name(code: str) -> str:
    """Measures are called by their codes, which people write; that of money is the core's."""
    return gettext("money spent") if code == COST else code


def amount(problem: Problem, measure: str, value: float) -> str:
    """A figure with its unit."""
    told = problem.measure(measure)
    return f"{number(value, max(0, told.decimals))} {unit_name(told.unit)}".strip()


def step_amount(problem: Problem, measure: str, steps: int) -> str:
    """A figure that is counted in whole steps of its measure, with its unit."""
    return amount(problem, measure, steps * 10.0 ** -problem.measure(measure).decimals)


def action_name(problem: Problem, code: str) -> str:
    return next((one.label or one.code for one in problem.actions if one.code == code), code)


def quoted(words: str) -> str:
    """Words between the quotation marks of the reader's language."""
    return gettext("“%(words)s”") % {"words": words}


def objective_sentence(problem: Problem, objective: Objective) -> str:
    """What an aim wants, such as "jobs in North: as much as possible (jobs)"."""
    name = measure_name(objective.measure)
    across = gettext("the places") if objective.across == "place" else gettext("the groups")
    if objective.kind == "worst_off":
        name = gettext("%(measure)s of the worst off among %(across)s") % {"measure": name, "across": across}
    elif objective.kind == "spread":
        name = gettext("difference in %(measure)s between %(across)s") % {"measure": name, "across": across}
    else:
        name = _somewhere(name, objective.place, objective.group)
    unit = unit_name(problem.measure(objective.measure).unit)
    told = {"what": name, "unit": f" ({unit})" if unit else ""}
    if objective.direction == "max" and objective.kind != "spread":
        return gettext("%(what)s: as much as possible%(unit)s") % told
    return gettext("%(what)s: as little as possible%(unit)s") % told


def constraint_sentence(problem: Problem, constraint: Constraint) -> str:  # noqa: PLR0911 - one for each kind
    """What a constraint demands, for somebody who has never seen one."""
    match constraint:
        case Budget(limit, year, source):
            return _budget(amount(problem, COST, limit), year, source)
        case Floor() | Ceiling():
            return _bound(problem, constraint)
        case AtMost(most, actions):
            named = _named(problem, actions)
            return ngettext(
                "At most %(count)s of these: %(actions)s", "At most %(count)s of these: %(actions)s", most
            ) % {
                "count": most,
                "actions": named,
            }
        case AtLeast(least, actions):
            named = _named(problem, actions)
            return ngettext(
                "At least %(count)s of these: %(actions)s", "At least %(count)s of these: %(actions)s", least
            ) % {"count": least, "actions": named}
        case Exclusion(first, second):
            told = {"first": action_name(problem, first), "second": action_name(problem, second)}
            return gettext("Not both: “%(first)s” and “%(second)s”") % told
        case Prerequisite(action, needs, lag):
            return _prerequisite(action_name(problem, action), action_name(problem, needs), lag)
        case StartWindow(action, earliest, latest):
            return _window(action_name(problem, action), earliest, latest)


def synergy_sentence(problem: Problem, synergy: Synergy) -> str:
    parts = [amount(problem, COST, cost.amount) for cost in synergy.costs]
    parts += [
        _somewhere(
            f"{measure_name(one.measure)} {signed(amount(problem, one.measure, one.amount))}",
            one.place,
            one.group,
        )
        for one in synergy.effects
    ]
    told = {
        "first": action_name(problem, synergy.first),
        "second": action_name(problem, synergy.second),
        "more": joined(parts) or pgettext("a synergy", "nothing"),
    }
    return gettext("When both “%(first)s” and “%(second)s” are done, this is added: %(more)s") % told


def signed(figure: str) -> str:
    """With a plus where nothing is before the first digit, and a true minus."""
    return figure.replace("-", "\N{MINUS SIGN}", 1) if figure.startswith("-") else f"+{figure}"


def _budget(limit: str, year: int | None, source: str) -> str:
    told = {"limit": limit, "year": year, "source": source}
    if year is None:
        words = gettext("At most %(limit)s from %(source)s") if source else gettext("At most %(limit)s in all")
    else:
        words = (
            gettext("At most %(limit)s from %(source)s in %(year)s")
            if source
            else gettext("At most %(limit)s in %(year)s")
        )
    return words % told


def _bound(problem: Problem, bound: Floor | Ceiling) -> str:
    """A floor below zero limits a loss, a ceiling above zero limits a rise."""
    told = {
        "what": _somewhere(measure_name(bound.measure), bound.place, bound.group),
        "amount": amount(problem, bound.measure, abs(bound.amount)),
    }
    if isinstance(bound, Floor):
        if bound.amount < 0:
            return gettext("%(what)s: a loss of at most %(amount)s") % told
        words = gettext("%(what)s: no loss") if bound.amount == 0 else gettext("%(what)s: at least %(amount)s")
    elif bound.amount < 0:
        words = gettext("%(what)s: a decrease of at least %(amount)s")
    else:
        words = gettext("%(what)s: no increase") if bound.amount == 0 else gettext("%(what)s: at most %(amount)s")
    return words % told


def _somewhere(what: str, place: str, group: str) -> str:
    told = {"what": what, "place": place, "group": group}
    if place and group:
        return gettext("%(what)s in %(place)s for %(group)s") % told
    if place:
        return gettext("%(what)s in %(place)s") % told
    return gettext("%(what)s for %(group)s") % told if group else what


def _named(problem: Problem, codes: Sequence[str]) -> str:
    return joined([quoted(action_name(problem, code)) for code in codes])


def _prerequisite(action: str, needs: str, lag: int | None) -> str:
    told = {"action": action, "needs": needs, "lag": lag}
    if lag is None:
        return gettext("“%(action)s” only together with “%(needs)s”") % told
    if lag == 0:
        return gettext("“%(action)s” only together with “%(needs)s”, and not before it") % told
    return (
        ngettext(
            "“%(action)s” only when “%(needs)s” has started at least %(lag)s year before",
            "“%(action)s” only when “%(needs)s” has started at least %(lag)s years before",
            lag,
        )
        % told
    )


def _window(action: str, earliest: int | None, latest: int | None) -> str:
    told = {"action": action, "earliest": earliest, "latest": latest}
    if earliest is not None and latest is not None:
        return gettext("“%(action)s” starts from %(earliest)s to %(latest)s or not at all") % told
    if earliest is not None:
        return gettext("“%(action)s” starts in %(earliest)s or later, or not at all") % told
    if latest is not None:
        return gettext("“%(action)s” starts in %(latest)s or before, or not at all") % told
    return gettext("“%(action)s” may start in any year") % told
