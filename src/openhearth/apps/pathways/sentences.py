"""Why something in a plan is judged as it is, and what stands against a change, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, gettext_noop

from openhearth.apps.pathways import wording
from openhearth.core.pathway.status import Rule, day_of

RULES = {
    # how an action stands
    "superseded": gettext_noop("It was merged into or replaced by: %(by)s."),
    "overridden": gettext_noop(
        "Reported by the team: %(because)s From the steps and days alone it would be “%(derived)s”."
    ),
    "all_steps_done": gettext_noop("All %(steps)s steps are done, the last on %(on)s."),
    "step_overdue": gettext_noop("The step “%(step)s” was due on %(due)s, %(days)s days ago."),
    "end_passed": gettext_noop("Its last day, %(end)s, passed %(days)s days ago, and not everything is done."),
    "steps_done": gettext_noop("%(done)s of %(steps)s steps are done."),
    "prerequisite_open": gettext_noop("It should have begun, and waits for: %(actions)s."),
    "started": gettext_noop("It began on %(start)s."),
    "starts_later": gettext_noop("It begins on %(start)s."),
    "nothing_done": gettext_noop("Nothing is done yet, and nothing says when it begins."),
    "no_schedule": gettext_noop("It has neither days nor steps."),
    # how a milestone stands
    "reached": gettext_noop("Reached on %(on)s."),
    "due_passed": gettext_noop("It was due on %(due)s, %(days)s days ago."),
    "due_later": gettext_noop("It is due on %(due)s."),
    "no_day": gettext_noop("Nothing says by when."),
    # which light an indicator has
    "no_observation": gettext_noop("Nothing is known, so there is no light."),
    "old": gettext_noop("The last known year is %(year)s; that says nothing about today."),
    "no_path": gettext_noop("There is no baseline or no target, so there is no path."),
    "only_baseline": gettext_noop("Nothing is known since the baseline of %(baseline)s."),
    "before_baseline": gettext_noop("The last known year, %(year)s, lies before the baseline of %(baseline)s."),
    "on_path": gettext_noop("In %(year)s it was on its path or better."),
    "within_tolerance": gettext_noop(
        "In %(year)s it was %(shortfall)s worse than its path, within the tolerance of %(tolerance)s."
    ),
    "beside_path": gettext_noop(
        "In %(year)s it was %(shortfall)s worse than its path: more than the tolerance of %(tolerance)s, at most twice."
    ),
    "off_path": gettext_noop(
        "In %(year)s it was %(shortfall)s worse than its path: more than twice the tolerance of %(tolerance)s."
    ),
}
DAYS = frozenset({"on", "due", "end", "start"})
FIGURES = frozenset({"shortfall", "tolerance"})
PARTS = frozenset({"by", "actions"})


def rule_in_words(rule: Rule, titles: Mapping[str, str], unit: str = "") -> str:
    """The rule that gave a status or a light; keys are said as what they are called."""
    words = RULES.get(rule.code)
    if words is None:
        return rule.code
    return gettext(words) % {name: _said(name, value, titles, unit) for name, value in rule.params.items()}


def _said(name: str, value: object, titles: Mapping[str, str], unit: str) -> str:
    if name in PARTS:
        keys = value if isinstance(value, tuple) else (value,)
        return ", ".join(titles.get(str(key), str(key)) for key in keys)
    if name in FIGURES and isinstance(value, float):
        return f"{figure(value)} {unit}".strip()
    if name in DAYS:
        return day(str(value))
    if name == "derived":
        return wording.word(wording.STATUSES, str(value))
    text = str(value)
    return text if name != "because" or text.endswith((".", "!", "?")) else f"{text}."


def day(text: str) -> str:
    """A day in the reader's format; what is none stays as it was typed."""
    found = day_of(text)
    return date_format(found) if isinstance(found, date) else text


def figure(value: float) -> str:
    """A figure with as many decimals as it needs, four digits of meaning at least."""
    if value != value:  # noqa: PLR0124 - NaN
        return gettext("not known")
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 1 else 4
    text = f"{value:.{digits}f}"
    decimals = len(text.rstrip("0").partition(".")[2]) if "." in text else 0
    return number_format(round(value, digits), decimals, use_l10n=True, force_grouping=abs(value) >= 10_000)


def euro(cents: int) -> str:
    """An amount of money, in whole euro where there are no cents."""
    whole, rest = divmod(cents, 100)
    amount = (
        number_format(cents / 100, 2, use_l10n=True, force_grouping=True)
        if rest
        else number_format(whole, 0, use_l10n=True, force_grouping=True)
    )
    return f"{amount} €"


FAULTS = {
    "missing_text": gettext_noop("this must not be empty"),
    "untrimmed_text": gettext_noop("there are spaces before or after the text"),
    "control_character": gettext_noop("there are invisible control characters in the text: %(found)s"),
    "bad_date": gettext_noop("“%(found)s” is no day; write it as 2026-03-31"),
    "unknown_term": gettext_noop("“%(found)s” is not one of the values that this field can have"),
    "bad_year": gettext_noop("“%(found)s” is no year"),
    "not_finite": gettext_noop("this figure is no number"),
    "negative": gettext_noop("this is below zero"),
    "bad_cost": gettext_noop("%(found)s cannot be a cost"),
    "out_of_scale": gettext_noop("%(found)s is not between %(least)s and %(most)s"),
    "days_reversed": gettext_noop("it cannot end on %(end)s if it begins on %(start)s"),
    "duplicate_term": gettext_noop("“%(found)s” stands there twice"),
    "duplicate_year": gettext_noop("there are two rows for %(found)s"),
    "no_reason": gettext_noop("say why you know better than the steps"),
    "no_baseline": gettext_noop("a target needs to know where it started: fill in the baseline"),
    "target_before_baseline": gettext_noop("the target of %(target)s does not come after the baseline of %(baseline)s"),
    "bad_key": gettext_noop("“%(found)s” cannot be a key; small letters, digits and single hyphens can"),
    "duplicate_key": gettext_noop("the key %(key)s occurs twice"),
    "same_key": gettext_noop("an action has the key %(key)s already"),
    "unknown_key": gettext_noop("there is no %(kind)s with the key “%(found)s”"),
    "unknown_indicator": gettext_noop("this house has no figures with the code “%(code)s”"),
    "unknown_dimension": gettext_noop("“%(found)s” is no dimension of the Doughnut"),
    "excludes_itself": gettext_noop("it excludes itself"),
    "excludes_prerequisite": gettext_noop("%(first)s and %(second)s exclude each other, and both come before it"),
    "prerequisite_cycle": gettext_noop("these actions wait for each other in a circle: %(actions)s"),
    "supersede_loop": gettext_noop("these actions replace each other in a circle: %(actions)s"),
    "causal_loop": gettext_noop("these indicators cause each other in a circle: %(indicators)s"),
    "several_preferred": gettext_noop("only one pathway can be the preferred one: %(found)s"),
    "key_taken": gettext_noop("somebody else has just added a part with the key “%(found)s”"),
    "moved_meanwhile": gettext_noop("others are writing this part right now; try again"),
    "newer_version": gettext_noop("somebody changed this meanwhile; look at it again, then decide"),
    "unknown_part": gettext_noop("there is no such part any more"),
    "unknown_version": gettext_noop("there is no such version"),
    "other_region": gettext_noop("the plan is of the region %(found)s, this one is of %(expected)s"),
    "not_a_code": gettext_noop("this house knows no region with the code “%(found)s”"),
    "still_running": gettext_noop("the experiment has not ended yet; say first how it ended"),
    "handed_on": gettext_noop("it is the practice “%(found)s” already"),
    "reserved_address": gettext_noop("“%(found)s” is the address of another page"),
    "unknown_plan": gettext_noop("there is no plan with the code “%(found)s”"),
}
"""What stands against a change. The same codes may mean something else elsewhere in the house."""


def fault_in_words(code: str, params: Mapping[str, object]) -> str | None:
    """The sentence of a fault of a plan; None where plans know no sentence for it."""
    words = FAULTS.get(code)
    if words is None:
        return None
    try:
        return gettext(words) % dict(params)
    except KeyError:
        return None


def joined(titles: Iterable[str]) -> str:
    return ", ".join(titles)
