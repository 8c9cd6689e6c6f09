"""How long does it take to find every best portfolio, and to prove that none is missing?

Run ``python benchmarks/frontier.py --augmecon /tmp/peer/bin/python`` with the dependency group ``peers`` installed; ``--limit 60`` gives
each search at most so many seconds of the processor, ``--tables growth,plans`` prints only these. Families: knapsacks after the
recipe of Kirlik and Sayin (2014); several knapsacks at once after Zitzler and Thiele (1999), also with rows that each
concern few items; and plans of a region with yearly budgets, districts that must not lose jobs, prerequisites and exclusions. Measured, never a
test; one thread. The first run of the compiler is measured apart. For the peer make a Python 3.12 of its own:
``python3.12 -m venv /tmp/peer && /tmp/peer/bin/pip install "pyaugmecon[highs]"``.
"""

from __future__ import annotations

import argparse
import math
import resource
import time
from collections.abc import Callable, Sequence
from statistics import mean
from typing import get_args

import numpy as np
from frontier_peers import beside_augmecon, beside_pymoo, knapsacks

from openhearth.core.portfolio.algorithm import Algorithm, choice
from openhearth.core.portfolio.frontier import Frontier, frontier, improving
from openhearth.core.portfolio.knapsack import random_knapsack
from openhearth.core.portfolio.problem import (
    Action,
    Budget,
    Constraint,
    Cost,
    Effect,
    Exclusion,
    Floor,
    Measure,
    Objective,
    Option,
    Prerequisite,
    Problem,
)
from openhearth.core.portfolio.program import program
from openhearth.core.portfolio.stage_order import as_searched
from openhearth.solving.workers import solver

KNAPSACKS = ((3, 20), (3, 30), (3, 40), (3, 50), (3, 60), (3, 70), (4, 20), (4, 30), (4, 40), (5, 20))
LARGE = ((3, 100), (4, 50), (5, 50), (6, 30))
REGIONS = ((30, 1, 4), (40, 1, 3), (20, 3, 3), (20, 3, 4), (30, 4, 4))
"""Actions, start years to choose from, aims."""

ROWS = (1, 2, 3, 5, 8)
BORDER = ((40, 5, 3, 0.15), (40, 10, 3, 0.15), (40, 20, 3, 0.15), (60, 20, 2, 0.15), (20, 10, 3, 1.0), (30, 15, 3, 1.0))
"""Items, rows, aims, and the share of the items that a row concerns."""

YEARS, DISTRICTS = (2027, 2028, 2029, 2030), ("north", "centre", "south")
LATER = (1.0, 0.9, 0.8, 0.7)
"""What an effect is worth when it starts so many years later."""


def region(actions: int, starts: int, aims: int, seed: int = 0) -> Problem:
    """A plan with made-up figures: some actions cost jobs, later starts do less, each year has 40 % of what all would cost."""
    random = np.random.default_rng(seed)
    candidates = tuple(candidate(number, starts, random) for number in range(actions))
    total = sum(cost.amount for action in candidates for cost in action.options[0].costs)
    rules: list[Constraint] = [Budget(int(0.4 * total / len(YEARS)), year) for year in YEARS]
    rules += [Floor("jobs", 0, district) for district in DISTRICTS]
    pairs = [sorted(random.choice(actions, 2, replace=False)) for _ in range(actions // 6 + actions // 10)]
    rules += [Prerequisite(f"a{later}", f"a{first}") for first, later in pairs[: actions // 6]]
    rules += [Exclusion(f"a{first}", f"a{later}") for first, later in pairs[actions // 6 :]]
    objectives = (
        Objective("work", "jobs"),
        Objective("climate", "co2", "min"),
        Objective("skills", "skills"),
        Objective("money", "cost", "min"),
    )
    measures = Measure("jobs", "jobs"), Measure("co2", "ktCO2e"), Measure("skills", "places")
    return Problem(objectives[:aims], measures, candidates, tuple(rules))


def candidate(number: int, starts: int, random: np.random.Generator) -> Action:
    """One action, half-paid in the year in which it starts."""
    cost, skills = int(random.integers(4, 60)), int(random.integers(0, 40))
    jobs = int(cost * random.uniform(0.3, 1.8)) if random.random() < 0.8 else -int(random.integers(1, 30))
    saved = max(1, int(cost * random.uniform(0.1, 2.4)))
    district = DISTRICTS[number % len(DISTRICTS)]
    options = []
    for year in sorted(int(one) for one in random.choice(YEARS, starts, replace=False)):
        share = LATER[year - YEARS[0]]
        first = round(0.6 * cost)
        options.append(
            Option(
                str(year),
                (Cost(first, year), Cost(cost - first, year + 1)),
                tuple(
                    Effect(measure, int(amount * share), district)
                    for measure, amount in (("jobs", jobs), ("co2", -saved), ("skills", skills))
                ),
                year,
            )
        )
    return Action(f"a{number}", tuple(options))


def timed(search: Callable[[], Frontier]) -> tuple[Frontier, float]:
    """What was found, and seconds of the processor, those of worker processes that have ended among them."""
    begin = used()
    return search(), used() - begin


def used() -> float:
    """Seconds of the processor until now."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def growth(limit: float) -> None:
    """Time by items, aims, points and rows."""
    print("\n| knapsacks | instances | points on average | mean s | longest s |\n| --- | ---: | ---: | ---: | ---: |")
    for aims, items in (*KNAPSACKS, *LARGE):
        count = 10 if (aims, items) in KNAPSACKS else 1
        tell(
            f"{aims} aims, {items} items",
            [random_knapsack(aims, items, np.random.default_rng(s)) for s in range(count)],
            limit,
        )
    for rows in ROWS:
        tell(f"3 aims, 30 items, {rows} knapsacks at once", [knapsacks(3, 30, rows, seed) for seed in range(5)], limit)


def tell(label: str, problems: Sequence[Problem], limit: float) -> None:
    """One row of the table of growth."""
    runs = [timed(lambda p=problem: frontier(p, stop=after(limit))) for problem in problems]  # type: ignore[misc]
    points, seconds = [len(found.points) for found, _ in runs], [one for _, one in runs]
    late = "" if all(found.complete for found, _ in runs) else " (not all finished)"
    print(
        f"| {label}{late} | {len(runs)} | {mean(points):.1f} | {mean(seconds):.3f} | {max(seconds):.3f} |", flush=True
    )


def after(limit: float) -> Callable[[], bool]:
    """Says when so many seconds of this process are used; workers are given the same time by the clock."""
    begin, clock = time.process_time(), time.monotonic()
    return lambda: time.process_time() - begin > limit or time.monotonic() - clock > 2 * limit


def borders(limit: float) -> None:
    """Both algorithms on rows that concern all items, or few."""
    print(
        "\n| items, rows, aims, share of the items in a row | chosen | points | bounded_dp, CPU s | search_region, CPU s |\n"
        "| --- | --- | ---: | ---: | ---: |"
    )
    for items, rows, aims, share in BORDER:
        problem = knapsacks(aims, items, rows, 1, share)
        chosen = choice(as_searched(problem, program(problem)), None, solver=True).algorithm
        cells, points = [], 0
        for algorithm in get_args(Algorithm):
            found, seconds = both(problem, algorithm, limit)
            cells.append(f"{seconds:.1f}" if found.complete else f"not in {seconds:.0f}: gap {found.gap:.2f}")
            points = max(points, len(found.points))
        print(f"| {items}, {rows}, {aims}, {share:.0%} | {chosen} | {points} | {cells[0]} | {cells[1]} |", flush=True)


def both(problem: Problem, algorithm: Algorithm, limit: float) -> tuple[Frontier, float]:
    """One of the two, forced; the processes of the solver have ended when the time is taken."""
    begin = used()
    with solver(1) as asked:
        found = frontier(problem, algorithm=algorithm, solver=asked, stop=after(limit))
    return found, used() - begin


def plans(limit: float) -> None:
    """Plans of a region: what is there after 2 s, 10 s and at the end."""
    print(
        "\n| plan of a region | by | points after 2 s | gap | after 10 s | gap | at the end | s | complete | gap |\n"
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |"
    )
    for actions, starts, aims in REGIONS:
        plan(
            region(actions, starts, aims), f"{actions} actions, {starts} start years, {aims} aims", "bounded_dp", limit
        )
    actions, starts, aims = REGIONS[-1]
    plan(region(actions, starts, aims), f"{actions} actions, {starts} start years, {aims} aims", "search_region", limit)


def plan(problem: Problem, label: str, algorithm: Algorithm, limit: float) -> None:
    """One row of the table of plans; seconds of the processor, where there are other processes by the clock."""
    now = time.process_time if algorithm == "bounded_dp" else time.monotonic
    begin = now()
    early = {2: (0, math.nan), 10: (0, math.nan)}
    with solver(2) as asked:
        ways = {"algorithm": algorithm, "solver": asked, "stop": lambda: now() - begin > limit}
        for found in improving(problem, **ways):  # type: ignore[arg-type]
            for until in early:
                if now() - begin < until:
                    early[until] = (len(found.points), found.gap)
    seconds = now() - begin
    figures = " | ".join(f"{points} | {gap:.2f}" for points, gap in early.values())
    end = f"{len(found.points)} | {seconds:.1f} | {'yes' if found.complete else 'no'} | {found.gap:.2f}"
    print(f"| {label} | {algorithm} | {figures} | {end} |", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--augmecon", help="a Python in which pyaugmecon is installed")
    parser.add_argument(
        "--peer-limit", type=float, default=1800.0, help="seconds by the clock for each problem of pyaugmecon"
    )
    parser.add_argument("--tables", default="growth,borders,plans,pymoo,augmecon")
    asked = parser.parse_args()
    _, seconds = timed(lambda: frontier(random_knapsack(3, 12, np.random.default_rng(0))))
    for problem in (
        random_knapsack(3, 50, np.random.default_rng(0)),
        random_knapsack(5, 22, np.random.default_rng(0)),
        knapsacks(3, 25, 5),
        region(18, 1, 3),
        region(12, 2, 4),
    ):
        frontier(problem)
    print(f"first run, with the compiler: {seconds:.1f} s")
    tables: dict[str, Callable[[], None]] = {
        "growth": lambda: growth(asked.limit),
        "borders": lambda: borders(asked.limit / 3),
        "plans": lambda: plans(asked.limit),
        "pymoo": lambda: beside_pymoo(1.0),
        "augmecon": lambda: beside_augmecon(asked.augmecon, asked.peer_limit),
    }
    for name in asked.tables.split(","):
        if name == "augmecon" and not asked.augmecon:
            print("\npyaugmecon was not run: --augmecon names no Python that has it.")
        else:
            tables[name]()


if __name__ == "__main__":
    main()
