"""Machine code belongs to all the sources it was made from."""

from __future__ import annotations

from pathlib import Path

from openhearth.apps.portfolios.machine_code import digest_of


def test_a_change_in_any_source_needs_other_machine_code(tmp_path: Path) -> None:
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text("a = 1\n")
    other.write_text("b = 2\n")
    before = digest_of([one, other])
    assert digest_of([other, one]) == before
    other.write_text("b = 3\n")
    assert digest_of([one, other]) != before
