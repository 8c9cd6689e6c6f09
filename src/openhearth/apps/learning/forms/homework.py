"""Homework: the task, what a local group hands in, and what is said to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhearth.apps.learning.forms.writing import WrittenForm, a_day, a_text, one_of, some_of
from openhearth.core.programme.board import has_local_group
from openhearth.core.programme.terms import Submission


class HomeworkForm(WrittenForm):
    kind, title = "homework", _("Set homework")
    lead = _("What local groups do until the next meeting.")
    asked: ClassVar = ("meeting", "task", "due", "partners")

    meeting = one_of(_("Given at the meeting"), needed=True)
    task = a_text(_("Task"), _("What the groups shall hand in, in words they understand."), needed=True)
    due = a_day(_("Due"), _("Leave it empty as long as no day is agreed."))
    partners = some_of(_("For"), _("Tick none: it is for all partners that have a local group."))

    def offer(self) -> None:
        programme = self.scene.programme
        self.choose("meeting", [(one.key, one.title) for one in programme.meetings if one.key in self.scene.meetings])
        self.choose("partners", [(one.key, one.name) for one in programme.partners if has_local_group(one)])


class SubmissionForm(WrittenForm):
    kind, title = "submission", _("Homework")
    asked: ClassVar = ("text",)
    fixed: ClassVar[Mapping[str, str]] = {"homework": "homework", "partner": "partner"}
    given_key = True

    text = a_text(_("What we hand in"), needed=True, rows=14)

    @property
    def part(self) -> Submission:
        """A draft until it is handed in; then every further version counts as handed in on the first day."""
        typed = self.values()["text"]
        before = self.before or Submission(self.key, self.about["homework"], self.about["partner"])
        hands_in = "hand_in" in self.data and not before.handed_in_on
        on = self.scene.today.isoformat() if hands_in else before.handed_in_on
        return replace(before, text=typed, handed_in_on=on)


class FeedbackForm(WrittenForm):
    kind, title = "submission", _("Feedback on homework")
    lead = _("What the meeting says to it. The local group reads it here.")
    asked: ClassVar = ("feedback",)

    feedback = a_text(_("Feedback"), needed=True, rows=8)

    def values(self) -> dict[str, Any]:
        return {**super().values(), "feedback_on": self.scene.today.isoformat()}

    def label_of(self, name: str) -> str:
        return gettext("Day of the feedback") if name == "feedback_on" else super().label_of(name)
