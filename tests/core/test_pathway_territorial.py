"""Who is at the table, the five steps, the sections of the territorial plan, the scorecard, and the area of the fund."""

from __future__ import annotations

import math
from datetime import date

import pytest

from openhearth.core.errors import InputError
from openhearth.core.pathway.arena import LENSES, STEPS, Next, balance, quadrant, spine
from openhearth.core.pathway.monitoring import monitoring
from openhearth.core.pathway.scorecard import Question, parse_questions, scored
from openhearth.core.pathway.status import plan_standing
from openhearth.core.pathway.terms import (
    Answer,
    Challenge,
    Effect,
    Experiment,
    Milestone,
    Observation,
    Pathway,
    Plan,
    PlannedCost,
    Section,
    Stakeholder,
    Vision,
)
from openhearth.core.pathway.territorial import (
    CHARACTERS,
    AnnexSection,
    Figure,
    FilledSection,
    FundArea,
    Gap,
    Record,
    eligibility,
    filled_sections,
    parse_areas,
    parse_sections,
)
from tests.core.pathway_cases import action, indicator

TODAY = date(2026, 6, 1)
CODES = (
    "transition-process",
    "affected-territories",
    "islands-outermost",
    "impact",
    "needs-objectives",
    "consistency",
    "operations",
    "governance",
    "indicators",
)


def seat(key: str, helix: str, **told: object) -> Stakeholder:
    return Stakeholder(key, key.title(), helix, **told)  # type: ignore[arg-type]


def steps(plan: Plan) -> dict[str, tuple[str, tuple[Next, ...]]]:
    found = spine(plan, plan_standing(plan, TODAY), monitoring(plan, TODAY.year))
    assert tuple(one.step for one in found) == STEPS
    return {one.step: (one.state, one.next) for one in found}


def filled(plan: Plan) -> dict[str, FilledSection]:
    sections = [AnnexSection(code, "1", *"abcd") for code in CODES]
    return {one.code: one for one in filled_sections(plan, sections)}


def test_the_balance_names_empty_helices_the_dominant_one_and_who_is_missing() -> None:
    plan = Plan(
        "P",
        "DEA12",
        stakeholders=(
            seat("works", "businesses"),
            seat("port", "businesses"),
            seat("city", "public_administrations"),
            seat("tenants", "civil_society", present=False),
        ),
    )
    found = balance(plan)
    assert found.present == {"researchers": 0, "businesses": 2, "civil_society": 0, "public_administrations": 1}
    assert found.empty == ("researchers", "civil_society")
    assert (found.dominant, found.missing) == ("businesses", ("tenants",))
    assert balance(Plan("P", "DEA12", stakeholders=(seat("works", "businesses"),))).dominant == ""


@pytest.mark.parametrize(
    ("influence", "interest", "expected"),
    [
        (5, 5, "work_closely"),
        (3, 3, "work_closely"),
        (5, 2, "keep_satisfied"),
        (2, 5, "keep_informed"),
        (1, 1, "keep_in_view"),
        (None, 5, "not_told"),
        (5, None, "not_told"),
    ],
)
def test_the_quadrant_of_a_stakeholder(influence: int | None, interest: int | None, expected: str) -> None:
    assert quadrant(seat("works", "businesses", influence=influence, interest=interest)) == expected


def test_an_empty_plan_begins_at_the_arena() -> None:
    found = steps(Plan("P", "DEA12"))
    assert {state for state, _ in found.values()} == {"empty"}
    assert Next("write_vision") in found["arena"][1]
    assert Next("name_challenge", "social") in found["arena"][1]
    assert found["pathway"][1] == (Next("sketch_pathway"), Next("plan_build_up"), Next("plan_phase_out"))
    assert found["experiment"][1] == (Next("try_out"),)


def test_a_whole_plan_has_nothing_left_to_do() -> None:
    ways = tuple(Pathway(key, key, falsified_by=("x",), preferred=key == "a") for key in "ab")
    doing = tuple(
        action(key, kind, pathways=("a", "b"), start="2026-05-01")  # type: ignore[arg-type]
        for key, kind in (("pipe", "build_up"), ("ovens", "phase_out"))
    )
    plan = Plan(
        "P",
        "DEA12",
        vision=Vision(text="Green steel", year=2045),
        stakeholders=tuple(
            seat(helix, helix) for helix in ("researchers", "businesses", "civil_society", "public_administrations")
        ),
        challenges=tuple(Challenge(lens, lens, lens) for lens in LENSES),
        pathways=ways,
        milestones=tuple(Milestone(f"m{key}", "M", "2030-01-01", key) for key in "ab"),
        actions=doing,
        indicators=(indicator(observations=(Observation(2025, 15.0),)),),
        effects=tuple(Effect(f"e{one.key}", one.key, "heat", 1.0) for one in doing),
        experiments=(
            Experiment(
                "t", "T", "H", outcome="failed", learned="Ask first.", indicators=("heat",), practice="ask-first"
            ),
        ),
    )
    assert {step: (state, left) for step, (state, left) in steps(plan).items() if state != "done"} == {}


def test_each_gap_of_the_middle_steps_is_named_with_its_key() -> None:
    plan = Plan(
        "P",
        "DEA12",
        pathways=(Pathway("one", "One"),),
        actions=(action("pipe"),),
        indicators=(indicator("a", targets=(), baseline=None), indicator("b", baseline=None), indicator("c")),
        experiments=(
            Experiment("over", "O", "H", end="2026-05-31", indicators=("a",)),
            Experiment("ended", "E", "H", outcome="mixed", indicators=("a",)),
        ),
    )
    found = steps(plan)
    assert set(found["pathway"][1]) == {
        Next("add_alternative"),
        Next("set_milestone", "one"),
        Next("add_action", "one"),
        Next("say_what_would_falsify", "one"),
        Next("plan_phase_out"),
    }
    assert found["experiment"][1] == (Next("conclude", "over"), Next("say_what_was_learned", "ended"))
    assert found["anchor"][1] == (
        Next("set_target", "a"),
        Next("set_baseline", "b"),
        Next("observe", "c"),
        Next("say_expected_effect", "pipe"),
        Next("report", "pipe"),
    )
    assert found["scale"] == ("empty", (Next("make_practice", "ended"),))


def test_sections_are_filled_from_the_parts_that_speak_to_them() -> None:
    ovens = action("ovens", "phase_out", sites=("North",), jobs_concerned=600, end="2030-12-31", owner="Works")
    gas = action("gas", "phase_out", owner="Works")
    pipe = action("pipe", owner="City", costs=(PlannedCost(2027, 500, "City", True), PlannedCost(2028, 700, "State")))
    plan = Plan(
        "P",
        "DEA12",
        challenges=(Challenge("jobs", "Jobs", "social"),),
        actions=(ovens, gas, pipe, action("old", superseded_by="pipe")),
        indicators=(indicator("work"),),
        effects=(Effect("e", "ovens", "work", -5.0), Effect("f", "pipe", "work", 2.0)),
        sections=(Section("impact", "Much."), Section("consistency", "x" * (CHARACTERS + 1))),
    )
    found = filled(plan)
    assert found["impact"].text == "Much."
    assert found["impact"].records == (
        Record("challenge", "jobs"),
        Record("action", "ovens"),
        Record("action", "gas"),
        Record("indicator", "work"),
    )
    assert found["impact"].figures == (Figure("jobs_concerned", 600, 1),)
    assert found["impact"].gaps == (Gap("jobs_unknown", "gas"),)
    assert found["affected-territories"].gaps == (Gap("no_text"), Gap("no_site", "gas"))
    assert found["operations"].figures == (Figure("cents", 1200, 0), Figure("cents_secured", 500, 0))
    assert found["operations"].gaps == (Gap("no_text"),)
    assert found["consistency"].gaps == (Gap("too_long"),)
    assert Gap("no_end", "gas") in found["transition-process"].gaps
    assert found["needs-objectives"].records == (Record("challenge", "jobs"), Record("indicator", "work"))


def test_an_empty_plan_has_gaps_in_every_section_and_no_figures() -> None:
    found = filled(Plan("P", "DEA12"))
    assert all(Gap("no_text") in one.gaps for one in found.values())
    assert Gap("nothing_ends") in found["transition-process"].gaps
    assert Gap("nothing_begins") in found["operations"].gaps
    assert Gap("no_target_until", "2030") in found["needs-objectives"].gaps
    assert [gap.about for gap in found["governance"].gaps if gap.code == "helix_empty"] == list(
        balance(Plan("", "")).empty
    )
    assert [one.figures for one in found.values()] == [()] * len(CODES), "no sum of nothing"


QUESTIONS = tuple(
    Question(code, principle, *["x"] * 10)
    for code, principle in (("a", "work"), ("b", "work"), ("c", "money"), ("d", "money"), ("e", "money"), ("f", "none"))
)


def test_the_scorecard_leaves_out_what_is_not_answered() -> None:
    found = scored([Answer("a", 2, "minutes"), Answer("b", 1), Answer("c", 0), Answer("gone", 2)], QUESTIONS)
    work, money, none = found.principles
    assert (work.score, work.light, work.answered, work.unsupported) == (0.75, "green", 2, ("b",))
    assert (money.score, money.light, money.answered, money.asked) == (0.0, "grey", 1, 3)
    assert math.isnan(none.score)
    assert none.light == "grey"
    assert (found.score, found.answered, found.asked) == (0.375, 3, 6)
    assert math.isnan(scored([], QUESTIONS).score)


@pytest.mark.parametrize(("grades", "light"), [((0, 0), "red"), ((0, 1), "red"), ((1, 1), "amber"), ((1, 2), "green")])
def test_the_light_of_a_principle(grades: tuple[int, int], light: str) -> None:
    answers = [Answer(key, grade) for key, grade in zip("ab", grades, strict=True)]
    assert scored(answers, QUESTIONS[:2]).principles[0].light == light


AREAS = (
    FundArea("FI197", "nuts3", "Pirkanmaa", "FI197", "partly", "high", "s", ""),
    FundArea("FI-936", "municipality", "Virrat", "FI197", "in", "high", "s", ""),
    FundArea("FI-837", "municipality", "Tampere", "FI197", "out", "high", "s", ""),
    FundArea("LT022", "nuts3", "Kaunas county", "LT022", "in", "high", "s", ""),
    FundArea("DEA12", "nuts3", "Duisburg", "DEA12", "out", "high", "s", ""),
)


@pytest.mark.parametrize(
    ("municipality", "nuts3", "status", "because"),
    [
        ("FI-837", "FI197", "not_eligible", "listed"),
        ("FI-936", "FI197", "eligible", "listed"),
        ("FI-980", "FI197", "unknown", "depends_on_municipality"),
        ("LT-19", "LT022", "eligible", "area_listed"),
        ("", "DEA12", "not_eligible", "area_listed"),
        ("IT-017029", "ITC47", "unknown", "not_known"),
        ("", "", "unknown", "not_known"),
    ],
)
def test_the_fund_covers_municipalities_and_silence_is_no_answer(
    municipality: str, nuts3: str, status: str, because: str
) -> None:
    found = eligibility(municipality, nuts3, AREAS)
    assert (found.status, found.because) == (status, because)
    assert (found.area is None) == (because == "not_known")


def test_registers_are_refused_with_all_their_faults() -> None:
    row = dict.fromkeys(("code", "number", "label_en", "label_de", "asks_en", "asks_de"), "x")
    assert parse_sections([row])[0].number == "x"
    with pytest.raises(InputError) as caught:
        parse_sections([row, row | {"number": ""}])
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [
        ("missing_value", "line 3"),
        ("duplicate_code", "line 3"),
    ]
    area = {"code": "a", "level": "moon", "name": "A", "nuts3": "A", "status": "in", "sure": "no", "source": "s"}
    with pytest.raises(InputError) as caught:
        parse_areas([area])
    assert [fault.params["column"] for fault in caught.value.faults] == ["level", "sure"]
    with pytest.raises(InputError, match="missing_value"):
        parse_questions([{"code": "a"}])
