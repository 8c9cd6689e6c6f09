"""Plans: taken apart and put together, joined when two people write, and judged for their faults and their standing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.pathway.assembly import assembled, difference, parts_of
from openhearth.core.pathway.status import STALE_AFTER, ActionStanding, action_standing, plan_standing
from openhearth.core.pathway.terms import (
    Action,
    Effect,
    Experiment,
    Indicator,
    Milestone,
    Observation,
    Pathway,
    Plan,
    PlannedCost,
    Stakeholder,
    Step,
    Target,
    Vision,
)
from openhearth.core.pathway.validation import loops, plan_faults
from tests.core.pathway_cases import DIMENSIONS, QUESTIONS, REGISTER, SECTIONS, action, indicator, plans

TODAY = date(2026, 6, 1)


def standing(one: Action, *others: Action, on: date = TODAY) -> ActionStanding:
    return action_standing(one, {other.key: other for other in (one, *others)}, on)


def faults(**told: object) -> list[tuple[str, str]]:
    found = plan_faults(Plan("P", "DEA12", **told), REGISTER, dimensions=DIMENSIONS)  # type: ignore[arg-type]
    return [(fault.code, fault.place) for fault in found]


@settings(max_examples=60)
@given(plans())
def test_any_plan_is_its_parts_and_has_no_fault(plan: Plan) -> None:
    again = assembled(parts_of(plan), title=plan.title, region=plan.region, language=plan.language)
    assert difference(plan, again) == ()
    assert plan_faults(plan, REGISTER, dimensions=DIMENSIONS, sections=SECTIONS, questions=QUESTIONS) == ()


def test_parts_that_cannot_be_put_together_are_all_told() -> None:
    pipe = action()
    with pytest.raises(InputError) as caught:
        assembled([("action", pipe), ("action", pipe), ("wish", pipe), ("pathway", pipe)])
    assert [fault.code for fault in caught.value.faults] == ["duplicate_key", "unknown_kind", "wrong_kind"]


def test_an_unknown_figure_is_no_change() -> None:
    one, other = (indicator(observations=(Observation(2021, float("nan")),)) for _ in "12")
    assert difference(Plan("P", "DEA12", indicators=(one,)), Plan("P", "DEA12", indicators=(other,))) == ()


def test_a_difference_names_what_is_added_changed_and_removed() -> None:
    old = Plan("P", "DEA12", actions=(action("a"), action("b"), action("c")))
    new = Plan("Q", "DEA12", actions=(action("c"), action("b", owner="city"), action("d")))
    assert [(one.kind, one.key, one.fate, one.fields) for one in difference(old, new)] == [
        ("plan", "plan", "changed", ("title",)),
        ("action", "b", "changed", ("owner",)),
        ("action", "d", "added", ()),
        ("action", "a", "removed", ()),
    ]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Action("pipe", "", "build_up"), [("missing_text", "action/pipe/title")]),
        (Action("Pipe", "Pipe", "build_up"), [("bad_key", "action/Pipe/key")]),
        (Action("pipe", "Pipe", "sideways"), [("unknown_term", "action/pipe/kind")]),  # type: ignore[arg-type]
        (action(start="2030-02-30"), [("bad_date", "action/pipe/start")]),
        (action(start="2030-02-01", end="2030-01-31"), [("days_reversed", "action/pipe/end")]),
        (action(status="done"), [("no_reason", "action/pipe/status_because")]),
        (action(jobs_concerned=-1), [("negative", "action/pipe/jobs_concerned")]),
        (action(owner="a\x07"), [("control_character", "action/pipe/owner")]),
        (action(sites=("North", "North")), [("duplicate_term", "action/pipe/sites")]),
        (action(sites=("",)), [("missing_text", "action/pipe/sites/1")]),
        (action(steps=(Step("", "soon"),)), [("missing_text", "action/pipe/steps/1/title"), ("bad_date", "action/pipe/steps/1/due")]),
        (action(costs=(PlannedCost(2027, -1),)), [("bad_cost", "action/pipe/costs/1/cents")]),
        (action(costs=(PlannedCost(27, 1),)), [("bad_year", "action/pipe/costs/1/year")]),
        (action(prerequisites=("gone",)), [("unknown_key", "action/pipe/prerequisites")]),
        (action(superseded_by="pipe"), [("supersede_loop", "action/pipe/superseded_by")]),
        (action(excludes=("pipe",)), [("excludes_itself", "action/pipe/excludes")]),
    ],
)  # fmt: skip
def test_faults_of_an_action(part: Action, expected: list[tuple[str, str]]) -> None:
    assert sorted(faults(actions=(part,))) == sorted(expected)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (indicator(baseline=None), [("no_baseline", "indicator/heat/baseline")]),
        (indicator(baseline=Observation(2020, float("nan"))), [("no_baseline", "indicator/heat/baseline")]),
        (indicator(targets=(Target(2020, 1.0),)), [("target_before_baseline", "indicator/heat/targets/1/year")]),
        (indicator(targets=(Target(2030, float("nan")),)), [("not_finite", "indicator/heat/targets/1/value")]),
        (indicator(observations=(Observation(2021, 1.0), Observation(2021, 2.0))), [("duplicate_year", "indicator/heat/observations/2/year")]),
        (indicator(register="weather"), [("unknown_indicator", "indicator/heat/register")]),
        (indicator(dimension="luck"), [("unknown_dimension", "indicator/heat/dimension")]),
        (indicator(tolerance=-1.0), [("negative", "indicator/heat/tolerance")]),
        (indicator(tolerance=float("inf")), [("not_finite", "indicator/heat/tolerance")]),
        (indicator(observations=(Observation(2021, float("nan")),)), []),
    ],
)  # fmt: skip
def test_faults_of_an_indicator(part: Indicator, expected: list[tuple[str, str]]) -> None:
    assert faults(indicators=(part,)) == expected


def test_faults_between_parts_are_all_told_at_once() -> None:
    found = faults(
        stakeholders=(Stakeholder("s", "S", "press", 9),),  # type: ignore[arg-type]
        pathways=(Pathway("one", "One", preferred=True), Pathway("two", "Two", preferred=True)),
        milestones=(Milestone("m", "M", "2030-01-01", "three"),),
        actions=(
            action("a", prerequisites=("b",)),
            action("b", prerequisites=("c",), excludes=("a",)),
            action("c", prerequisites=("a",)),
        ),
        indicators=(indicator("x"), indicator("y"), indicator("a")),
        effects=(Effect("e", "x", "y", 1.0), Effect("f", "y", "x", 1.0), Effect("g", "nobody", "z", 1.0)),
        experiments=(Experiment("t", "T", "H", indicators=("q",)),),
    )
    assert sorted(found) == sorted(
        [
            ("unknown_term", "stakeholder/s/helix"),
            ("out_of_scale", "stakeholder/s/influence"),
            ("same_key", "indicator/a/key"),
            ("unknown_key", "milestone/m/pathway"),
            ("unknown_key", "effect/g/cause"),
            ("unknown_key", "effect/g/indicator"),
            ("unknown_key", "experiment/t/indicators"),
            ("excludes_prerequisite", "action/a/prerequisites"),
            ("excludes_prerequisite", "action/b/prerequisites"),
            ("excludes_prerequisite", "action/c/prerequisites"),
            ("prerequisite_cycle", "action/a/prerequisites"),
            ("causal_loop", "effect/e/cause"),
            ("several_preferred", "pathway/two/preferred"),
        ]
    )


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_loops_are_circles_and_none_is_left(arrows: list[tuple[int, int]]) -> None:
    leads_to: dict[str, list[str]] = {}
    for one, other in arrows:
        leads_to.setdefault(str(one), []).append(str(other))
    found = loops(leads_to)
    for circle in found:
        assert all(after in leads_to[before] for before, after in zip(circle, (*circle[1:], circle[0]), strict=True))
    inside = {key for circle in found for key in circle}
    left = {key: [to for to in keys if to not in inside] for key, keys in leads_to.items() if key not in inside}
    assert loops(left) == ()


STEPS = (Step("Permit", "2026-03-01"), Step("Built", "2027-03-01"))


@pytest.mark.parametrize(
    ("one", "status", "rule"),
    [
        (action(), "unknown", "no_schedule"),
        (action(end="2030-01-01"), "planned", "nothing_done"),
        (action(start="2026-06-02"), "planned", "starts_later"),
        (action(start="2026-06-01"), "under_way", "started"),
        (action(start="2026-01-01", prerequisites=("other",)), "waiting", "prerequisite_open"),
        (action(start="2026-06-02", prerequisites=("other",)), "planned", "starts_later"),
        (action(start="2026-01-01", end="2026-05-31"), "late", "end_passed"),
        (action(steps=STEPS), "late", "step_overdue"),
        (action(steps=(replace(STEPS[0], done_on="2026-05-01"), STEPS[1])), "under_way", "steps_done"),
        (action(steps=tuple(replace(one, done_on="2026-05-01") for one in STEPS)), "done", "all_steps_done"),
        (action(steps=(replace(STEPS[0], done_on="2026-06-02"),)), "late", "step_overdue"),
        (action(start="2026-01-01", status="done", status_because="Seen."), "done", "overridden"),
        (action(start="2026-01-01", status="done"), "under_way", "started"),
        (action(start="2026-01-01", superseded_by="other"), "superseded", "superseded"),
    ],
)
def test_the_status_follows_from_the_first_rule_that_applies(one: Action, status: str, rule: str) -> None:
    found = standing(one, action("other"))
    assert (found.status, found.rule.code) == (status, rule)


def test_an_override_keeps_what_the_steps_say_beside_it() -> None:
    found = standing(action(steps=STEPS, status="under_way", status_because="The permit came by phone."))
    assert found.overridden
    assert (found.status, found.derived, found.derived_rule.code) == ("under_way", "late", "step_overdue")
    assert found.rule.params == {"because": "The permit came by phone.", "derived": "late"}


def test_a_prerequisite_is_done_when_what_took_its_place_is_done() -> None:
    pipe = action(start="2026-01-01", prerequisites=("old",))
    old, new = action("old", superseded_by="new"), action("new", steps=(Step("S", "", "2026-02-01"),))
    assert standing(pipe, old, new).status == "under_way"
    assert standing(pipe, old, replace(new, steps=STEPS)).waits_for == ("old",)
    assert standing(pipe, old, replace(new, superseded_by="old")).status == "waiting", "a circle is not done"


def test_silence_makes_an_action_stale_unless_it_is_finished() -> None:
    early = action(start="2025-01-01")
    assert standing(early).stale
    assert standing(early).silent_days == 516
    assert not standing(replace(early, reported_on="2026-01-01")).stale
    assert not standing(action(start="2027-01-01")).stale
    assert standing(action()).stale, "nobody ever told anything"
    assert not standing(replace(early, status="stopped", status_because="No money.")).stale
    edge = date.fromordinal(TODAY.toordinal() - STALE_AFTER).isoformat()
    assert not standing(replace(early, reported_on=edge)).stale
    assert not standing(replace(early, reported_on="2027-01-01"), on=date(2025, 3, 1)).stale


def test_a_plan_is_counted_by_kind_status_and_pathway() -> None:
    plan = Plan(
        "P",
        "DEA12",
        pathways=(Pathway("one", "One"), Pathway("two", "Two")),
        milestones=(
            Milestone("m", "M", "2025-01-01", "one"),
            Milestone("n", "N", "2027-01-01", "one"),
            Milestone("o", "O", "2024-01-01", "two", reached_on="2024-02-01"),
        ),
        actions=(
            action("a", "phase_out", pathways=("one",), start="2027-01-01"),
            action("b", pathways=("one", "two"), start="2026-01-01", reported_on="2026-05-01"),
            action("c"),
        ),
    )
    found = plan_standing(plan, TODAY)
    assert found.counts == {("phase_out", "planned"): 1, ("build_up", "under_way"): 1, ("build_up", "unknown"): 1}
    one, two = found.pathways["one"], found.pathways["two"]
    assert one.actions == {"planned": 1, "under_way": 1}
    assert (one.next_milestone, one.late_milestones) == ("m", ("m",))
    assert (two.next_milestone, two.milestones) == ("", {"done": 1})
    assert found.milestones["o"].rule.params["late"] == 31
    assert (found.stale, found.on_no_pathway) == (("c",), ("c",))


@settings(max_examples=60)
@given(plans(), st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_every_plan_stands_somehow_and_the_order_does_not_matter(plan: Plan, today: date) -> None:
    found = plan_standing(plan, today)
    assert list(found.actions) == [one.key for one in plan.actions]
    assert sum(found.counts.values()) == len(plan.actions)
    turned = replace(plan, actions=plan.actions[::-1])
    assert plan_standing(turned, today).actions == found.actions


def test_a_draft_full_of_faults_stands_too() -> None:
    broken = action("a", start="soon", prerequisites=("a", "gone"), superseded_by="gone", steps=(Step("", "x", "y"),))
    found = plan_standing(Plan("", "", vision=Vision(), actions=(broken,)), TODAY)
    assert found.actions["a"].status == "superseded"
