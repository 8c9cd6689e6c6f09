"""Something long that many people write, kept as numbered entries of its parts. Nothing is altered or deleted: see docs/adr/0017."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Book(models.Model):
    """What is written, under its lasting address. ``step`` counts its entries, ``released`` is the step that everybody reads."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    step = models.PositiveIntegerField(default=0)
    released = models.PositiveIntegerField(null=True)
    released_at = models.DateTimeField(null=True)
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(released=None) | Q(released__lte=F("step")), name="%(class)s_releases_what_there_is"
            ),
        ]
        ordering = ["title", "code"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.released is not None

    @property
    def has_draft(self) -> bool:
        """Whether there is anything that the public does not read."""
        return self.released != self.step


class BookEntry(models.Model):
    """What a part said from one step on. ``content`` None takes the part out; ``first`` is where the part began.

    ``superseded`` is the step of the entry that took its place, so all parts as of a step are one question to the database. The
    concrete model adds ``book``, and the kinds it knows.
    """

    book: models.ForeignKey[Book, Book]
    book_id: int
    step = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=100)
    first = models.PositiveIntegerField()
    content = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=300, blank=True)
    superseded = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["book", "step"], name="%(app_label)s_entry_has_its_step"),
            models.CheckConstraint(
                condition=Q(superseded=None) | Q(superseded__gt=F("step")), name="%(app_label)s_entry_superseded_later"
            ),
        ]
        indexes = [
            models.Index(fields=["book", "superseded"], name="%(app_label)s_entries_held"),
            models.Index(fields=["book", "kind", "key"], name="%(app_label)s_part_entries"),
        ]
        ordering = ["book", "-step"]

    def __str__(self) -> str:
        return f"{self.book_id}:{self.step} {self.kind} {self.key}"
