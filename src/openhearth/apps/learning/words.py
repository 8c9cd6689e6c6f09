"""What the codes of homework, peer review, learnings and instruments are called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openhearth.apps.pathways.wording import HELICES, LENSES

Words = Mapping[str, str | Promise]

__all__ = ["FACTORS", "HELICES", "LENSES", "REACHES", "RECORDS", "REPLIES", "STANDINGS", "VISITS", "WAYS", "word"]

REACHES: Words = {"local": _("Here"), "global": _("For the rest of the world")}
REPLIES: Words = {
    "open": _("not answered yet"),
    "accepted": _("accepted"),
    "adapted": _("adapted"),
    "declined": _("declined"),
}
STANDINGS: Words = {"planned": _("planned"), "achieved": _("achieved"), "given_up": _("given up")}
VISITS: Words = {"visit": _("Visit"), "secondment": _("Secondment"), "innovation_team": _("Innovation team")}
WAYS: Words = {"physical": _("on site"), "virtual": _("online")}
RECORDS: Words = {
    "practice": _("Practice"),
    "recommendation": _("Recommendation"),
    "learning": _("Learning"),
    "action": _("Action"),
    "indicator": _("Indicator"),
    "change": _("Change"),
    "instrument": _("Policy instrument"),
}
"""The records of the chain, in its order."""

FACTORS: Words = {
    "production volumes": _("Production volumes"),
    "industrial infrastructure": _("Industrial infrastructure"),
    "innovative approach": _("Innovative approach"),
    "experience with transition": _("Experience with transition"),
    "current status": _("Current status"),
    "policy relevance": _("Policy relevance"),
}
"""Factors of selection that are often declared; a programme may declare others."""


def word(words: Words, code: str) -> str:
    """What a code is called; one without a word says itself."""
    return str(words.get(code, code))
