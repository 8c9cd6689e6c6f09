"""Keeping what participants of a workshop answer."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.services.parts import save_part
from openhearth.core.programme.exchange_terms import Moment, SelfAssessment


def answer_assessment(row: Programme, workshop: str, moment: Moment, marks: Mapping[str, int]) -> None:
    """Keep the answers of one participant. Who answered is not kept.

    Raises
    ------
    InputError
        ``unknown_key``, ``out_of_scale``.
    """
    save_part(row, SelfAssessment(f"a-{uuid4().hex}", workshop, moment, tuple(marks.items())), None, read_at=0)
