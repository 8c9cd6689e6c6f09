"""The command as a user runs it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openhearth.cli.main import run

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def openhearth(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs the real command; exit code, standard output and standard error."""

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["openhearth", *map(str, words)])
        for console in ("out", "err"):
            monkeypatch.setattr(f"openhearth.cli.output.{console}.width", 250)
        code = 0
        try:
            run()
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        said = capfd.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return command
