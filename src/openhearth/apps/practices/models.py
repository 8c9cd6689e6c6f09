"""Practices with their versions, what was said of them, and projects beside them. The index of the search is made from these."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, cast

import msgspec
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhearth.core.practice_record import PracticeRecord
from openhearth.core.review import Opinion, Role, Verdict
from openhearth.core.review import State as Standing
from openhearth.core.review import standing as standing_of


class State(models.TextChoices):
    """Of the newest version. That a published practice is due for review follows from the day."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    REVIEWED = "reviewed", _("Reviewed")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class Practice(models.Model):
    """One practice under its lasting address. What it says stands in its versions; ``public`` is the one that all may read."""

    code = models.SlugField(max_length=100, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    public = models.OneToOneField("Revision", on_delete=models.PROTECT, null=True, related_name="+")
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    adapted_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="adaptations")
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now)
    published = models.DateTimeField(null=True)
    reviewed_on = models.DateField(null=True)
    review_due = models.DateField(null=True)
    archived_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="practice_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(public__isnull=False, published__isnull=False),
                name="practice_published_has_a_public_version",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on=None, review_due=None) | Q(review_due__gt=models.F("reviewed_on")),
                name="practice_review_comes_later",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ARCHIVED) | ~Q(archived_because=""), name="practice_archived_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "review_due"], name="practices_by_state")]

    def __str__(self) -> str:
        return self.code

    def standing(self, today: date) -> Standing:
        """The state on a day, ``due`` included."""
        return standing_of(cast("Standing", self.state), self.review_due, today)

    @property
    def is_public(self) -> bool:
        return self.public_id is not None

    @property
    def is_put_away(self) -> bool:
        """Archived, and not published again since; a draft may be under way."""
        return bool(self.archived_because)


class Revision(models.Model):
    """One version of a practice: the whole record, who wrote it when, and why it changed. Never altered."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=300, blank=True)
    packaged = models.BooleanField(default=False)
    published = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="revision_has_its_number")]
        ordering = ["practice", "-number"]

    def __str__(self) -> str:
        return f"{self.practice_id}:{self.number}"

    @property
    def record(self) -> PracticeRecord:
        return record_of_content(self.content)


class Review(models.Model):
    """The opinion of an editor or an expert on one version, shown beside it."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="reviews")
    role = models.CharField(max_length=10, choices=[("editor", _("Editor")), ("expert", _("Expert"))])
    verdict = models.CharField(max_length=10, choices=[("ready", _("Ready")), ("changes", _("Needs changes"))])
    opinion = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.role}: {self.verdict}"

    def as_opinion(self, number: int) -> Opinion:
        role: Role = "editor" if self.role == "editor" else "expert"
        verdict: Verdict = "ready" if self.verdict == "ready" else "changes"
        return Opinion(role, verdict, number, self.by_id or 0)


class Comment(models.Model):
    """A comment, or a question to the keeper; an answer points to what it answers."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="comments")
    answers = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    is_question = models.BooleanField(default=False)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:50]


class Project(models.Model):
    """A project from a public list of funded projects. Lists are replaced as a whole; nothing here is edited."""

    code = models.SlugField(max_length=120, unique=True)
    corpus = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    region = models.TextField(blank=True)
    period = models.CharField(max_length=50, blank=True)
    fund = models.CharField(max_length=100, blank=True)
    theme = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    title = models.TextField()
    description = models.TextField(blank=True)
    amount = models.FloatField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    start = models.CharField(max_length=10, blank=True)
    end = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=200, blank=True)
    unread = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["corpus"], name="projects_by_corpus")]

    def __str__(self) -> str:
        return self.title[:100]


class SavedSearch(models.Model):
    """A search somebody wants to come back to. With ``alert`` they hear by e-mail of what is published after ``told``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=100)
    query = models.CharField(max_length=2000)
    alert = models.BooleanField(_("tell me by e-mail"), default=False)
    told = models.DateTimeField(default=timezone.now)
    created = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_search_has_its_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file with practices, read for a dry run and kept until its owner imports it or throws it away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    data = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.file_name


class Unindexed(models.Model):
    """A record whose entry in the search index is older than the record: written with every change, taken out by the indexer."""

    document = models.CharField(max_length=130)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.document


def content_of(record: PracticeRecord) -> dict[str, Any]:
    """A record as it is kept: what JSON can say."""
    content: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    return content


def record_of_content(content: dict[str, Any]) -> PracticeRecord:
    """The opposite of `content_of`; fields that a newer version added are empty."""
    return msgspec.convert(content, PracticeRecord)


def due_on(day: datetime | date) -> Q:
    """Published practices whose review is past on a day, or that were never reviewed."""
    return Q(state=State.PUBLISHED) & (Q(review_due=None) | Q(review_due__lte=day))
