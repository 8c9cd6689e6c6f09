"""Programmes as numbered entries of their parts, and the photos of their site visits. See docs/adr/0017."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from openhearth.apps.entries.models import Book, BookEntry


class Programme(Book):
    """A peer-learning programme under its lasting address."""


class Entry(BookEntry):
    """What a part of a programme said from one step on."""

    book = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="entries")


class Picture(models.Model):
    """A photo of a site visit, re-encoded: nothing but what is seen is kept of the file that came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="pictures")
    meeting = models.CharField(max_length=100)
    caption = models.CharField(max_length=300)
    credit = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    data = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.caption


class Sent(models.Model):
    """A reminder that went out; its key is unique, so it goes out once however often the work is run."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="sent")
    key = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="reminder_goes_out_once")]

    def __str__(self) -> str:
        return self.key


class Feed(models.Model):
    """The secret address of a person's calendar. A new key ends the old address."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id}"
