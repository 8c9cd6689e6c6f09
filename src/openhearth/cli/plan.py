"""``openhearth plan``: how a transition plan stands, and plans in and out of Excel."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.selectors import account
from openhearth.apps.pathways.selectors.plans import plan_by_code, titles_of
from openhearth.apps.pathways.selectors.registers import register_observations
from openhearth.apps.pathways.sentences import fault_in_words, rule_in_words
from openhearth.apps.pathways.services.plans import import_plan, start_plan
from openhearth.cli import house, standings
from openhearth.cli.answers import known
from openhearth.cli.findings import FaultAnswer
from openhearth.cli.output import AsJson, complain, out, print_json, print_table
from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway.arena import StepStanding, spine
from openhearth.core.pathway.assembly import Change, difference, parts_of
from openhearth.core.pathway.effects import TowardTarget, clashes, toward_targets
from openhearth.core.pathway.monitoring import Monitored, monitoring
from openhearth.core.pathway.status import PlanStanding, given_up, plan_standing
from openhearth.core.pathway.terms import Plan
from openhearth.site.faults import message
from openhearth.sources.plans import plan_table

FAILED = 1
EXCEL = ".xlsx"

app = typer.Typer(help="Transition plans.", no_args_is_help=True)

PlanOrFile = Annotated[str, typer.Argument(metavar="PLAN", help="Code of a plan, or a workbook (xlsx).")]
Output = Annotated[Path, typer.Option("--output", "-o", help="The workbook to write (xlsx).")]


@app.callback()
def main() -> None:
    """Transition plans."""


@app.command()
def status(
    plan: PlanOrFile,
    day: Annotated[str, typer.Option(help="How it stood on another day, such as 2026-03-31.")] = "",
    pathway: Annotated[str, typer.Option(help="Count the expected effects of the actions on this pathway only.")] = "",
    as_json: AsJson = False,
) -> None:
    """How a plan stands: what is done, late or silent, and which indicators are on their path."""
    house.ensure()
    today = _day(day)
    asked = _plan(plan)
    flowing = register_observations(asked.region)
    standing = plan_standing(asked, today)
    watched = monitoring(asked, today.year, flowing)
    counted = _on(asked, pathway) if pathway else None
    targets = toward_targets(asked, today.year, flowing, counted)
    steps = spine(asked, standing, watched)
    answer = standings.PlanStatus(
        "openhearth/plan_status/1",
        plan,
        asked.title,
        asked.region,
        today.isoformat(),
        _actions(asked, standing),
        _milestones(asked, standing),
        tuple(_indicator(one.title, one.unit, watched[one.key]) for one in asked.indicators),
        tuple(_target(one) for one in targets),
        clashes(asked, counted),
        tuple(_step(one) for one in steps),
        standing.stale,
    )
    if as_json:
        print_json(answer)
    else:
        _show(answer)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook; its form: openhearth plan export -o.")],
    code: Annotated[str, typer.Option("--plan", help="The plan to change; without it a new one begins.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,
    by: Annotated[str, typer.Option("--by", help="E-mail address of the person who imports.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a plan say what a workbook says: all of it, or with a single fault nothing. Every fault is listed with its cell."""
    if not file.is_file():
        raise InputError(Fault("missing_file", str(file)))
    house.ensure()
    person = _person(by)
    before = _kept(code) if code else None
    try:
        plan = plan_table.plan_from_xlsx(file.read_bytes())
    except InputError as error:
        _tell(file, code, None, (), error.faults, done=False, as_json=as_json)
        raise typer.Exit(FAILED) from error
    changes = difference(before or Plan(plan.title, plan.region, plan.language), plan)
    if not dry_run:
        code = code or start_plan(plan.title, plan.region, plan.language, person).code
        changes = import_plan(code, plan, person, note=file.name)
    _tell(file, code, plan, changes, (), done=not dry_run, as_json=as_json)


@app.command()
def export(
    output: Output,
    plan: Annotated[str, typer.Argument(metavar="[PLAN]", help="Code of a plan; without it an empty template.")] = "",
    language: Annotated[str, typer.Option(help="en or de: the language of the explanations.")] = "en",
) -> None:
    """Write a plan as an Excel workbook that can be changed and imported again."""
    house.ensure()
    asked = _kept(plan) if plan else Plan("", "")
    output.write_bytes(plan_table.plan_to_xlsx(asked, language=language))
    out.print(f"Written to {output}.", highlight=False, markup=False)


def _plan(name: str) -> Plan:
    path = Path(name)
    if path.suffix.lower() != EXCEL:
        return _kept(name)
    if not path.is_file():
        raise InputError(Fault("missing_file", name))
    return plan_table.plan_from_xlsx(path.read_bytes())


def _kept(code: str) -> Plan:
    found = plan_by_code(code)
    if found is None:
        raise InputError(Fault("unknown_plan", "PLAN", {"found": code}))
    return found


def _on(plan: Plan, pathway: str) -> set[str]:
    if pathway not in {one.key for one in plan.pathways}:
        raise InputError(Fault("unknown_key", "--pathway", {"kind": "pathway", "found": pathway}))
    return {one.key for one in plan.actions if pathway in one.pathways and not given_up(one)}


def _person(email: str) -> User | None:
    person = account(email) if email else None
    if email and person is None:
        raise InputError(Fault("unknown_person", "--by", {"found": email}))
    return person


def _day(text: str) -> date:
    if not text:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(Fault("bad_date", "--day", {"found": text})) from error


def _actions(plan: Plan, standing: PlanStanding) -> tuple[standings.ActionAnswer, ...]:
    titles = titles_of(plan.actions)
    return tuple(
        standings.ActionAnswer(
            action.key,
            action.title,
            action.kind,
            one.status,
            one.rule.code,
            rule_in_words(one.rule, titles),
            one.overridden,
            one.stale,
        )
        for action in plan.actions
        for one in (standing.actions[action.key],)
    )


def _milestones(plan: Plan, standing: PlanStanding) -> tuple[standings.MilestoneAnswer, ...]:
    return tuple(
        standings.MilestoneAnswer(one.key, one.title, one.due, found.status, rule_in_words(found.rule, {}))
        for one in plan.milestones
        for found in (standing.milestones[one.key],)
    )


def _indicator(title: str, unit: str, one: Monitored) -> standings.IndicatorAnswer:
    return standings.IndicatorAnswer(
        one.key,
        title,
        unit,
        one.light,
        one.rule.code,
        rule_in_words(one.rule, {}, unit),
        one.latest.year if one.latest else None,
        one.latest.value if one.latest else None,
        known(one.expected),
        known(one.gap),
        known(one.trend.slope),
        known(one.trend.low),
        known(one.trend.high),
        tuple(
            standings.ProjectionAnswer(
                two.year, two.target, known(two.value), known(two.low), known(two.high), two.outlook
            )
            for two in one.projections
        ),
    )


def _target(one: TowardTarget) -> standings.TargetAnswer:
    return standings.TargetAnswer(
        one.indicator, one.year, one.needed, one.build_up, one.phase_out, known(one.share), one.confidence
    )


def _step(one: StepStanding) -> standings.StepAnswer:
    return standings.StepAnswer(
        one.step, one.state, tuple(standings.NextAnswer(two.code, two.about) for two in one.next)
    )


def _show(answer: standings.PlanStatus) -> None:
    out.print(f"{answer.title} ({answer.region}), {answer.day}", style="bold", highlight=False, markup=False)
    print_table(
        "\nActions",
        [("Action", False), ("Kind", False), ("Status", False), ("Why", False)],
        [(one.title, _spoken(one.kind), _spoken(one.status), one.sentence) for one in answer.actions],
        note=f"{len(answer.stale)} are silent for too long: {', '.join(answer.stale)}." if answer.stale else "",
    )
    print_table(
        "\nMilestones",
        [("Milestone", False), ("Due", False), ("Status", False)],
        [(one.title, one.due, _spoken(one.status)) for one in answer.milestones],
    )
    print_table(
        "\nIndicators",
        [("Indicator", False), ("Light", False), ("Why", False)],
        [(one.title, one.light, one.sentence) for one in answer.indicators],
    )
    print_table(
        "\nTowards the targets",
        [
            ("Indicator", False),
            ("Year", True),
            ("Needed", True),
            ("Build up", True),
            ("Phase out", True),
            ("Share", True),
        ],
        [
            (
                one.indicator,
                str(one.year),
                f"{one.needed:,.10g}",
                f"{one.build_up:,.10g}",
                f"{one.phase_out:,.10g}",
                "" if one.share is None else f"{one.share:.0%}",
            )
            for one in answer.targets
        ],
        note="".join(f"{one} and {other} exclude each other, and both are counted. " for one, other in answer.clashes),
    )
    print_table(
        "\nSteps",
        [("Step", False), ("State", False), ("Next", False)],
        [(one.step, _spoken(one.state), _next(one)) for one in answer.steps],
    )


def _next(step: standings.StepAnswer) -> str:
    several = Counter(_spoken(one.code) for one in step.next)
    return ", ".join(f"{name} ({count})" if count > 1 else name for name, count in several.items())


def _spoken(code: str) -> str:
    return code.replace("_", " ")


def _tell(
    file: Path,
    code: str,
    plan: Plan | None,
    changes: tuple[Change, ...],
    faults: tuple[Fault, ...],
    *,
    done: bool,
    as_json: bool,
) -> None:
    if as_json:
        print_json(
            standings.PlanImported(
                "openhearth/plan_import/1",
                file.name,
                done,
                code,
                plan.title if plan else "",
                tuple(standings.ChangeAnswer(one.kind, one.key, one.fate, one.fields) for one in changes),
                tuple(FaultAnswer(one.place, one.code, _sentence(one)) for one in faults),
            )
        )
    elif plan is None:
        complain(
            "invalid_input",
            f"{len(faults):,} {'fault' if len(faults) == 1 else 'faults'}; repair and try again:",
            [_sentence(one) for one in faults],
        )
    else:
        fates = Counter(one.fate for one in changes)
        counted = ", ".join(f"{fates[fate]} {fate}" for fate in ("added", "changed", "removed"))
        said = f"imported as {code}" if done else "nothing was written"
        parts = sum(1 for _ in parts_of(plan))
        out.print(f"{file.name}: {parts:,} parts, {counted}; {said}.", highlight=False, markup=False)
        rows = [(one.kind, one.key, one.fate, ", ".join(one.fields)) for one in changes if one.fate != "added"]
        if rows:
            print_table("", [("Kind", False), ("Key", False), ("What", False), ("Fields", False)], rows)


def _sentence(fault: Fault) -> str:
    said = fault_in_words(fault.code, fault.params)
    return message(fault) if said is None else f"{fault.place}: {said}"
