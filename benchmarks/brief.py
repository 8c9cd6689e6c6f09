"""How long the brief of a region takes, and what it stands on: peers, types, pages.

Run with ``make benchmark``, or ``python benchmarks/brief.py --runs 3`` for a quick look. It builds a house of its own in a
temporary folder, so it measures neither a user's data nor a user's shelf of printed things. Measured, never a test: the
figures depend on the machine and on who else uses it, so both are printed above the table.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import django
import numpy as np

HOME = Path(tempfile.mkdtemp(prefix="openhearth-benchmark-"))
os.environ |= {"OPENHEARTH_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "openhearth.site.settings"}
os.environ.pop("OPENHEARTH_DATABASE_URL", None)
os.environ.pop("OPENHEARTH_URL", None)
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import translation  # noqa: E402
from scipy.spatial.distance import cdist  # noqa: E402

from openhearth.apps.regions import selectors  # noqa: E402
from openhearth.apps.reports.brief import brief as brief_of  # noqa: E402
from openhearth.core import comparison, peers  # noqa: E402
from openhearth.core.document import Document  # noqa: E402
from openhearth.core.typology import typology  # noqa: E402
from openhearth.core.values import Array, Panel  # noqa: E402
from openhearth.press.documents import Format, render  # noqa: E402

REGION = "DEA1"
SAMPLE = 17
"""Every so many-th region is printed as HTML: 20 of 334."""

PAGES = (
    "/",
    "/regions/",
    "/regions/map/",
    "/regions/types/",
    f"/regions/{REGION}/",
    f"/regions/compare/?code={REGION}&code=ES12&code=FI19",
    "/practices/",
    f"/reports/{REGION}/",
)


@dataclass(frozen=True, slots=True)
class Runs:
    """Seconds of each run, by the clock and by the processor (this process, and those it started that have ended)."""

    clock: tuple[float, ...]
    processor: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what, its runs, the target in seconds by the clock, and how many things a run made."""

    what: str
    runs: Runs
    target: float | None = None
    each: int = 1
    here: bool = True
    """Whether our processor time says anything: it does not where another process, still running, does the work."""

    def cells(self) -> tuple[str, ...]:
        middle, slow = np.percentile(self.runs.clock, (50, 95))
        worked = in_words(float(np.median(self.runs.processor))) if self.here else ""
        target = "" if self.target is None else f"< {self.target} s: {'met' if middle < self.target else 'missed'}"
        apiece = "" if self.each == 1 else f"{in_words(middle / self.each)} each"
        return self.what, str(len(self.runs.clock)), in_words(middle), in_words(slow), worked, target, apiece


def main() -> None:
    """Measure everything and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="runs of each measurement (pages: five times as many)")
    runs: int = parser.parse_args().runs
    before = os.getloadavg()
    try:
        rows = [*cold(runs), *warm(runs), *all_regions(runs), *pages_in_process(5 * runs), *pages_served(5 * runs)]
        comparisons = beside_plain_distances(runs)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    after = os.getloadavg()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, {platform.machine()}, {processor()},")
    print(f"Python {platform.python_version()}. Load average {before[0]:.1f} before, {after[0]:.1f} after.\n")
    print("| what | runs | p50 | p95 | processor | target | |\n| --- | ---: | ---: | ---: | ---: | --- | --- |")
    for row in rows:
        print(f"| {' | '.join(row.cells())} |")
    print(f"\n{comparisons}")


def timed(action: Callable[[], object], runs: int, *, before: Callable[[], object] = lambda: None) -> Runs:
    """What each run takes; what ``before`` does is not counted."""
    clock, worked = [], []
    for _ in range(runs):
        before()
        start, spent = time.perf_counter(), processor_seconds()
        action()
        clock.append(time.perf_counter() - start)
        worked.append(processor_seconds() - spent)
    return Runs(tuple(clock), tuple(worked))


def processor_seconds() -> float:
    """Seconds of processor time so far, ours and that of processes we waited for."""
    waited_for = os.times()
    return time.process_time() + waited_for.children_user + waited_for.children_system


def empty_shelf() -> None:
    """Forget every chart and document that was printed."""
    shutil.rmtree(settings.PRESS_CACHE, ignore_errors=True)


def no_documents() -> None:
    """Forget every document but keep its charts, as when one sentence has changed."""
    shutil.rmtree(settings.PRESS_CACHE / "documents", ignore_errors=True)


def command(*arguments: str) -> None:
    """One run of ``openhearth`` in a process of its own."""
    subprocess.run([sys.executable, "-m", "openhearth.cli.main", *arguments], check=True, capture_output=True)


def cold(runs: int) -> Iterator[Row]:
    """Commands, with the start of Python included."""
    yield Row("first command in an empty folder: database and packaged facts", timed(lambda: command("regions"), 1))
    command("peers", REGION, "--json")  # the disk's cache is warm from here on
    yield Row(f"`openhearth peers {REGION} --json`", timed(lambda: command("peers", REGION, "--json"), runs), 1.0)
    yield Row(f"`openhearth region {REGION} --json`", timed(lambda: command("region", REGION, "--json"), runs))
    for suffix in ("html", "pdf"):

        def write(target: str = str(HOME / f"brief.{suffix}")) -> None:
            command("brief", REGION, "-o", target)

        what = f"`openhearth brief {REGION} -o brief.{suffix}`"
        yield Row(f"{what}, nothing on the shelf", timed(write, runs, before=empty_shelf))
        yield Row(f"{what}, already on the shelf", timed(write, runs))


def warm(runs: int) -> Iterator[Row]:
    """Briefs in a process that has gathered its data, as a server has."""
    document(REGION)
    yield Row("brief, decided but not printed", timed(lambda: document(REGION), runs))
    targets: tuple[tuple[Format, float], ...] = (("html", 0.3), ("pdf", 3.0))
    for file_format, target in targets:

        def write(file_format: Format = file_format) -> None:
            render(document(REGION), file_format, cache=settings.PRESS_CACHE)

        write()
        name = file_format.upper()
        yield Row(f"brief as {name}, charts drawn anew", timed(write, runs, before=empty_shelf), target)
        yield Row(f"brief as {name}, charts on the shelf", timed(write, runs, before=no_documents), target)
        yield Row(f"brief as {name}, already on the shelf", timed(write, runs), target)


def all_regions(runs: int) -> Iterator[Row]:
    """What is done for every NUTS 2 region."""
    landscape = selectors.landscape()
    codes = landscape.codes
    found = selectors.atlas()

    def documents() -> None:
        for code in codes:
            document(code)

    def printed() -> None:
        for code in codes[::SAMPLE]:
            render(document(code), "html", cache=settings.PRESS_CACHE)

    yield Row(f"briefs of all {len(codes)} regions, decided but not printed", timed(documents, 1), each=len(codes))
    sample = codes[::SAMPLE]
    once = timed(printed, 1, before=empty_shelf)
    yield Row(f"briefs of {len(sample)} regions as HTML, charts drawn anew", once, each=len(sample))
    features = comparison.features(landscape, found.economy.counts)
    seconds = timed(lambda: every_peer(*features), runs)
    yield Row(f"ten peers of all {len(codes)} regions, with what each dimension adds", seconds, each=len(codes))
    quotients = found.economy.ecosystems.quotients
    grouped = timed(lambda: typology(quotients, selectors.region_types()), runs)
    yield Row(f"types of all {len(quotients.rows)} regions with employment data", grouped)


def document(code: str) -> Document:
    """The brief of a region in English."""
    with translation.override("en"):
        return brief_of(code, today=datetime.now(UTC).date())


def every_peer(features: Panel, dimensions: Sequence[peers.Dimension]) -> dict[str, tuple[str, ...]]:
    """The ten nearest of each region."""
    between = peers.distances(features, dimensions)
    return {code: tuple(one.code for one in peers.nearest(code, between).peers) for code in between.codes}


def plain_distances(features: Panel) -> Array:
    """What a spreadsheet would do: one z-score for each column, the mean for the unknown, one Euclidean distance."""
    values = features.values
    spread = np.nanstd(values, axis=0)
    scores = (values - np.nanmean(values, axis=0)) / np.where(spread > 0, spread, 1)
    known = np.nan_to_num(scores)
    return cdist(known, known)


def beside_plain_distances(runs: int) -> str:
    """Our peers beside the plain ones: the price in time, and how far the answers differ."""
    features, dimensions = comparison.features(selectors.landscape(), selectors.atlas().economy.counts)
    with np.errstate(all="ignore"):
        columns = tuple(name for name in features.columns if np.isfinite(features.column(name)).any())
        measured = features.select(columns=columns)
        plain = plain_distances(measured)
        theirs_take = float(np.median(timed(lambda: plain_distances(measured), runs).clock))
    ours = every_peer(features, dimensions)
    ours_take = float(np.median(timed(lambda: every_peer(features, dimensions), runs).clock))
    np.fill_diagonal(plain, np.inf)
    nearest = np.argsort(plain, axis=1, kind="stable")[:, :10]
    agreed = [len({features.rows[at] for at in nearest[row]} & set(ours[code])) for row, code in enumerate(ours)]
    return (
        f"Beside a plain distance (z-scores of the same {len(columns)} columns, the mean for the unknown, scipy's cdist): "
        f"{in_words(ours_take)} against {in_words(theirs_take)} for all regions, {ours_take / theirs_take:.0f} times as long. "
        "The ratio is the price of comparing only over what both regions have, of stated weights, and of taking every "
        f"distance apart. Of ten peers, {np.mean(agreed):.1f} are the same on average."
    )


def pages_in_process(runs: int) -> Iterator[Row]:
    """Pages from Django's test client: the whole stack but the socket."""
    visitor = Client(headers={"host": "127.0.0.1"})
    for page in PAGES:

        def visit(page: str = page) -> None:
            expect(page, visitor.get(page).status_code)

        visit()
        yield Row(f"page `{page}`, in process", timed(visit, runs))


def pages_served(runs: int) -> Iterator[Row]:
    """Pages through the running product, one visitor on one connection."""
    with served() as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for page in PAGES:

            def visit(page: str = page) -> None:
                connection.request("GET", page)
                answer = connection.getresponse()
                answer.read()
                expect(page, answer.status)

            timed(visit, 4)  # both processes of the server have gathered their data
            yield Row(f"page `{page}`, served", timed(visit, runs), here=False)
        connection.close()


@contextmanager
def served() -> Iterator[int]:
    """``openhearth serve`` on a free port until the block ends."""
    arguments = ["-m", "openhearth.cli.main", "serve", "--port", "8750"]
    with subprocess.Popen([sys.executable, "-u", *arguments], stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline() if server.stdout else ""
            found = re.search(r":(\d+)", said)
            if found is None:
                raise SystemExit(f"the server did not say where it is: {said!r}")
            port = int(found[1])
            wait_for(port)
            yield port
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not answer")


def expect(page: str, status: int) -> None:
    """A fast error is no measurement."""
    if status != 200:
        raise SystemExit(f"{page} answered {status}")


def in_words(seconds: float) -> str:
    """Seconds with a unit that reads well."""
    return (
        f"{seconds:.2f} s"
        if seconds >= 1
        else f"{seconds * 1000:.0f} ms"
        if seconds >= 0.01
        else f"{seconds * 1000:.1f} ms"
    )


def processor() -> str:
    """The processor by name, where the system says it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


if __name__ == "__main__":
    main()
