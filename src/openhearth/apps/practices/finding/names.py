"""What the values of the filters are called in the language of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from openhearth.apps.practices.finding.filters import BY_CODE, KIND_NAMES, Filter
from openhearth.apps.practices.selectors import vocabularies
from openhearth.apps.regions.selectors import data_version, territories
from openhearth.core.practice import Term


def label_of(code: str, value: str) -> str:
    """What a value of a filter is called; a value that has no name is its own name."""
    return labels(BY_CODE[code], (value,))[value]


def labels(one: Filter, values: Iterable[str]) -> dict[str, str]:
    """What values of one filter are called."""
    if one.vocabulary in vocabularies():
        known: Mapping[str, str] = {code: term.label(_language()) for code, term in _terms(one.vocabulary).items()}
    elif one.code in _OPEN:
        known = _OPEN[one.code](values)
    else:
        known = {}
    return {value: known.get(value, value) for value in values}


def definitions(one: Filter) -> dict[str, str]:
    """What the values of one filter mean; empty where no vocabulary says it."""
    if one.vocabulary not in vocabularies():
        return {}
    return {code: term.definition(_language()) for code, term in _terms(one.vocabulary).items()}


def place_names() -> Mapping[str, str]:
    """Regions of all levels by code, each as it calls itself."""
    return _place_names(data_version())


@lru_cache(maxsize=2)
def _place_names(version: str) -> Mapping[str, str]:
    del version  # only keys the cache
    return {place.code: place.name for place in territories()}


def _places(values: Iterable[str]) -> Mapping[str, str]:
    wanted = tuple(values)
    names = place_names() if wanted else {}
    return {code: f"{names[code]} ({code})" for code in wanted if code in names}


def _language() -> str:
    return get_language() or "en"


@lru_cache
def _terms(vocabulary: str) -> Mapping[str, Term]:
    return {term.code: term for term in vocabularies()[vocabulary].terms}


def _languages(values: Iterable[str]) -> Mapping[str, str]:
    return {code: _language_name(code) for code in values}


def _language_name(code: str) -> str:
    if code == "und":
        return _("not stated")
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


_OPEN: Mapping[str, Callable[[Iterable[str]], Mapping[str, str]]] = {
    "kind": lambda _values: {code: str(name) for code, name in KIND_NAMES.items()},
    "language": _languages,
    "place": _places,
}
