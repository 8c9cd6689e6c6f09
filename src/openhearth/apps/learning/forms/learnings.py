"""What was learned, and what it changes in a policy instrument."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhearth.apps.learning import words
from openhearth.apps.learning.forms.groups import OF_PARTNER
from openhearth.apps.learning.forms.writing import (
    Choices,
    WrittenForm,
    a_day,
    a_line,
    a_list,
    a_text,
    one_of,
    some_of,
    some_practices,
)
from openhearth.apps.pathways.forms.parts import MoneyField
from openhearth.apps.practices.forms.fields import NumberField

SHORT = 120


def titled(choices: Choices) -> Choices:
    return [(key, name if len(name) <= SHORT else f"{name[:SHORT]}…") for key, name in choices]


class LearningForm(WrittenForm):
    kind, title = "learning", _("What we learned, and what it means here")
    lead = _("From what you saw to what you would change: answer what you can, and come back for the rest.")
    asked: ClassVar = (
        "saw",
        "why_it_worked",
        "what_differs",
        "would_change",
        "instrument",
        "article",
        "must_agree",
        "by_when",
        "meeting",
        "practices",
        "recommendations",
        "actions",
    )
    fixed = OF_PARTNER

    saw = a_text(_("What we saw"), needed=True)
    why_it_worked = a_text(_("Why it worked there"))
    what_differs = a_text(_("What differs here"))
    would_change = a_text(_("What we would change"))
    instrument = one_of(_("In which policy instrument"))
    article = a_line(_("In which article or chapter of it"))
    must_agree = a_list(_("Who must agree"), _("Organisations or bodies, not persons. One on each line."))
    by_when = a_day(_("By when"))
    meeting = one_of(_("Where we saw it"))
    practices = some_practices(_("Practices it comes from"))
    recommendations = some_of(_("Recommendations it comes from"))
    actions = some_of(
        _("Actions it became"),
        _("From the plans of the region. A new one is made with one click on the page of the learning."),
    )

    def offer(self) -> None:
        programme = self.scene.programme
        partner = self.before.partner if self.before else self.about["partner"]
        own = [(one.key, one.title) for one in programme.instruments if one.partner == partner]
        self.choose("instrument", own, empty=True)
        self.choose("meeting", [(one.key, one.title) for one in programme.meetings], empty=True)
        said = sorted(programme.recommendations, key=lambda one: one.to != partner)
        self.choose("recommendations", titled([(one.key, one.text) for one in said]))
        self.choose("actions", kept(self.scene.actions, self.before.actions if self.before else ()))

    def values(self) -> dict[str, Any]:
        typed = super().values()
        if self.before is None:
            typed |= {"by": self.scene.name_of(self.about["partner"]), "written_on": self.scene.today.isoformat()}
        return {**typed, "unfinished": self._stays_unfinished()}

    @property
    def may_keep(self) -> bool:
        """Whether this person may save it for later, or take it back."""
        return (self.before.partner if self.before else self.about["partner"]) in self.scene.drafts

    def _stays_unfinished(self) -> bool:
        """As the button says; without one it stays as it is, and a new one is not shared by accident."""
        if "share" in self.data:
            return False
        if "take_back" in self.data:
            return True
        return self.before.unfinished if self.before else self.may_keep


class InstrumentForm(WrittenForm):
    kind, title = "instrument", _("Policy instrument")
    lead = _("A law, plan, programme or fund that the partner wants to improve.")
    asked: ClassVar = (
        "title",
        "what",
        "owner",
        "cents",
        "baseline",
        "indicator",
        "unit",
        "baseline_value",
        "target_value",
    )
    fixed = OF_PARTNER

    what = a_text(_("What it is"), _("Such as a law, a plan, a programme or a fund, and what it is for."))
    owner = a_line(_("Who owns it"), _("The body that can change it."))
    cents = MoneyField(label=_("Budget in euro"), required=False)
    baseline = a_text(_("What it says today"))
    indicator = a_line(_("Performance indicator"), _("What shows that it works."))
    unit = a_line(_("Unit"))
    baseline_value = NumberField(label=_("Value at the beginning"), required=False)
    target_value = NumberField(label=_("Target"), required=False)

    def offer(self) -> None:
        self.fields = {"title": a_line(_("Name of the instrument"), needed=True), **self.fields}


class ChangeForm(WrittenForm):
    kind, title = "change", _("Change of the instrument")
    asked: ClassVar = ("text", "standing", "day", "evidence", "learnings", "actions", "indicators")
    fixed: ClassVar[Mapping[str, str]] = {"instrument": "instrument"}

    text = a_text(_("What changes"), needed=True)
    standing = one_of(_("How it stands"), words.STANDINGS, needed=True)
    day = a_day(_("Day"), _("Planned: by when. Achieved: since when."))
    evidence = a_line(_("What shows it"), _("A decision, a page of the official journal, a link."))
    learnings = some_of(_("Learnings behind it"))
    actions = some_of(_("Actions behind it"))
    indicators = some_of(_("Indicators that show it"))

    def offer(self) -> None:
        programme = self.scene.programme
        named = self.before.instrument if self.before else self.about["instrument"]
        partner = next((one.partner for one in programme.instruments if one.key == named), "")
        listed = sorted(programme.learnings, key=lambda one: (one.instrument != named, one.partner != partner))
        own = [
            one for one in listed if one.partner == partner or one.key in (self.before.learnings if self.before else ())
        ]
        self.choose("learnings", titled([(one.key, one.would_change or one.saw) for one in own]))
        self.choose("actions", kept(self.scene.actions, self.before.actions if self.before else ()))
        self.choose("indicators", kept(self.scene.indicators, self.before.indicators if self.before else ()))

    def values(self) -> dict[str, Any]:
        typed = super().values()
        if self.before is None:
            owner = self.scene.find("instrument", self.about["instrument"])
            typed["by"] = self.scene.name_of(owner.partner)
        return typed


def kept(choices: Choices, chosen: tuple[str, ...]) -> Choices:
    """The choices, and what was chosen before even where this person cannot see its plan."""
    known = {key for key, _name in choices}
    return [*choices, *((key, gettext("of a plan that you cannot open")) for key in chosen if key not in known)]
