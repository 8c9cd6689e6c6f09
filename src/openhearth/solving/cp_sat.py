"""A worker: this module, run by Python, answers the questions of `openhearth.core.portfolio.search_region` with CP-SAT.

One thread, a fixed seed and no limit of time: the same question has the same answer, whoever asked what before. A thread waits
for the end of the input and then ends the process at once, also in the midst of a question, so that a parent that was
killed leaves nothing behind.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from queue import SimpleQueue
from threading import Thread
from typing import IO

import msgspec
from ortools.sat.python import cp_model

from openhearth.solving.messages import Answered, Posed, Told, received, send

SAFE = 2**60
"""Sums beyond do not surely fit 64 bits; then one aim is maximised after the other."""


class Refused(Exception):  # noqa: N818 (said by the solver, with its own word)
    """The solver gives no answer."""


class Model:
    """A program as CP-SAT knows it; nothing stays from one question to the next."""

    def __init__(self, told: Told) -> None:
        self._told, self._model, self._solver = told, cp_model.CpModel(), cp_model.CpSolver()
        self._columns = [self._model.new_bool_var("") for _ in range(told.starts[-1])]
        for first, last in pairwise(told.starts):
            self._model.add_exactly_one(self._columns[first:last])
        for row, capacity in zip(told.uses, told.capacities, strict=True):
            self._model.add(self._sum(row) <= capacity)
        self._rows = [self._model.add(self._sum(gains) >= 0).index for gains in told.gains]
        self._solver.parameters.num_workers = 1
        self._solver.parameters.random_seed = 1

    def best(self, asked: Posed) -> list[int] | None:
        """The picks with most of the aim, and then most of all aims together; None where nothing has the least.

        Raises
        ------
        Refused
            With the solver's word for it.
        """
        gains = self._told.gains
        total = [sum(column) for column in zip(*gains, strict=True)]
        scale = 1 + 2 * self._reach(total)
        both = [scale * gain + rest for gain, rest in zip(gains[asked.aim], total, strict=True)]
        if self._reach(both) < SAFE:
            return self._maximised(both, asked.least, asked.hint)
        first = self._maximised(gains[asked.aim], asked.least, asked.hint)
        if first is None:
            return None
        least = list(asked.least)
        least[asked.aim] = sum(
            gains[asked.aim][start + pick] for start, pick in zip(self._told.starts, first, strict=False)
        )
        return self._maximised(total, least, first)

    def _maximised(self, weights: Sequence[int], least: Sequence[int], hint: Sequence[int] | None) -> list[int] | None:
        for row, bound in zip(self._rows, least, strict=True):
            domain = self._model.proto.constraints[row].linear.domain
            domain.clear()
            domain.extend([bound, 2**62])
        self._model.clear_hints()  # type: ignore[no-untyped-call]
        for stage, pick in enumerate(hint or ()):
            for column in range(self._told.starts[stage], self._told.starts[stage + 1]):
                self._model.add_hint(self._columns[column], column - self._told.starts[stage] == pick)
        self._model.maximize(self._sum(weights))
        status = self._solver.solve(self._model)
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL:
            raise Refused(self._solver.status_name(status))
        chosen = [self._solver.boolean_value(column) for column in self._columns]
        return [chosen[first:last].index(True) for first, last in pairwise(self._told.starts)]

    def _sum(self, weights: Sequence[int]) -> cp_model.LinearExpr:
        told = [(column, weight) for column, weight in zip(self._columns, weights, strict=True) if weight]
        return cp_model.LinearExpr.weighted_sum([column for column, _ in told], [weight for _, weight in told])

    def _reach(self, weights: Sequence[int]) -> int:
        """A bound on how large such a sum is."""
        return sum(max(map(abs, weights[first:last]), default=0) for first, last in pairwise(self._told.starts))


def work(given: IO[bytes], answers: IO[bytes]) -> None:
    """Answer question after question."""
    waiting: SimpleQueue[Told | Posed] = SimpleQueue()
    Thread(target=_listen, args=(given, waiting), daemon=True).start()
    model: Model | None = None
    while True:
        message = waiting.get()
        if isinstance(message, Told):
            model = Model(message)
        elif model is not None:
            try:
                answer = Answered(model.best(message))
            except Refused as refused:
                answer = Answered(None, str(refused))
            send(answers, answer)


def _listen(given: IO[bytes], waiting: SimpleQueue[Told | Posed]) -> None:
    decoder = msgspec.msgpack.Decoder(Told | Posed)
    try:
        while True:
            waiting.put(decoder.decode(received(given)))
    except EOFError:
        os._exit(0)


if __name__ == "__main__":
    work(sys.stdin.buffer, sys.stdout.buffer)
