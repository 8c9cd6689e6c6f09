"""Charts as SVG and PNG, drawn by vl-convert without a browser and kept on a shelf."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from html import escape
from pathlib import Path

from openhearth.press.engines import PressError, engine
from openhearth.press.shelf import kept

_EDITION = "1"  # of the finishing below; a change makes every kept SVG anew
_LOCK = threading.Lock()
_ACTIVE = re.compile(r"<(script|foreignObject|image|use|a)\b|\son\w+=", re.IGNORECASE)
_INNER_ROLES = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
_OPENING = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)" viewBox="([\d. -]+)">')


@dataclass(frozen=True, slots=True)
class Charts:
    """Draws charts and keeps them.

    Parameters
    ----------
    cache
        A folder; what it holds may be thrown away at any time.

    Notes
    -----
    Safe to share between threads. The engine starts a thread of its own at the first drawing, which does not survive a
    fork: draw in the process that needs the drawing, never before forking workers.
    """

    cache: Path

    def svg(self, spec: str) -> str:
        """The chart as SVG with a name and a description, no script, no link and no outside picture.

        It carries ``width``, ``height`` and ``viewBox``, so ``svg, img { max-width: 100%; height: auto }`` makes it fit.

        Raises
        ------
        PressError
            The engine refused the specification, or the drawing held something active.
        """
        drawn = kept(
            self.cache, "svg", ("svg", _EDITION, _version(), spec), lambda: _finished(_drawn(spec), spec).encode()
        )
        return drawn.decode()

    def png(self, spec: str, scale: float = 2.0) -> bytes:
        """The chart as PNG; at scale 2 it is sharp at the width of a page."""
        return kept(self.cache, "png", ("png", str(scale), _version(), spec), lambda: _drawn_png(spec, scale))


def _version() -> str:
    return str(engine("vl_convert").__version__)


def _drawn(spec: str) -> str:
    vega = engine("vl_convert")
    try:
        with _LOCK:
            return str(vega.vegalite_to_svg(spec, allowed_base_urls=[]))
    except ValueError as error:
        raise PressError(f"the chart cannot be drawn: {error}") from error


def _drawn_png(spec: str, scale: float) -> bytes:
    vega = engine("vl_convert")
    try:
        with _LOCK:
            return bytes(vega.vegalite_to_png(spec, scale=scale, allowed_base_urls=[]))
    except ValueError as error:
        raise PressError(f"the chart cannot be drawn: {error}") from error


def _finished(svg: str, spec: str) -> str:
    """The drawing with its name and description for those who do not see it."""
    found = _ACTIVE.search(svg)
    if found:
        raise PressError(f"the drawing holds something active: {found[0]}")
    opening = _OPENING.match(svg)
    if not opening:
        raise PressError("the drawing is not the SVG that was expected")
    width, height, box = opening.groups()
    said = json.loads(spec)
    title, description = said.get("usermeta", {}).get("title", ""), said.get("description", "")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{box}" role="img"'
        f' aria-label="{escape(description or title)}">'
    )
    named = f"<title>{escape(title)}</title>" if title else ""
    # Inside an image nothing is read out, and a role for every tick would triple the file.
    return f"{head}{named}<desc>{escape(description)}</desc>{_INNER_ROLES.sub('', svg[opening.end() :])}"
