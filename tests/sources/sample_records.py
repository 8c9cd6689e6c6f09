"""Records of practices for the tests of their formats: one by hand, and any that has no fault."""

from __future__ import annotations

from hypothesis import strategies as st

from openhearth.core.practice import KeyFigure, Practice
from openhearth.core.practice_record import OUTCOMES, PracticeRecord, Result
from openhearth.sources.practices.practices_yaml import packaged_vocabularies

VOCABULARIES = packaged_vocabularies()

HEAT = PracticeRecord(
    Practice(
        "heat-brescia",
        "Waste heat for homes",
        "A steelworks heats homes;\nthe city pays less.",
        "en",
        "openhearth",
        "A visit",
        original_title="Calore di scarto",
        original_language="it",
        actors=("ORI Martin", "A2A; the grid"),
        country="IT",
        nuts="ITC47",
        thematic_priority=("green",),
        strategic_challenge=("skills", "value_chains"),
        started=2016,
        url="https://example.org/heat",
        facts=(KeyFigure("Families", 2000.0), KeyFigure("Share", 37.4, "%")),
    ),
    owner="City of Brescia",
    cost=12_000_000.0,
    currency="EUR",
    funding=("Horizon 2020",),
    resources=("A district heating network",),
    preconditions=("A furnace near the grid",),
    results=(Result("Gas saved", 1.5, "million m³", "https://example.org/a|b"), Result("=trust", evidence="talks")),
    outcome="mixed",
    difficulties="- contracts\n- prices",
    why_it_worked="Both sides owned it.",
    potential_for_transfer="High",
    lens=("social", "ecological"),
    reach=("local",),
    last_reviewed="2024-02-29",
    reviewed_by="The lead partner",
)

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\\;|\n='\"+-@,"), max_size=12
)
texts = texts.map(str.strip)
full_texts = texts.filter(bool)
numbers = st.floats(allow_nan=False, allow_infinity=False)


def several(vocabulary: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(VOCABULARIES[vocabulary].codes), unique=True, max_size=2).map(tuple)


def one(vocabulary: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *VOCABULARIES[vocabulary].codes))


listed = st.lists(full_texts, max_size=3).map(tuple)
practices = st.builds(
    Practice,
    code=st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6})?", fullmatch=True),
    title=full_texts,
    summary=full_texts,
    language=st.sampled_from(["en", "de-AT", "el"]),
    source=full_texts,
    provenance=texts,
    actors=listed,
    country=one("country"),
    region_type=one("region_type"),
    thematic_priority=several("thematic_priority"),
    recommendation=several("recommendation"),
    started=st.none() | st.integers(1000, 2000),
    ended=st.none() | st.integers(2000, 9999),
    facts=st.lists(st.builds(KeyFigure, full_texts, numbers, texts), max_size=2).map(tuple),
)
records = st.builds(
    PracticeRecord,
    practices,
    owner=texts,
    cost=st.none() | st.floats(0, allow_infinity=False),
    currency=st.just("EUR"),
    funding=listed,
    resources=listed,
    results=st.lists(st.builds(Result, full_texts, st.none() | numbers, texts, texts), max_size=2).map(tuple),
    outcome=st.sampled_from(("", *OUTCOMES)),
    difficulties=texts,
    lens=several("lens"),
    last_reviewed=st.dates().map(str),
    reviewed_by=full_texts,
)
collections = st.lists(records, max_size=3, unique_by=lambda record: record.practice.code)
