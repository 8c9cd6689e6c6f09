"""A portrait in the Doughnut in the reader's language: words, numbers and the chart."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import isnan

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from openhearth.apps.pathways.selectors.doughnut import doughnut
from openhearth.apps.regions import charts, selectors, wording
from openhearth.core.chart import Frame, Spec
from openhearth.core.chart.doughnut import Field, Half, doughnut_chart
from openhearth.core.doughnut import LENSES as ORDER
from openhearth.core.doughnut import Lens, Portrait, Reading, Segment, State, Threshold, foremost

LENSES: dict[str, str] = {
    "local-social": gettext_noop("People here"),
    "local-ecological": gettext_noop("Nature here"),
    "global-social": gettext_noop("People elsewhere"),
    "global-ecological": gettext_noop("The whole Earth"),
}
UNITS = (
    gettext_noop("t/person"),
    gettext_noop("kg/person"),
    gettext_noop("m³/person"),
    gettext_noop("t C/person"),
    gettext_noop("MSA-loss ha/person"),
    gettext_noop("million km²"),
    gettext_noop("index"),
)


def lens_name(lens: Lens) -> str:
    return wording.word(LENSES, lens)


def unit(code: str) -> str:
    return _(code) if code in UNITS else wording.unit(code)


def plain(value: float) -> str:
    """A published number with the decimals it was published with."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return wording.number(value, max(0, -int(exponent)))


def edition_name(code: str) -> str:
    found = next(one for one in doughnut().editions if one.code == code)
    return f"{wording.label(found)} ({found.year})"


def threshold_text(threshold: Threshold) -> str:
    """Which way is good follows from where the baseline lies."""
    dimension = next(one for one in doughnut().dimensions if one.code == threshold.dimension)
    words = {"value": plain(threshold.value), "unit": unit(threshold.unit)}
    if not threshold.value:
        return f"{words['value']} {words['unit']}"
    if (dimension.bound == "floor") == (threshold.value > threshold.baseline):
        return _("at least %(value)s %(unit)s") % words
    return _("at most %(value)s %(unit)s") % words


def baseline_text(threshold: Threshold) -> str:
    """Where the way to a threshold begins, if not at nothing or at everybody."""
    if not threshold.baseline or not threshold.value:
        return ""
    return _("counted from %(value)s %(unit)s") % {"value": plain(threshold.baseline), "unit": unit(threshold.unit)}


def reading_text(indicator: str, reading: Reading) -> str:
    known = indicator in selectors.register().codes
    value = (
        wording.number(reading.value, selectors.register().indicator(indicator).decimals)
        if known
        else plain(reading.value)
    )
    words = {"value": value, "unit": unit(reading.unit)}
    return _("at least %(value)s %(unit)s") % words if reading.at_least else f"{value} {words['unit']}"


def ratio(segment: Segment) -> str:
    """How far the figure is on the way from the baseline to its threshold; empty where nothing is judged."""
    return "" if isnan(segment.position) else wording.percent(segment.position, 0)


def standing(segment: Segment) -> str:
    """How a measure stands, in words that need no colour."""
    share = wording.percent(segment.excess, 0)
    sentences: dict[State, str] = {
        "within": _("meets the threshold") if segment.dimension.bound == "floor" else _("stays within the limit"),
        "shortfall": _("falls short by %(share)s") % {"share": share},
        "overshoot": _("over the limit by %(share)s") % {"share": share},
        "described": _("shown, not judged"),
        "gap": _("not known"),
    }
    return sentences[segment.state]


def measured(segment: Segment) -> str:
    """What is measured: the words of the threshold, else of the indicator; empty where nothing measures the dimension."""
    if segment.threshold:
        return wording.label(segment.threshold)
    return wording.label(selectors.register().indicator(segment.indicator)) if segment.indicator else ""


def in_states(segments: Iterable[Segment], *states: State) -> list[str]:
    return [wording.label(one.dimension) for one in segments if one.state in states]


def summary(portrait: Portrait) -> list[str]:
    """How much of the portrait is known, what falls short and what goes too far."""
    segments = foremost(portrait.segments)
    judged = in_states(segments, "within", "shortfall", "overshoot")
    shown, gaps = in_states(segments, "described"), in_states(segments, "gap")
    sentences = [
        ngettext(
            "%(judged)s of %(all)s dimensions can be held against a threshold.",
            "%(judged)s of %(all)s dimensions can be held against a threshold.",
            len(judged),
        )
        % {"judged": len(judged), "all": len(segments)},
        _("Of %(shown)s more a figure is shown but not judged; %(gaps)s are gaps.")
        % {"shown": len(shown), "gaps": len(gaps)},
    ]
    named: tuple[tuple[State, str], ...] = (
        ("shortfall", _("Falls short: %(names)s.")),
        ("overshoot", _("Goes too far: %(names)s.")),
        ("within", _("Meets its threshold: %(names)s.")),
    )
    sentences += [
        words % {"names": ", ".join(names)} for state, words in named if (names := in_states(segments, state))
    ]
    return sentences


def chart(name: str, portrait: Portrait) -> Spec:
    """The half-rings, one field for each dimension: that furthest beyond its threshold."""
    editions = ", ".join(edition_name(code) for code in portrait.editions)
    description = _(
        "Two rings, people inside and nature outside, each with this place on the right and elsewhere on the left."
    )
    frame = Frame(
        _("%(name)s in the Doughnut") % {"name": name},
        " ".join((description, *summary(portrait), _("Thresholds: %(editions)s.") % {"editions": editions})),
        "",
        charts.numerals(),
    )
    heads = (_("Dimension"), _("Figure"), _("How it stands"))
    fields = {lens: tuple(_field(one) for one in foremost(portrait.ring(lens))) for lens in ORDER}
    here = Half(_("Here"), fields["local-social"], fields["local-ecological"])
    elsewhere = Half(_("Elsewhere"), fields["global-social"], fields["global-ecological"])
    return doughnut_chart(frame, heads, here, elsewhere, (_("People"), _("Nature")))


def _field(segment: Segment) -> Field:
    figure = reading_text(segment.indicator, segment.reading) if segment.reading else wording.NONE
    return Field(wording.label(segment.dimension), segment.state, segment.excess, (figure, standing(segment)))
