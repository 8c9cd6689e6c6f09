"""Still pictures of a frontier in the reader's language: lines across all aims, and squares for each pair of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from openhearth.apps.portfolios.pages.explorer_words import aims_of
from openhearth.apps.portfolios.selectors.exploring import Opened
from openhearth.apps.regions.charts import numerals
from openhearth.apps.regions.wording import NONE, number
from openhearth.core.chart import Aim, Alternatives, Frame, Spec, drawn, parallel_coordinates, scatter_pairs
from openhearth.core.portfolio.outcomes import Mask

Draw = Callable[[Frame, Alternatives, tuple[str, ...], list[tuple[str, ...]]], Spec]


def lines_title() -> str:
    return _("Every combination as a line through its figures; better is up")


def lines_said() -> str:
    return _("One upright axis for each aim. The best figure found is at the top, the worst at the bottom.")


def pairs_title() -> str:
    return _("Every combination as a dot, for each pair of aims; better is right and up")


def pairs_said() -> str:
    return _("In each square the aim of the column gets better to the right, the aim of the row upwards.")


CHARTS: Mapping[str, tuple[Callable[[], str], Callable[[], str], Draw]] = {
    "lines": (lines_title, lines_said, parallel_coordinates),
    "pairs": (pairs_title, pairs_said, scatter_pairs),
}


def counted(opened: Opened, left: Mask, chosen: frozenset[tuple[int, ...]]) -> str:
    """How many combinations a still picture shows, and how they were picked where it does not show all."""
    told = {
        "left": number(int(left.sum())),
        "total": number(len(left)),
        "drawn": number(len(drawn(_alternatives(opened, left, chosen)))),
    }
    if told["drawn"] == told["total"]:
        return _("%(left)s of %(total)s combinations are within the limits; all are drawn.") % told
    words = _(
        "%(left)s of %(total)s combinations are within the limits; %(drawn)s are drawn, picked evenly from the list, always with the"
        " best and the worst in each aim, the knee points and what was chosen."
    )
    return words % told


def chart(name: str, opened: Opened, left: Mask, chosen: frozenset[tuple[int, ...]]) -> Spec:
    """The named picture: what is left in dark, the rest pale, what was chosen marked."""
    aims = aims_of(opened)
    titled, said, draw = CHARTS[name]
    amounts = opened.about.amounts[left]
    rows = []
    for column, aim in enumerate(aims):
        ends = (amounts[:, column].min(), amounts[:, column].max()) if len(amounts) else ()
        told = [aim.figure(float(end)) for end in (ends if aim.up else ends[::-1])] or [NONE, NONE]
        rows.append((aim.head, aim.worst, aim.best, *told))
    heads = (_("Aim"), _("Worst found"), _("Best found"), _("Worst within the limits"), _("Best within the limits"))
    frame = Frame(titled(), f"{said()} {counted(opened, left, chosen)}", "", numerals())
    return draw(frame, _alternatives(opened, left, chosen), heads, rows)


def _alternatives(opened: Opened, left: Mask, chosen: frozenset[tuple[int, ...]]) -> Alternatives:
    gains = opened.about.gains
    return Alternatives(
        tuple(Aim(one.code, one.said_worst, one.said_best) for one in aims_of(opened)),
        (gains - gains.min(0)) / opened.about.ranges,
        left,
        tuple(opened.rows[values] for values in sorted(chosen) if values in opened.rows),
        opened.knees,
    )
