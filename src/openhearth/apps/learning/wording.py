"""What the codes of a programme are called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openhearth.apps.pathways.wording import HELICES, LENSES, KindName, Words, word

__all__ = ["CHOICES", "FATES", "HELICES", "KINDS", "LENSES", "MODES", "PHASES", "ROLES", "SESSION_PARTS", "word"]

ROLES: Words = {
    "lead": _("Lead partner"),
    "policy": _("Policy partner"),
    "discovery": _("Discovery partner"),
    "associated": _("Associated partner"),
}
PHASES: Words = {"core": _("core phase"), "follow_up": _("follow-up phase")}
SESSION_PARTS: Words = {
    "exchange": _("Exchange"),
    "workshop": _("Workshop"),
    "site_visit": _("Site visit"),
    "homework": _("Homework"),
}
MODES: Words = {"room": _("in the room"), "remote": _("remote")}
CHOICES: Words = {
    "yes": pgettext_lazy("a vote", "Yes"),
    "no": pgettext_lazy("a vote", "No"),
    "abstain": pgettext_lazy("a vote", "Abstain"),
}
FATES: Words = {"added": _("new"), "changed": _("changed"), "removed": _("taken out")}

KINDS: Mapping[str, KindName] = {
    "outline": KindName(_("About the programme"), _("Say what the programme is about"), _("About the programme")),
    "partner": KindName(_("Partner"), _("Add a partner"), _("Partners")),
    "semester": KindName(_("Semester"), _("Add a semester"), _("Semesters")),
    "meeting": KindName(_("Meeting"), _("Add a meeting"), _("Meetings")),
    "homework": KindName(_("Homework"), _("Set homework"), _("Homework")),
    "submission": KindName(_("Submission"), _("Hand in homework"), _("Submissions")),
    "recommendation": KindName(_("Recommendation"), _("Add a recommendation"), _("Recommendations")),
    "learning": KindName(_("Learning"), _("Write down a learning"), _("Learnings")),
    "instrument": KindName(_("Policy instrument"), _("Add a policy instrument"), _("Policy instruments")),
    "change": KindName(_("Change of an instrument"), _("Add a change"), _("Changes of instruments")),
    "output": KindName(_("Output"), _("Add an output"), _("Outputs")),
    "report": KindName(_("Report of a partner"), _("Report on a semester"), _("Reports of partners")),
    "participant": KindName(_("Participant"), _("Add who came"), _("Who came")),
    "material": KindName(_("Material"), _("Add material"), _("Material")),
    "minutes": KindName(_("Minutes"), _("Take minutes"), _("Minutes")),
    "shown": KindName(_("Practice shown"), _("Add a practice"), _("Practices shown")),
    "member": KindName(_("Member of a local group"), _("Add a member"), _("Members of local groups")),
    "group_meeting": KindName(_("Meeting of a local group"), _("Add a meeting"), _("Meetings of local groups")),
    "comment": KindName(_("Comment on a host"), _("Comment"), _("Comments on hosts")),
    "baseline": KindName(_("Baseline"), _("Tell where you begin"), _("Baselines")),
    "candidate": KindName(_("Candidate region"), _("Add a candidate"), _("Candidate regions")),
    "site_note": KindName(_("Note of a site visit"), _("Add a note"), _("Notes of site visits")),
    "decision": KindName(_("Decision"), _("Put something to the vote"), _("Decisions")),
    "vote": KindName(_("Vote"), _("Vote"), _("Votes")),
    "visit": KindName(_("Visit or secondment"), _("Add a visit or secondment"), _("Visits and secondments")),
    "workshop": KindName(_("Workshop"), _("Add a workshop"), _("Workshops")),
    "assessment": KindName(_("Self-assessment"), _("Answer a self-assessment"), _("Self-assessments")),
    "handed_in": KindName(_("Semester handed in"), _("Hand in the semester"), _("Semesters handed in")),
    "preface": KindName(_("Introduction"), _("Write the introduction"), _("Introductions")),
}


def kind_name(kind: str) -> KindName:
    """What a kind of part is called; one without words is its own name."""
    return KINDS.get(kind) or KindName(kind, kind, kind)
