"""What the worker does for reports."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from openhearth.apps.jobs.printing import print_document
from openhearth.apps.reports.brief import brief


@task()
def print_brief(job_id: str, code: str, file_format: str, language: str) -> None:
    """Print a brief."""
    result_url = f"{reverse('reports:download', args=[code, file_format])}?language={language}"
    print_document(job_id, lambda: brief(code, today=timezone.localdate()), file_format, language, result_url)
