"""What the workers do for practices."""

from __future__ import annotations

from django_tasks import task

from openhearth.apps.practices.finding import index
from openhearth.apps.practices.letters import alerts

QUEUE = "index"
"""A worker of its own: a change must not wait behind a long job."""


@task(queue_name=QUEUE)
def update_index() -> None:
    """Bring the index up to date. Cheap when there is nothing to do."""
    index.catch_up()
    if alerts.due():
        tell_searchers.enqueue()


@task()
def tell_searchers() -> None:
    """Send the alerts of saved searches; after the index, so that whoever follows a link finds what the e-mail says."""
    alerts.tell()
