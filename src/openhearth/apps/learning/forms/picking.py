"""Looking for something by words and ticking it, in place of typing its code; with scripts while one types."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhearth.apps.learning.offers import Hits, Offer, Shelf

LONGEST = 200
FIND = "find"
"""Name of the buttons that look something up and save nothing."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What is ticked, and the words that are looked for. ``seen``: the words whose hits the reader has before them."""

    codes: tuple[str, ...] = ()
    words: str = ""
    seen: str = ""


class PickWidget(forms.Widget):
    """A field for words, what is ticked, and what fits the words. ``action``: where the words are sent; empty: to the page itself."""

    template_name = "learning/picker.html"

    def __init__(self, shelf: Shelf, *, several: bool, action: str = "") -> None:
        super().__init__()
        self.shelf, self.several, self.action = shelf, several, action

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Pick:  # noqa: ARG002 - the shape Django asks for
        typed = data.getlist(name) if hasattr(data, "getlist") else data.get(name, ())
        if isinstance(typed, Pick):
            return typed
        typed = (typed,) if isinstance(typed, str) else typed
        words = {part: str(data.get(f"{name}-{part}", ""))[:LONGEST].strip() for part in ("words", "seen")}
        return Pick(tuple(dict.fromkeys(code for code in typed if code)), **words)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        """Boxes that are not ticked say nothing."""
        return False

    def id_for_label(self, id_: str) -> str:
        """The label is that of the field for words."""
        return f"{id_}-words" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        pick = value if isinstance(value, Pick) else Pick(tuple(value or ()))
        known = self.shelf.named(pick.codes)
        chosen = [known.get(code) or Offer(code, code, _("not in this house any more")) for code in pick.codes]
        found = self.shelf.found(pick.words) if pick.words else Hits()
        new = tuple(one for one in found.offers if one.code not in pick.codes)
        known_now = {"chosen": chosen, "hits": new, "more": found.more, "alike": found.alike}
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"] |= {**known_now, "words": pick.words, "several": self.several, "action": self.action}
        return context


class PickField(forms.Field):
    """Things of a shelf: several as a tuple of codes, or one code. ``kept``: what stands there may stay, even if it is gone."""

    widget: PickWidget
    default_error_messages = {"required": gettext_lazy("Look for it by words, then choose one of what is found.")}

    def __init__(self, shelf: Shelf, *, several: bool = True, **options: Any) -> None:
        super().__init__(widget=PickWidget(shelf, several=several), **options)
        self.shelf, self.several = shelf, several
        self.kept: Collection[str] = ()

    def prepare_value(self, value: Any) -> Pick:
        """What stands in a part, as the widget shows it."""
        if isinstance(value, Pick):
            return value
        return Pick((value,) if isinstance(value, str) and value else tuple(value or ()))

    def clean(self, value: Any) -> Any:
        pick = self.prepare_value(value)
        if self.required and not pick.codes:
            raise forms.ValidationError(self.error_messages["required"])
        unknown = [code for code in pick.codes if code not in self.kept]
        if unknown and (lost := [code for code in unknown if code not in self.shelf.named(unknown)]):
            raise forms.ValidationError(
                _("This house knows nothing with the code %(codes)s.") % {"codes": ", ".join(lost)}
            )
        return pick.codes if self.several else next(iter(pick.codes), "")


def picks(form: forms.Form) -> Mapping[str, PickField]:
    """The fields of a form in which something is looked up."""
    return {name: field for name, field in form.fields.items() if isinstance(field, PickField)}


def keep(form: forms.Form, part: Any) -> None:
    """Let a form keep what a part names already."""
    for name, field in picks(form).items():
        field.kept = field.prepare_value(getattr(part, name, None)).codes


def looks_up(form: forms.Form) -> bool:
    """Whether a form was sent to look something up, or with words whose hits nobody has seen yet: then it saves nothing."""
    if not picks(form):
        return False
    sent = [
        field.widget.value_from_datadict(form.data, {}, form.add_prefix(name)) for name, field in picks(form).items()
    ]
    return FIND in form.data or any(one.words and one.words != one.seen for one in sent)


def as_typed(form: forms.Form, again: Any) -> Any:
    """Fill an unsent form with what was typed into the one that was sent, as it stands, right or wrong."""
    for name, field in again.fields.items():
        if name != "read_at":
            again.initial[name] = field.widget.value_from_datadict(form.data, {}, form.add_prefix(name))
    return again
