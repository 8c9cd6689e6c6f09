"""Many stages of the dynamic programme at once, compiled, as long as the states are few: what they lead to, and on which way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openhearth.core.portfolio.bounds import Bounds
from openhearth.core.portfolio.dominance import efficient
from openhearth.core.portfolio.expansion import Front, Stages, expand, room_for
from openhearth.core.portfolio.kernels import Floats, Integers, compiled, copy_row
from openhearth.core.portfolio.zones import Region

FAR = 0.73
"""Share of the stages that lies behind after a third of the children where all of them are enough: measured on 19 programs of three families."""


class Limits(NamedTuple):
    """No stage is begun with more states, nor after so many children were tried; and how closely dominated states are sought.

    After ``early`` children no stage is begun either, where it is not one of the last.
    """

    states: int
    children: int
    looks: int
    early: int


class Descent(NamedTuple):
    """The states that are left, the stage before which they stand, and how many children were tried.

    ``parents`` and ``columns`` tell of the states of each stage on the way where they come from, one stage after the other, and
    ``ends`` where each stage ends.
    """

    front: Front
    slack: Floats
    stage: int
    tried: int
    parents: Integers
    columns: Integers
    ends: Integers


@compiled
def _grown(of: Integers, size: int) -> Integers:
    """The same with room for as much more."""
    if size <= of.shape[0]:
        return of
    larger = np.empty(2 * size, np.int64)
    for k in range(of.shape[0]):
        larger[k] = of[k]
    return larger


@compiled
def descend(front: Front, stage: int, stages: Stages, known: Bounds, search: Region, limits: Limits) -> Descent:
    """Follow some states from before a stage to the end, or to where a limit is met."""
    aims, rows, last = stages.gains.shape[1], stages.capacities.shape[0], stages.starts.shape[0] - 1
    parents, columns = np.empty(1024, np.int64), np.empty(1024, np.int64)
    ends, slack = np.zeros(last - stage + 1, np.int64), np.zeros(front.hints.shape[0], np.float64)
    begin, tried, told = stage, 0, 0
    while stage < last:
        count = front.hints.shape[0]
        more = count * (stages.starts[stage + 1] - stages.starts[stage])
        if count == 0 or count > limits.states or tried + more > limits.children:
            break
        if tried > limits.early and stage < FAR * last:
            break
        tried += more
        into = room_for(more, rows, aims)
        count = expand(front, stages, stage, known, search, into)
        kept = efficient(into.uses[:count], into.gains[:count], limits.looks)
        uses, gains = np.empty((kept.shape[0], rows), np.int64), np.empty((kept.shape[0], aims), np.int64)
        hints, slack = np.empty(kept.shape[0], np.int64), np.empty(kept.shape[0], np.float64)
        parents, columns = _grown(parents, told + kept.shape[0]), _grown(columns, told + kept.shape[0])
        for one in range(kept.shape[0]):
            child = kept[one]
            copy_row(into.uses[child], uses[one])
            copy_row(into.gains[child], gains[one])
            hints[one], slack[one] = into.hints[child], into.slack[child]
            parents[told + one], columns[told + one] = into.parents[child], into.columns[child]
        front = Front(uses, gains, hints)
        stage, told = stage + 1, told + kept.shape[0]
        ends[stage - begin] = told
    return Descent(front, slack, stage, tried, parents, columns, ends)
