"""The entry point: opens the house, gathers the commands, and turns every error into a sentence and an exit code."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Sequence

import click
import django
import typer
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhearth.site.settings")
django.setup()  # the commands use the apps

from openhearth.apps.regions.errors import UnknownTerritory  # noqa: E402
from openhearth.cli.output import complain, unknown_place  # noqa: E402
from openhearth.core.errors import InputError  # noqa: E402
from openhearth.press.engines import PressError  # noqa: E402
from openhearth.site.faults import message  # noqa: E402

USAGE = 2
FAILED = 1
INTERRUPTED = 130

MODULES = {
    "analysis": ("regions", "region", "peers", "typology", "schema"),
    "brief": ("brief",),
    "serving": ("serve", "demo"),
    "facts": ("facts",),
    "sources": ("sources",),
    "people": ("people",),
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
        gathered(sys.argv[1:])(standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
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
