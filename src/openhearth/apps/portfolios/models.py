"""Studies of trade-offs: the question with its versions, the searches that answered it, and what was chosen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Study(models.Model):
    """One question about the actions of a region. What may be chosen stands in its revisions, the newest counts.

    ``sureness`` is what the plan that it was begun from says of its figures: lists of figures by "low", "medium" and "high".
    """

    code = models.SlugField(max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    region = models.CharField(_("region"), max_length=10)
    language = models.CharField(_("language"), max_length=10, default="en")
    question = models.TextField(_("question"), blank=True)
    public = models.BooleanField(_("everybody may read it"), default=False)
    plan = models.CharField(max_length=100, blank=True)
    sureness = models.JSONField(default=dict)
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-changed", "code"]
        indexes = [models.Index(fields=["region", "-changed"], name="studies_of_region")]

    def __str__(self) -> str:
        return self.title


class Revision(models.Model):
    """One version of the problem as the core writes it. Never altered: taking back is a new version with older content."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="portfolios_revision_has_its_number")]
        ordering = ["study", "-number"]

    def __str__(self) -> str:
        return f"{self.study_id}:{self.number}"


class Run(models.Model):
    """A search for all best combinations, and what it has found so far.

    One for each question: the digest of the problem and the settings that change the answer. A search that was stopped goes
    on in the same row, from its checkpoint. ``found`` and ``checkpoint`` are compressed JSON of the core; ``every`` says that all
    combinations with the same figures are in it, and not one for each.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="runs")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    settings = models.JSONField(default=dict)
    core_version = models.CharField(max_length=20)
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    algorithm = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    complete = models.BooleanField(default=False)
    gap = models.FloatField(null=True)
    points = models.PositiveIntegerField(default=0)
    found = models.BinaryField(null=True)
    found_digest = models.CharField(max_length=64, blank=True)
    every = models.BooleanField(default=False)
    checkpoint = models.BinaryField(null=True)
    conflict = models.JSONField(null=True)
    started = models.DateTimeField(null=True)
    updated = models.DateTimeField(default=timezone.now)
    finished = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "digest", "settings"], name="portfolios_question_is_asked_once"),
            models.CheckConstraint(condition=Q(complete=False) | Q(gap=0.0), name="portfolios_complete_misses_nothing"),
        ]
        ordering = ["-updated", "-pk"]

    def __str__(self) -> str:
        return f"{self.study_id}: {self.points}"


class Judgement(models.Model):
    """What is left of what a search has found where figures are not sure: computed once, for every process.

    ``digest`` names the question: what was found, what is supposed of the figures, what was said of the aims, by which version.
    ``kept`` says that it asks about what is kept, and not about what stands only in somebody's address. Without ``answer`` its
    job is on the way, or has ended without one.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="judgements")
    digest = models.CharField(max_length=64)
    found_digest = models.CharField(max_length=64)
    supposed = models.JSONField(default=list)
    statements = models.JSONField(default=list)
    kept = models.BooleanField(default=False)
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.BinaryField(null=True)
    at = models.DateTimeField(default=timezone.now)
    seconds = models.FloatField(default=0.0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "digest"], name="portfolios_judgement_is_made_once")]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.digest[:12]}"


class Statement(models.Model):
    """One thing said, in the core's form as JSON, and taken back rather than deleted.

    About the aims, such as "jobs matter at least as much as money"; or about the figures, such as "every cost may be 20 % off".
    """

    AIMS, FIGURES = "aims", "figures"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="statements")
    about = models.CharField(max_length=10, default=AIMS)
    content = models.JSONField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:50]


class Choice(models.Model):
    """A combination that was chosen, with its reason; withdrawn rather than deleted."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="choices")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="choices")
    portfolio = models.JSONField()
    values = models.JSONField()
    statements = models.JSONField(default=list)
    supposed = models.JSONField(default=list)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.reason[:50]
