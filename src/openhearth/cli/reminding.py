"""``openhearth remind``: what is due in the programmes, by e-mail."""

from __future__ import annotations

import typer
from django.utils import timezone

from openhearth.apps.learning.letters import remind as send
from openhearth.cli import house
from openhearth.cli.output import out


def register(app: typer.Typer) -> None:
    app.command()(remind)


def remind() -> None:
    """Send what is due today in the programmes, each reminder once. The worker does so every morning; run it as often as you like."""
    house.ensure()
    out.print(f"{send(timezone.localdate())} e-mails sent.", highlight=False)
