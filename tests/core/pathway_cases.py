"""Plans to test with: a small one, and any without faults."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from openhearth.core.pathway.terms import (
    Action,
    Answer,
    Challenge,
    Confidence,
    Effect,
    Experiment,
    Helix,
    Indicator,
    Kind,
    Lens,
    Milestone,
    Observation,
    Outcome,
    Pathway,
    Plan,
    PlannedCost,
    ReportedStatus,
    Section,
    Stakeholder,
    Step,
    Target,
    Vision,
)

SECTIONS = ("impact", "governance")
QUESTIONS = ("climate-path", "work-offer")
REGISTER = ("ets_emissions", "unemployment")
DIMENSIONS = ("climate", "work")


def indicator(key: str = "heat", **changes: Any) -> Indicator:
    """From 10 in 2020 to 20 in 2030; more is better."""
    told: dict[str, Any] = {
        "title": key.title(),
        "unit": "GWh",
        "direction": "more",
        "lens": "ecological",
        "baseline": Observation(2020, 10.0),
        "targets": (Target(2030, 20.0),),
    }
    return Indicator(key, **(told | changes))


def action(key: str = "pipe", kind: Kind = "build_up", **told: Any) -> Action:
    return Action(key, key.title(), kind, **told)


def texts(*, least: int = 0) -> st.SearchStrategy[str]:
    """Any text that a table can carry, with the marks that tables and formulas use among it."""
    letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
    risky = st.sampled_from(
        ["=1+1", "'=x", "a; b", "\\", "\\;", "-3", "2026", "yes", "1e5", "a\nb", "@x", "_x0041_", ";"]
    )
    return st.one_of(risky, st.text(letters, max_size=8).map(str.strip)).filter(lambda text: len(text) >= least)


def numbers() -> st.SearchStrategy[float]:
    return st.floats(allow_nan=False, allow_infinity=False)


def years(first: int = 1000, last: int = 9999) -> st.SearchStrategy[int]:
    return st.integers(first, last)


def days() -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), st.dates().map(lambda day: day.isoformat()))


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


def several(strategy: st.SearchStrategy[Any], most: int = 3, **told: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most, **told).map(tuple)


def keys(most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.from_regex(r"[a-z0-9]{1,4}(-[a-z]{1,3})?", fullmatch=True), max_size=most, unique=True)


@st.composite
def actions(draw: st.DrawFn, key: str, before: list[str], pathways: list[str]) -> Action:
    """Prerequisites come from the actions before it, so that there is no circle; what it needs it does not exclude."""
    start, end = sorted(draw(st.tuples(st.dates(), st.dates())))
    needs = draw(several(st.sampled_from(before), unique=True)) if before else ()
    status = draw(st.one_of(st.none(), one_of(ReportedStatus)))
    costs = st.builds(PlannedCost, years(), st.integers(0, 10**15 - 1), texts(), st.booleans())
    return Action(
        key,
        draw(texts(least=1)),
        draw(one_of(Kind)),
        what=draw(texts()),
        pathways=draw(several(st.sampled_from(pathways), unique=True)) if pathways else (),
        sites=draw(several(texts(least=1), unique=True)),
        jobs_concerned=draw(st.one_of(st.none(), st.integers(0, 10**17))),
        partners=draw(several(texts(least=1), unique=True)),
        start=draw(st.sampled_from(["", start.isoformat()])),
        end=draw(st.sampled_from(["", end.isoformat()])),
        steps=draw(several(st.builds(Step, texts(least=1), days(), days()))),
        costs=draw(several(costs)),
        prerequisites=needs,
        status=status,
        status_because=draw(texts(least=1)) if status else "",
        superseded_by=draw(st.sampled_from(["", *before])),
        reported_on=draw(days()),
    )


@st.composite
def indicators(draw: st.DrawFn, key: str) -> Indicator:
    baseline = draw(st.one_of(st.none(), st.builds(Observation, years(1900, 2000), numbers(), texts(), texts())))
    values = st.one_of(numbers(), st.just(float("nan")))
    return Indicator(
        key,
        draw(texts(least=1)),
        draw(texts(least=1)),
        draw(st.sampled_from(["more", "less"])),
        draw(one_of(Lens)),
        register=draw(st.sampled_from(["", *REGISTER])),
        dimension=draw(st.sampled_from(["", *DIMENSIONS])),
        baseline=baseline,
        targets=draw(several(st.builds(Target, years(2001), numbers()), unique_by=lambda one: one.year))
        if baseline
        else (),
        tolerance=draw(st.one_of(st.none(), st.floats(0, 1e9))),
        observations=draw(
            several(st.builds(Observation, years(), values, texts(), texts()), unique_by=lambda one: one.year)
        ),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan without faults."""
    ways, doing, watched = draw(keys(2)), draw(keys(4)), draw(keys(3))
    watched = [key for key in watched if key not in doing]
    preferred = draw(st.integers(0, 2))
    causes = [*doing, *watched[:1]]
    moved = watched[1:]
    effects = st.builds(
        Effect,
        st.just("e"),
        st.sampled_from(causes or ["x"]),
        st.sampled_from(moved or ["x"]),
        numbers(),
        st.one_of(st.none(), years()),
        one_of(Confidence),
        texts(),
    )
    grades = st.integers(0, 2)
    scale = st.one_of(st.none(), st.integers(1, 5))
    return Plan(
        draw(texts(least=1)),
        draw(st.sampled_from(["DEA12", "FI197"])),
        draw(st.sampled_from(["en", "de"])),
        draw(st.builds(Vision, text=texts(), year=st.one_of(st.none(), years()))),
        tuple(
            draw(
                st.builds(
                    Stakeholder, st.just(key), texts(least=1), one_of(Helix), scale, scale, st.booleans(), texts()
                )
            )
            for key in draw(keys(2))
        ),
        tuple(draw(st.builds(Challenge, st.just(key), texts(least=1), one_of(Lens), texts())) for key in draw(keys(2))),
        tuple(
            Pathway(key, draw(texts(least=1)), draw(texts()), draw(several(texts(least=1))), (), at == preferred)
            for at, key in enumerate(ways)
        ),
        tuple(
            Milestone(key, draw(texts(least=1)), "2030-12-31", draw(st.sampled_from(ways)), draw(days()))
            for key in draw(keys(2))
            if ways
        ),
        tuple(draw(actions(key, doing[:at], ways)) for at, key in enumerate(doing)),
        tuple(draw(indicators(key)) for key in watched),
        (draw(effects),) if causes and moved else (),
        tuple(
            Experiment(key, draw(texts(least=1)), draw(texts(least=1)), outcome=draw(one_of(Outcome)))
            for key in draw(keys(2))
        ),
        tuple(Section(key, draw(texts(least=1))) for key in SECTIONS if draw(st.booleans())),
        tuple(Answer(key, draw(grades), draw(texts()), draw(texts())) for key in QUESTIONS if draw(st.booleans())),
    )
