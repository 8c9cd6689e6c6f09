"""What ``openhearth frontier core --uncertain`` says: which actions stay sure though figures are not, and which figure to find out."""

from __future__ import annotations

from openhearth.cli import frontiers
from openhearth.cli.output import out, print_json, print_table
from openhearth.core.portfolio.frontier import Frontier
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.uncertainty import Fact, Uncertainty


def tell(problem: Problem, found: Frontier, judged: Uncertainty, intervals: int, *, as_json: bool) -> None:
    """As JSON, or as a table."""
    if as_json:
        print_json(_answer(problem, found, judged, intervals))
        return
    answer = _answer(problem, found, judged, intervals)
    rows = [
        [one.label or one.action, one.found_in, f"{one.index:.0%}", f"{one.least:.0%} to {one.most:.0%}"]
        for one in answer.actions
    ]
    head = [("Action", False), ("In how many", False), ("Core index", True), ("If one figure is known", True)]
    print_table(problem.title, head, rows)
    told = f"{answer.defensible:,} of {answer.portfolios:,} portfolios can still be defended, with {intervals:,} figures uncertain"
    out.print(f"{told}{'' if found.complete else '; the search was stopped early'}.", highlight=False)
    if judged.facts:
        first = judged.facts[0]
        one = first.interval
        where = ", ".join(part for part in (one.place, one.group) if part)
        out.print(
            f"Find out first: {one.measure} of {one.action}, {one.option}{f' ({where})' if where else ''}: "
            f"{first.if_least:,} stay if it is {one.least:g}, {first.if_most:,} if it is {one.most:g}.",
            highlight=False,
        )


def _answer(problem: Problem, found: Frontier, judged: Uncertainty, intervals: int) -> frontiers.UncertainAnswer:
    labels = {action.code: action.label for action in problem.actions}
    kept = [one for one in judged.held if one.defensible]
    return frontiers.UncertainAnswer(
        "openhearth/frontier_uncertain/1",
        found.complete,
        len(judged.held),
        len(kept),
        min(one.regret for one in kept),
        intervals,
        tuple(
            frontiers.UncertainAction(one.action, labels[one.action], one.index, least, most, one.found_in)
            for one, (least, most) in zip(judged.core, judged.ranges, strict=True)
        ),
        tuple(_fact(one) for one in judged.facts),
    )


def _fact(fact: Fact) -> frontiers.UncertainFact:
    one = fact.interval
    figure = (one.action, one.option, one.measure, one.place, one.group)
    return frontiers.UncertainFact(*figure, one.least, one.most, fact.if_least, fact.if_most)
