"""docs/indicators.md from the register, so that code, pages and docs say the same. Run after a change of indicators.csv."""

from __future__ import annotations

from pathlib import Path

from openhearth.core.register import Indicator, parse_register
from openhearth.sources.registers import register

PAGE = Path(__file__).parents[1] / "docs" / "indicators.md"
HEAD = """# The indicators

Made from `src/openhearth/facts/indicators.csv` by `python tools/indicators.py`; the same register drives the pages, the brief and
the command line. How they are compared: [methods/indicators.md](methods/indicators.md).

| code | what | unit | better | lens | reach | source | licence | meaning |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""
BETTER = {"more": "more", "less": "less", "none": "neither"}


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_row(entry) for entry in parse_register(register("indicators")).indicators)


def _row(entry: Indicator) -> str:
    cells = (
        f"`{entry.code}`",
        entry.label_en,
        entry.unit,
        BETTER[entry.direction],
        entry.lens,
        entry.reach,
        entry.source,
        entry.licence,
        entry.description_en,
    )
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
