from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.finding import address, question_of
from openhearth.apps.practices.models import SavedSearch

LONGEST = 2000
"""As long as the database keeps it."""


class NameForm(forms.ModelForm[SavedSearch]):
    """A name that this person has given to no other search."""

    class Meta:
        model = SavedSearch
        fields: tuple[str, ...] = ("name",)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if SavedSearch.objects.filter(user=self.user, name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("You have a saved search of this name already. Take another one."), code="taken")
        return name


class SaveForm(NameForm):
    """The address is read and written anew: only what the toolkit understands is kept."""

    query = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    class Meta(NameForm.Meta):
        fields = ("name", "alert")

    def clean_query(self) -> str:
        query = address(question_of(dict(QueryDict(self.cleaned_data["query"].removeprefix("?")).lists())))
        if len(query) > LONGEST:
            raise ValidationError(_("This search is too long to be saved. Take some filters away."), code="too_long")
        return query
