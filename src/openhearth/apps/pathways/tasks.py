"""What the worker does for plans."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from openhearth.apps.jobs.printing import print_document
from openhearth.apps.pathways.report import report
from openhearth.apps.pathways.selectors.plans import plan_at, plan_row
from openhearth.core.document import Document
from openhearth.core.errors import Fault, InputError


@task()
def print_plan(job_id: str, code: str, step: int, file_format: str, language: str, query: str) -> None:
    """Print the report of a plan as of a step."""

    def gathered() -> Document:
        row = plan_row(code)
        if row is None:
            raise InputError(Fault("unknown_plan", code, {"found": code}))
        return report(row, plan_at(row, step), today=timezone.localdate())

    address = reverse("pathways:report_file", args=[code, file_format])
    print_document(job_id, gathered, file_format, language, f"{address}?language={language}&{query}".rstrip("&"))
