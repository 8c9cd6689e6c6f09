"""Machine code of the core's loops: made once for this house and this version, used by its worker, its pages and its commands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

from openhearth.core.portfolio import kernels


@cache
def keep_machine_code() -> None:
    """Use what another process has compiled, rather than have somebody wait for the compiler."""
    folder = settings.HOME / "compiled" / digest_of(Path(kernels.__file__).parent.glob("*.py"))
    folder.mkdir(parents=True, exist_ok=True)
    kernels.keep_compiled(str(folder))


def digest_of(sources: Iterable[Path]) -> str:
    """Of everything that is compiled together: the code of one file holds that of others, which the compiler does not look at again."""
    told = hashlib.sha256()
    for source in sorted(sources):
        told.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return told.hexdigest()[:16]
