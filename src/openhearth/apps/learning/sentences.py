"""What stands against a change of a programme, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext, gettext_noop

from openhearth.apps.learning.asked import name_of
from openhearth.apps.learning.wording import KINDS
from openhearth.apps.pathways.sentences import fault_in_words as plan_sentence
from openhearth.apps.practices.sentences import sentence
from openhearth.core.errors import Fault

SENTENCES = {
    "report_handed_in": gettext_noop("this report was handed in on %(found)s and does not change any more"),
    "no_report": gettext_noop("nothing was reported yet; write the report first"),
    "visits_itself": gettext_noop("host and guest must be two partners"),
    "out_of_scale": gettext_noop("%(found)s is not between %(least)s and %(most)s"),
    "unknown_document": gettext_noop("there is no document with the name “%(found)s”"),
    "meeting_closed": gettext_noop("“%(found)s” is closed and its report is frozen; its lead can open it again"),
    "no_day": gettext_noop("say on which day “%(found)s” was held, before it is closed"),
    "no_host": gettext_noop("say who hosted “%(found)s”, before it is closed"),
    "bad_key": gettext_noop("“%(found)s” is no key; small letters, digits and single hyphens are"),
    "unknown_key": gettext_noop("this names something that does not exist: “%(found)s”"),
    "duplicate_key": gettext_noop("there is one with the key “%(key)s” already"),
    "duplicate_term": gettext_noop("“%(found)s” stands there twice"),
    "semesters_overlap": gettext_noop("semesters %(first)s and %(second)s overlap"),
    "days_reversed": gettext_noop("it cannot end on %(end)s if it begins on %(start)s"),
    "unknown_partner": gettext_noop("“%(found)s” is no partner of the programme"),
    "wrong_part": gettext_noop("this cannot be read: %(detail)s"),
    "not_a_whole_number": gettext_noop("“%(found)s” is no whole number"),
    "not_yaml": gettext_noop("the file is not YAML (%(detail)s)"),
    "bad_picture": gettext_noop("“%(found)s” is no photo that can be read; JPEG, PNG and WebP can"),
    "picture_too_large": gettext_noop("“%(found)s” is too large: at most %(allowed)s"),
    "meeting_full_of_pictures": gettext_noop(
        "a meeting keeps at most %(allowed)s photos, and there is room for %(room)s more; choose the ones that say most"
    ),
    "too_many_pictures": gettext_noop("at most %(allowed)s photos at once"),
    "programme_exists": gettext_noop("there is a programme with the code “%(found)s”, which you do not lead"),
    "reserved_code": gettext_noop("“%(found)s” cannot be the code of a programme"),
    "nothing_to_hand_over": gettext_noop("there is no recommendation that the host was not handed already"),
    "too_few_countries": gettext_noop(
        "a peer review needs peers from at least %(needed)s countries other than the host's, and has these: %(countries)s. Ask a partner from another country to comment or to recommend something; where a partner's country is not told, the lead adds it"
    ),
    "no_vote": gettext_noop("%(found)s has no vote in the decisions of the programme"),
    "bad_week": gettext_noop("“%(found)s” is no day; write it as 2027-03-01"),
    "unknown_host": gettext_noop("there is no meeting that this partner could host"),
    "missing_journey": gettext_noop("how far it is to %(host)s is not known"),
    "bad_journey": gettext_noop("the way to %(host)s cannot be %(found)s long"),
    "duplicate_slot": gettext_noop("this meeting stands there twice"),
    "unfinished_learning": gettext_noop("a change names learnings that the partners can read; share this one first"),
    "learning_not_shared": gettext_noop("share the learning first; then it can become an action"),
    "learning_named": gettext_noop("it cannot be taken back, because a change names it: “%(found)s”"),
    "learning_became_action": gettext_noop("it cannot be taken back, because it became an action of a plan"),
    "learning_released": gettext_noop(
        "it cannot be taken back, because the programme was released and everybody reads it"
    ),
    "learning_reported": gettext_noop(
        "it cannot be taken back, because the report of semester %(found)s was handed in with it"
    ),
    "needed_by_unfinished": gettext_noop(
        "the file leaves out something that unfinished work of %(partner)s names; keep it in the file"
    ),
    "other_programme": gettext_noop("the file is about the programme “%(found)s”, this is “%(expected)s”"),
}
"""Codes about programmes."""


def fault_in_words(code: str, params: Mapping[str, object]) -> str:
    """A code of a programme as a sentence; empty where the code is none of them."""
    words = SENTENCES.get(code)
    if words is None:
        return ""
    try:
        return gettext(words) % params
    except KeyError:
        return ""


def in_words(fault: Fault) -> str:
    """A fault without its place."""
    return fault_in_words(fault.code, fault.params) or plan_sentence(fault.code, fault.params) or sentence(fault)


def faults_in_words(faults: Iterable[Fault]) -> list[str]:
    """Each fault as a sentence."""
    return [in_words(fault) for fault in faults]


def place_in_words(place: str) -> str:
    """``meetings/2/end`` as people say it: the part and its field."""
    kind, _slash, about = place.partition("/")
    key, _slash, field = about.partition("/")
    known = kind if kind in KINDS else kind.removesuffix("s")
    name = name_of(known, field.partition("/")[0])
    return f"{KINDS[known].one} {key}: {name}" if field and known in KINDS else place
