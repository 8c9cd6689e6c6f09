"""How documents of programmes speak in the active language: on pages, printed by the worker, and on the terminal."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhearth import __version__
from openhearth.apps.pathways.sentences import day, euro
from openhearth.core.document import Words
from openhearth.core.programme.voice import Voice


def voice() -> Voice:
    """How the house speaks to the reader whose language is active."""
    words = Words(
        sources=_("Sources"),
        data=_("The figures behind this chart"),
        appendix=_("The figures behind the charts"),
        licence=_("Licence"),
        photo=_("Photo"),
        contents=_("Contents"),
    )
    return Voice(get_language() or "en", _, euro, day, f"OpenHearth {__version__}", words)
