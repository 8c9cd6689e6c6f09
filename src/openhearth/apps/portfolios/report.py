"""The report of a study: the question in words, what cannot be beaten, what was chosen and why, for whom that is good."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from openhearth import __version__
from openhearth.apps.portfolios.models import Choice, Statement, Study
from openhearth.apps.portfolios.pages import uncertain as doubts
from openhearth.apps.portfolios.pages.explorer import table_rows
from openhearth.apps.portfolios.pages.explorer_charts import CHARTS, chart
from openhearth.apps.portfolios.pages.explorer_choices import told_choice
from openhearth.apps.portfolios.pages.explorer_point import felt, rooms, spending
from openhearth.apps.portfolios.pages.explorer_statements import Judged, judged
from openhearth.apps.portfolios.pages.explorer_words import aims_of, missing, named_actions, statement_sentence
from openhearth.apps.portfolios.pages.firmness import firmness
from openhearth.apps.portfolios.selectors.exploring import (
    Looked,
    choices_of,
    chosen_values,
    fitting,
    looked_at,
    said_in,
    statements_of,
)
from openhearth.apps.portfolios.selectors.judging import standing_question
from openhearth.apps.portfolios.selectors.studies import problem_in, problem_of
from openhearth.apps.portfolios.sentences import constraint_sentence, objective_sentence, synergy_sentence
from openhearth.apps.portfolios.services.judging import Asking, Standing, standing_of
from openhearth.apps.regions.selectors import territories
from openhearth.apps.regions.wording import NONE, number, place_name
from openhearth.core.chart import figure
from openhearth.core.document import (
    Block,
    Column,
    Document,
    Emphasis,
    Inline,
    List,
    Note,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    Words,
    inlines,
)
from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio.consequences import consequences
from openhearth.core.portfolio.outcomes import memberships
from openhearth.core.portfolio.problem import Problem


def report(study: Study, *, today: date, wait: bool = False) -> Document:
    """Gather what a study asks, found and chose, and set it as a document in the active language.

    With ``wait``, for the worker, what is still to be computed is computed first; else the report says that it is missing.
    """
    asking = Asking(wait=wait)
    looked = looked_at(study)
    sections = [_question(study), _found(study, looked), _chosen(study, looked, asking)]
    if looked is not None:
        sections += [_actions(looked), _statements(study, looked), _figures(study, looked, asking)]
    sections.append(_method(looked))
    return Document(
        title=study.title,
        subtitle=_("Trade-offs between the actions in %(place)s") % {"place": _place(study)},
        language=get_language() or "en",
        author=f"OpenHearth {__version__}",
        date=date_format(today, pgettext("how a date is written", "j F Y")),
        blocks=tuple(section for section in sections if section),
        words=Words(
            sources=_("Sources"),
            data=_("The figures behind this chart"),
            appendix=_("The figures behind the charts"),
            licence=_("Licence"),
        ),
    )


def _place(study: Study) -> str:
    names = {place.code: place_name(place) for place in territories()}
    return f"{names[study.region]} ({study.region})" if study.region in names else study.region


def _question(study: Study) -> Section | None:
    version = problem_of(study)
    if version is None:
        return None
    problem = version.problem
    blocks: list[Block] = []
    if study.question.strip():
        blocks += [
            _paragraph(Text(part.strip(), study.language)) for part in study.question.split("\n") if part.strip()
        ]
    aims = [f"{one.code}: {objective_sentence(problem, one)}" for one in problem.objectives]
    blocks += [
        _paragraph(
            _("%(count)s actions are candidates. These are the aims; none is weighted.")
            % {"count": len(problem.actions)}
        ),
        _list(aims),
    ]
    rules = [constraint_sentence(problem, one) for one in problem.constraints]
    rules += [synergy_sentence(problem, one) for one in problem.synergies]
    if rules:
        blocks += [_paragraph(_("Every combination has to respect this:")), _list(rules)]
    return Section(_("The question"), tuple(blocks))


def _found(study: Study, looked: Looked | None) -> Section:
    title = _("What cannot be beaten")
    if looked is None:
        return Section(title, (_paragraph(_("Nothing has been found for this study yet.")),))
    opened = looked.opened
    words = _("%(count)s combinations cannot be beaten: to get more of one aim, each must give up some of another.")
    blocks: list[Block] = [_paragraph(words % {"count": number(len(opened.found.points))})]
    said = [text for text in (missing(looked), _stale(looked)) if text]
    if said:
        blocks.append(Note(_("Read this before you decide"), (_list(said),)))
    left = np.ones(len(opened.found.points), dtype=np.bool_)
    blocks += [figure(chart(name, opened, left, chosen_values(study))) for name in CHARTS]
    aims = aims_of(opened)
    knees = table_rows(opened, aims, opened.knees, frozenset())
    if knees:
        columns = (Column(_("Combination")), *(Column(aim.code, "end", aim.unit) for aim in aims))
        rows = tuple((_("No. %(number)s") % {"number": row.number}, *row.cells) for row in knees)
        note = _("Knee points: where a little more of one aim costs much of the others.")
        blocks.append(Table(_("Combinations worth a look first"), columns, rows, inlines(note)))
    return Section(title, tuple(blocks))


def _chosen(study: Study, looked: Looked | None, asking: Asking) -> Section:
    standing = [one for one in choices_of(study) if one.withdrawn is None]
    title = _("What was chosen, and why")
    if not standing:
        return Section(title, (_paragraph(_("Nothing has been chosen yet.")),))
    return Section(title, tuple(_choice(study, one, looked, asking) for one in standing))


def _choice(study: Study, choice: Choice, looked: Looked | None, asking: Asking) -> Section:
    told = told_choice(choice, looked)
    problem = problem_in(choice.run.revision).problem
    portfolio = tuple((str(action), str(option)) for action, option in choice.portfolio)
    name = (
        _("Combination no. %(number)s") % {"number": told.number}
        if told.number
        else _("A combination of an earlier search")
    )
    day = date_format(choice.at, pgettext("how a date is written", "j F Y"))
    blocks: list[Block] = [
        _paragraph(Text(part.strip(), study.language)) for part in told.reason.split("\n") if part.strip()
    ]
    blocks.append(_paragraph(Emphasis(", ".join(part for part in (told.by, day) if part))))
    if told.statements:
        blocks += [_paragraph(_("Said to matter at the time:")), _list(told.statements)]
    if told.supposed:
        blocks += [_paragraph(_("Said of the figures at the time:")), _list(told.supposed)]
    firm = firmness(study, looked, tuple(choice.values), asking) if looked is not None else ()
    if firm:
        blocks += [_paragraph(Strong(_("How firm is this choice?"))), _list(firm)]
    blocks.append(Table(_("What it reaches"), (Column(_("Aim")), Column(_("Figure"), "end")), told.figures))
    if told.actions:
        blocks.append(Table(_("What is done"), (Column(_("Action")), Column(_("Way"))), told.actions))
    return Section(name, (*blocks, *_consequences(problem, portfolio)))


def _consequences(problem: Problem, portfolio: tuple[tuple[str, str], ...]) -> Iterable[Block]:
    """Money by year and source with the room that is left, and who gains and who loses."""
    told = consequences(problem, portfolio)
    money = spending(problem, told.costs)
    if money:
        heads = (Column(_("Year")), Column(_("Source")), Column(_("Amount"), "end"))
        yield Table(_("Money by year and source"), heads, money)
    room = tuple((one.sentence, one.used, one.left) for one in rooms(problem, portfolio))
    if room:
        heads = (Column(_("Condition")), Column(_("With this combination"), "end"), Column(_("Left"), "end"))
        yield Table(_("Budgets and other limits: how much room is left"), heads, room)
    for caption, head, nameless, shares in (
        (_("Who gains and who loses, by place"), _("Place"), _("not said where"), told.places),
        (_("Who gains and who loses, by group"), _("Group"), _("not said for whom"), told.groups),
    ):
        rows = tuple((one.name, one.measure, one.amount, one.verdict) for one in felt(problem, shares, nameless))
        if rows:
            columns = (Column(head), Column(_("What")), Column(_("Change"), "end"), Column(_("Verdict")))
            yield Table(caption, columns, rows)
    if not told.places and not told.groups:
        yield Note(
            _("Not known"),
            (_paragraph(_("No action says where, or for whom, it changes something: who would lose cannot be seen.")),),
        )


def _actions(looked: Looked) -> Section:
    """Core, optional and never, over everything that cannot be beaten."""
    problem, told = looked.opened.problem, memberships(looked.opened.about)
    items = []
    for standing, words in (
        ("core", _("In every combination (decide them now):")),
        ("optional", _("In some (talk about them):")),
        ("never", _("In none (drop them, whatever you value):")),
    ):
        names = named_actions(problem, [one.action for one in told if one.standing == standing])
        items.append(inlines(Strong(words), f" {names or NONE}"))
    return Section(_("Which actions are sure"), (List(tuple(items)),))


def _statements(study: Study, looked: Looked) -> Section | None:
    kept = list(statements_of(study))
    if not kept:
        return None
    said = [said_in(one.content) for one in kept]
    blocks: list[Block] = [_list(_signed(one, statement_sentence(what)) for one, what in zip(kept, said, strict=True))]
    try:
        found = judged(looked.opened, fitting(looked.opened, said), frozenset())
    except InputError:
        found = Judged()
    if found.clash:
        blocks.append(_paragraph(_("These statements contradict each other: nothing follows from them.")))
    elif found.points:
        words = _("Under these statements %(left)s of %(total)s combinations are defensible.")
        blocks.append(_paragraph(words % {"left": number(found.defensible), "total": number(found.points)}))
        heads = (Column(_("Action")), Column(_("Core index"), "end"), Column(_("Verdict")))
        rows = tuple((one.name, one.index, one.verdict) for one in found.sure)
        blocks.append(Table(_("Share of the defensible combinations that contain the action"), heads, rows))
        weights = (Column(_("Aim")), Column(_("at least"), "end"), Column(_("at most"), "end"))
        blocks.append(Table(_("The weights that are still possible"), weights, found.weights))
        if found.questions:
            asked = (Column(_("Question")), Column(_("if so"), "end"), Column(_("if it is the other way round"), "end"))
            open_ones = tuple((one.sentence, number(one.if_so), number(one.if_not)) for one in found.questions)
            caption = _("Which question would decide most? Combinations left by its answer")
            blocks.append(Table(caption, asked, open_ones))
    return Section(_("What was said to matter"), tuple(blocks))


def _figures(study: Study, looked: Looked, asking: Asking) -> Section | None:
    """How sure the figures are said to be, and what is left then."""
    kept = list(statements_of(study, Statement.FIGURES))
    if not kept:
        return None
    problem = looked.opened.problem
    blocks: list[Block] = [_list(_signed(one, words) for one, words in doubts.kept_words(problem, kept))]
    standing = _judged(study, looked, asking)
    if standing is None or standing.answer is None:
        words = _("What follows from this cannot be told; the page of the study says why.")
        if standing and standing.coming:
            words = _("What follows from this is being computed. Look at the report again in a moment.")
        blocks.append(_paragraph(words))
        return Section(_("How sure the figures are"), tuple(blocks))
    found = doubts.judged(looked.opened, standing.answer, frozenset())
    words = _(
        "%(figures)s figures are uncertain. %(left)s of %(total)s combinations are defensible wherever they end; if all were as"
        " planned, %(before)s would be."
    )
    counts = {"figures": found.figures, "left": found.defensible, "total": found.total, "before": found.before}
    blocks.append(_paragraph(words % {name: number(count) for name, count in counts.items()}))
    heads = (
        Column(_("Action")),
        *(Column(name, "end") for name in (_("as planned"), _("uncertain"), _("from"), _("to"))),
        Column(_("Verdict")),
    )
    rows = tuple((one.name, one.planned, one.index, one.least, one.most, one.verdict) for one in found.sure)
    note = _("From and to: what the share can become once one of the figures below is known.")
    caption = _("Share of the defensible combinations that contain the action")
    blocks.append(Table(caption, heads, rows, inlines(note)))
    if found.facts and not found.telling:
        words = _("No single figure would rule a combination out by itself: say first what matters.")
        blocks.append(_paragraph(words))
    elif found.facts:
        names = (_("planned"), _("at least"), _("left then"), _("at most"), _("left then"))
        columns = (Column(_("Figure")), *(Column(name, "end") for name in names))
        facts = tuple(
            (one.figure, one.planned, one.least, number(one.if_least), one.most, number(one.if_most))
            for one in found.facts
        )
        caption = _("Which figure is worth finding out? Combinations left once it is known")
        blocks.append(Table(caption, columns, facts))
    return Section(_("How sure the figures are"), tuple(blocks))


def _judged(study: Study, looked: Looked, asking: Asking) -> Standing | None:
    """What follows from all that is kept about aims and figures; None where nothing does, or nothing can be judged."""
    with suppress(InputError, InfeasibleError):
        question = standing_question(study, looked)
        return standing_of(study, question, asking) if question else None
    return None


def _signed(one: Statement, words: str) -> str:
    """With who said it, and when."""
    day = date_format(one.at, pgettext("how a date is written", "j F Y"))
    return f"{words} ({', '.join(part for part in (one.by.name if one.by else '', day) if part)})"


def _method(looked: Looked | None) -> Section:
    limits = [
        _("All amounts are what the team of the study wrote down: they are assumptions, not measurements."),
        _("A combination is left out only when another one is at least as good in every aim and better in one."),
        _("Effects of actions add up; what two actions change together counts only where the study tells it."),
    ]
    blocks: list[Block] = []
    if looked is not None:
        run = looked.run
        told = {
            "algorithm": run.algorithm,
            "version": run.core_version,
            "number": run.revision.number,
            "digest": run.digest[:12],
        }
        words = _(
            "All combinations were searched exactly, in whole numbers (algorithm %(algorithm)s, OpenHearth %(version)s), for"
            " version %(number)s of the question (digest %(digest)s). Each of them was added up again from its actions."
        )
        blocks.append(_paragraph(words % told))
    return Section(_("Method and limits"), (*blocks, _list(limits)))


def _stale(looked: Looked) -> str:
    if not looked.stale:
        return ""
    words = _("The question has changed since this search: what stands here answers version %(number)s.")
    return words % {"number": looked.run.revision.number}


def _paragraph(*parts: str | Inline) -> Paragraph:
    return Paragraph(inlines(*parts))


def _list(items: Iterable[str]) -> List:
    return List(tuple(inlines(item) for item in items))
