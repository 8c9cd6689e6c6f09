"""Peer-learning programmes as YAML, the ones that ship, and programmes written back: docs/methods/programme.md has the form.

What the people of a programme write is short: semesters with their meetings, each with its parts as lists of topics, hosts named by
place or country, outputs as titles. What happens later stands beside it in lists of records, each with its key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from openhearth.core.errors import Fault, InputError
from openhearth.core.programme import terms
from openhearth.core.programme.terms import Agenda, Homework, Meeting, Output, Partner, Programme, Semester, SessionPart
from openhearth.core.programme.validation import programme_faults
from openhearth.sources.practices.practices_yaml import packaged_vocabularies
from openhearth.sources.yaml_text import dumped, loaded

PACKAGED = ("jetskir", "industry-transition-platform", "demo")
"""Programmes that ship: two as their sources tell them, and one made up that shows what happens afterwards."""

BYTES = 1_000_000

_T = TypeVar("_T")

_TEXTS = ("aims", "ongoing", "formats", "session_parts")
_WORDS = ("elements", "figures")
_PARTS: tuple[SessionPart, ...] = get_args(SessionPart)
_RECORDS: Mapping[str, type[Any]] = {
    "homework": Homework,
    "submissions": terms.Submission,
    "recommendations": terms.Recommendation,
    "learnings": terms.Learning,
    "instruments": terms.Instrument,
    "changes": terms.Change,
    "reports": terms.PartnerReport,
}
_KNOWN = (
    *(
        "code",
        "title",
        "note",
        "language",
        *_TEXTS,
        *_WORDS,
        "region_selection_factors",
        "partners",
        "roles",
        "semesters",
        "outputs",
    ),
    *_RECORDS,
)


@cache
def packaged(code: str) -> Programme:
    """A programme that ships; ``unknown_programme`` for another code.

    Examples
    --------
    >>> packaged("jetskir").partners[0].place
    'Duisburg'
    """
    if code not in PACKAGED:
        raise InputError(Fault("unknown_programme", "PROGRAMME", {"found": code, "known": PACKAGED}))
    return parse((files("openhearth") / "facts" / "programmes" / f"{code}.yaml").read_bytes())


def demo_meetings() -> list[tuple[str, dict[str, Any]]]:
    """What the demonstration keeps of two meetings of the programme ``demo``: kind and fields of each part."""
    found: Any = loaded((files("openhearth") / "facts" / "demo_meetings.yaml").read_bytes(), most=BYTES)
    return [(one["kind"], {name: value for name, value in one.items() if name != "kind"}) for one in found["parts"]]


def parse(data: bytes) -> Programme:
    """A programme.

    Raises
    ------
    InputError
        The codes of `yaml_text.loaded`; then, all together and each at its place: ``not_a_mapping``, ``not_a_list``, ``not_text``,
        ``missing_field``, ``unknown_field``, ``not_a_whole_number`` (a semester), ``wrong_part`` (a value of the wrong kind),
        ``unknown_partner`` (a host); and for a file in which all of it can be read the codes of `programme_faults`.
    """
    document = loaded(data, most=BYTES)
    if not isinstance(document, dict):
        raise InputError(Fault("not_a_mapping", "file"))
    faults = [Fault("unknown_field", "file", {"field": str(name)[:100]}) for name in document if name not in _KNOWN]
    faults += [Fault("missing_field", "file", {"field": name}) for name in ("code", "title") if name not in document]
    partners = tuple(_partners(document, faults))
    semesters, meetings = _calendar(document, partners, faults)
    told: dict[str, Any] = {name: tuple(_records(document, name, kind, faults)) for name, kind in _RECORDS.items()}
    told |= {name: _texts(document.get(name), name, faults) for name in _TEXTS}
    told |= {name: _words(document, name, faults) for name in _WORDS}
    if "homework" not in document:
        told["homework"] = tuple(_announced(meetings))
    programme = Programme(
        _text(document, "code", faults).lower(),
        _text(document, "title", faults),
        _text(document, "note", faults),
        _text(document, "language", faults) or "en",
        partners=partners,
        semesters=semesters,
        meetings=meetings,
        selection_factors=_texts(document.get("region_selection_factors"), "region_selection_factors", faults),
        duties=_roles(document, faults),
        outputs=tuple(_outputs(document, faults)),
        **told,
    )
    faults += [
        Fault("wrong_part", "session_parts", {"detail": f"{one} is none of {', '.join(_PARTS)}"})
        for one in programme.session_parts
        if one not in _PARTS
    ]
    faults = faults or list(programme_faults(programme))
    if faults:
        raise InputError(*faults)
    return programme


def written(programme: Programme) -> bytes:
    """The programme as YAML that `parse` reads back as the same programme. What is not known is left out."""
    document: dict[str, Any] = {"code": programme.code, "title": programme.title}
    document |= {"note": programme.note} if programme.note else {}
    document |= {"language": programme.language} if programme.language != "en" else {}
    document |= {name: list(value) for name in _TEXTS if (value := getattr(programme, name))}
    document |= {name: dict(value) for name in _WORDS if (value := getattr(programme, name))}
    if programme.selection_factors:
        document["region_selection_factors"] = list(programme.selection_factors)
    document["partners"] = [_told(one) for one in programme.partners]
    if programme.duties:
        document["roles"] = {role: list(duties) for role, duties in programme.duties}
    document["semesters"] = {one.number: _semester_document(one, programme) for one in programme.semesters}
    document["outputs"] = [_told(one) for one in programme.outputs]
    document["homework"] = [_told(one) for one in programme.homework]
    document |= {name: [_told(one) for one in several] for name in _RECORDS if (several := getattr(programme, name))}
    return dumped(document)


def _told(part: object) -> dict[str, Any]:
    """The fields that differ from what nobody told."""
    return {
        field.name: msgspec.to_builtins(value)
        for field in fields(part)  # type: ignore[arg-type]
        if (value := getattr(part, field.name)) != field.default
    }


def _semester_document(semester: Semester, programme: Programme) -> object:
    meetings: list[dict[str, Any]] = []
    for one in programme.meetings:
        if one.semester == semester.number:
            told = _told(replace(one, agenda=()))
            told = {"meeting": one.key} | {
                name: value for name, value in told.items() if name not in ("key", "semester")
            }
            meetings.append(told | {part.part: list(part.topics) for part in one.agenda})
    about = {name: value for name, value in _told(semester).items() if name != "number"}
    return {**about, "meetings": meetings} if about else meetings


def _partners(document: Mapping[str, Any], faults: list[Fault]) -> Iterator[Partner]:
    for place, entry in _entries(document, "partners", faults):
        told = {**entry}
        if "nuts3" in told and "region" not in told:
            told["region"] = told.pop("nuts3")
        if not told.get("key"):
            told["key"] = slug(str(told.get("place") or told.get("name") or ""))
        yield from _record(Partner, told, place, faults)


def _outputs(document: Mapping[str, Any], faults: list[Fault]) -> Iterator[Output]:
    listed = document.get("outputs")
    titled = [{"title": one} if isinstance(one, str) else one for one in listed] if isinstance(listed, list) else listed
    for place, entry in _entries({"outputs": titled}, "outputs", faults):
        told = {**entry}
        if not told.get("key"):
            told["key"] = slug(str(told.get("title") or ""))
        yield from _record(Output, told, place, faults)


def _calendar(
    document: Mapping[str, Any], partners: tuple[Partner, ...], faults: list[Fault]
) -> tuple[tuple[Semester, ...], tuple[Meeting, ...]]:
    semesters: list[Semester] = []
    meetings: list[Meeting] = []
    named = document.get("semesters") or {}
    if not isinstance(named, dict):
        faults.append(Fault("not_a_mapping", "semesters"))
        return (), ()
    host = _hosts(partners)
    for number, told in named.items():
        place = f"semester {str(number)[:100]}"
        if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 1000:
            faults.append(Fault("not_a_whole_number", place, {"found": str(number)[:100]}))
            continue
        about = told if isinstance(told, dict) else {"meetings": told}
        own = {name: value for name, value in about.items() if name != "meetings"}
        semesters += _record(Semester, {"number": number, **own}, place, faults)
        for where, entry in _entries(about, "meetings", faults, f"{place}, "):
            meetings += _meeting({**entry, "semester": number}, where, host, faults)
    return tuple(semesters), tuple(meetings)


def _meeting(
    told: dict[Any, Any], place: str, host: Callable[[str], str | None], faults: list[Fault]
) -> Iterator[Meeting]:
    agenda = tuple(
        Agenda(part, _texts(told.pop(part), f"{place}, {part}", faults)) for part in list(told) if part in _PARTS
    )
    if "meeting" in told:
        told["key"] = told.pop("meeting")
    wanted = told.pop("host", None)
    for meeting in _record(Meeting, told, place, faults):
        found = host(str(wanted)) if wanted is not None else ""
        if found is None:
            faults.append(Fault("unknown_partner", place, {"found": str(wanted)[:100]}))
        yield replace(meeting, host=found or "", agenda=agenda)


def _hosts(partners: tuple[Partner, ...]) -> Callable[[str], str | None]:
    """The partner that a text means: by its key, name or place, or as the only one of its country."""
    countries = packaged_vocabularies()["country"].terms
    names = {term.code: {name.casefold() for name in (term.code, term.en, term.de)} for term in countries}
    ways: tuple[Callable[[Partner], set[str]], ...] = (
        lambda one: {one.key},
        lambda one: {one.name.casefold()},
        lambda one: {one.place.casefold()},
        lambda one: names.get(one.country, {one.country.casefold()}),
    )

    def meant(text: str) -> str | None:
        wanted = text.strip().casefold()
        for said in ways:
            found = [one.key for one in partners if wanted and wanted in said(one)]
            if len(found) == 1:
                return found[0]
        return None

    return meant


def _announced(meetings: tuple[Meeting, ...]) -> Iterator[Homework]:
    """A file without a list of homework sets the homework that its meetings announce."""
    for meeting in meetings:
        topics = [topic for part in meeting.agenda if part.part == "homework" for topic in part.topics]
        yield from (Homework(f"{meeting.key}-{number}", meeting.key, topic) for number, topic in enumerate(topics, 1))


def _records(document: Mapping[str, Any], name: str, kind: type[Any], faults: list[Fault]) -> Iterator[Any]:
    for place, entry in _entries(document, name, faults):
        yield from _record(kind, entry, place, faults)


def _record(kind: type[_T], entry: Mapping[Any, Any], place: str, faults: list[Fault]) -> Iterator[_T]:
    """The record with every value that can be read; none where a needed field is missing or cannot be read."""
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    found = [Fault("unknown_field", place, {"field": str(name)[:100]}) for name in entry if name not in known]
    values, hints = {}, get_type_hints(kind)
    for name, field in known.items():
        given = entry.get(name)
        if given is None:
            if field.default is MISSING:
                found.append(Fault("missing_field", place, {"field": name}))
            continue
        try:
            values[name] = msgspec.convert(_as_text(given, hints[name]), hints[name])
        except msgspec.ValidationError as error:
            found.append(Fault("wrong_part", f"{place}, {name}", {"detail": str(error)[:300]}))
    faults += found
    if not found:
        yield kind(**values)


def _as_text(given: object, hint: object) -> object:
    """Keys are texts, and ``meeting: 1`` names one."""
    if hint is str and type(given) is int:
        return str(given)
    if get_origin(hint) is tuple and get_args(hint)[0] is str and isinstance(given, list):
        return [str(one) if type(one) is int else one for one in given]
    return given


def _entries(
    document: Mapping[Any, Any], name: str, faults: list[Fault], under: str = ""
) -> Iterator[tuple[str, dict[Any, Any]]]:
    listed = document.get(name)
    if listed is None:
        return
    if not isinstance(listed, list):
        faults.append(Fault("not_a_list", f"{under}{name}"))
        return
    for position, entry in enumerate(listed, 1):
        place = f"{under}{name} {position}"
        if not isinstance(entry, dict):
            faults.append(Fault("not_a_mapping", place))
            continue
        key = entry.get("key") or entry.get("name") or entry.get("title")
        yield f"{place} {key[:100]}" if isinstance(key, str) else place, entry


def _roles(document: Mapping[str, Any], faults: list[Fault]) -> tuple[tuple[Any, tuple[str, ...]], ...]:
    roles = document.get("roles") or {}
    if not isinstance(roles, dict):
        faults.append(Fault("not_a_mapping", "roles"))
        return ()
    known = get_args(terms.Role)
    faults += [
        Fault("wrong_part", "roles", {"detail": f"{str(role)[:100]} is none of {', '.join(known)}"})
        for role in roles
        if role not in known
    ]
    return tuple((role, _texts(duties, f"roles, {str(role)[:100]}", faults)) for role, duties in roles.items())


def _words(document: Mapping[str, Any], name: str, faults: list[Fault]) -> tuple[tuple[str, str], ...]:
    told = document.get(name) or {}
    if not isinstance(told, dict):
        faults.append(Fault("not_a_mapping", name))
        return ()
    plain = (str, int, float)
    wrong = [key for key, value in told.items() if not isinstance(key, str) or not isinstance(value, plain)]
    faults += [Fault("not_text", f"{name}, {str(key)[:100]}", {"field": str(key)[:100], "found": ""}) for key in wrong]
    return tuple((str(key), str(value)) for key, value in told.items())


def _texts(listed: object, place: str, faults: list[Fault]) -> tuple[str, ...]:
    if listed is None:
        return ()
    if not isinstance(listed, list):
        faults.append(Fault("not_a_list", place))
        return ()
    wrong = [one for one in listed if not isinstance(one, str)]
    faults += [Fault("not_text", place, {"field": place, "found": str(one)[:100]}) for one in wrong]
    return tuple(str(one) for one in listed)


def _text(document: Mapping[str, Any], name: str, faults: list[Fault]) -> str:
    found = document.get(name)
    if found is not None and not isinstance(found, str):
        faults.append(Fault("not_text", "file", {"field": name, "found": str(found)[:100]}))
    return found if isinstance(found, str) else ""


def slug(text: str) -> str:
    """A key made of a name.

    Examples
    --------
    >>> slug("Tech Park Kaunas"), slug("Avilés")
    ('tech-park-kaunas', 'aviles')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))
