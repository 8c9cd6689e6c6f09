"""What a partner has begun and not handed on: it is for that partner alone, and no document tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from openhearth.core.errors import Fault
from openhearth.core.programme.terms import Learning, PartnerReport, Programme, Submission


def is_unfinished(part: object) -> bool:
    """Whether a part waits to be handed on: a learning that is not shared, homework or a report that is not handed in.

    Examples
    --------
    >>> is_unfinished(Learning("l", "aviles", "Heat", unfinished=True)), is_unfinished(Learning("l", "aviles", "Heat"))
    (True, False)
    """
    if isinstance(part, Learning):
        return part.unfinished
    return isinstance(part, Submission | PartnerReport) and not part.handed_in_on


def handed_on(programme: Programme) -> Programme:
    """The programme without its unfinished learnings. Homework and reports stay: who reads them goes by their days.

    Examples
    --------
    >>> several = (Learning("a", "aviles", "Heat"), Learning("b", "aviles", "Steam", unfinished=True))
    >>> [one.key for one in handed_on(Programme("p", "P", learnings=several)).learnings]
    ['a']
    """
    return replace(programme, learnings=tuple(one for one in programme.learnings if not is_unfinished(one)))


def taking_back_faults(programme: Programme, key: str, reported: Iterable[int] = ()) -> tuple[Fault, ...]:
    """What stands against taking a learning back that was handed on; empty where nothing does, and for one that was not.

    Parameters
    ----------
    reported
        Numbers of the semesters whose report was handed in and tells of the learning.

    Returns
    -------
    tuple of Fault
        ``learning_named`` for every change that names it, ``learning_became_action``, ``learning_reported`` for every semester.

    Examples
    --------
    >>> taking_back_faults(Programme("p", "P", learnings=(Learning("l", "a", "Heat", actions=("plan:heat",)),)), "l")
    (Fault(code='learning_became_action', place='learnings/l/unfinished', params=mappingproxy({})),)
    """
    place = f"learnings/{key}/unfinished"
    held = next((one for one in programme.learnings if one.key == key), None)
    if held is None or held.unfinished:
        return ()
    named = [one for one in programme.changes if key in one.learnings]
    faults = [Fault("learning_named", place, {"found": one.text}) for one in named]
    faults += [Fault("learning_became_action", place)] if held.actions else []
    return (*faults, *(Fault("learning_reported", place, {"found": number}) for number in reported))
