"""The engines of the press: optional, large, and asked for by name so that their absence is said plainly."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


class PressError(Exception):
    """A chart or a document could not be printed; the message says what to do, or what the engine said."""


def engine(name: str) -> ModuleType:
    """The module of an engine (``vl_convert``, ``typst``, ``pypandoc``), or a `PressError` that says how to get it."""
    try:
        return import_module(name)
    except ImportError as error:
        raise PressError(f"{name} is missing: pip install openhearth[reports]") from error
