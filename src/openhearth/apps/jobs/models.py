"""Long work and how far it has come."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SILENCE = timedelta(minutes=2)
"""A worker that reports nothing for so long is taken for gone."""


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting for a worker")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """One run of a task. The random id is the only key to a job without an owner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=50)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    input_digest = models.CharField(max_length=64, blank=True)
    task_path = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    task_result_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    created = models.DateTimeField(default=timezone.now)
    started = models.DateTimeField(null=True)
    heartbeat = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    cancel_requested = models.BooleanField(default=False)
    result_url = models.CharField(max_length=500, blank=True)
    error_code = models.CharField(max_length=100, blank=True)
    error_params = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["owner", "-created"], name="jobs_of_owner")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_is_known"),
            models.CheckConstraint(condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"),
            models.CheckConstraint(
                condition=Q(state__in=[State.QUEUED, State.RUNNING], finished=None)
                | (~Q(state__in=[State.QUEUED, State.RUNNING]) & Q(finished__isnull=False)),
                name="job_finished_has_a_time",
            ),
            models.CheckConstraint(condition=Q(state=State.FAILED) | Q(error_code=""), name="job_error_only_if_failed"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_active(self, now: datetime) -> bool:
        """Waiting, or running with a worker that still reports."""
        return self.state == State.QUEUED or (self.state == State.RUNNING and not self.is_abandoned(now))

    def is_abandoned(self, now: datetime) -> bool:
        """Running, but the worker has been silent for too long: it was probably killed."""
        return self.state == State.RUNNING and (self.heartbeat is None or now - self.heartbeat > SILENCE)
