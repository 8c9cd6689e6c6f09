"""A learning becomes an action of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.selectors import part_at
from openhearth.apps.entries.services import Contested
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import LEDGER
from openhearth.apps.learning.services.parts import save_part
from openhearth.apps.pathways.selectors.plans import plan_at, plan_row
from openhearth.apps.pathways.services.parts import save_part as save_part_of_plan
from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway.terms import Action
from openhearth.core.programme.terms import Learning

TRIES = 5
LONGEST_KEY, LONGEST_TITLE = 60, 200


def become_action(row: Programme, key: str, plan: str, by: User, *, read_at: int) -> str:
    """Write a learning into a plan as an action that names its practice, and note it with the learning; ``plan:action``.

    The action is written first: were the house to stop in between, a plan has an action whose note says where it is from, and
    nothing of the programme points nowhere.

    Raises
    ------
    InputError
        ``unknown_part``, ``unknown_plan``; ``learning_not_shared``: it is unfinished; ``newer_version``: somebody wrote the
        learning since it was read, also by a second click.
    """
    newest = part_at(LEDGER, row, "learning", key, row.step)
    if newest is None or newest.part is None:
        raise InputError(Fault("unknown_part", key, {"found": key}))
    if newest.step > read_at:
        raise InputError(Fault("newer_version", key, {"seen": read_at, "newest": newest.step}))
    learning: Learning = newest.part
    if learning.unfinished:
        raise InputError(Fault("learning_not_shared", key))
    held = plan_row(plan)
    if held is None:
        raise InputError(Fault("unknown_plan", "plan", {"found": plan}))
    note = _("From the learning “%(key)s” of the programme %(title)s") % {"key": key, "title": row.title}
    named = f"{plan}:{_add_action(held, learning, by, note)}"
    _note(row, key, named, by)
    return named


def action_of(learning: Learning, taken: set[str]) -> Action:
    """The action a learning asks for.

    >>> action_of(Learning("l", "duisburg", "Heat for homes", practices=("irecovery-brescia",)), {"heat-for-homes"})
    ... # doctest: +ELLIPSIS
    Action(key='heat-for-homes-2', title='Heat for homes', kind='build_up', ..., practice='irecovery-brescia')
    """
    title = " ".join((learning.would_change or learning.saw).split())[:LONGEST_TITLE].strip()
    wanted = slugify(title).replace("_", "-")[:LONGEST_KEY].strip("-") or learning.key
    key = next(one for one in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
    practice = learning.practices[0] if learning.practices else ""
    return Action(key, title, "build_up", what=learning.saw, partners=learning.must_agree, practice=practice)


def _add_action(plan: Any, learning: Learning, by: User, note: str) -> str:
    """Write the action under the first key that the plan never used; its key."""
    taken = {one.key for one in plan_at(plan, plan.step).actions}
    for _try in range(TRIES):
        action = action_of(learning, taken)
        try:
            save_part_of_plan(plan, action, by, read_at=0, note=note)
        except InputError as error:
            if [fault.code for fault in error.faults] != ["key_taken"]:
                raise
            taken.add(action.key)  # of an action that was taken out
        else:
            return action.key
    raise InputError(Fault("moved_meanwhile", learning.key))


def _note(row: Programme, key: str, action: str, by: User) -> None:
    """Add an action to a learning, beside what others add to it meanwhile."""
    for _try in range(TRIES):
        row.refresh_from_db(fields=["step"])
        newest = part_at(LEDGER, row, "learning", key, row.step)
        if newest is None or newest.part is None:
            raise InputError(Fault("unknown_part", key, {"found": key}))
        part = replace(newest.part, actions=(*newest.part.actions, action))
        if not isinstance(save_part(row, part, by, read_at=newest.step), Contested):
            return
    raise InputError(Fault("moved_meanwhile", key))
