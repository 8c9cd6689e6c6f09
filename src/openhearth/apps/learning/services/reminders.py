"""Having the worker remind people every morning."""

from __future__ import annotations

from openhearth.apps.learning.tasks import remind_partners, reminding


def begin_reminding() -> bool:
    """Put a run into the queue of the worker, unless one waits there; each run sees to the next. Whether one was put there."""
    if reminding():
        return False
    remind_partners.enqueue()
    return True
