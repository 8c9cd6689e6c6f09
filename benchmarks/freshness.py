"""How long after the commit of a change readers find it: a real worker beside a house of its own, as `openhearth serve` has.

    python benchmarks/freshness.py [--changes 40] [--projects 20000]

Prints the time from commit to found (p50, p95, worst) and how much of it the change itself took.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from statistics import median, quantiles

WAIT = 30.0
"""Seconds after which a change counts as lost."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--changes", type=int, default=40)
    options.add_argument("--projects", type=int, default=20_000, help="records beside, so that the index has a size")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="openhearth-freshness-") as home:
        os.environ["OPENHEARTH_HOME"] = home
        prepare(asked.projects)
        worker = [sys.executable, "-m", "django", "db_worker", "--no-startup-delay", "--queue-name", "index"]
        with subprocess.Popen(
            [*worker, "--interval", "0.2"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                measured = [change(number) for number in range(asked.changes + 2)][2:]  # the first warm the worker
            finally:
                process.terminate()
    report([found for _, found in measured], "commit to found")
    report([saved for saved, _ in measured], "the change itself")


def prepare(projects: int) -> None:
    """A house with practices and so many projects."""
    import openhearth.cli.main  # noqa: F401, PLC0415 - opens the house
    from openhearth.apps.practices.finding import index  # noqa: PLC0415
    from openhearth.apps.practices.models import Project  # noqa: PLC0415
    from openhearth.cli import house  # noqa: PLC0415

    house.ensure()
    Project.objects.bulk_create(
        Project(code=f"esif-{n}", corpus="esif", country="IT", language="en", title=f"Heat of works {n}")
        for n in range(projects)
    )
    index.build(lambda *_: None)


def change(number: int) -> tuple[float, float]:
    """Publish one practice; seconds of the change, and from its commit until a search finds it."""
    from datetime import date  # noqa: PLC0415

    from openhearth.apps.practices.finding import index  # noqa: PLC0415
    from openhearth.apps.practices.pages.columns import EXAMPLE  # noqa: PLC0415
    from openhearth.apps.practices.services.importing import import_practices, plan_import  # noqa: PLC0415
    from openhearth.search.contract import Query  # noqa: PLC0415
    from openhearth.sources.practices import practice_table  # noqa: PLC0415

    word = f"zyx{number}zyx"
    record = replace(EXAMPLE, practice=replace(EXAMPLE.practice, code=f"fresh-{number}", title=f"Heat {word}"))
    plan = plan_import(practice_table.to_csv([record]), None, date(2026, 1, 1))
    begun = time.perf_counter()
    import_practices(plan, file_name="fresh.csv", by=None, publish=True)
    committed = time.perf_counter()
    while not index.engine().search(Query(words=word, size=0)).total:
        if time.perf_counter() - committed > WAIT:
            raise SystemExit(f"{word} was not found within {WAIT:.0f} s")
        time.sleep(0.005)
    found = time.perf_counter()
    time.sleep(0.05 * (number % 7))  # so that changes meet the worker at every point of its round
    return committed - begun, found - committed


def report(seconds: list[float], what: str) -> None:
    ordered = sorted(seconds)
    p95 = quantiles(ordered, n=20)[-1]
    print(
        f"{what:<20} p50 {median(ordered) * 1000:6.0f} ms   p95 {p95 * 1000:6.0f} ms   worst {ordered[-1] * 1000:6.0f} ms"
    )


if __name__ == "__main__":
    main()
