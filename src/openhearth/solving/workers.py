"""Worker processes that answer the questions of a search: started when first needed, gone when it ends, however it ends.

They are told the whole program and share nothing, so the answers do not depend on how many there are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from subprocess import PIPE, Popen
from threading import Lock, local

import msgspec

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.bounded_dp import Stopped
from openhearth.core.portfolio.program import Program
from openhearth.core.portfolio.search_region import Picks, Question, Solver
from openhearth.solving.messages import Answered, Posed, Told, received, send

WORKER = "openhearth.solving.cp_sat"
PATIENCE_S = 0.05
"""Between two looks at whether to stop."""


def installed() -> bool:
    """Whether the extra ``solver`` is there; it is looked for, not imported."""
    return find_spec("ortools") is not None


@contextmanager
def solver(workers: int = 1) -> Iterator[Solver | None]:
    """What `openhearth.core.portfolio.frontier.frontier` takes as its solver; None where the extra is not installed.

    Examples
    --------
    ``with solver(2) as asked: found = frontier(problem, algorithm="search_region", solver=asked)``
    """
    if not installed():
        yield None
        return
    pool = Workers(workers)
    try:
        yield pool
    finally:
        pool.end()


class Workers:
    """Threads, each with a process of its own."""

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, "solving")
        self._mine = local()
        self._lock = Lock()
        self._ended = False
        self.processes: list[Popen[bytes]] = []

    def __call__(
        self, program: Program, questions: Sequence[Question], stop: Callable[[], bool]
    ) -> Sequence[Picks | None]:
        """The answers, in the order of the questions.

        Raises
        ------
        Stopped
            When asked to; the processes are ended then.
        InputError
            ``solver_refused`` with the solver's word, ``solver_ended`` where its process ended twice.
        """
        waiting = [self._threads.submit(self._answer, program, question) for question in questions]
        left: set[Future[Picks | None]] = set(waiting)
        while left:
            if stop():
                self.end()
                raise Stopped
            _, left = wait(left, PATIENCE_S)
        return [future.result() for future in waiting]

    def end(self) -> None:
        """End all processes, also in the midst of a question."""
        with self._lock:
            self._ended = True
            for process in self.processes:
                process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self.processes:
            with suppress(BrokenPipeError), process:  # closing sends what a worker that was killed never read
                pass

    def _answer(self, program: Program, question: Question) -> Picks | None:
        for _ in range(2):
            try:
                answer = self._asked(program, question)
            except (OSError, EOFError):
                self._mine.process = None
                continue
            if answer.refused:
                raise InputError(Fault("solver_refused", "solver", {"detail": answer.refused}))
            return None if answer.picks is None else tuple(answer.picks)
        raise InputError(Fault("solver_ended", "solver"))

    def _asked(self, program: Program, question: Question) -> Answered:
        process: Popen[bytes] | None = getattr(self._mine, "process", None)
        if process is None:
            process = self._mine.process = self._started()
            self._mine.program = None
        if process.stdin is None or process.stdout is None:
            raise EOFError
        if self._mine.program is not program:
            send(process.stdin, _told(program))
            self._mine.program = program
        hint = None if question.hint is None else list(question.hint)
        send(process.stdin, Posed(question.aim, list(question.least), hint))
        return msgspec.msgpack.decode(received(process.stdout), type=Answered)

    def _started(self) -> Popen[bytes]:
        """A group of its own: an interrupt at the terminal is for us, who then end it."""
        with self._lock:
            if self._ended:
                raise EOFError
            command = [sys.executable, "-m", WORKER]
            self.processes.append(Popen(command, stdin=PIPE, stdout=PIPE, process_group=0))  # noqa: S603 - ours
            return self.processes[-1]


def _told(program: Program) -> Told:
    return Told(program.starts.tolist(), program.gains.T.tolist(), program.uses.T.tolist(), program.capacities.tolist())
