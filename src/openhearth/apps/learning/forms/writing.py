"""What all forms of a programme's homework, groups, reviews and learnings share: what was typed becomes a part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhearth.apps.learning import offers
from openhearth.apps.learning.contents import KINDS
from openhearth.apps.learning.forms.picking import PickField, keep, picks
from openhearth.apps.practices.forms.fields import LineField, LinesField, TextField
from openhearth.core.errors import Fault
from openhearth.core.programme import terms

LINE, TEXT = 300, 20_000
LONGEST_KEY = 60
EACH_LINE = _("One on each line.")
NOT_CHOSEN = [("", "\N{EN DASH}")]

Choices = Sequence[tuple[str, Any]]


def a_line(label: Any, hint: Any = "", *, needed: bool = False) -> LineField:
    return LineField(label=label, help_text=hint, required=needed, max_length=LINE)


def a_text(label: Any, hint: Any = "", *, needed: bool = False, rows: int = 4) -> TextField:
    return TextField(label=label, help_text=hint, required=needed, max_length=TEXT, rows=rows)


def a_list(label: Any, hint: Any = EACH_LINE) -> LinesField:
    return LinesField(label=label, help_text=hint, required=False, max_length=TEXT)


def some_practices(label: Any) -> PickField:
    """Practices of the toolkit, found by words."""
    hint = _("Look for words of its title or its place, then tick it. Several are possible.")
    return PickField(offers.PRACTICES, label=label, help_text=hint, required=False)


class DayField(LineField):
    """A day as text; what is none is refused here, because not every kind of part is looked at by the core."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return date.fromisoformat(typed).isoformat() if typed else ""
        except ValueError:
            raise forms.ValidationError(
                gettext("“%(found)s” is no day; write it as 2027-03-01") % {"found": typed}
            ) from None


def a_day(label: Any, hint: Any = "", *, needed: bool = False) -> LineField:
    kind = forms.DateInput(attrs={"type": "date"})
    return DayField(label=label, help_text=hint, required=needed, max_length=20, widget=kind)


def one_of(label: Any, words: Mapping[str, Any] | None = None, hint: Any = "", *, needed: bool = False) -> Any:
    """A choice; without words the form fills it in."""
    listed = list((words or {}).items())
    return forms.ChoiceField(
        label=label, help_text=hint, required=needed, choices=listed if needed else [*NOT_CHOSEN, *listed]
    )


def some_of(label: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=hint, required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """What a form may name.

    Parameters
    ----------
    speaks
        Keys of the partners in whose name this person writes.
    actions, indicators
        Of plans, as ``plan:key`` with what they are called.
    meetings
        Keys of the meetings for which this person sets homework.
    drafts
        Keys of the partners for which this person may leave something unfinished, which only the people of the partner read.
    used
        Keys that parts of this kind have or once had: what was taken out keeps its name.
    """

    programme: terms.Programme
    parts: tuple[tuple[str, Any], ...]
    today: date
    speaks: tuple[str, ...] = ()
    actions: Choices = ()
    indicators: Choices = ()
    meetings: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()

    def of_kind(self, kind: str) -> list[Any]:
        return [part for other, part in self.parts if other == kind]

    def find(self, kind: str, key: str) -> Any:
        """The part with this key; None where there is none."""
        return next((part for other, part in self.parts if other == kind and part.key == key), None)

    def name_of(self, partner: str) -> str:
        """What a partner is called; a key that no partner has says itself."""
        return next((one.name for one in self.programme.partners if one.key == partner), partner)

    def partners(self) -> Choices:
        return [(one.key, one.name) for one in self.programme.partners]


class WrittenForm(forms.Form):
    """Some fields of a part. Those that are not asked stay as they were.

    ``fixed`` names what a new part is about; the address says it. ``given_key``: the key follows from that.
    """

    kind: ClassVar[str]
    title: ClassVar[Any]
    lead: ClassVar[Any] = ""
    asked: ClassVar[tuple[str, ...]]
    fixed: ClassVar[Mapping[str, str]] = {}
    given_key: ClassVar[bool] = False

    read_at = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(
        self,
        data: Any = None,
        *,
        scene: Scene,
        part: Any = None,
        about: Mapping[str, str] | None = None,
        key: str = "",
        initial: Mapping[str, Any] | None = None,
        read_at: int = 0,
    ) -> None:
        self.scene, self.before, self.about, self.key = scene, part, dict(about or {}), key
        start = dict(initial or {}) if part is None else self.typed_of(part)
        super().__init__(data, initial={**start, "read_at": read_at})
        self.offer()
        keep(self, part)

    def typed_of(self, part: Any) -> dict[str, Any]:
        """The fields of a part as the form shows them."""
        return {name: getattr(part, name) for name in self.asked}

    def offer(self) -> None:
        """Fill in what may be chosen."""

    def choose(self, name: str, choices: Choices, *, empty: bool = False) -> None:
        """What a field may be; what stands there already stays possible."""
        self.fields[name].choices = [*(NOT_CHOSEN if empty else []), *choices]  # type: ignore[attr-defined]

    @property
    def looks_something_up(self) -> bool:
        """Whether the form has a field in which something is found by words."""
        return bool(picks(self))

    def values(self) -> dict[str, Any]:
        """What was typed, by field of the part."""
        return {name: _frozen(self.cleaned_data[name]) for name in self.asked}

    @property
    def part(self) -> Any:
        if self.before is not None:
            return replace(self.before, **self.values())
        known = {**self.about, **self.values()}
        if not self.given_key:
            known["key"] = free_key(self.scene, self.kind, known)
        return KINDS[self.kind](**known)

    def label_of(self, name: str) -> str:
        return str(self.fields[name].label) if name in self.fields else name

    def tell(self, fault: Fault, said: str) -> None:
        """Put a fault of the core beside its field, where it has one on this form."""
        name = fault.place.split("/")[2] if fault.place.count("/") >= 2 else ""
        self.add_error(name if name in self.fields else None, said)


def free_key(scene: Scene, kind: str, values: Mapping[str, Any]) -> str:
    """A key made from what the part is called, with a number behind it where that one is taken."""
    named = next((str(values[name]) for name in NAMING if values.get(name)), kind)
    wanted = "-".join(part for part in slugify(named).replace("_", "-")[:LONGEST_KEY].split("-") if part) or kind
    taken = scene.used | {one.key for one in scene.of_kind(kind)}
    return next(key for key in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


NAMING = ("title", "organisation", "topic", "task", "would_change", "saw", "name", "region", "text")


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
