"""The frontier as a page: what is asked of it in the query string, and what is shown of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TypeVar
from urllib.parse import urlencode

import numpy as np
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhearth.apps.portfolios.pages.explorer_words import Aim, aims_of, beside_wish
from openhearth.apps.portfolios.selectors.exploring import Opened
from openhearth.apps.portfolios.sentences import action_name, quoted
from openhearth.apps.regions.wording import joined, percent
from openhearth.core.portfolio.exploring import nearest
from openhearth.core.portfolio.outcomes import Brush, Mask, Membership, Range, memberships, shown

T = TypeVar("T")

ON_A_PAGE = 50
WISHES = 3
"""Combinations shown for a wish."""

STANDINGS = ("core", "optional", "never")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a frontier. Texts stay as they were typed, so that a page can show them again."""

    least: Mapping[str, str] = field(default_factory=dict)
    most: Mapping[str, str] = field(default_factory=dict)
    wish: Mapping[str, str] = field(default_factory=dict)
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """The query string that asks the same, without what is the default."""
        told = [(f"min.{code}", text) for code, text in self.least.items()]
        told += [(f"max.{code}", text) for code, text in self.most.items()]
        told += [("with", code) for code in self.included] + [("without", code) for code in self.excluded]
        told += [(f"wish.{code}", text) for code, text in self.wish.items()]
        told += [("sort", self.sort)] if self.sort else []
        return told + ([("page", str(self.page))] if self.page > 1 else [])

    @property
    def address(self) -> str:
        return f"?{urlencode(self.pairs())}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what could be read of it."""

    question: Question
    brush: Brush
    wish: Mapping[str, float]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A combination in a table."""

    number: int
    key: str
    cells: tuple[str, ...]
    actions: int
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """An action: in how many of the shown combinations it is, and the questions with and without it."""

    code: str
    name: str
    standing: str
    share: str
    ways: str
    wanted: bool
    unwanted: bool
    include: str
    exclude: str


@dataclass(frozen=True, slots=True)
class Limit:
    """An aim with what limits it: the texts in the form."""

    aim: Aim
    least: str
    most: str
    wish: str
    sorted: bool
    sort: str


@dataclass(frozen=True, slots=True)
class Granted:
    """A combination near a wish: what is missing in each wished aim."""

    row: Row
    lacks: tuple[tuple[str, str], ...]
    fulfilled: bool


def asked(query: QueryDict, opened: Opened) -> Asked:
    """What the query string asks; a limit that is no number limits nothing and is told."""
    about = opened.about
    codes = [one.code for one in about.objectives]
    texts = {
        name: {code: text for code in codes if (text := query.get(f"{name}.{code}", "").strip()[:30])}
        for name in ("min", "max", "wish")
    }
    known = set(about.actions)
    included, excluded = (
        tuple(dict.fromkeys(code for code in query.getlist(name) if code in known)) for name in ("with", "without")
    )
    sort = query.get("sort", "")
    page = query.get("page", "")
    question = Question(
        texts["min"],
        texts["max"],
        texts["wish"],
        included,
        excluded,
        sort if sort.removeprefix("-") in codes else "",
        int(page) if page.isdecimal() and len(page) < 7 else 1,
    )
    limits = {name: {code: _number(text) for code, text in told.items()} for name, told in texts.items()}
    unread = [text for name, told in texts.items() for code, text in told.items() if limits[name][code] is None]
    ranges, crossed = [], []
    for code in codes:
        least, most = limits["min"].get(code), limits["max"].get(code)
        if least is not None and most is not None and least > most:
            crossed.append(f"{texts['min'][code]} > {texts['max'][code]}")
        elif least is not None or most is not None:
            ranges.append(Range(code, least, most))
    wish = {code: value for code, value in limits["wish"].items() if value is not None}
    return Asked(question, Brush(tuple(ranges), included, excluded), wish, (*unread, *crossed))


def turned(question: Question, number: int) -> Question:
    """The same question, another page of its answer."""
    return replace(question, page=number)


def left_by(opened: Opened, brush: Brush) -> Mask:
    """(points,) what the limits leave."""
    return shown(opened.about, brush)


def ordered(opened: Opened, left: Mask, sort: str) -> list[int]:
    """The rows that are shown, the best of the wished aim first; with a minus the worst."""
    rows = np.flatnonzero(left)
    code = sort.removeprefix("-")
    if code:
        column = [one.code for one in opened.about.objectives].index(code)
        gains = opened.about.gains[rows, column]
        rows = rows[np.argsort(gains if sort.startswith("-") else -gains, kind="stable")]
    return [int(row) for row in rows]


def order_words(question: Question, aims: tuple[Aim, ...]) -> str:
    """By what the combinations are ordered: an aim that somebody chose, or the aims one after the other; never by a weight."""
    code = question.sort.removeprefix("-")
    if not code:
        told = {"aims": joined([quoted(aim.code) for aim in aims])}
        return _("Combinations, the best in the first aim on top, equals by the next one: %(aims)s") % told
    if question.sort.startswith("-"):
        return _("Combinations, the worst in “%(aim)s” on top") % {"aim": code}
    return _("Combinations, the best in “%(aim)s” on top") % {"aim": code}


def first_of_each(ranked: Iterable[T], point: Callable[[T], Hashable]) -> list[T]:
    """Of combinations that come to the same point, which is one row and one page, only the one that stands first."""
    found: dict[Hashable, T] = {}
    for one in ranked:
        found.setdefault(point(one), one)
    return [*found.values()]


def table_rows(
    opened: Opened, aims: tuple[Aim, ...], rows: Iterable[int], chosen: frozenset[tuple[int, ...]]
) -> tuple[Row, ...]:
    """Combinations as rows; of those that are equally good in an aim only the first says that it is the best."""
    found = list(rows)
    amounts = opened.about.amounts[found]
    first: dict[str, int] = {}
    for row in found:
        for code in _best_in(opened, row):
            first.setdefault(code, row)
    return tuple(
        Row(
            row + 1,
            key_of(opened, row),
            tuple(aim.figure(float(value)) for aim, value in zip(aims, values, strict=True)),
            len(opened.point(row).portfolio),
            marks(opened, row, chosen, [code for code, one in first.items() if one == row]),
        )
        for row, values in zip(found, amounts, strict=True)
    )


def marks(
    opened: Opened, row: int, chosen: frozenset[tuple[int, ...]], best: Iterable[str] | None = None
) -> tuple[str, ...]:
    """What is special about a combination; ``best``: the aims of which it says so, by default all in which it is the best."""
    said = [_("chosen")] if opened.point(row).values in chosen else []
    if row in opened.knees:
        said.append(_("knee point"))
    return (*said, *(_best(opened, code) for code in (_best_in(opened, row) if best is None else best)))


def _best_in(opened: Opened, row: int) -> list[str]:
    """The aims in which no combination is better."""
    gains = opened.about.gains
    return [
        one.code for column, one in enumerate(opened.about.objectives) if gains[row, column] == gains[:, column].max()
    ]


def _best(opened: Opened, code: str) -> str:
    """That a combination is the best in an aim, and how many others are as good."""
    column = [one.code for one in opened.about.objectives].index(code)
    gains = opened.about.gains[:, column]
    others = int((gains == gains.max()).sum()) - 1
    if not others:
        return _("best in %(aim)s") % {"aim": code}
    words = ngettext("best in %(aim)s (with %(count)s other)", "best in %(aim)s (with %(count)s others)", others)
    return words % {"aim": code, "count": others}


def key_of(opened: Opened, row: int) -> str:
    """The values of a point in whole steps: they are its name in addresses, whatever else the search still finds."""
    return ",".join(str(value) for value in opened.point(row).values)


def row_of(opened: Opened, key: str) -> int | None:
    try:
        return opened.rows.get(tuple(int(part) for part in key[:200].split(",")))
    except ValueError:
        return None


def limits(question: Question, aims: tuple[Aim, ...]) -> tuple[Limit, ...]:
    return tuple(
        Limit(
            aim,
            question.least.get(aim.code, ""),
            question.most.get(aim.code, ""),
            question.wish.get(aim.code, ""),
            question.sort.removeprefix("-") == aim.code,
            replace(question, page=1, sort=f"-{aim.code}" if question.sort == aim.code else aim.code).address,
        )
        for aim in aims
    )


def facets(opened: Opened, left: Mask, brush: Brush, question: Question) -> tuple[tuple[str, tuple[Facet, ...]], ...]:
    """The actions by what they are in what is shown: in all, in some, in none."""
    told = [_facet(opened, one, question) for one in memberships(opened.about, left, brush)]
    words = {
        "core": _("Core: in every combination shown"),
        "optional": _("Optional: in some of them"),
        "never": _("Never: in none of them"),
    }
    groups = ((words[standing], tuple(one for one in told if one.standing == standing)) for standing in STANDINGS)
    return tuple((name, some) for name, some in groups if some)


def _facet(opened: Opened, one: Membership, question: Question) -> Facet:
    code = one.action
    wanted, unwanted = code in question.included, code in question.excluded
    kept = tuple(other for other in question.included if other != code)
    barred = tuple(other for other in question.excluded if other != code)
    start = replace(question, page=1, included=kept, excluded=barred)
    ways = [f"{option}: {count}" for option, count in one.options if count]
    return Facet(
        code,
        action_name(opened.problem, code),
        one.standing,
        percent(one.share),
        ", ".join(ways) if len(one.options) > 1 else "",
        wanted,
        unwanted,
        (start if wanted else replace(start, included=(*kept, code))).address,
        (start if unwanted else replace(start, excluded=(*barred, code))).address,
    )


def chips(opened: Opened, aims: tuple[Aim, ...], question: Question) -> tuple[tuple[str, str], ...]:
    """Every limit in words, with the question without it."""
    first = replace(question, page=1)
    said: list[tuple[str, str]] = []
    for aim in aims:
        for name, told, words in (
            ("least", question.least, _("%(aim)s: at least %(amount)s")),
            ("most", question.most, _("%(aim)s: at most %(amount)s")),
        ):
            value = _number(told.get(aim.code, ""))
            if value is not None:
                rest = {code: text for code, text in told.items() if code != aim.code}
                address = (replace(first, least=rest) if name == "least" else replace(first, most=rest)).address
                said.append((words % {"aim": aim.code, "amount": aim.said(value)}, address))
    for code in question.included:
        words, kept = _("with %(action)s"), tuple(one for one in question.included if one != code)
        said.append((words % {"action": action_name(opened.problem, code)}, replace(first, included=kept).address))
    for code in question.excluded:
        words, kept = _("without %(action)s"), tuple(one for one in question.excluded if one != code)
        said.append((words % {"action": action_name(opened.problem, code)}, replace(first, excluded=kept).address))
    return tuple(said)


def granted(opened: Opened, found: Asked, left: Mask, chosen: frozenset[tuple[int, ...]]) -> tuple[Granted, ...]:
    """The combinations that come nearest to the wish, of those that are shown."""
    if not found.wish or not left.any():
        return ()
    aims = aims_of(opened)
    by_code = {aim.code: aim for aim in aims}
    return tuple(
        Granted(
            table_rows(opened, aims, (near.point,), chosen)[0],
            tuple((one.objective, beside_wish(by_code[one.objective], one)) for one in near.shortfalls),
            near.distance <= 0,
        )
        for near in nearest(opened.about, found.wish, left, most=WISHES)
    )


def _number(text: str) -> float | None:
    """A number as a form sends it, or as people type it, with a comma or a true minus."""
    try:
        value = float(text.replace("\N{MINUS SIGN}", "-").replace(",", "."))
    except ValueError:
        return None
    return value if isfinite(value) else None
