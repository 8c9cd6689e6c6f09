"""Workbooks that wait for a decision."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.pathways.models import Plan, Upload

KEPT_FOR = timedelta(days=1)


def keep_upload(row: Plan, file_name: str, data: bytes, by: User) -> Upload:
    """Keep a workbook until its owner decides; older ones of the same person, and all of yesterday's, are thrown away."""
    with transaction.atomic():
        Upload.objects.filter(plan=row, by=by).delete()
        Upload.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
        return Upload.objects.create(plan=row, by=by, file_name=file_name[:200], data=data)


def throw_away(upload: Upload) -> None:
    upload.delete()
