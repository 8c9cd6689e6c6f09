"""``openhearth serve`` and ``openhearth demo``."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from openhearth.apps.accounts.selectors import account
from openhearth.apps.accounts.services import create_demo_people
from openhearth.apps.learning.services.demo import create_demo_programmes
from openhearth.apps.learning.services.reminders import begin_reminding
from openhearth.apps.pathways.services.demo import create_demo_plan
from openhearth.apps.portfolios.services.demo import create_demo_study
from openhearth.apps.portfolios.tasks import QUEUE as SEARCH_QUEUE
from openhearth.apps.portfolios.tasks import prepare_search
from openhearth.apps.practices.finding import index
from openhearth.apps.practices.services.demo import create_demo_practices
from openhearth.apps.practices.tasks import QUEUE as INDEX_QUEUE
from openhearth.cli import house
from openhearth.cli.brief import write_brief
from openhearth.cli.index import build_index
from openhearth.cli.output import err, out, progress_bar
from openhearth.sources.building.programme import DEMO_PROGRAMME, DEMO_REGION

PORTS_TRIED = 50

Host = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")]
Port = Annotated[int, typer.Option(help="Another one is taken when it is in use.")]


def register(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(demo)


def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: int = 2) -> None:
    """Serve the site, with the worker for long work beside it. Stop with Ctrl+C."""
    house.ensure()
    if not index.is_readable():
        build_index()
    prepare_search.enqueue()
    begin_reminding()
    free = free_port(host, port)
    out.print(f"OpenHearth is on http://{host}:{free}  (stop with Ctrl+C)", highlight=False)
    _run_together(
        [
            [
                *("-m", "gunicorn", "openhearth.site.wsgi:application"),
                *("--bind", f"{host}:{free}", "--workers", str(workers), "--threads", "4"),
                *("--worker-class", "gthread", "--log-level", "warning", "--no-control-socket"),
                *("--limit-request-line", "8190"),  # the address holds every filter; 4,094 by default
            ],
            ["-m", "django", "db_worker", "--no-startup-delay"],
            ["-m", "django", "db_worker", "--no-startup-delay", "--queue-name", INDEX_QUEUE, "--interval", "0.2"],
            ["-m", "django", "db_worker", "--no-startup-delay", "--queue-name", SEARCH_QUEUE, "--interval", "0.2"],
        ],
        address=f"http://{host}:{free}",
    )


def demo(
    directory: Annotated[Path, typer.Option(help="Where the brief is written.")] = Path("demo"),
    host: Host = "127.0.0.1",
    port: Port = 8000,
    only_write: Annotated[bool, typer.Option("--no-serve", help="Set up and write, then stop.")] = False,
) -> None:
    """Set the whole product up with real figures: a brief, a person for every role, the site."""
    house.ensure()
    for suffix in ("pdf", "html"):
        target = directory / f"{DEMO_REGION}.{suffix}"
        with progress_bar(f"Writing {target}") as report:
            write_brief(DEMO_REGION, target, language="en", progress=report)
        out.print(f"Brief: {target.resolve()}", highlight=False)
    people = create_demo_people(DEMO_REGION, DEMO_PROGRAMME)
    users = {person.role: account(person.email) for person in people}
    create_demo_practices({role: user for role, user in users.items() if user})
    create_demo_plan(users.get("team"))
    create_demo_study({role: user for role, user in users.items() if user})
    create_demo_programmes(users.get("lead"), users.get("team"))
    index.catch_up()
    out.print("\nSign in as (new passwords each time the demo is started, only in this demo database):")
    for person in people:
        out.print(f"  {person.role:<14} {person.email:<40} {person.password}", highlight=False, markup=False)
    out.print()
    if not only_write:
        serve(host=host, port=port)


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next one that nobody listens on."""
    for port in range(wanted, wanted + PORTS_TRIED):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            if port != wanted:
                err.print(f"Port {wanted} is taken.", highlight=False)
            return port
    raise OSError(f"no free port between {wanted} and {wanted + PORTS_TRIED} on {host}: name another with --port")


def _run_together(commands: Sequence[Sequence[str]], *, address: str) -> None:
    """Run until one ends or we are asked to stop; then all end."""
    environment = {"OPENHEARTH_URL": address, **os.environ, "OPENHEARTH_HOME": str(settings.HOME)}
    processes = [subprocess.Popen([sys.executable, *command], env=environment) for command in commands]  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.3)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=15)
