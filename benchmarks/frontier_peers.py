"""The frontier beside named peers: pyaugmecon 2 with HiGHS, which is exact, and NSGA-II and NSGA-III of pymoo, which are not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, PIPE

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.dominance import best
from openhearth.core.portfolio.frontier import Frontier, frontier
from openhearth.core.portfolio.knapsack import random_knapsack
from openhearth.core.portfolio.problem import (
    Action,
    Ceiling,
    Effect,
    Measure,
    Objective,
    Option,
    Problem,
)
from openhearth.core.portfolio.program import Program, program

Rows = NDArray[np.int64]

OWN = ("2kp50", "2kp100", "3kp40")
"""Models that come with pyaugmecon."""

KIRLIK = ((2, 30), (3, 15), (3, 20), (3, 25), (3, 30), (4, 15))
"""Aims and items, one row, after Kirlik and Sayin."""

AUGMECON = (
    *((2, 15, 1), (2, 20, 1), (2, 20, 2), (2, 20, 5), (2, 30, 2), (2, 30, 3), (2, 40, 2), (2, 40, 5)),
    *((3, 10, 1), (3, 15, 3), (3, 20, 3), (3, 20, 5), (3, 25, 3), (4, 12, 1)),
)
"""Aims, items, rows, after Zitzler and Thiele, from whom pyaugmecon's own models come."""

TIMES, ROUNDS, SHORT = 21, 5, 3.0
"""Runs of ours in a round, and rounds where the peer takes less than so many seconds: in turns, as the machine is sometimes slower. Of
both the median counts."""

EVOLVED = ((3, 40, 1), (3, 60, 1), (3, 40, 3))


def knapsacks(aims: int, items: int, rows: int, seed: int = 0, share: float = 1.0) -> Problem:
    """Items in several knapsacks at once, all figures from 10 to 100, each capacity half the weights.

    The recipe of E. Zitzler, L. Thiele 1999, doi:10.1109/4235.797969, from which pyaugmecon's 2kp50 and 3kp40 come.
    ``share`` of the weights are left, the others are zero.
    """
    random = np.random.default_rng(seed)
    profits, weights = random.integers(10, 101, (aims, items)), random.integers(10, 101, (rows, items))
    weights *= random.random((rows, items)) < share
    return taken_or_not(profits, weights, [int(row.sum()) // 2 for row in weights])


def taken_or_not(profits: Rows, weights: Rows, capacities: list[int]) -> Problem:
    """(aims, items) profits and (rows, items) weights as a problem."""
    (aims, items), rows = profits.shape, len(weights)
    codes = [f"profit-{k + 1}" for k in range(aims)] + [f"weight-{k + 1}" for k in range(rows)]
    amounts = np.vstack([profits, weights])
    actions = tuple(
        Action(f"item-{item + 1}", (Option("take", (), tuple(map(Effect, codes, amounts[:, item].tolist()))),))
        for item in range(items)
    )
    return Problem(
        tuple(Objective(code, code) for code in codes[:aims]),
        tuple(Measure(code, "points") for code in codes),
        actions,
        tuple(Ceiling(codes[aims + row], capacities[row]) for row in range(rows)),
    )


def matrices(problem: Problem) -> Program:
    """With one column for "not" and one for "take" in each stage."""
    return program(problem)


def beside_augmecon(python: str, limit: float) -> None:
    """Print the table of exact peers; ``python`` is one in which pyaugmecon is installed."""
    print(
        "\n| knapsacks | points | ours, CPU s | pyaugmecon, CPU s | ratio | same points |\n"
        "| --- | ---: | ---: | ---: | ---: | --- |"
    )
    for label, problem in cases(python):
        found, seconds = several(problem)
        told = augmecon(python, matrices(problem), limit)
        if isinstance(told, str):
            print(f"| {label} | {len(found.points)} | {median(seconds):.4f} | {told} | | |", flush=True)
            continue
        points, peer = told[0], [told[1]]
        while len(peer) < ROUNDS and peer[0] < SHORT and not isinstance(told, str):
            seconds += several(problem)[1]
            told = augmecon(python, matrices(problem), limit)
            peer += [] if isinstance(told, str) else [told[1]]
        same = "yes" if points == [point.values for point in found.points] else f"it found {len(points)}"
        ours, theirs = median(seconds), median(peer)
        print(
            f"| {label} | {len(found.points)} | {ours:.4f} | {theirs:.2f} | {theirs / ours:,.0f} | {same} |", flush=True
        )


def several(problem: Problem) -> tuple[Frontier, list[float]]:
    """Some runs of ours, and the CPU seconds of each."""
    seconds = []
    for _ in range(TIMES):
        begin = time.process_time()
        found = frontier(problem)
        seconds.append(time.process_time() - begin)
    return found, seconds


def cases(python: str) -> Iterator[tuple[str, Problem]]:
    """Its own models, then random ones of two families."""
    for name in OWN:
        script = str(Path(__file__).with_name("augmecon_peer.py"))
        told = json.loads(subprocess.run([python, script, name], capture_output=True, text=True, check=True).stdout)
        profits, weights = (np.array(told[part], dtype=np.int64) for part in ("gains", "uses"))
        yield f"its own {name}", taken_or_not(profits, weights, told["capacities"])
    for aims, items in KIRLIK:
        yield f"Kirlik and Sayin: {aims} aims, {items} items", random_knapsack(aims, items, np.random.default_rng(0))
    for aims, items, rows in AUGMECON:
        yield f"Zitzler and Thiele: {aims} aims, {items} items, {counted(rows)}", knapsacks(aims, items, rows)


def counted(rows: int) -> str:
    """How many rows, in words."""
    return f"{rows} row" if rows == 1 else f"{rows} rows"


def augmecon(python: str, asked: Program, limit: float) -> tuple[list[tuple[int, ...]], float] | str:
    """Points and CPU seconds, or what kept it from telling."""
    text = json.dumps(
        {
            "gains": asked.gains[1::2].T.tolist(),
            "uses": asked.uses[1::2].T.tolist(),
            "capacities": asked.capacities.tolist(),
        }
    )
    script = Path(__file__).with_name("augmecon_peer.py")
    with subprocess.Popen(
        [python, str(script)], stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True, process_group=0
    ) as peer:
        try:
            told, _ = peer.communicate(text, timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(peer.pid, signal.SIGKILL)  # its workers, too
            return f"not in {limit:.0f} s by the clock"
    if peer.returncode:
        return "it ends with an error"
    answer = json.loads(told.splitlines()[-1])
    return [tuple(point) for point in answer["points"]], answer["seconds"]


def beside_pymoo(least: float) -> None:
    """Print what evolution finds in the time in which we prove all, and in ten times that, at least ``least`` seconds."""
    from pymoo.algorithms.moo.nsga2 import NSGA2  # noqa: PLC0415 (a peer)
    from pymoo.algorithms.moo.nsga3 import NSGA3  # noqa: PLC0415
    from pymoo.operators.crossover.pntx import TwoPointCrossover  # noqa: PLC0415
    from pymoo.operators.mutation.bitflip import BitflipMutation  # noqa: PLC0415
    from pymoo.operators.sampling.rnd import BinaryRandomSampling  # noqa: PLC0415
    from pymoo.util.ref_dirs import get_reference_directions  # noqa: PLC0415

    print(
        "\n| knapsacks | points | ours, CPU s | peer | its CPU s | true points found | hypervolume |\n"
        "| --- | ---: | ---: | --- | ---: | ---: | ---: |"
    )
    how = {"sampling": BinaryRandomSampling(), "crossover": TwoPointCrossover(), "mutation": BitflipMutation()}
    for aims, items, rows in EVOLVED:
        problem = knapsacks(aims, items, rows)
        begin = time.process_time()
        found = frontier(problem)
        seconds = time.process_time() - begin
        truth = np.array([point.values for point in found.points], dtype=np.int64)
        lattice = get_reference_directions("das-dennis", aims, n_partitions=20)
        for times in (1, 10):
            for name, peer in (
                ("NSGA-II", NSGA2(pop_size=400, eliminate_duplicates=True, **how)),
                ("NSGA-III", NSGA3(ref_dirs=lattice, eliminate_duplicates=True, **how)),
            ):
                allowed = max(least, times * seconds)
                evolved, used = evolve(peer, matrices(problem), allowed)
                hits = len(set(map(tuple, evolved.tolist())) & set(map(tuple, truth.tolist())))
                print(
                    f"| {aims} aims, {items} items, {counted(rows)} | {len(truth)} | {seconds:.2f} | {name} | {used:.1f} "
                    f"| {hits / len(truth):.1%} | {hypervolume(evolved, truth):.1%} |",
                    flush=True,
                )


def evolve(peer: object, asked: Program, limit: float) -> tuple[Rows, float]:
    """The best of all that was ever allowed in its population, after so many CPU seconds."""
    from pymoo.core.problem import Problem as Evolved  # noqa: PLC0415

    gains, uses = asked.gains[1::2], asked.uses[1::2]

    class Items(Evolved):
        def __init__(self) -> None:
            super().__init__(n_var=len(gains), n_obj=gains.shape[1], n_ieq_constr=uses.shape[1], xl=0, xu=1, vtype=bool)

        def _evaluate(self, chosen: Rows, out: dict[str, Rows], *_: object, **__: object) -> None:
            out["F"], out["G"] = -(chosen.astype(int) @ gains), chosen.astype(int) @ uses - asked.capacities

    archive = np.zeros((0, gains.shape[1]), dtype=np.int64)
    peer.setup(Items(), seed=1, termination=("n_gen", 10**9), verbose=False)  # type: ignore[attr-defined]
    begin = time.process_time()
    while time.process_time() - begin < limit:
        peer.next()  # type: ignore[attr-defined]
        people = peer.pop  # type: ignore[attr-defined]
        allowed = people.get("CV").ravel() <= 0
        archive = np.vstack([archive, np.rint(-people.get("F")[allowed]).astype(np.int64)])
        archive = archive[best(archive)]
    return archive, time.process_time() - begin


def hypervolume(points: Rows, truth: Rows) -> float:
    """Of the points, as a share of that of the true frontier, from a tenth below its worst."""
    from pymoo.indicators.hv import HV  # noqa: PLC0415

    low, high = truth.min(0), truth.max(0)
    volume = HV(ref_point=np.full(truth.shape[1], 1.1))
    share: float = (
        volume((high - points) / (high - low)) / volume((high - truth) / (high - low)) if len(points) else 0.0
    )
    return share
