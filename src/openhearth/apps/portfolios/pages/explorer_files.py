"""What was found as files and as columns for the pictures: codes and plain numbers, in no language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import isnan

from openhearth.apps.portfolios.pages.explorer import key_of
from openhearth.apps.portfolios.selectors.exploring import Opened
from openhearth.core.portfolio.outcomes import Brush, shown
from openhearth.core.portfolio.problem import COST


def columns(opened: Opened, brush: Brush) -> str:
    """Compact JSON: for each aim a column of whole steps, and a digit for each point that says whether its actions fit."""
    about = opened.about
    aims = [
        {"code": one.code, "direction": one.direction, "decimals": decimals}
        for one, decimals in zip(about.objectives, about.decimals, strict=True)
    ]
    kept = None
    if brush.included or brush.excluded:
        kept = "".join("1" if fits else "0" for fits in shown(about, replace(brush, ranges=())).tolist())
    return json.dumps({"aims": aims, "values": about.steps.T.tolist(), "kept": kept}, separators=(",", ":"))


def brush_digest(brush: Brush) -> str:
    """Of the actions alone: the ranges are applied where the columns arrive."""
    return text_digest(repr((brush.included, brush.excluded)))[:16]


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def heads(opened: Opened) -> list[str]:
    problem = opened.problem
    aims = [f"{one.code} ({problem.measure(one.measure).unit})" for one in problem.objectives]
    return ["number", "key", *aims, *(f"action {action.code}" for action in problem.actions), "knee"]


def records(opened: Opened, rows: Sequence[int]) -> Iterator[Sequence[object]]:
    """A row for each combination: its figures, and for each action the way in which it is done, if at all."""
    amounts = opened.about.amounts
    for row in rows:
        chosen = dict(opened.point(row).portfolio)
        actions = [chosen.get(action.code, "") for action in opened.problem.actions]
        yield row + 1, key_of(opened, row), *(float(value) for value in amounts[row]), *actions, row in opened.knees


def as_data(opened: Opened, rows: Iterable[int], title: str) -> dict[str, object]:
    problem, amounts = opened.problem, opened.about.amounts
    return {
        "title": title,
        "complete": opened.found.complete,
        "gap": None if isnan(opened.found.gap) else opened.found.gap,
        "algorithm": opened.found.algorithm,
        "aims": [
            {"code": one.code, "unit": problem.measure(one.measure).unit, "direction": one.direction}
            for one in problem.objectives
        ],
        "money": problem.measure(COST).unit,
        "points": [
            {
                "number": row + 1,
                "values": dict(zip(opened.found.objectives, map(float, amounts[row]), strict=True)),
                "portfolio": dict(opened.point(row).portfolio),
                "knee": row in opened.knees,
            }
            for row in rows
        ],
    }
