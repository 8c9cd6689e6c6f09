"""How firm a choice is: what it can cost to be wrong about what matters, or about the figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from django.utils.translation import gettext as _

from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.selectors.exploring import (
    Looked,
    Opened,
    fitting,
    robustness_of,
    said_in,
    statements_of,
)
from openhearth.apps.portfolios.selectors.judging import standing_question
from openhearth.apps.portfolios.services.judging import ANYBODY, Asking, Standing, standing_of
from openhearth.apps.regions.wording import percent
from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio.preferences import Statement as Said


def firmness(study: Study, looked: Looked, values: tuple[int, ...], asking: Asking = ANYBODY) -> tuple[str, ...]:
    """Sentences about the combination with these values, under all that is kept; none where it was not found, or nothing can be judged."""
    row = looked.opened.rows.get(values)
    if row is None:
        return ()
    said = fitting(looked.opened, [said_in(one.content) for one in statements_of(study)])
    sentences: list[str] = []
    with suppress(InputError, InfeasibleError):
        sentences += _under_weights(looked.opened, row, said)
        if question := standing_question(study, looked):
            sentences.append(_under_doubt(standing_of(study, question, asking), row))
    return tuple(sentences)


def _under_weights(opened: Opened, row: int, said: tuple[Said, ...]) -> Iterator[str]:
    found = robustness_of(opened, said)
    point = opened.point(row)
    standing = next((one for one in found.standings if one.point.values == point.values), None)
    if standing is None:
        yield _(
            "It is not defensible under what was said to matter: another one is better however the rest is weighed."
        )
        return
    nothing_better = (
        _("Nothing is better for %(share)s of all weighings that agree with what was said to matter.")
        if said
        else _("Nothing is better for %(share)s of all possible weighings of the aims.")
    )
    yield nothing_better % {"share": percent(standing.support)}
    least = found.standings[0].regret
    words = _(
        "Whatever the right weighing turns out to be, at most %(regret)s of the whole value is lost with it against the best choice;"
        " with the safest combination it would be %(least)s."
    )
    yield words % {"regret": percent(standing.regret), "least": percent(least)}


def _under_doubt(standing: Standing, row: int) -> str:
    if standing.answer is None and standing.coming:
        return _("What the uncertain figures mean for it is being computed. Look again in a moment.")
    if standing.answer is None:
        return _("What the uncertain figures mean for it has not been computed.")
    held = [one for one in standing.answer.held if one.point == row]
    if any(one.defensible for one in held):
        words = _(
            "With %(count)s uncertain figures it stays defensible; if everything went against it, %(regret)s of the whole value"
            " would be lost."
        )
    else:
        words = _(
            "With %(count)s uncertain figures it is no longer defensible: another one is at least as good wherever they end."
            " If everything went against it, %(regret)s of the whole value would be lost."
        )
    return words % {"count": standing.answer.figures, "regret": percent(min(one.regret for one in held))}
