"""Machine code of the core's loops: made once for this house, used by its worker, its pages and its commands."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from openhearth.core.portfolio.kernels import keep_compiled


@cache
def keep_machine_code() -> None:
    """Use what another process has compiled, rather than have somebody wait for the compiler."""
    folder = settings.HOME / "compiled"
    folder.mkdir(parents=True, exist_ok=True)
    keep_compiled(str(folder))
