"""Local groups, where a partner begins, and what peers say to a host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhearth.apps.learning import words
from openhearth.apps.learning.forms.writing import (
    WrittenForm,
    a_day,
    a_line,
    a_list,
    a_text,
    one_of,
    some_of,
    some_practices,
)
from openhearth.core.programme.group_terms import Baseline, Policy

OF_PARTNER: Mapping[str, str] = {"partner": "partner"}
OF_MEETING: Mapping[str, str] = {"meeting": "meeting"}
EMPTY_POLICIES = 3
MOST_POLICIES = 40


class MemberForm(WrittenForm):
    kind, title = "member", _("Member of the local group")
    lead = _("An organisation, not a person.")
    asked: ClassVar = ("organisation", "helix", "role")
    fixed = OF_PARTNER

    organisation = a_line(_("Organisation"), needed=True)
    helix = one_of(_("Belongs to"), words.HELICES, needed=True)
    role = a_line(_("Role in the group"), _("Such as: chairs the group, speaks for tenants."))


class GroupMeetingForm(WrittenForm):
    kind, title = "group_meeting", _("Meeting of the local group")
    asked: ClassVar = ("topic", "day", "attended", "outcome")
    fixed = OF_PARTNER

    topic = a_line(_("Topic"), needed=True)
    day = a_day(_("Day"), needed=True)
    attended = some_of(_("Who came"), _("Tick the organisations that were there."))
    outcome = a_text(_("What came of it"))

    def offer(self) -> None:
        partner = self.before.partner if self.before else self.about["partner"]
        self.choose(
            "attended",
            [(one.key, one.organisation) for one in self.scene.of_kind("member") if one.partner == partner],
        )


class BaselineForm(WrittenForm):
    kind, title = "baseline", _("Where we begin")
    lead = _("The figures of the region are there already. Tell what they do not say.")
    asked: ClassVar = ("facts", "challenges", "actions")
    fixed = OF_PARTNER
    given_key = True

    facts = a_list(_("Key facts"), _("What a visitor must know about your industry. One on each line."))
    challenges = a_list(_("Challenges"))
    actions = a_list(
        _("Actions already in place"), _("What is done already on the themes of the programme. One on each line.")
    )

    def offer(self) -> None:
        """Policies in rows; empty ones below work without scripts."""
        known = self.before.policies if self.before else ()
        self.rows = min(len(known) + EMPTY_POLICIES, MOST_POLICIES)
        for row in range(self.rows):
            self.fields[f"policy-{row}-title"] = a_line(gettext("Policy"))
            self.fields[f"policy-{row}-governance"] = a_line(gettext("Who governs it"))
            self.fields[f"policy-{row}-finance"] = a_line(gettext("Who pays, and how much"))
        for row, policy in enumerate(known):
            for name in ("title", "governance", "finance"):
                self.initial.setdefault(f"policy-{row}-{name}", getattr(policy, name))

    @property
    def tables(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """The rows to fill in, under their heading."""
        names = ("title", "governance", "finance")
        return [
            (gettext("Key policies"), [[self[f"policy-{row}-{name}"] for name in names] for row in range(self.rows)])
        ]

    def clean(self) -> dict[str, Any]:
        for row in range(self.rows):
            told = [self.cleaned_data.get(f"policy-{row}-{name}") for name in ("governance", "finance")]
            if any(told) and not self.cleaned_data.get(f"policy-{row}-title"):
                self.add_error(f"policy-{row}-title", gettext("A row needs this."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        policies = tuple(
            Policy(*(typed[f"policy-{row}-{name}"] for name in ("title", "governance", "finance")))
            for row in range(self.rows)
            if typed.get(f"policy-{row}-title")
        )
        return {**super().values(), "policies": policies}

    @property
    def part(self) -> Baseline:
        before = self.before or Baseline(self.about["partner"])
        return Baseline(before.partner, **self.values())

    def label_of(self, name: str) -> str:
        return gettext("Key policies") if name == "policies" else super().label_of(name)


class PeerForm(WrittenForm):
    """Said by a partner that is not the host."""

    fixed = OF_MEETING

    def offer(self) -> None:
        meetings = {one.key: one for one in self.scene.programme.meetings}
        held = meetings.get(self.before.meeting if self.before else self.about["meeting"])
        host = held.host if held else ""
        speaks = {*self.scene.speaks, self.initial.get("by", "")} - {host}
        self.choose("by", [(key, name) for key, name in self.scene.partners() if key in speaks])


class CommentForm(PeerForm):
    kind, title = "comment", _("Comment on the host's approach")
    lead = _("What strikes you in the host's approach, seen through one lens.")
    asked: ClassVar = ("by", "lens", "reach", "text")

    by = one_of(_("In the name of"), needed=True)
    lens = one_of(_("Seen as"), words.LENSES, needed=True)
    reach = one_of(_("Where it shows"), words.REACHES, needed=True)
    text = a_text(_("Comment"), needed=True)


class RecommendationForm(PeerForm):
    kind, title = "recommendation", _("Recommendation to the host")
    lead = _(
        "What peers advise the host. It is handed over together with those of the other peers; the host answers with a reason, and says after 6 and 12 months what became of it."
    )
    asked: ClassVar = ("by", "text", "lens", "reach", "practices")

    by = one_of(_("In the name of"), needed=True)
    text = a_text(_("Recommendation"), needed=True)
    lens = one_of(_("Seen as"), words.LENSES, needed=True)
    reach = one_of(_("Where it shows"), words.REACHES, needed=True)
    practices = some_practices(_("Practices it comes from"))

    def typed_of(self, part: Any) -> dict[str, Any]:
        """A recommendation is signed with a name, because it is read where nobody knows the keys of a programme."""
        keys = {one.name: one.key for one in self.scene.programme.partners}
        return {**super().typed_of(part), "by": keys.get(part.by, part.by)}

    def values(self) -> dict[str, Any]:
        typed = super().values()
        typed["by"] = self.scene.name_of(typed["by"])
        if self.before is None:
            meeting = next(one for one in self.scene.programme.meetings if one.key == self.about["meeting"])
            typed["to"] = meeting.host
        return typed


class ReplyForm(WrittenForm):
    kind, title = "recommendation", _("Answer the recommendation")
    asked: ClassVar = ("reply", "because")

    reply = one_of(_("We have it"), {code: name for code, name in words.REPLIES.items() if code != "open"}, needed=True)
    because = a_text(_("Because"), _("Say why; when it is adapted, also how."), needed=True)


class FollowUpForm(WrittenForm):
    kind, title = "recommendation", _("What became of it")
    lead = _("Asked after 6 and after 12 months.")
    asked: ClassVar = ()

    found = a_text(_("What became of it"), needed=True)

    def values(self) -> dict[str, Any]:
        told = (self.scene.today.isoformat(), self.cleaned_data["found"])
        return {"follow_ups": (*self.before.follow_ups, told)}

    def label_of(self, name: str) -> str:
        return super().label_of("found" if name == "follow_ups" else name)
