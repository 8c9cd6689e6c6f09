"""Programmes as YAML: read whole or refused with every fault at its place, and written back as the same programme."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.programme.board import board
from openhearth.core.programme.chain import chain, record_of, walk
from openhearth.core.programme.terms import (
    Agenda,
    Homework,
    Learning,
    Meeting,
    Partner,
    Programme,
    Semester,
    SessionPart,
)
from openhearth.sources.practices.practices_yaml import packaged_practices
from openhearth.sources.programmes.programme_yaml import BYTES, PACKAGED, packaged, parse, slug, written
from openhearth.sources.programmes.rotation_yaml import parse as rotation_request
from openhearth.sources.yaml_text import dumped, loaded
from tests.core.programme_cases import WHOLE

SHORT = """
code: SHORT
title: A short one
partners:
  - {name: DBI Duisburg, place: Duisburg, country: DE, nuts3: DEA12, role: lead}
  - {name: IAM, place: null, country: AL, nuts3: null, role: discovery}
  - {name: Oslo, country: NO, role: policy}
roles: {lead: [reporting], policy: [host one session]}
semesters:
  1:
    - {meeting: 1, title: Kick-off, host: Duisburg, exchange: [figures, challenges], homework: [list actions]}
    - {meeting: 2, title: Visit, host: Albania, site_visit: [steel]}
  2: []
outputs: [meeting reports]
"""


def faults(text: str | bytes) -> set[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        parse(text.encode() if isinstance(text, str) else text)
    return {(fault.code, fault.place) for fault in caught.value.faults}


def test_the_short_form_is_read() -> None:
    found = parse(SHORT.encode())
    assert [(one.key, one.region, one.country) for one in found.partners] == [
        ("duisburg", "DEA12", "DE"),
        ("iam", "", "AL"),
        ("oslo", "", "NO"),
    ]
    assert [(one.key, one.semester, one.host) for one in found.meetings] == [("1", 1, "duisburg"), ("2", 1, "iam")]
    assert found.meetings[0].agenda == (
        Agenda("exchange", ("figures", "challenges")),
        Agenda("homework", ("list actions",)),
    )
    assert found.homework == (Homework("1-1", "1", "list actions"),)
    assert (found.outputs[0].key, found.outputs[0].semester) == ("meeting-reports", 0)
    assert [one.number for one in found.semesters] == [1, 2]


@pytest.mark.shared
def test_the_programme_of_the_mission_is_read_and_the_packaged_one_tells_the_same(shared: Path) -> None:
    told = parse((shared / "facts" / "programme_jetskir.yaml").read_bytes())
    ours = packaged("jetskir")
    assert [(one.key, one.host, one.semester, one.title, one.method) for one in told.meetings] == [
        (one.key, one.host, one.semester, one.title, one.method) for one in ours.meetings
    ]
    assert [(one.key, one.role, one.country, one.region) for one in told.partners] == [
        (one.key, one.role, one.country, one.region) for one in ours.partners
    ]
    for name in ("code", "title", "aims", "duties", "selection_factors", "session_parts", "ongoing", "outputs"):
        assert getattr(told, name) == getattr(ours, name), name


@pytest.mark.shared
def test_the_platform_has_its_members_and_formats(shared: Path) -> None:
    facts = yaml.safe_load((shared / "facts" / "peer_regions_itp.yaml").read_text("utf-8"))
    ours = packaged("industry-transition-platform")
    assert [(one.name, one.country, one.region) for one in ours.partners] == [
        (one["name"], one["country"], one.get("nuts") or one["iso"]) for one in facts["members"]
    ]
    assert list(ours.formats) == facts["formats"]
    assert dict(ours.figures)["emissions"] == f"{facts['joint']['emissions_mtco2e']} Mt CO2e"


def test_jetskir_is_whole() -> None:
    ours = packaged("jetskir")
    assert (len(ours.partners), len(ours.semesters), len(ours.meetings), len(ours.homework)) == (7, 8, 8, 6)
    policy = {one.key for one in ours.partners if one.role in ("lead", "policy")}
    hosts = [one.host for one in ours.meetings if one.host]
    assert (set(hosts), len(hosts)) == (policy | {"iam"}, 7)
    assert [one.semester for one in ours.meetings if one.host == "iam"] == [3]
    assert [*ours.learnings, *ours.changes, *ours.recommendations] == [], "no result is told of real partners"


@pytest.mark.parametrize("code", PACKAGED)
def test_what_ships_names_practices_that_exist(code: str) -> None:
    programme = packaged(code)
    named = {practice for one in programme.meetings for practice in one.practices}
    named |= {record.key for record in chain(programme).records if record.kind == "practice"}
    assert named <= {one.code for one in packaged_practices()}
    assert board(programme, date(2027, 5, 1)).cells.keys() == {
        (one.key, semester.number) for one in programme.partners for semester in programme.semesters
    }


def test_the_demo_leads_from_a_practice_to_an_instrument_and_says_that_it_is_made_up() -> None:
    demo = packaged("demo")
    end = walk(chain(demo), record_of("practice:irecovery-brescia"))[-1]
    assert str(end.record) == "instrument:river-heat-plan"
    assert "invented" in demo.note
    assert all("(demo)" in one.name for one in demo.partners)
    assert all("(demo)" in one.title for one in demo.instruments)


@pytest.mark.parametrize("programme", [WHOLE, *map(packaged, PACKAGED)], ids=lambda one: one.code)
def test_what_is_written_is_read_back_the_same(programme: Programme) -> None:
    assert parse(written(programme)) == programme


def test_every_fault_is_told_at_its_place() -> None:
    wrong = """
aims: [1]
colour: red
partners:
  - {name: K, role: boss, country: 7.5}
  - Kaunas
  - {place: Kaunas, role: policy, when: now}
roles: {boss: [all], lead: 3}
elements: [a]
session_parts: [dance]
semesters:
  one: []
  2: {begin: 2027-01-01, meetings: [{title: T, host: Nowhere, exchange: talk}, {meeting: 1, title: T, host: Nowhere}]}
outputs: [{semester: soon, title: O}]
learnings: {}
"""
    assert faults(wrong) == {
        ("unknown_field", "file"),
        ("missing_field", "file"),
        ("not_text", "aims"),
        ("wrong_part", "partners 1 K, role"),
        ("wrong_part", "partners 1 K, country"),
        ("not_a_mapping", "partners 2"),
        ("missing_field", "partners 3"),
        ("unknown_field", "partners 3"),
        ("wrong_part", "roles"),
        ("not_a_list", "roles, lead"),
        ("not_a_mapping", "elements"),
        ("wrong_part", "session_parts"),
        ("not_a_whole_number", "semester one"),
        ("unknown_field", "semester 2"),
        ("not_a_list", "semester 2, meetings 1 T, exchange"),
        ("missing_field", "semester 2, meetings 1 T"),
        ("unknown_partner", "semester 2, meetings 2 T"),
        ("wrong_part", "outputs 1 O, semester"),
        ("not_a_list", "learnings"),
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- a list", "not_a_mapping"),
        ("code: [", "not_yaml"),
        ("code: a\ncode: b", "not_yaml"),
        ("code: &a b\ntitle: *a", "not_yaml"),
        ("", "empty_file"),
        (b"\xff\xfe", "not_utf8"),
        (b"\x1f\x8b\x08\x00", "not_yaml"),
        ("[" * 5000, "not_yaml"),
        ("x" * (BYTES + 1), "too_large"),
        ("code: p\ntitle: P\nlearnings: [{key: l, partner: nobody, saw: S}]", "unknown_key"),
        (
            "code: p\ntitle: P\npartners: [{name: A, place: X, role: policy}, {name: B, place: X, role: policy}]",
            "duplicate_key",
        ),
    ],
)
def test_what_is_no_programme_is_refused(text: str | bytes, code: str) -> None:
    assert {found for found, _ in faults(text)} == {code}


def test_a_programme_that_does_not_ship_is_refused() -> None:
    with pytest.raises(InputError, match="unknown_programme"):
        packaged("../demo_plan")


KEYS = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4})?", fullmatch=True)
WORDS = (
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30).map(str.strip).filter(bool)
)
ODD = st.sampled_from(("NO", "1e6", "null", "2027-01-01", "12:30", "0x1F", "~", "yes", "-", ".5", "- a", "a: b", "#"))


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    words = WORDS | ODD
    partners = tuple(
        Partner(key, draw(words), "policy", draw(words), draw(st.sampled_from(("", "NO", "DE"))))
        for key in draw(st.lists(KEYS, unique=True, min_size=1, max_size=4))
    )
    semesters = tuple(Semester(number, phase=draw(st.sampled_from(("core", "follow_up")))) for number in range(1, 4))
    who = st.sampled_from([one.key for one in partners])
    meetings = tuple(
        Meeting(
            key,
            number,
            draw(words),
            draw(who | st.just("")),
            agenda=tuple(
                Agenda(part, tuple(draw(st.lists(words, max_size=2))))
                for part in draw(st.lists(st.sampled_from(get_args(SessionPart)), unique=True))
            ),
        )
        for number, key in enumerate(draw(st.lists(KEYS, unique=True, max_size=3)), 1)
    )
    learnings = tuple(
        Learning(key, draw(who), draw(words), must_agree=tuple(draw(st.lists(words, max_size=2))))
        for key in draw(st.lists(KEYS, unique=True, max_size=2))
    )
    return Programme(
        draw(KEYS), draw(words), aims=tuple(draw(st.lists(words, max_size=3))), partners=partners,
        elements=tuple(draw(st.dictionaries(words, words, max_size=2)).items()),
        semesters=semesters, meetings=meetings, learnings=learnings,
    )  # fmt: skip


@settings(max_examples=60)
@given(programmes())
def test_whatever_is_told_comes_back(programme: Programme) -> None:
    assert parse(written(programme)) == programme


@settings(max_examples=80)
@given(st.data())
def test_a_file_with_any_value_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    """One value of a sound file is replaced by another one of any kind."""
    document: Any = loaded(written(WHOLE), most=BYTES)
    values: st.SearchStrategy[Any] = st.sampled_from(
        (None, True, 7, 10**400, 2.5, float("nan"), "x", "\x07", [], {}, [[]], [None], {"a": {}}, {1: 2})
    )
    place = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(values)
    file = yaml.safe_dump(document, allow_unicode=True).encode()
    try:
        found = parse(file)
    except InputError as refused:
        told = refused.faults
    else:
        assert parse(written(found)) == found
        return
    assert all(fault.code and fault.place for fault in told)


@settings(max_examples=80)
@given(st.binary(max_size=60) | st.text("{}[]:,-&*!|>'\"#%@` \nab1~?", max_size=60).map(str.encode))
def test_noise_is_refused_with_a_reason(noise: bytes) -> None:
    with pytest.raises(InputError):
        parse(noise)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6))  # fmt: skip
@settings(max_examples=80)
def test_yaml_comes_back(document: object) -> None:
    assert loaded(dumped([document]), most=100_000) == [document]


def test_yaml_is_read_as_people_mean_it() -> None:
    assert loaded(b"{a: NO, b: 2027-03-01, c: 010, d: 12:30, e: yes, f: 1e3, g: ~, h: }", most=100) == {
        "a": "NO", "b": "2027-03-01", "c": 10, "d": "12:30", "e": "yes", "f": 1000.0, "g": None, "h": None,
    }  # fmt: skip


def test_a_file_of_many_keys_takes_no_more_than_its_length() -> None:
    begun = perf_counter()
    assert len(loaded(b"\n".join(b"k%d: 1" % number for number in range(30_000)), most=BYTES)) == 30_000  # type: ignore[arg-type]
    assert perf_counter() - begun < 8, "less than what comparing each with each would take"


def test_keys_are_made_of_names() -> None:
    assert [slug(name) for name in ("Tech Park Kaunas", "Łódź (PL)", "Ελλάδα")] == ["tech-park-kaunas", "odz-pl", ""]
    assert {field.name for field in fields(Programme)} >= {"code", "language"}
    assert parse(SHORT.replace("1:", "1: # first").encode()).code == "short"


def test_what_a_rotation_must_respect_is_read() -> None:
    asked = rotation_request(
        b"{meetings: [{key: m1, weeks: [2027-03-01]}, {key: m2, weeks: [2027-09-06], hosts: [iam]}], hosts: [a, b],"
        b" journeys: {a: {b: 7, iam: 1.5}, b: {a: 8}}, unavailable: {a: [2027-03-01]}, closed: [2027-12-27]}"
    )
    assert asked.journeys == {("a", "b"): 7.0, ("b", "a"): 8.0, ("a", "iam"): 1.5, ("iam", "a"): 1.5}
    assert (asked.travellers, asked.slots[1].hosts, asked.unavailable) == (
        ("a", "b", "iam"),
        ("iam",),
        {"a": ("2027-03-01",)},
    )
    with pytest.raises(InputError) as caught:
        rotation_request(b"{meetings: [{key: [x], when: y}], hosts: a, colour: red}")
    assert {(fault.code, fault.place) for fault in caught.value.faults} == {
        ("unknown_field", "file"), ("missing_field", "file"), ("wrong_part", "hosts"), ("unknown_field", "meetings 1"),
        ("wrong_part", "meetings 1, key"), ("missing_field", "meetings 1"),
    }  # fmt: skip


def test_a_changed_programme_is_written_changed() -> None:
    assert parse(written(replace(WHOLE, title="Other"))).title == "Other"
