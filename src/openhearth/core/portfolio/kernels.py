"""Functions compiled by numba, in one place: where their machine code may be kept is said by whoever has a folder.

Nothing is written beside the source. Without `keep_compiled` the compiler runs once in each process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
from numba import config, njit
from numpy.typing import NDArray

P = ParamSpec("P")
R = TypeVar("R")

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Numbers = Integers | Floats

_COMPILED: list[Any] = []
_FOLDERS: list[str] = []


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile when first called; other threads may run meanwhile."""
    kernel = njit(nogil=True)(function)
    _COMPILED.append(kernel)
    if _FOLDERS:
        kernel.enable_caching()
    return cast("Callable[P, R]", kernel)


@compiled
def copy_row(row: Integers, into: Integers) -> None:
    """Copy one row; a plain loop compiles ten times faster than the assignment of a slice."""
    for k in range(row.shape[0]):
        into[k] = row[k]


def keep_compiled(folder: str) -> None:
    """Keep machine code in a folder of the caller, for the next process. Call it before anything is computed."""
    _FOLDERS.append(folder)
    config.CACHE_DIR = folder  # type: ignore[attr-defined]
    for kernel in _COMPILED:
        kernel.enable_caching()
