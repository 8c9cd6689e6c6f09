"""The entry point: opens the house, gathers the commands, and turns every error into a sentence and an exit code."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Sequence

import django
import typer
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhearth.site.settings")
try:
    django.setup()  # the commands use the apps
except OSError as error:
    sys.exit(f"The house cannot be opened: {error}. Set OPENHEARTH_HOME to a folder that can be written.")

from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.cli.output import complain, unknown_place
from openhearth.core.errors import InputError
from openhearth.press.engines import PressError
from openhearth.site.faults import message

USAGE = 2
FAILED = 1

MODULES = {
    "analysis": ("regions", "region", "peers", "typology", "schema"),
    "brief": ("brief",),
    "serving": ("serve", "demo"),
    "facts": ("facts",),
    "sources": ("sources",),
    "people": ("people",),
    "practices": ("practices",),
    "plan": ("plan",),
    "programme": ("programme",),
    "reminding": ("remind",),
    "programme_load": ("programme",),
    "programme_status": ("programme",),
    "frontier": ("frontier",),
    "footprint": ("footprint",),
    "doughnut": ("doughnut",),
    "index": ("index",),
}
"""Which file holds which commands. Only the one asked for is imported: drawing and loading have heavy engines."""


def gathered(arguments: Sequence[str]) -> typer.Typer:
    """The command asked for, or all of them where help is."""
    app = typer.Typer(
        help="Where industrial regions learn from each other how to make a just transition.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(lambda: None)
    wanted = [name for name, commands in MODULES.items() if arguments and arguments[0] in commands]
    for name in wanted or MODULES:
        module = importlib.import_module(f"openhearth.cli.{name}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            module.register(app)
    return app


def run() -> None:
    """Run the command; no traceback ever reaches the user."""
    try:
        # typer itself ends on wrong usage, on Ctrl+C and when nobody reads its output
        gathered(sys.argv[1:])(prog_name="openhearth")
    except UnknownTerritory as error:
        unknown_place(error)
        sys.exit(USAGE)
    except InputError as error:
        complain("invalid_input", "The input cannot be used:", [message(fault) for fault in error.faults])
        sys.exit(USAGE)
    except (PressError, OSError) as error:
        complain("failed", str(error))
        sys.exit(FAILED)
    except Exception:
        path = settings.HOME / "openhearth.log"
        log = logging.getLogger("openhearth.cli")
        log.addHandler(logging.FileHandler(path))
        log.propagate = False
        log.exception("openhearth %s", " ".join(sys.argv[1:]))
        complain("broken", f"Something went wrong on our side. Nothing was half written. Details are in {path}")
        sys.exit(FAILED)


if __name__ == "__main__":
    run()
