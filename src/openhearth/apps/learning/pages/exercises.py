"""Exercises of the course that can be checked: a question about the region's real figures, the answer, and what it follows from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhearth.apps.pathways.pages.doughnut import asked as editions_of
from openhearth.apps.pathways.pages.portraits import in_states
from openhearth.apps.pathways.selectors.doughnut import portrayed
from openhearth.apps.practices.finding import found as found_in_toolkit
from openhearth.apps.practices.finding import question_of
from openhearth.apps.practices.finding.names import label_of
from openhearth.apps.practices.pages.nearby import nearby
from openhearth.apps.practices.pages.transferring import judged
from openhearth.apps.practices.selectors import published
from openhearth.apps.regions import selectors as regions
from openhearth.apps.regions import wording
from openhearth.core.doughnut.portraits import foremost
from openhearth.core.errors import InputError
from openhearth.core.practice_record import PracticeRecord
from openhearth.core.profile import Profile
from openhearth.core.programme.exercises import Question, higher_or_lower, how_many, most_alike
from openhearth.core.values import Territory

RANKED = 60
"""Regions of a ranking of peers among which one has to find the nearest."""

TRIED = 30
"""Practices that are looked at for one from which something is missing here."""

CHOICES: Mapping[str, object] = {
    "higher": gettext_lazy("higher"),
    "same": gettext_lazy("the same"),
    "lower": gettext_lazy("lower"),
}


@dataclass(frozen=True, slots=True)
class Exercise:
    """A question, its choices (none: a whole number), and what the answer follows from; ``question`` None: it cannot be asked."""

    says: str
    question: Question | None = None
    choices: tuple[tuple[str, str], ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """An exercise with what somebody answered; ``right`` None: nobody answered yet."""

    exercise: Exercise
    answer: str
    right: bool | None


def checked(exercise: Exercise | None, answer: str) -> Checked | None:
    """An exercise and whether the answer is right."""
    if exercise is None:
        return None
    right = exercise.question.is_right(answer) if exercise.question and answer.strip() else None
    return Checked(exercise, answer, right)


def exercise_of(check: Sequence[str], profile: Profile) -> Exercise | None:
    """What a step asks about a region; None where its exercise has no answer that follows from figures."""
    if not check:
        return None
    kind, *more = check
    return _KINDS[kind](profile, more)


def practice_for(place: Territory) -> PracticeRecord | None:
    """A practice from another country to try on a region: the nearest for which the house knows something that is missing here.

    Where it knows nothing of any, the nearest of all. Only regions that are compared can be judged.
    """
    if place.kind != regions.COMPARED_KIND:
        return None
    known = {one.practice.code: one.record for one in published()}
    abroad = [known[one.practice.code] for one in nearby(place) if one.practice.country != place.country]
    return next((one for one in abroad[:TRIED] if lacking(one, place)), next(iter(abroad), None))


def lacking(record: PracticeRecord, place: Territory) -> list[str]:
    """What a region lacks of what a practice needs, or has otherwise, as the page of the practice says it."""
    found = judged(record, place)
    return [one.about for one in (*found.missing, *found.adapt)]


def _middle(profile: Profile, indicators: Sequence[str]) -> Exercise:
    """The first of some indicators that is known here, against the median of all regions in the same year."""
    name = profile.territory.name
    known = {one.indicator: one for one in profile.indicators}
    entries = {one.code: one for one in regions.register().indicators}
    for code in indicators:
        one = known.get(code)
        if one is None or one.compared is None or one.standing is None:
            continue
        entry, middle = entries[code], one.standing.quartiles[1]
        told = {
            "figure": wording.label(entry),
            "place": name,
            "here": f"{wording.number(one.compared.value, entry.decimals)} {wording.unit(entry.unit)}",
            "middle": f"{wording.number(middle, entry.decimals)} {wording.unit(entry.unit)}",
            "of": one.standing.of,
            "year": one.compared.year,
            "source": one.compared.source,
        }
        return Exercise(
            _("%(figure)s: is it higher or lower in %(place)s than in the middle of all regions?") % told,
            higher_or_lower(one.compared.value, middle, entry.decimals),
            tuple((choice, str(word)) for choice, word in CHOICES.items()),
            _("%(here)s in %(place)s; half of %(of)s regions have %(middle)s or less (%(year)s, %(source)s).") % told,
        )
    return _unknown(", ".join(wording.label(entries[code]) for code in indicators), name)


def _peer(profile: Profile, _more: Sequence[str]) -> Exercise:
    place = profile.territory
    ranked = regions.peers_of(place.code, count=RANKED).peers if place.kind == regions.COMPARED_KIND else ()
    question = most_alike([one.code for one in ranked])
    if question is None:
        return _unknown(_("peers"), place.name)
    names = {one.code: one.name for one in regions.landscape().territories}
    distances = {one.code: one.distance for one in ranked}
    chosen = [(code, f"{names[code]} ({code})") for code in question.choices]
    by_distance = sorted(question.choices, key=lambda code: distances[code])
    told = "; ".join(f"{names[code]} {wording.number(distances[code], 2)}" for code in by_distance)
    return Exercise(
        _("Which of these regions is the most like %(place)s by its structure?") % {"place": place.name},
        question,
        tuple(chosen),
        _("The distances by structure, the nearest first: %(told)s.") % {"told": told},
    )


def _limits(profile: Profile, _more: Sequence[str]) -> Exercise:
    place = profile.territory
    try:
        portrait = portrayed(place.code, editions_of(()).editions).portrait
    except InputError:
        return _unknown(_("the Doughnut"), place.name)
    first = foremost(portrait.segments)
    judged_ones = [one for one in first if one.state in ("within", "shortfall", "overshoot")]
    if not judged_ones:
        return _unknown(_("the Doughnut"), place.name)
    beyond = in_states(first, "shortfall", "overshoot")
    return Exercise(
        _("In how many dimensions of the Doughnut does %(place)s fall short or go beyond the limit?")
        % {"place": place.name},
        how_many(len(beyond)),
        because=_("%(beyond)s of the %(judged)s dimensions that are held against a limit: %(names)s.")
        % {"beyond": len(beyond), "judged": len(judged_ones), "names": "; ".join(beyond) or wording.NONE},
    )


def _toolkit(profile: Profile, _more: Sequence[str]) -> Exercise:
    country = profile.territory.country
    count = found_in_toolkit(question_of({"country": [country]})).total
    told = {"country": label_of("country", country), "count": count}
    return Exercise(
        _("Filter the practices by country. How many come from %(country)s?") % told,
        how_many(count),
        because=_("The list shows %(count)s for %(country)s today.") % told,
    )


def _needs(profile: Profile, _more: Sequence[str]) -> Exercise:
    record = practice_for(profile.territory)
    if record is None:
        return _unknown(_("a practice from elsewhere"), profile.territory.name)
    points = lacking(record, profile.territory)
    told = {"practice": record.practice.title, "place": profile.territory.name, "names": "; ".join(points)}
    return Exercise(
        _("“%(practice)s”: how many points are missing in %(place)s, or have to be adapted there?") % told,
        how_many(len(points)),
        because=(_("The page names: %(names)s.") % told)
        if points
        else _("The page names none. That is not all: it also says what is not known."),
    )


def _unknown(what: str, place: str) -> Exercise:
    return Exercise(
        _("Nothing can be asked here: for %(place)s this is not known (%(what)s).") % {"what": what, "place": place}
    )


_KINDS: Mapping[str, Callable[[Profile, Sequence[str]], Exercise]] = {
    "middle": _middle,
    "peer": _peer,
    "limits": _limits,
    "toolkit": _toolkit,
    "needs": _needs,
}
