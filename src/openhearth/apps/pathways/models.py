"""Plans as numbered entries of their parts: see `openhearth.apps.entries`."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from openhearth.apps.entries.models import Book, BookEntry
from openhearth.core.pathway.terms import KINDS


class Plan(Book):
    """A region's plan under its lasting address."""

    region = models.CharField(max_length=20)

    class Meta(Book.Meta):
        indexes = [models.Index(fields=["region"], name="plans_by_region")]


class Entry(BookEntry):
    """What a part of a plan said from one step on."""

    book = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="entries")

    class Meta(BookEntry.Meta):
        constraints = [
            *BookEntry.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="entry_kind_is_known"),
        ]


class Upload(models.Model):
    """A workbook looked at before it is taken over; kept until its owner decides, a day at most."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    data = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.file_name
