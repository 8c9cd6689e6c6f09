"""``openhearth people``: the first administrator."""

from __future__ import annotations

from typing import Annotated

import typer
from django.conf import settings

from openhearth.apps.accounts import services
from openhearth.cli import house, receipts
from openhearth.cli.output import AsJson, out, print_json

app = typer.Typer(help="People of this house.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """People of this house."""


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="Their e-mail address, which is also their name here.")],
    as_json: AsJson = False,
) -> None:
    """Invite an administrator: prints a link with which they choose their own password."""
    house.ensure()
    link = services.create_administrator(email, settings.SITE_URL)
    if as_json:
        print_json(receipts.Invited("openhearth/invited/1", email, link))
    else:
        out.print(f"Send this link to {email}; it works once, for 14 days:\n{link}", markup=False)
