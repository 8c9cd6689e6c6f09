"""Work that yields now and then, done in a thread of its own, so that whoever waits can look up meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")


def newest(states: Iterable[T], tick: float) -> Iterator[T | None]:
    """The newest of what another thread makes; None when ``tick`` seconds have passed without anything new.

    Whatever ends the work ends this, too: an exception comes out here. The work must know by itself when to stop.
    """
    worker = _Worker(states)
    worker.thread.start()
    while not worker.over:
        state = worker.state_within(tick)
        if state is not None or not worker.over:
            yield state
    worker.thread.join()
    if worker.error is not None:
        raise worker.error


class _Worker(Generic[T]):
    """The thread and what it has told: states, and None once it is over."""

    def __init__(self, states: Iterable[T]) -> None:
        self.states, self.error, self.over = states, None, False
        self.told: SimpleQueue[T | None] = SimpleQueue()
        self.thread = Thread(target=self.work, name="abreast", daemon=True)

    error: BaseException | None

    def work(self) -> None:
        try:
            for state in self.states:
                self.told.put(state)
        except BaseException as error:  # noqa: BLE001 - it is raised again where somebody waits
            self.error = error
        self.told.put(None)

    def state_within(self, seconds: float) -> T | None:
        """The last of all that was told until now, waiting for the first."""
        state: T | None = None
        with suppress(Empty):
            made = self.told.get(timeout=seconds)
            while made is not None:
                state = made
                made = self.told.get_nowait()
            self.over = True
        return state
