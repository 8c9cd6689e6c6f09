"""Fields of a form that turn what people type into values of a record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.formats import get_format

from openhearth.core.practice import Vocabulary

LINES = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a choice is called, and what is meant by it."""

    label: str
    definition: str = ""

    def __str__(self) -> str:
        return self.label


def meanings(vocabulary: Vocabulary, language: str) -> list[tuple[str, Meaning]]:
    """The terms of a vocabulary as choices, in its order."""
    return [(term.code, Meaning(term.label(language), term.definition(language))) for term in vocabulary.terms]


class LineField(forms.CharField):
    """One line."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class TextField(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value: Any) -> str:
        return LINES.sub("\n", super().to_python(value) or "").strip()


class LinesField(forms.CharField):
    """Several short texts, one on each line."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return tuple(line for line in (" ".join(part.split()) for part in LINES.split(text)) if line)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(value)


class TermsField(forms.MultipleChoiceField):
    """Any number of terms of a vocabulary, each with its definition, in the order of the vocabulary."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> tuple[str, ...]:
        chosen: Iterable[str] = super().clean(value)
        return tuple(dict.fromkeys(chosen))


class NumberField(forms.FloatField):
    """A number as people write it: with the separators of their language, or with blanks between thousands."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"[\s'\u2019]", "", str(value or ""))
        thousand, decimal = (get_format(name) for name in ("THOUSAND_SEPARATOR", "DECIMAL_SEPARATOR"))
        if re.fullmatch(rf"-?\d{{1,3}}(?:{re.escape(thousand)}\d{{3}})+(?:{re.escape(decimal)}\d+)?", text):
            text = text.replace(thousand, "")
        return super().to_python(text.replace(decimal, "."))

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, float):
            return value
        return f"{value:.15g}".replace(".", str(get_format("DECIMAL_SEPARATOR")))
