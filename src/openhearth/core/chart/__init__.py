"""Charts as Vega-Lite 6 specifications: pure functions from figures and their printed texts to a mapping.

House style: one accent, greys, no decoration. A dash, a shape, a place or a step of lightness says everything that colour
says, so a chart reads the same in black and white. Numbers beside marks are texts the caller has formatted in the language
of the page; the axes follow `Numerals`. Missing is NaN, is drawn as a gap, and its text says so in the table.
"""

from openhearth.core.chart.bars import PARITY, Reference, bar_chart, stacked_bar
from openhearth.core.chart.frame import ACCENT, FONT, WIDTH, Frame, Numerals, Series, Spec, chart_table, figure
from openhearth.core.chart.lines import Band, line_chart, sparkline
from openhearth.core.chart.strips import Standing, dot_plot
from openhearth.core.chart.tradeoffs import Aim, Alternatives, drawn, parallel_coordinates, scatter_pairs

__all__ = [
    "ACCENT",
    "FONT",
    "PARITY",
    "WIDTH",
    "Aim",
    "Alternatives",
    "Band",
    "Frame",
    "Numerals",
    "Reference",
    "Series",
    "Spec",
    "Standing",
    "bar_chart",
    "chart_table",
    "dot_plot",
    "drawn",
    "figure",
    "line_chart",
    "parallel_coordinates",
    "scatter_pairs",
    "sparkline",
    "stacked_bar",
]
