"""Records of practices as JSON, and one record as JSON-LD for machines that know schema.org."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from typing import Any, NoReturn

from openhearth.core.errors import Fault, InputError
from openhearth.core.practice import KeyFigure, Vocabulary
from openhearth.core.practice_record import FIELDS, REQUIRED, DryRun, PracticeRecord, Result, Row, dry_run, flat
from openhearth.sources.reading import text_of

BYTES, RECORDS = 20_000_000, 10_000
"""At most so many bytes and records of a file."""

_FIGURE = {"label": "str", "value": "float", "unit": "str"}
_RESULT = {"statement": "str", "value": "float | None", "unit": "str", "evidence": "str"}
_TERMS = (
    "region_type",
    "territorial_validity",
    "carbon_intensive_group",
    "thematic_priority",
    "strategic_challenge",
    "support_type",
    "recommendation",
    "industrial_ecosystem",
    "lens",
    "reach",
)
_OWN_TERMS = (
    "preconditions",
    "resources",
    "results",
    "evidence",
    "outcome",
    "difficulties",
    "why_it_worked",
    "potential_for_transfer",
    "facts",
    "cost",
    "last_reviewed",
    "reviewed_by",
    "provenance",
)
"""Fields for which schema.org has no term; the context of the export names each as a term of our own."""


def parse(data: bytes, vocabularies: Mapping[str, Vocabulary]) -> DryRun:
    """What an import of a list of records would keep; each is an object whose keys are those of `FIELDS`.

    An absent key and null are an empty field. White space around a text has no meaning.

    Returns
    -------
    DryRun
        Faults of the records, at ``"record 2, outcome"``: ``not_a_mapping``, ``missing_field``, ``unknown_field``,
        ``not_text``, ``not_a_list_of_texts``, ``not_a_year``, ``not_a_number``, ``not_a_list``, and the codes of
        `record_faults`.

    Raises
    ------
    InputError
        Where no record can be read: ``too_large``, ``too_many_rows``, ``not_json`` (also for a key that occurs twice, and
        for NaN and infinity), ``not_a_list``, ``not_utf8`` or ``empty_file``.
    """
    if len(data) > BYTES:
        raise InputError(Fault("too_large", "file", {"bytes": len(data), "allowed": BYTES}))
    try:
        loaded = json.loads(text_of(data), object_pairs_hook=_distinct_keys, parse_constant=_refuse_constant)
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InputError(Fault("not_json", "file", {"detail": str(error)})) from error
    if not isinstance(loaded, list):
        raise InputError(Fault("not_a_list", "file"))
    if len(loaded) > RECORDS:
        raise InputError(Fault("too_many_rows", "file", {"allowed": RECORDS}))
    return dry_run([_row(f"record {number}", entry) for number, entry in enumerate(loaded, 1)], vocabularies)


def to_json(records: Sequence[PracticeRecord]) -> bytes:
    """The records as JSON without their empty fields; `parse` gives them back unchanged if they have no faults.

    Raises
    ------
    ValueError
        For a number that is not finite: such a record has a fault, and JSON has no word for it.
    """
    entries = [{name: _plain(value) for name, value in flat(record).items() if _told(value)} for record in records]
    return json.dumps(entries, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def json_ld(record: PracticeRecord, vocabularies: Mapping[str, Vocabulary], *, site: str) -> dict[str, Any]:
    """A record as JSON-LD: a ``CreativeWork`` (the description) about a ``Project`` (what was done).

    Parameters
    ----------
    record
        A record without faults.
    vocabularies
        For the labels of its terms.
    site
        Address of the house without a closing slash; records and terms have their addresses below it.

    Returns
    -------
    dict
        Terms of schema.org (https://schema.org/CreativeWork, https://schema.org/Project) and, with the prefix ``oh:``, of a
        context of our own, each named like its field in `FIELDS` or in `Result`. Empty fields are left out.
    """
    practice = record.practice
    terms = [(name, code) for name in _TERMS for code in _codes(flat(record)[name])]
    work = {
        "@context": ["https://schema.org", {"oh": f"{site}/practices/terms/#"}],
        "@type": "CreativeWork",
        "@id": f"{site}/practices/{practice.code}/",
        "identifier": practice.code,
        "name": practice.title,
        "alternateName": {"@value": practice.original_title, "@language": practice.original_language}
        if practice.original_title
        else None,
        "abstract": practice.summary,
        "inLanguage": practice.language,
        "isBasedOn": practice.url,
        "sourceOrganization": {"@type": "Organization", "name": practice.source},
        "maintainer": {"@type": "Organization", "name": record.owner} if record.owner else None,
        "keywords": [_defined_term(vocabularies, name, code, practice.language, site) for name, code in terms],
        "about": _project(record),
    }
    own = {f"oh:{name}": value for name, value in _own_terms(record).items()}
    return {name: value for name, value in (work | own).items() if _told(value)}


def _project(record: PracticeRecord) -> dict[str, Any]:
    practice = record.practice
    place = {"@type": "Place", "identifier": practice.nuts or practice.country}
    project = {
        "@type": "Project",
        "name": practice.title,
        "foundingDate": str(practice.started or ""),
        "dissolutionDate": str(practice.ended or ""),
        "location": place if place["identifier"] else None,
        "member": [{"@type": "Organization", "name": actor} for actor in practice.actors],
        "funder": [{"@type": "Organization", "name": name} for name in record.funding],
    }
    return {name: value for name, value in project.items() if _told(value)}


def _own_terms(record: PracticeRecord) -> dict[str, Any]:
    values = {name: value for name, value in flat(record).items() if name in _OWN_TERMS}
    money = {"@type": "MonetaryAmount", "value": record.cost, "currency": record.currency}
    return values | {
        "preconditions": list(record.preconditions),
        "resources": list(record.resources),
        "cost": money if record.cost is not None else None,
        "facts": [_property_value(fact.label, fact.value, fact.unit) for fact in record.practice.facts],
        "results": [
            _property_value(result.statement, result.value, result.unit)
            | ({"oh:evidence": result.evidence} if result.evidence else {})
            for result in record.results
        ],
    }


def _property_value(name: str, value: float | None, unit: str) -> dict[str, Any]:
    parts = {"@type": "PropertyValue", "name": name, "value": value, "unitText": unit}
    return {key: part for key, part in parts.items() if _told(part)}


def _defined_term(
    vocabularies: Mapping[str, Vocabulary], name: str, code: str, language: str, site: str
) -> dict[str, Any]:
    label = vocabularies[name].term(code).label(language)
    return {
        "@type": "DefinedTerm",
        "termCode": code,
        "name": label,
        "inDefinedTermSet": f"{site}/practices/terms/#{name}",
    }


def _codes(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def _told(value: object) -> bool:
    return value is not None and value not in ("", (), [])


def _plain(value: object) -> object:
    if not isinstance(value, tuple):
        return value
    return [
        {name: part for name, part in asdict(item).items() if _told(part)}
        if isinstance(item, KeyFigure | Result)
        else item
        for item in value
    ]


def _distinct_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _row(place: str, entry: object) -> Row:
    if not isinstance(entry, dict):
        return Row(place, {}, (Fault("not_a_mapping", place),))
    values, faults = _read(entry, FIELDS, REQUIRED, place)
    for name, kind, parts in (("facts", KeyFigure, _FIGURE), ("results", Result, _RESULT)):
        listed = values.pop(name, [])
        made = []
        for number, part in enumerate(listed, 1):
            fields, found = _read(
                part, parts, tuple(parts)[: 2 if kind is KeyFigure else 1], f"{place}, {name} {number}"
            )
            faults += found
            made += [] if found else [kind(**fields)]
        values[name] = tuple(made)
    return Row(place, values, tuple(faults))


def _read(
    entry: object, kinds: Mapping[str, str], required: Sequence[str], place: str
) -> tuple[dict[str, Any], list[Fault]]:
    """The values of an object whose keys must be of these kinds, and what is wrong with it."""
    if not isinstance(entry, dict):
        return {}, [Fault("not_a_mapping", place)]
    told = {name: value for name, value in entry.items() if value is not None}
    faults = [Fault("missing_field", f"{place}, {name}", {"field": name}) for name in required if name not in told]
    values = {}
    for name, value in told.items():
        if name not in kinds:
            faults.append(Fault("unknown_field", place, {"field": name}))
            continue
        fits, code, made = _KINDS[kinds[name].removeprefix("tuple[").removesuffix("]")]
        if fits(value):
            values[name] = made(value)
        else:
            faults.append(Fault(code, f"{place}, {name}", {"field": name, "found": value}))
    return values, faults


def _is_number(value: object) -> bool:
    return (type(value) is float and isfinite(value)) or (type(value) is int and abs(value) <= 2**53)


def _trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _is_list(value: object) -> bool:
    return isinstance(value, list)


Kind = tuple[Callable[[object], bool], str, Callable[[Any], Any]]
"""Whether a value is of the kind, the code of the fault when not, and the value as a record has it."""

_KINDS: Mapping[str, Kind] = {
    "str": (lambda value: isinstance(value, str), "not_text", _trimmed),
    "str, ...": (
        lambda value: isinstance(value, list) and all(isinstance(part, str) for part in value),
        "not_a_list_of_texts",
        lambda value: tuple(map(_trimmed, value)),
    ),
    "int | None": (lambda value: type(value) is int and 1000 <= value <= 9999, "not_a_year", int),
    "float | None": (_is_number, "not_a_number", float),
    "float": (_is_number, "not_a_number", float),
    "KeyFigure, ...": (_is_list, "not_a_list", list),
    "Result, ...": (_is_list, "not_a_list", list),
}
