"""A large programme: its board as a page, and its handbook of more than 200 pages. Time, queries and memory.

Run ``python benchmarks/programme.py``; it works in a house of its own in a temporary folder. The programme is made up: 20 partners,
8 semesters, 30 members in each local group, and as many practices, recommendations and learnings as fill the book.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

os.environ["OPENHEARTH_HOME"] = tempfile.mkdtemp(prefix="openhearth-benchmark-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhearth.site.settings")

import django
import pikepdf

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from openhearth.apps.accounts.models import Role, User  # noqa: E402
from openhearth.apps.entries.services import Write, write_entries  # noqa: E402
from openhearth.apps.learning.books import book  # noqa: E402
from openhearth.apps.learning.models import Programme  # noqa: E402
from openhearth.apps.learning.selectors.programmes import LEDGER  # noqa: E402
from openhearth.core.programme import terms  # noqa: E402
from openhearth.core.programme.group_terms import HELICES, Member  # noqa: E402
from openhearth.press.documents import render  # noqa: E402

PARTNERS, SEMESTERS, MEMBERS, MEETINGS = 20, 8, 30, 2
FIRST = date(2025, 1, 6)
SENTENCE = (
    "The works gave its waste heat to the district network, because the town guaranteed the price for ten years and the "
    "regulator let the costs of the pipe be spread over all customers. "
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--learnings", type=int, default=11, help="of each partner")
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    lead = User.objects.create(email="lead@example.org")
    row = a_large_programme(asked.learnings)
    Role.objects.create(user=lead, role="lead", scope_kind="programme", scope_code=row.code)
    settings.ALLOWED_HOSTS.append("testserver")
    print(f"{row.step:,} entries; learnings and recommendations: {asked.learnings * PARTNERS:,} each")
    client = Client()
    client.force_login(lead)
    address = f"/programmes/{row.code}/board/"
    client.get(address)
    asking: list[str] = []

    def counted(execute: Any, sql: str, *rest: Any) -> Any:
        asking.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(counted):
        page = client.get(address)
    if page.status_code != HTTPStatus.OK:
        raise SystemExit(f"{address} answered {page.status_code}")
    board = measured(lambda: client.get(address), asked.runs)
    print(f"board page: {board}, {len(asking)} queries, {len(page.content) / 1e3:,.0f} kB, memory {memory():,.0f} MB")
    document = book(lead, row, row.step, "handbook", today=date(2028, 1, 1))
    decided = measured(lambda: book(lead, row, row.step, "handbook", today=date(2028, 1, 1)), asked.runs)
    print(f"handbook, decided but not printed: {decided}, memory {memory():,.0f} MB")
    for file_format in ("html", "docx", "pdf"):
        with tempfile.TemporaryDirectory() as shelf:
            started = time.perf_counter()
            data = render(document, file_format, cache=Path(shelf))
            took = time.perf_counter() - started
        pages = f", {len(pikepdf.open(BytesIO(data)).pages)} pages" if file_format == "pdf" else ""
        size = f"{len(data) / 1e3:,.0f} kB"
        print(
            f"handbook as {file_format}: {took:.2f} s, {size}{pages}, memory {memory():,.0f} MB ({children():,.0f} MB pandoc)"
        )


def a_large_programme(learnings: int) -> Programme:
    """Made up, always the same."""
    row = Programme.objects.create(code="large", title="A large programme", language="en")
    parts: list[tuple[str, Any]] = []
    for number in range(1, SEMESTERS + 1):
        start = FIRST + timedelta(182 * (number - 1))
        parts.append(("semester", terms.Semester(number, start.isoformat(), (start + timedelta(181)).isoformat())))
    for place in range(PARTNERS):
        parts += a_partner(place, learnings)
    for number in range(SEMESTERS * MEETINGS):
        parts += a_meeting(number)
    content = LEDGER.contents.content_of
    write_entries(LEDGER, row, [Write(kind, part.key, content(part), 0) for kind, part in parts], None)
    return row


def a_partner(place: int, learnings: int) -> list[tuple[str, Any]]:
    key = f"p{place}"
    role: terms.Role = "lead" if place == 0 else "policy"
    parts: list[tuple[str, Any]] = [("partner", terms.Partner(key, f"Partner {place}", role, f"Town {place}", "DE"))]
    parts += [
        ("member", Member(f"{key}-{number}", key, f"Organisation {number}", HELICES[number % 4]))
        for number in range(MEMBERS)
    ]
    parts.append(("instrument", terms.Instrument(f"i-{key}", key, f"Instrument {place}", baseline=SENTENCE)))
    for number in range(learnings):
        meeting = f"m{number % (SEMESTERS * MEETINGS)}"
        said = f"r-{key}-{number}"
        lens: terms.Lens = ("social", "ecological", "economic")[number % 3]
        recommendation = terms.Recommendation(
            said,
            meeting,
            key,
            f"p{(place + 1) % PARTNERS}",
            SENTENCE * 2,
            lens,
            "local",
            given_on="2025-03-03",
            reply="accepted",
        )
        learning = terms.Learning(
            f"l-{key}-{number}",
            key,
            SENTENCE,
            SENTENCE,
            SENTENCE,
            SENTENCE,
            f"i-{key}",
            "3",
            meeting=meeting,
            recommendations=(said,),
        )
        change = terms.Change(f"c-{key}-{number}", f"i-{key}", SENTENCE, learnings=(learning.key,))
        parts += [("recommendation", recommendation), ("learning", learning), ("change", change)]
    for number in range(1, SEMESTERS + 1):
        handed = "2025-08-01" if number == 1 else ""
        parts.append(("report", terms.PartnerReport(key, number, (SENTENCE,), (), 1_000_000, 900_000, handed)))
    return parts


def a_meeting(number: int) -> list[tuple[str, Any]]:
    semester = number // MEETINGS + 1
    day = FIRST + timedelta(91 * number + 30)
    key, host = f"m{number}", f"p{number % PARTNERS}"
    meeting = terms.Meeting(
        key, semester, f"Meeting {number}", host, "heat", start=day.isoformat(), end=day.isoformat()
    )
    task = terms.Homework(f"h{number}", key, "Formulate learnings", (day + timedelta(60)).isoformat())
    handed = [
        terms.Submission(f"h{number}-p{place}", task.key, f"p{place}", SENTENCE, "2025-05-01")
        for place in range(PARTNERS)
        if (place + number) % 5
    ]
    return [("meeting", meeting), ("homework", task), *(("submission", one) for one in handed)]


def measured(work: Callable[[], object], runs: int) -> str:
    """The median and the slowest of some runs."""
    took = []
    for _run in range(runs):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return f"{statistics.median(took) * 1e3:,.0f} ms (slowest {max(took) * 1e3:,.0f} ms of {runs})"


def memory() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def children() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3


if __name__ == "__main__":
    main()
