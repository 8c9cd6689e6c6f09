"""CP-SAT in worker processes: the same points as without it, the same answers for any number, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio import search_region
from openhearth.core.portfolio.bounded_dp import Stopped
from openhearth.core.portfolio.frontier import Frontier, frontier, improving, verify
from openhearth.core.portfolio.knapsack import random_knapsack
from openhearth.core.portfolio.problem import Action, Budget, Cost, Effect, Option, Problem
from openhearth.core.portfolio.program import Program, program
from openhearth.core.portfolio.search_region import Question
from openhearth.solving import workers
from openhearth.solving.workers import Workers, installed, solver
from tests.core.portfolio_cases import AIMS, MEASURES, Everything, problems

pytestmark = pytest.mark.skipif(not installed(), reason="the extra solver is not installed")

KNAPSACK = random_knapsack(3, 18, np.random.default_rng(2))
LONGER = random_knapsack(3, 34, np.random.default_rng(2))
HARD = random_knapsack(4, 90, np.random.default_rng(1))


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    with solver(2) as pool:
        assert isinstance(pool, Workers)
        yield pool


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_region, "FIRST_PASSES", 0)


def children() -> set[int]:
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(number) for path in found for number in path.read_text().split()}


def gone(number: int) -> bool:
    stat = Path(f"/proc/{number}/stat")
    return not stat.exists() or stat.read_text().rpartition(") ")[2].startswith("Z")


def within(seconds: float, true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def values(found: Frontier) -> list[tuple[int, ...]]:
    return [point.values for point in found.points]


def question(program: Program, *least: int) -> Question:
    lowest = np.minimum.reduceat(program.gains, program.starts[:-1], axis=0).sum(0)
    return Question(0, least or tuple(lowest.tolist()), None)


@settings(max_examples=12, deadline=None)
@given(problems(7))
def test_it_finds_what_trying_everything_finds(two: Workers, problem: Problem) -> None:
    expected = Everything(problem).frontier()
    if not expected:
        with pytest.raises(InfeasibleError):
            frontier(problem, algorithm="search_region", solver=two)
        return
    found = frontier(problem, algorithm="search_region", solver=two)
    signs = [1 if aim.direction == "max" else -1 for aim in problem.objectives]
    assert {tuple(s * v for s, v in zip(signs, point, strict=True)) for point in values(found)} == expected
    assert verify(problem, found.points) == ()


def test_the_same_for_any_number_of_processes(two: Workers) -> None:
    """Portfolios, too, also where several have the same outcome."""
    twins = replace(
        KNAPSACK, actions=(*KNAPSACK.actions, *(replace(one, code=f"{one.code}-twin") for one in KNAPSACK.actions[:3]))
    )
    with solver(1) as one:
        alone = frontier(twins, algorithm="search_region", solver=one)
    assert alone == frontier(twins, algorithm="search_region", solver=two)
    assert values(alone) == values(frontier(twins))
    assert len(alone.points) > 20


def test_sums_beyond_what_one_objective_can_hold(two: Workers) -> None:
    """Then one aim is maximised after the other."""
    actions = tuple(
        Action(
            f"a{k}", (Option("do", (Cost(10**9 + k),), (Effect("jobs", 10**9 * (k + 1)), Effect("co2", -3 * k - 1))),)
        )
        for k in range(7)
    )
    problem = Problem(AIMS[:3], MEASURES, actions, (Budget(4 * 10**9 + 9),))
    found = frontier(problem, algorithm="search_region", solver=two)
    assert values(found) == values(frontier(problem))
    assert verify(problem, found.points) == ()


def test_the_start_of_this_process_does_not_know_ortools() -> None:
    script = """
import sys
from openhearth.core.portfolio.frontier import frontier
from openhearth.core.portfolio.knapsack import random_knapsack
from openhearth.solving.workers import solver
import numpy as np
with solver(1) as asked:
    found = frontier(random_knapsack(2, 8, np.random.default_rng(1)), algorithm="search_region", solver=asked)
assert found.complete and "ortools" not in sys.modules and "django" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_stopping_ends_the_processes_in_the_midst_of_a_question() -> None:
    before, written = children(), program(HARD)
    pool = Workers(2)
    hard = Question(0, (14_000,) * 4, None)
    with pytest.raises(Stopped):
        pool(written, [hard] * 40, lambda: len(pool.processes) == 2)
    assert within(5, lambda: children() <= before)
    pool.end()


def test_a_stopped_search_says_what_it_has() -> None:
    enough: list[int] = []
    with solver(2) as asked:
        for found in improving(LONGER, algorithm="search_region", solver=asked, stop=lambda: bool(enough)):
            enough.append(len(found.points))
    assert not found.complete
    assert 0 < found.gap < 1
    assert found.checkpoint
    assert verify(LONGER, found.points) == ()
    resumed = frontier(LONGER, checkpoint=found.checkpoint)
    assert values(resumed) == values(frontier(LONGER))


def test_a_worker_that_is_killed_is_started_again(two: Workers) -> None:
    written = program(KNAPSACK)
    (expected,) = two(written, [question(written)], lambda: False)
    for process in two.processes:
        process.kill()
        process.wait()
    assert two(written, [question(written)] * 3, lambda: False) == [expected] * 3


def test_workers_end_with_a_parent_that_is_killed() -> None:
    """In the midst of a question that would take minutes."""
    script = """
import numpy as np, sys
from openhearth.core.portfolio.knapsack import random_knapsack
from openhearth.core.portfolio.program import program
from openhearth.core.portfolio.search_region import Question
from openhearth.solving.workers import Workers
written = program(random_knapsack(4, 90, np.random.default_rng(1)))
pool = Workers(1)
pool(written, [Question(0, (0, 0, 0, 0), None)], lambda: False)
print(pool.processes[0].pid, flush=True)
while True:
    pool(written, [Question(0, (14000, 14000, 14000, 14000), None)], lambda: False)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        assert not gone(worker)
        time.sleep(0.5)
        parent.send_signal(signal.SIGKILL)
    assert within(5, lambda: gone(worker))


def test_a_worker_that_cannot_answer_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORKER", "openhearth.solving.no_such_module")
    pool, written = Workers(1), program(KNAPSACK)
    with pytest.raises(InputError, match="solver_ended"):
        pool(written, [question(written)], lambda: False)
    pool.end()


def test_without_the_extra_there_is_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "find_spec", lambda _: None)
    with solver(1) as asked:
        assert asked is None
        assert frontier(KNAPSACK, solver=asked).algorithm == "bounded_dp"
        with pytest.raises(InputError, match="no_solver"):
            frontier(KNAPSACK, algorithm="search_region", solver=asked)
