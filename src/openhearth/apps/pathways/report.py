"""A plan as a document: what a council reads before it decides, in the active language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from openhearth import __version__
from openhearth.apps.pathways import wording
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.pages import home, spine, territorial, watching, ways
from openhearth.apps.pathways.pages.judged import Judged
from openhearth.apps.pathways.pages.lit import lit
from openhearth.apps.pathways.sentences import euro
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.selectors import territory
from openhearth.apps.regions.wording import place_name
from openhearth.core.chart import figure
from openhearth.core.document import (
    Block,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    List,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    Words,
    inlines,
)
from openhearth.core.pathway import terms

CHARTS = 4
"""Indicators that are drawn: the ones furthest from their path first."""

NONE = "\N{EN DASH}"


def report(row: Plan, plan: terms.Plan, *, today: date) -> Document:
    """Set a plan as a document."""
    judged = Judged(row, plan, today)
    sections = [
        _arena(judged),
        _pathways(judged),
        _actions(judged),
        _experiments(judged),
        _monitoring(judged),
        _dimensions(judged),
        _territorial(judged),
        _next(judged),
    ]
    return Document(
        title=plan.title,
        subtitle=_subtitle(plan),
        language=get_language() or "en",
        author=f"OpenHearth {__version__}",
        date=date_format(today, pgettext("how a date is written", "j F Y")),
        blocks=(*_opening(judged), *(section for section in sections if section)),
        sources=(),
        words=Words(
            sources=_("Sources"),
            data=_("The figures behind this chart"),
            appendix=_("The figures behind the charts"),
            licence=_("Licence"),
        ),
    )


def _subtitle(plan: terms.Plan) -> str:
    try:
        name = place_name(territory(plan.region))
    except UnknownTerritory:
        name = plan.region
    return _("Transition plan of %(place)s") % {"place": f"{name} ({plan.region})"}


def _opening(judged: Judged) -> Iterator[Block]:
    plan = judged.plan
    if plan.vision.text:
        year = f" ({plan.vision.year})" if plan.vision.year else ""
        yield Paragraph((Strong(_("Vision") + year + ": "), Text(plan.vision.text, _other(judged))))
    if plan.actions:
        standing = judged.standing.actions.values()
        ending = sum(one.kind == "phase_out" for one in plan.actions)
        figures = [
            KeyFigure(_("Actions"), str(len(plan.actions)), note=_("%(count)s of them phase out") % {"count": ending}),
            KeyFigure(_("Done"), str(sum(one.status == "done" for one in standing))),
            KeyFigure(_("Late or waiting"), str(sum(one.status in ("late", "waiting") for one in standing))),
        ]
        costs = [cost for one in plan.actions for cost in one.costs]
        if costs:
            secured = sum(cost.cents for cost in costs if cost.secured)
            note = _("%(amount)s promised in writing") % {"amount": euro(secured)}
            figures.append(KeyFigure(_("Planned cost"), euro(sum(cost.cents for cost in costs)), note=note))
        yield KeyFigures(tuple(figures))


def _arena(judged: Judged) -> Section | None:
    plan = judged.plan
    if not plan.stakeholders and not plan.challenges:
        return None
    blocks: list[Block] = []
    if plan.challenges:
        blocks.append(
            _table(
                _("Challenges"),
                (_("Challenge"), _("Seen as"), _("What shows it")),
                [(one.text, wording.word(wording.LENSES, one.lens), one.evidence) for one in plan.challenges],
            )
        )
    if plan.stakeholders:
        rows = [
            (one.organisation, wording.word(wording.HELICES, one.helix), _("yes") if one.present else _("not yet"))
            for one in plan.stakeholders
        ]
        blocks.append(_table(_("Stakeholders"), (_("Organisation"), _("Belongs to"), _("Takes part")), rows))
    return Section(_("Arena"), tuple(blocks))


def _pathways(judged: Judged) -> Section | None:
    found = ways.ways_page(judged)["ways"]
    if not found:
        return None
    blocks: list[Block] = []
    for way in found:
        inside: list[Block] = []
        if way.part.story:
            inside.append(Paragraph((Text(way.part.story, _other(judged)),)))
        for label, several in (
            (_("It assumes:"), way.part.assumptions),
            (_("It would be proved wrong by:"), way.part.falsified_by),
        ):
            if several:
                inside += [Paragraph(inlines(label)), List(tuple((Text(one, _other(judged)),) for one in several))]
        if way.milestones:
            rows = [(one.part.title, one.due or NONE, one.status_word, one.rule) for one in way.milestones]
            heads = (_("What is true then"), _("By"), _("Status"), _("Because"))
            inside.append(_table(_("Milestones, from the vision back to today"), heads, rows))
        title = f"{way.part.title} ({_('preferred')})" if way.part.preferred else way.part.title
        blocks.append(
            Section(title, tuple(inside or [Paragraph(inlines(_("Nothing is told about this pathway yet.")))]))
        )
    return Section(_("Pathways"), tuple(blocks))


def _actions(judged: Judged) -> Section | None:
    blocks: list[Block] = []
    for kind, word in wording.ACTION_KINDS.items():
        several = [one for one in judged.plan.actions if one.kind == kind]
        if several:
            rows = [
                (one.title, one.status_word, one.rule, one.start or NONE, one.end or NONE, one.cost or NONE)
                for one in judged.action_rows(several)
            ]
            heads = (_("Action"), _("Status"), _("Because"), _("Begins"), _("Ends"), _("Cost"))
            blocks.append(_table(str(word), heads, rows))
    return Section(_("Actions"), tuple(blocks)) if blocks else None


def _experiments(judged: Judged) -> Section | None:
    if not judged.plan.experiments:
        return None
    rows = [
        (one.title, wording.word(wording.OUTCOMES, one.outcome), one.result or NONE, one.learned or NONE)
        for one in judged.plan.experiments
    ]
    heads = (_("Experiment"), _("How it ended"), _("What came of it"), _("What was learned"))
    return Section(_("Experiments"), (_table(_("What was tried out"), heads, rows),))


def _monitoring(judged: Judged) -> Section | None:
    plan = judged.plan
    if not plan.indicators:
        return None
    shown = judged.indicator_rows(plan.indicators)
    rows = [
        (f"{one.title} ({one.unit})", one.value or NONE, str(one.year or NONE), one.light_word, one.rule)
        for one in shown
    ]
    heads = (_("Indicator"), _("Observed"), _("Year"), _("Light"), _("Because"))
    blocks: list[Block] = [_table(_("Observed against the path"), heads, rows)]
    clashes = watching.clashing(judged)
    if clashes:
        warning = _(
            "These actions cannot be done beside each other, and what is expected counts both. It holds for one of them only:"
        )
        pairs = tuple((Text(f"{one.title} {NONE} {other.title}", _other(judged)),) for one, other in clashes)
        blocks += [Paragraph(inlines(warning)), List(pairs)]
    worst = sorted(plan.indicators, key=lambda one: home.LIGHTS.index(judged.watched[one.key].light))
    specs = (watching.chart(one, judged.watched[one.key], judged) for one in worst)
    blocks += [figure(spec) for spec in [spec for spec in specs if spec][:CHARTS]]
    return Section(_("Monitoring"), tuple(blocks))


def _dimensions(judged: Judged) -> Section | None:
    found = lit(judged, judged.moved).rows
    if not found:
        return None
    said = _(
        "What the actions are expected to help and to hurt, directly or through other indicators. Nothing is added up: a help does not outweigh a harm."
    )
    rows = [(f"{one.sign} {one.name}", one.lens, ", ".join(one.helping), ", ".join(one.hurting)) for one in found]
    title = _("Dimensions of the Doughnut that the plan moves")
    heads = (_("Dimension"), _("Lens"), _("Helped by"), _("Hurt by"))
    return Section(title, (Paragraph(inlines(said)), _table(title, heads, rows)))


def _territorial(judged: Judged) -> Section | None:
    found = territorial.territorial_page(judged)
    written = [one for one in found["sections"] if one.text]
    if not written:
        return None
    blocks = tuple(
        Section(f"{one.number} {one.label}", (Paragraph((Text(one.text, _other(judged)),)),)) for one in written
    )
    return Section(_("Territorial plan"), blocks)


def _next(judged: Judged) -> Section | None:
    items = [
        (Strong(f"{step.name}: "), Text(todo.sentence))
        for step in spine.steps(judged, may_edit=False)
        for todo in step.next
    ]
    return Section(_("What is next"), (List(tuple(items)),)) if items else None


def _table(caption: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(
        caption,
        tuple(Column(head) for head in heads),
        tuple(tuple(cell or NONE for cell in row) for row in rows),
    )


def _other(judged: Judged) -> str:
    """The language of the plan's own texts, where it is not that of the document."""
    return "" if judged.plan.language == get_language() else judged.plan.language
