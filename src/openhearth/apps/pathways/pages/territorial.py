"""The territorial just transition plan: what each section has, what it lacks, and the scorecard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from typing import Any

from django.utils.translation import gettext, gettext_noop

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.pages.addresses import address_of
from openhearth.apps.pathways.pages.judged import Judged
from openhearth.apps.pathways.selectors.plans import title_of
from openhearth.apps.pathways.sentences import euro
from openhearth.apps.regions.wording import german, percent
from openhearth.core.errors import InputError
from openhearth.core.pathway import terms
from openhearth.core.pathway.assembly import parts_of
from openhearth.core.pathway.scorecard import Question, parse_questions, scored
from openhearth.core.pathway.territorial import (
    AnnexSection,
    Eligibility,
    FilledSection,
    FundArea,
    Gap,
    eligibility,
    filled_sections,
    parse_areas,
    parse_sections,
)
from openhearth.sources.registers import register

WEB = ("https://", "http://")
RECORDS = 20
"""Parts that a section names; how many more there are is said."""

GAPS: Mapping[str, str] = {
    "no_text": gettext_noop("The team has not written this section."),
    "too_long": gettext_noop("The text is longer than the official form allows."),
    "no_vision": gettext_noop("The vision or its year is missing."),
    "no_milestone_until": gettext_noop("There is no milestone until %(about)s."),
    "nothing_ends": gettext_noop("No action says what ends."),
    "no_end": gettext_noop("It does not say when it ends: %(about)s"),
    "no_site": gettext_noop("It does not say where: %(about)s"),
    "jobs_unknown": gettext_noop("It does not say how many jobs depend on it: %(about)s"),
    "no_challenge": gettext_noop("No challenge is named, seen as: %(about)s."),
    "no_target_until": gettext_noop("No indicator has a target until %(about)s."),
    "nothing_begins": gettext_noop("No action says what begins."),
    "cost_unknown": gettext_noop("It does not say what it costs: %(about)s"),
    "no_funding_source": gettext_noop("It does not say who pays: %(about)s"),
    "no_expected_effect": gettext_noop("It does not say what it is expected to change: %(about)s"),
    "helix_empty": gettext_noop("Nobody is at the table from: %(about)s."),
    "no_owner": gettext_noop("Nobody is responsible: %(about)s"),
    "no_indicator": gettext_noop("There is no indicator."),
    "no_baseline": gettext_noop("It does not say where it started: %(about)s"),
    "no_target": gettext_noop("It has no target: %(about)s"),
}
FIGURES: Mapping[str, str] = {
    "jobs_concerned": gettext_noop("Jobs concerned by what ends"),
    "cents": gettext_noop("Planned cost of what begins"),
    "cents_secured": gettext_noop("Of this promised in writing"),
}
ELIGIBLE: Mapping[str, str] = {
    "listed": gettext_noop("This place itself is listed."),
    "area_listed": gettext_noop("The region around it is listed."),
    "depends_on_municipality": gettext_noop(
        "Only some municipalities of the region are covered, so it depends on the municipality."
    ),
    "not_known": gettext_noop("This house has no facts about it; ask your national authority."),
}


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section of the form as the page shows it."""

    code: str
    number: str
    label: str
    asks: str
    text: str
    records: list[tuple[str, str, str]]
    more: int
    figures: list[tuple[str, str, int]]
    gaps: list[str]


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question of the scorecard with the answer given, if any."""

    code: str
    question: str
    answer: str
    grade: int | None
    evidence: str
    link: str
    unsupported: bool


@dataclass(frozen=True, slots=True)
class PrincipleShown:
    """A principle with its questions and its light."""

    code: str
    name: str
    score: str
    light: str
    light_word: str
    answered: int
    asked: int
    questions: list[QuestionShown]


@lru_cache
def sections() -> tuple[AnnexSection, ...]:
    return parse_sections(register("annex_sections"))


@lru_cache
def questions() -> tuple[Question, ...]:
    return parse_questions(register("scorecard"))


@lru_cache
def areas() -> tuple[FundArea, ...]:
    return parse_areas(register("jtf_municipalities"))


def territorial_page(judged: Judged) -> dict[str, Any]:
    """What the page of the territorial plan shows."""
    try:
        filled = filled_sections(judged.plan, sections())
    except InputError:  # indicators in a circle: what hurts cannot be told until they are put right
        filled = filled_sections(_without_effects(judged.plan), sections())
    names = _names(judged.plan)
    known = {one.code: one for one in sections()}
    shown = [_section(judged, known[one.code], one, names) for one in filled]
    found = scored(judged.plan.answers, questions())
    return {
        "sections": shown,
        "gaps": sum(len(one.gaps) for one in shown),
        "principles": principles(judged.plan),
        "score": "" if isnan(found.score) else percent(found.score, 0),
        "answered": found.answered,
        "asked": found.asked,
        "eligible": _eligible(judged.plan.region),
    }


def principles(plan: terms.Plan) -> list[PrincipleShown]:
    """The scorecard, principle by principle."""
    given = {answer.key: answer for answer in plan.answers}
    asked: dict[str, list[Question]] = {}
    for question in questions():
        asked.setdefault(question.principle, []).append(question)
    scores = {one.principle: one for one in scored(plan.answers, questions()).principles}
    shown = []
    for code, several in asked.items():
        score = scores[code]
        shown.append(
            PrincipleShown(
                code,
                localised(several[0], "principle"),
                "" if isnan(score.score) else percent(score.score, 0),
                score.light,
                wording.word(wording.LIGHTS, score.light),
                score.answered,
                score.asked,
                [_question(one, given.get(one.code), one.code in score.unsupported) for one in several],
            )
        )
    return shown


def grades_of(code: str) -> list[tuple[str, str]]:
    """The three answers to a question, as choices of a form."""
    found = next((one for one in questions() if one.code == code), None)
    return [(str(grade), localised(found, f"answer_{grade}")) for grade in range(3)] if found else []


def asked_by(kind: str, code: str) -> tuple[str, str] | None:
    """What a section is called and asks, or a question asks; None for a code nobody knows."""
    if kind == "section":
        section = next((one for one in sections() if one.code == code), None)
        return (localised(section, "label"), localised(section, "asks")) if section else None
    question = next((one for one in questions() if one.code == code), None)
    return (localised(question, "question"), "") if question else None


def localised(entry: object, name: str) -> str:
    """A text of a register in the reader's language, English where there is none."""
    texts = getattr(entry, f"{name}_de") if german() else ""
    return str(texts or getattr(entry, f"{name}_en"))


def _section(
    judged: Judged, section: AnnexSection, filled: FilledSection, names: Mapping[tuple[str, str], str]
) -> SectionShown:
    records = [
        (
            str(wording.KINDS[one.kind].one),
            names.get((one.kind, one.key), one.key),
            address_of(judged.row, one.kind, one.key, judged.query),
        )
        for one in filled.records
    ]
    return SectionShown(
        section.code,
        section.number,
        localised(section, "label"),
        localised(section, "asks"),
        filled.text,
        records[:RECORDS],
        max(0, len(records) - RECORDS),
        [
            (
                gettext(FIGURES[one.code]),
                euro(one.value) if one.code.startswith("cents") else str(one.value),
                one.unknown,
            )
            for one in filled.figures
        ],
        [_gap(one, names) for one in filled.gaps],
    )


def _gap(gap: Gap, names: Mapping[tuple[str, str], str]) -> str:
    about = gap.about
    if gap.code == "helix_empty":
        about = wording.word(wording.HELICES, about)
    elif gap.code == "no_challenge":
        about = wording.word(wording.LENSES, about)
    elif about:
        about = next((names[kind, about] for kind in ("action", "indicator") if (kind, about) in names), about)
    return gettext(GAPS.get(gap.code, gap.code)) % {"about": about}


def _question(question: Question, answer: terms.Answer | None, unsupported: bool) -> QuestionShown:
    said = localised(question, f"answer_{answer.grade}") if answer else ""
    return QuestionShown(
        question.code,
        localised(question, "question"),
        said,
        answer.grade if answer else None,
        answer.evidence if answer else "",
        answer.link if answer and answer.link.startswith(WEB) else "",
        unsupported,
    )


def _eligible(region: str) -> dict[str, Any]:
    """Whether the fund covers the region, or what is known of the places in it."""
    found: Eligibility = eligibility("", region, areas())
    around = [one for one in areas() if one.nuts3.startswith(region) or region.startswith(one.nuts3)]
    inside = list({(one.name, one.status, one.source): one for one in around}.values())  # a town and its district: once
    return {"status": found.status, "because": gettext(ELIGIBLE[found.because]), "area": found.area, "inside": inside}


def _names(plan: terms.Plan) -> dict[tuple[str, str], str]:
    return {(kind, part.key): title_of(part) for kind, part in parts_of(plan)}


def _without_effects(plan: terms.Plan) -> terms.Plan:
    return terms.Plan(**{name: getattr(plan, name) for name in terms.Plan.__slots__ if name != "effects"})
