"""The passes of the dynamic programme, one after the other: how wide, how careful, and how long at most."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

WIDTHS = (4_000,)
"""States kept in the wider passes."""

LEEWAYS = (0.2, 0.1, 0.05, 0.02)
"""Shares of the ranges of the points found: passes that drop none and leave so much, before the last one leaves nothing."""

GLANCE, TRIALS = 30_000, (800_000, 1_200_000, 4_000_000)
"""Children tried at most when nothing is to be left right after the first pass: with rough bounds, then with finer ones. After that it
is given up, and the wider passes begin.

Which order of the stages suits a program is not seen from it: once what the points agree on comes first, once the best value for the rows, and then
what the points agree on by then.
"""

EFFORT = 2_000_000
"""Children tried in a pass with leeway at most; then it is given up, and the last one begins."""


class Pass(NamedTuple):
    """States kept of a stage (0: for each direction; -1: all), the leeway as a share of the ranges, children tried at most, whether
    the bounds are made finer afterwards, and whether the best value for the rows comes first.
    """

    width: int
    share: float = 0.0
    effort: float = np.inf
    finer: bool = False
    by_value: bool = False


def plan() -> list[Pass]:
    """One after the other, until nothing is missing."""
    wider, careful = [Pass(width) for width in WIDTHS], [Pass(-1, share, EFFORT) for share in LEEWAYS]
    trials = [Pass(-1, 0.0, effort, by_value=number == 1) for number, effort in enumerate(TRIALS)]
    return [Pass(0), Pass(-1, 0.0, GLANCE, finer=True), *trials, *wider, *careful, Pass(-1)]
