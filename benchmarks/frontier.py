"""How long does it take to find every best portfolio, and to prove that none is missing?

Run ``python benchmarks/frontier.py``; ``--limit 60`` gives each problem at most so many seconds of the processor. Two families:
knapsacks after the recipe of Kirlik and Sayin (2014), and plans of a region with yearly budgets, districts that must not lose jobs,
prerequisites and exclusions. Measured, never a test; one thread. The first run of the compiler is measured apart.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import mean

import numpy as np

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

KNAPSACKS = ((3, 20), (3, 30), (3, 40), (3, 50), (3, 60), (3, 70), (4, 20), (4, 30), (4, 40), (5, 20))
LARGE = ((3, 100), (4, 50), (5, 50), (6, 30))
REGIONS = ((30, 1, 4), (40, 1, 3), (20, 3, 3), (20, 3, 4), (30, 4, 4))
"""Actions, start years to choose from, aims."""

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
    """What was found, and seconds of the processor."""
    begin = time.process_time()
    return search(), time.process_time() - begin


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=60.0)
    limit = parser.parse_args().limit
    _, seconds = timed(lambda: frontier(random_knapsack(3, 12, np.random.default_rng(0))))
    frontier(region(6, 1, 3))
    print(f"first run, with the compiler: {seconds:.1f} s\n")
    print("| knapsacks | instances | points on average | mean s | longest s |\n| --- | ---: | ---: | ---: | ---: |")
    for aims, items in (*KNAPSACKS, *LARGE):
        count = 10 if (aims, items) in KNAPSACKS else 1
        runs = [
            timed(lambda p=problem: frontier(p))  # type: ignore[misc]
            for problem in (random_knapsack(aims, items, np.random.default_rng(seed)) for seed in range(count))
        ]
        points, seconds_each = [len(found.points) for found, _ in runs], [one for _, one in runs]
        figures = f"{mean(points):.1f} | {mean(seconds_each):.2f} | {max(seconds_each):.2f}"
        print(f"| {aims} aims, {items} items | {count} | {figures} |", flush=True)
    print(
        "\n| plan of a region | points | s | complete | gap | points after 2 s |\n| --- | ---: | ---: | --- | ---: | ---: |"
    )
    for actions, starts, aims in REGIONS:
        begin, early = time.process_time(), 0
        for found in improving(region(actions, starts, aims), stop=lambda: time.process_time() - begin > limit):  # noqa: B023
            early = len(found.points) if time.process_time() - begin < 2 else early
        seconds = time.process_time() - begin
        figures = (
            f"{len(found.points)} | {seconds:.1f} | {'yes' if found.complete else 'no'} | {found.gap:.2f} | {early}"
        )
        print(f"| {actions} actions, {starts} start years, {aims} aims | {figures} |", flush=True)


if __name__ == "__main__":
    main()
