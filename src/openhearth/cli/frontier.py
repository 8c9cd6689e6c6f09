"""``openhearth frontier``: every combination of actions that cannot be beaten, checked, and what a choice depends on."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isnan
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Annotated, Literal

import typer

from openhearth.apps.portfolios.machine_code import keep_machine_code
from openhearth.apps.portfolios.pages.explorer_words import statement_sentence
from openhearth.apps.portfolios.sentences import constraint_sentence
from openhearth.cli import frontiers, uncertainties
from openhearth.cli.output import AsJson, complain, err, out, print_json, print_table
from openhearth.core.errors import Fault, InfeasibleError, InputError
from openhearth.core.portfolio.algorithm import Algorithm
from openhearth.core.portfolio.conflict import Conflict
from openhearth.core.portfolio.deviations import intervals_of
from openhearth.core.portfolio.equals import with_equals
from openhearth.core.portfolio.frontier import Checkpoint, Frontier, frontier, improving, verify
from openhearth.core.portfolio.knapsack import parse_knapsack
from openhearth.core.portfolio.preferences import Disagreement
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.problem_json import frontier_from_json, problem_from_json, to_json
from openhearth.core.portfolio.robustness import Robustness, robustness
from openhearth.core.portfolio.uncertainty import uncertainty
from openhearth.site.faults import message
from openhearth.solving.workers import solver
from openhearth.sources.portfolios import problem_table, statements_yaml, uncertain_yaml
from openhearth.sources.reading import text_of

FAILED = 1
SHOWN = 20
MOST_TOLD = 100_000
"""Portfolios that are told one by one, at most."""

app = typer.Typer(help="Every best combination of actions.", no_args_is_help=True)

ProblemFile = Annotated[Path, typer.Argument(metavar="PROBLEM", help="A problem as JSON or Excel: docs/cli.md.")]
FileFormat = Annotated[
    Literal["json", "xlsx", "kp"] | None,
    typer.Option("--format", help="By default its ending tells; kp: the knapsack files of Kirlik and Sayin."),
]
Limit = Annotated[
    float, typer.Option("--limit-s", min=0.0, help="Stop after so many seconds and tell what may be missing; 0: never.")
]


@app.callback()
def main() -> None:
    """Every best combination of actions."""
    keep_machine_code()


@app.command()
def solve(  # noqa: PLR0913, PLR0917 - options of a command
    problem: ProblemFile,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the frontier here, for check and core.")
    ] = None,
    file_format: FileFormat = None,
    limit_s: Limit = 0.0,
    workers: Annotated[
        int, typer.Option(min=1, help="Threads or processes; they change the time and nothing else.")
    ] = 1,
    algorithm: Annotated[
        Algorithm | None, typer.Option(help="Force one of the two; both find the same points.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Tell every portfolio of each point, not one; only of a complete frontier.")
    ] = False,
    resume: Annotated[Path | None, typer.Option(help="Go on with a frontier that was stopped early.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find every portfolio that cannot be beaten. Ctrl+C stops, and what was found until then is told."""
    asked = _problem(problem, file_format)
    before = frontier_from_json(_text(resume)).checkpoint if resume else None
    begun = monotonic()
    with _stopping(limit_s) as stop:
        found = _searched(asked, stop, workers, before, algorithm)
        seconds = monotonic() - begun
        told = with_equals(asked, found, most=MOST_TOLD, stop=stop) if every and found.complete else None
    if every and told is None:
        err.print(frontiers.NOT_ALL.format(most=MOST_TOLD), highlight=False)
    found = told or found
    if output:
        output.write_text(to_json(found), encoding="utf-8")
    if as_json:
        print_json(_answer(asked, found, seconds, every=told is not None))
        return
    _show(asked, found, seconds)


@app.command()
def check(
    problem: ProblemFile,
    found: Annotated[Path, typer.Argument(metavar="FRONTIER", help="What solve wrote.")],
    file_format: FileFormat = None,
    as_json: AsJson = False,
) -> None:
    """Check points against the problem alone: sums, constraints, and that none beats another."""
    asked, told = _problem(problem, file_format), frontier_from_json(_text(found))
    faults = tuple(message(fault) for fault in verify(asked, told.points))
    if as_json:
        print_json(frontiers.CheckAnswer("openhearth/frontier_check/1", len(told.points), told.complete, faults))
    elif faults:
        complain("wrong_frontier", "These points cannot be right:", list(faults))
    else:
        out.print(f"{len(told.points):,} points, all as they say they are.", highlight=False)
    if faults:
        raise typer.Exit(FAILED)


@app.command()
def core(
    problem: ProblemFile,
    statements: Annotated[Path | None, typer.Option(help="What matters more, as YAML: docs/cli.md.")] = None,
    uncertain: Annotated[Path | None, typer.Option(help="How sure the figures are, as YAML: docs/cli.md.")] = None,
    file_format: FileFormat = None,
    limit_s: Limit = 0.0,
    as_json: AsJson = False,
) -> None:
    """Say which actions are in every portfolio that can still be defended, which in none, and what to ask next."""
    asked = _problem(problem, file_format)
    said = statements_yaml.parse(_bytes(statements)) if statements else ()
    unsure = intervals_of(asked, uncertain_yaml.parse(_bytes(uncertain))) if uncertain else None
    with _stopping(limit_s) as stop:
        found = _searched(asked, stop, 1, None, None)
        told = with_equals(asked, found, most=MOST_TOLD, stop=stop) if found.complete else None
    whole = told or found
    if told is None:
        err.print(frontiers.NOT_ALL.format(most=MOST_TOLD), highlight=False)
    try:
        if unsure is not None:
            uncertainties.tell(asked, whole, uncertainty(asked, whole, unsure, said), len(unsure), as_json=as_json)
            return
        judged = robustness(asked, whole, said)
    except InfeasibleError as error:
        clashing = error.witness.statements if isinstance(error.witness, Disagreement) else ()
        complain(
            "statements_disagree",
            "No weights agree with all of these statements; take back any one of them:",
            [statement_sentence(one) for one in clashing],
        )
        raise typer.Exit(FAILED) from error
    if as_json:
        print_json(_core(asked, whole, judged))
        return
    _show_core(asked, whole, judged)


@app.command()
def template(
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the workbook goes; it must not be there yet.")],
    language: Annotated[Literal["en", "de"], typer.Option(help="Of the explanations.")] = "en",
) -> None:
    """Write an Excel workbook to begin with: a worked example, every column explained."""
    if output.exists():
        raise InputError(Fault("file_exists", str(output)))
    output.write_bytes(problem_table.template(language))
    out.print(f"Written: {output}", highlight=False)


def _problem(path: Path, file_format: str | None) -> Problem:
    if file_format == "xlsx" or (file_format is None and path.suffix.casefold() == ".xlsx"):
        return problem_table.problem_from_xlsx(_bytes(path))
    text = _text(path)
    return parse_knapsack(text) if file_format == "kp" else problem_from_json(text)


def _text(path: Path) -> str:
    return text_of(_bytes(path))


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise InputError(Fault("missing_file", str(path)))
    return path.read_bytes()


@contextmanager
def _stopping(limit_s: float) -> Iterator[Callable[[], bool]]:
    """Says when to stop: after the limit, or once Ctrl+C was pressed."""
    pressed = False

    def press(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True

    before = signal.signal(signal.SIGINT, press)
    end = monotonic() + limit_s if limit_s > 0 else float("inf")
    try:
        yield lambda: pressed or monotonic() > end
    finally:
        signal.signal(signal.SIGINT, before)


def _searched(
    problem: Problem, stop: Callable[[], bool], workers: int, before: Checkpoint | None, algorithm: Algorithm | None
) -> Frontier:
    try:
        with solver(workers) as asked:
            if not err.is_terminal:
                return frontier(
                    problem, stop=stop, workers=workers, checkpoint=before, algorithm=algorithm, solver=asked
                )
            with err.status("Searching …") as status:
                for found in improving(
                    problem, stop=stop, workers=workers, checkpoint=before, algorithm=algorithm, solver=asked
                ):
                    status.update(f"{len(found.points):,} points, {_gap(found)}")
    except InfeasibleError as error:
        clashing = error.witness.constraints if isinstance(error.witness, Conflict) else ()
        words = [
            f"constraint {problem.constraints.index(one) + 1}: {constraint_sentence(problem, one)}" for one in clashing
        ]
        said = (
            "No portfolio respects all constraints. These cannot hold together; loosen any one of them or take it out:"
        )
        complain("infeasible", said, words)
        raise typer.Exit(FAILED) from error
    return found


def _answer(problem: Problem, found: Frontier, seconds: float, *, every: bool) -> frontiers.FrontierAnswer:
    aims, scales = _aims(problem)
    return frontiers.FrontierAnswer(
        "openhearth/frontier/1",
        problem.title,
        found.algorithm,
        found.reason,
        found.complete,
        None if isnan(found.gap) else found.gap,
        round(seconds, 3),
        aims,
        tuple(
            frontiers.PointAnswer(
                tuple(value * scale for value, scale in zip(point.values, scales, strict=True)),
                dict(point.portfolio),
                tuple(map(dict, point.portfolios)) if every else (),
            )
            for point in found.points
        ),
        every,
    )


def _aims(problem: Problem) -> tuple[tuple[frontiers.AimAnswer, ...], tuple[float, ...]]:
    """The aims, and what one step of each is in its unit."""
    measures = [problem.measure(one.measure) for one in problem.objectives]
    aims = [
        frontiers.AimAnswer(one.code, measure.unit, one.direction)
        for one, measure in zip(problem.objectives, measures, strict=True)
    ]
    return tuple(aims), tuple(10.0**-measure.decimals for measure in measures)


def _show(problem: Problem, found: Frontier, seconds: float) -> None:
    aims, scales = _aims(problem)
    rows = [
        [f"{value * scale:,.10g}" for value, scale in zip(point.values, scales, strict=True)]
        + [", ".join(action for action, _ in point.portfolio) or "none"]
        for point in found.points[:SHOWN]
    ]
    columns = [(f"{aim.code} ({aim.unit}, {aim.direction})", True) for aim in aims]
    print_table(problem.title, [*columns, ("Actions", False)], rows)
    more = f" The first {SHOWN} are shown; --output writes all." if len(found.points) > SHOWN else ""
    way = f"{found.algorithm}: {frontiers.WHY[found.reason]}"
    out.print(f"{len(found.points):,} points in {seconds:.1f} s, {_gap(found)} ({way}).{more}", highlight=False)


def _gap(found: Frontier) -> str:
    if found.complete:
        return "none is missing"
    if isnan(found.gap):
        return "nothing found yet"
    return f"stopped early: what is missing beats none of these by more than {found.gap:.1%} of the range"


def _core(problem: Problem, found: Frontier, judged: Robustness) -> frontiers.CoreAnswer:
    labels = {action.code: action.label for action in problem.actions}
    _aims_of, scales = _aims(problem)
    return frontiers.CoreAnswer(
        "openhearth/frontier_core/1",
        found.complete,
        len(found.points),
        len(judged.standings),
        judged.standings[0].regret,
        tuple(frontiers.CoreAction(one.action, labels[one.action], one.index, one.found_in) for one in judged.core),
        tuple(frontiers.CoreQuestion(one.more, one.less, one.if_so, one.if_not) for one in judged.questions),
        tuple(
            frontiers.CoreStanding(
                tuple(value * scale for value, scale in zip(one.point.values, scales, strict=True)),
                dict(one.point.portfolio),
                one.regret,
                one.support,
            )
            for one in judged.standings
        ),
    )


def _show_core(problem: Problem, found: Frontier, judged: Robustness) -> None:
    labels = {action.code: action.label or action.code for action in problem.actions}
    rows = [[labels[one.action], one.found_in, f"{one.index:.0%}"] for one in judged.core]
    print_table(problem.title, [("Action", False), ("In how many", False), ("Core index", True)], rows)
    out.print(
        f"{len(judged.standings):,} of {len(found.points):,} points can still be defended; {_gap(found)}.",
        highlight=False,
    )
    safest = judged.standings[0]
    out.print(
        f"The safest: {', '.join(action for action, _ in safest.point.portfolio) or 'none'}; at most {safest.regret:.1%} of the"
        f" whole value is lost with it, and nothing is better for {safest.support:.1%} of the weights that agree.",
        highlight=False,
    )
    if judged.questions:
        first = judged.questions[0]
        out.print(
            f"Ask next whether {first.more} matters at least as much as {first.less}: "
            f"{first.if_so:,} stay if so, {first.if_not:,} if not.",
            highlight=False,
        )
