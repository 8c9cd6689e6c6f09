"""Setting the house up: the database is made on first use and brought up to date after an upgrade.

Imported after ``django.setup()``: see ``openhearth.cli.main``.
"""

from __future__ import annotations

from django.core.management import call_command

from openhearth.apps.practices.finding import index
from openhearth.apps.practices.services.packaged import load_packaged_practices
from openhearth.apps.regions.services import Progress, load_packaged_facts


def set_up(*, progress: Progress) -> None:
    """Tables, cache, packaged facts and practices, and the search index; safe to repeat."""
    progress("tables", 0, 1)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_packaged_facts(progress=progress)
    load_packaged_practices()
    index.build(progress)
