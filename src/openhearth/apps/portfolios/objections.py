"""Why a problem, a file or a choice cannot be taken as it is, in words, and where to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from openhearth.apps.practices import sentences as practices
from openhearth.core.errors import Fault

SENTENCES = {
    "amount_too_large": gettext_noop(
        "amounts of %(measure)s add up to more than can be counted exactly: use fewer decimals or a larger unit"
    ),
    "no_such_option": gettext_noop("the problem has no such option: %(choice)s"),
    "broken_json": gettext_noop(
        "from here on this cannot be read as JSON: look here and just before for a missing quotation mark, bracket or comma"
    ),
    "nested_too_deep": gettext_noop("lists stand in lists, too deep to be read"),
    "amount_too_long": gettext_noop("a number in it has too many digits to be read"),
    "wrong_type": gettext_noop("this is %(found)s, not what is expected here"),
    "wrong_length": gettext_noop("there are %(found)s values, not as many as are expected"),
    "unknown_kind": gettext_noop("“%(found)s” is no kind of constraint"),
    "unknown_objective": gettext_noop("there is no aim “%(found)s”"),
    "same_objective": gettext_noop("%(objective)s is compared with itself"),
    "not_a_weight": gettext_noop("a weight lies between 0 and 1, the least not above the most"),
    "too_many_statements": gettext_noop("these are too many statements: %(found)s"),
    "unknown_unit": gettext_noop("“%(found)s” is no unit of this house; near it: %(near)s"),
    "decimals_out_of_range": gettext_noop("decimals run from %(least)s to %(most)s, not %(found)s"),
    "objectives_out_of_range": gettext_noop("a problem has two to six aims"),
    "too_many_actions": gettext_noop("these are too many actions: %(found)s"),
    "too_many_options": gettext_noop("these are too many options: %(found)s"),
    "no_options": gettext_noop("the action has no option"),
    "negative_budget": gettext_noop("the budget is below zero: %(found)s"),
    "missing_code": gettext_noop("the code is missing"),
    "same_action": gettext_noop("%(action)s is named twice where two actions are meant"),
    "finer_than_decimals": gettext_noop("an amount is finer than the decimals of its measure"),
    "cost_as_effect": gettext_noop("money is a cost of an option, not an effect"),
    "duplicate_action": gettext_noop("the action %(action)s occurs twice"),
    "count_out_of_range": gettext_noop("the number %(found)s is not between %(least)s and %(most)s"),
    "start_unknown": gettext_noop("an option needs a start year here: %(action)s, %(option)s"),
    "prerequisite_cycle": gettext_noop("these actions need each other in a circle: %(actions)s"),
    "contradiction": gettext_noop(
        "these constraints contradict each other: at least %(floor)s and at most %(ceiling)s of the same (%(about)s)"
    ),
    "other_problem": gettext_noop("this frontier belongs to another problem"),
    "no_solver": gettext_noop(
        "this way of searching needs a solver: install openhearth with the extra “solver”, or leave the choice to the search"
    ),
    "solver_refused": gettext_noop("the solver could not work with this problem (%(detail)s); try bounded_dp"),
    "solver_ended": gettext_noop(
        "the solver ended unexpectedly, twice; there may be too little memory, or try bounded_dp"
    ),
    "not_complete": gettext_noop("the frontier is not complete; let the search end first"),
    "no_portfolio": gettext_noop("no portfolio is named"),
    "several_options": gettext_noop("two options of one action are chosen"),
    "wrong_value": gettext_noop("the values are %(expected)s, not %(found)s"),
    "broken_constraint": gettext_noop("a constraint is broken: %(constraint)s"),
    "duplicate_point": gettext_noop("the point %(found)s occurs twice"),
    "dominated": gettext_noop("another point is better than %(found)s"),
    "no_points": gettext_noop("there is no point to judge"),
    # what the same codes say of a problem
    "duplicate_code": gettext_noop("“%(code)s” stands there twice"),
    "unknown_measure": gettext_noop("there is no measure called “%(found)s”"),
    "unknown_action": gettext_noop("there is no action called “%(found)s”"),
    "unknown_place": gettext_noop("no action says what it changes in “%(found)s”"),
    "unknown_group": gettext_noop("no action says what it changes for “%(found)s”"),
    "unknown_kind_of_aim": gettext_noop("“%(found)s” is no kind of aim"),
    "spread_to_grow": gettext_noop(
        "a distance between places or groups can only be kept small: choose “little is good”"
    ),
    "nothing_to_compare": gettext_noop(
        "there are no two of them to compare: name them with the effects, and let the aim itself name none; money has neither"
    ),
    "too_many_portfolios": gettext_noop("these are too many portfolios to compare: %(found)s, at most %(most)s"),
    "not_additive": gettext_noop("effects between two figures are not weighed with aims about inequality"),
    "not_a_deviation": gettext_noop("a figure may be off by 0 to 1000 percent"),
    "interval_reversed": gettext_noop("the least is above the most, or what is planned does not lie between them"),
    "unknown_direction": gettext_noop("an aim is as much or as little as possible, not “%(found)s”"),
    "years_reversed": gettext_noop("it cannot end in %(ended)s if it began in %(started)s"),
    "not_finite": gettext_noop("“%(found)s” is no number that can be counted with"),
    # of an Excel workbook
    "missing_sheet": gettext_noop("the sheet “%(found)s” is missing"),
    "unknown_sheet": gettext_noop(
        "“%(found)s” is no sheet that is read here; remarks may stand on a sheet called notes"
    ),
    "hidden_sheet": gettext_noop("the sheet is hidden; show it, so that everybody sees what is read"),
    "duplicate_sheet": gettext_noop("there are two sheets of this name"),
    "merged_cells": gettext_noop("these cells are merged; write the value into each of them"),
    "value_without_column": gettext_noop("“%(found)s” stands in a column without a name"),
    "not_a_whole_number": gettext_noop("“%(found)s” is no whole number"),
    "not_a_number": gettext_noop("“%(found)s” is no number; write 1234.5, without spaces and marks between thousands"),
    "not_of_this_kind": gettext_noop("“%(found)s” means nothing for the kind %(kind)s; leave it empty"),
    "unknown_owner": gettext_noop("there is no such action, option or synergy: “%(found)s”"),
    # of a question about a frontier
    "no_wish": gettext_noop("nothing is wished for: name an amount of at least one aim"),
    "no_such_point": gettext_noop("there is no such point: %(found)s"),
    "not_more": gettext_noop("%(found)s is not more: name an amount above zero"),
    # of pages
    "newer_version": gettext_noop("somebody saved a newer version meanwhile"),
    "unknown_version": gettext_noop("there is no such version of this study"),
}

_PLACE = re.compile(
    r"(?P<kind>action|constraint|measure|objective|synergy) (?P<name>.+?)(?: option (?P<option>.+))?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Objection:
    """A fault as a page shows it: where it stands, what is wrong, and of which kind and name the place is."""

    where: str
    sentence: str
    kind: str = ""
    name: str = ""


def objection(fault: Fault) -> Objection:
    """A code without a sentence says itself."""
    said = _said(fault)
    match = _PLACE.fullmatch(fault.place)
    if not match:
        return Objection("" if fault.code in {"newer_version", "unknown_version"} else fault.place, said)
    told = {"name": match["name"], "option": match["option"]}
    words = {
        "action": gettext("Action “%(name)s”, way “%(option)s”") if match["option"] else gettext("Action “%(name)s”"),
        "constraint": gettext("Condition %(name)s"),
        "measure": gettext("Measure “%(name)s”"),
        "objective": gettext("Aim “%(name)s”"),
        "synergy": gettext("Together: %(name)s"),
    }[match["kind"]]
    return Objection(words % told, said, match["kind"], match["name"])


def objections(faults: Iterable[Fault]) -> tuple[Objection, ...]:
    return tuple(dict.fromkeys(objection(fault) for fault in faults))


def _said(fault: Fault) -> str:
    """The same code can be said of different things, with other details."""
    for sentences in (SENTENCES, practices.SENTENCES):
        with suppress(KeyError):
            return gettext(sentences[fault.code]) % {name: _listed(value) for name, value in fault.params.items()}
    return fault.code


def _listed(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value
