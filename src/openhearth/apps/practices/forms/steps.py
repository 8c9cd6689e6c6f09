"""What people say about a practice on its way: the opinion of a reviewer, the reason of a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openhearth.core.review import STEPS, VERDICTS, Role, Step

ROLE_NAMES: Mapping[Role, str | Promise] = {"editor": _("Editor"), "expert": _("Expert")}
VERDICT_NAMES = dict(zip(VERDICTS, (_("ready"), _("needs changes")), strict=True))
LONGEST = 5000
MOST_VERSIONS = 1_000_000


class OpinionForm(forms.Form):
    """The opinion of one person on one version. Who may speak only as one role is not asked as which."""

    revision = forms.IntegerField(min_value=1, max_value=MOST_VERSIONS, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("I speak as"))
    verdict = forms.ChoiceField(
        label=_("Is it ready to be published?"),
        choices=list(zip(VERDICTS, (_("Yes, it is ready"), _("No, it needs changes")), strict=True)),
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label=_("Your opinion"),
        help_text=_("What is good, what is missing, what to check. Shown beside this version, later also to readers."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(data, auto_id="opinion_%s", use_required_attribute=True, **kwargs)
        field = cast("forms.ChoiceField", self.fields["role"])
        field.choices = [(role, ROLE_NAMES[role]) for role in roles]
        if len(roles) == 1:
            field.widget = forms.HiddenInput()
            self.initial["role"] = roles[0]


class StepForm(forms.Form):
    """One step of a practice, and the version it was decided on."""

    step = forms.ChoiceField(choices=[(step, step) for step in STEPS], widget=forms.HiddenInput)
    revision = forms.IntegerField(min_value=1, max_value=MOST_VERSIONS, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    NEEDS_REASON = frozenset({"send_back", "archive"})
    TAKES_REASON = NEEDS_REASON | {"confirm"}

    def __init__(self, data: Any = None, *, step: str, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{step}_%s", **kwargs)
        self.initial.setdefault("step", cast("Step", step))
        self.fields["reason"].required = step in self.NEEDS_REASON
        if step not in self.TAKES_REASON:
            del self.fields["reason"]
