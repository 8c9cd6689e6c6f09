"""Knapsacks with several aims: the text format and the recipe of a family that exact methods are measured on.

G. Kirlik, S. Sayin 2014, doi:10.1016/j.ejor.2013.08.001: whole profits and weights drawn from 1 to 1000, and a capacity of half
the sum of the weights.
"""

from __future__ import annotations

import re

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.kernels import Integers
from openhearth.core.portfolio.problem import Action, Budget, Cost, Effect, Measure, Objective, Option, Problem


def parse_knapsack(text: str) -> Problem:
    r"""Read how many aims and items (in either order), the capacity, the profits by aim and the weights.

    Brackets, commas and line ends only part the numbers. Which of the first two numbers counts the items is seen from how
    many numbers follow.

    Raises
    ------
    InputError
        ``not_a_number`` for each word that is no whole number, or ``wrong_length``.

    Examples
    --------
    >>> problem = parse_knapsack("2\n3\n5\n[[3,1,2],\n[1,4,1]]\n[2,3,4]")
    >>> [len(problem.objectives), len(problem.actions), problem.constraints[0].amount]
    [2, 3, 5]
    """
    words = re.split(r"[\s,;\[\]]+", text.strip(" \t\r\n,;[]"))
    wrong = [word for word in words if not re.fullmatch(r"[+-]?\d+(\.0+)?", word)]
    if wrong:
        raise InputError(*(Fault("not_a_number", "knapsack", {"found": word}) for word in wrong[:20]))
    numbers = [int(float(word)) if "." in word else int(word) for word in words]
    for aims, items in ((numbers[:2]), (numbers[1::-1])) if len(numbers) > 2 else ():
        if len(numbers) == 3 + aims * items + items:
            rest = np.array(numbers[3:], dtype=np.int64)
            return knapsack(rest[:-items].reshape(aims, items), rest[-items:], numbers[2])
    raise InputError(Fault("wrong_length", "knapsack", {"found": len(numbers), "expected": "3 + aims * items + items"}))


def knapsack(profits: Integers, weights: Integers, capacity: int) -> Problem:
    """The knapsack as a portfolio problem: profits as points to be large, weights as costs, the capacity as a budget.

    Parameters
    ----------
    profits
        (aims, items).
    weights
        (items,).
    """
    aims, items = profits.shape
    codes = [f"profit-{number}" for number in range(1, aims + 1)]
    actions = [
        Action(
            f"item-{item + 1}",
            (
                Option(
                    "take",
                    (Cost(int(weights[item])),),
                    tuple(Effect(code, int(profits[number, item])) for number, code in enumerate(codes)),
                ),
            ),
        )
        for item in range(items)
    ]
    return Problem(
        tuple(Objective(code, code) for code in codes),
        tuple(Measure(code, "points") for code in codes),
        tuple(actions),
        (Budget(capacity),),
    )


def random_knapsack(aims: int, items: int, random: np.random.Generator) -> Problem:
    """One of the family."""
    profits = random.integers(1, 1001, (aims, items))
    weights = random.integers(1, 1001, items)
    return knapsack(profits, weights, int(weights.sum()) // 2)
