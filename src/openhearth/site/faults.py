"""The core's fault codes as sentences in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from openhearth.core.errors import Fault

SENTENCES = {
    "missing_columns": gettext_noop("these columns are missing: %(missing)s"),
    "wrong_field_count": gettext_noop("%(expected)s fields are expected, there are %(found)s"),
    "not_a_number": gettext_noop("%(column)s should be a number, not “%(found)s”"),
    "not_gzip": gettext_noop("the file is damaged: it cannot be decompressed (%(detail)s)"),
    "not_utf8": gettext_noop("the file is not UTF-8 text"),
    "not_csv": gettext_noop("the file is not a delimited table (%(detail)s)"),
    "empty_file": gettext_noop("the file is empty"),
    "unknown_format": gettext_noop("“%(found)s” is not a known format; known are: %(known)s"),
    "unknown_language": gettext_noop("“%(found)s” is not a language of this house; known are: %(known)s"),
    "unknown_dimension": gettext_noop("“%(found)s” is no dimension; known are: %(known)s"),
    "unknown_type": gettext_noop("“%(found)s” is no type of region; known are: %(known)s"),
    "not_compared": gettext_noop("%(name)s is not a NUTS 2 region; peers are found among those. Try %(nearest)s"),
    "missing_file": gettext_noop("there is no such file or folder"),
    "out_of_range": gettext_noop("%(value)s is out of range"),
}


def message(fault: Fault) -> str:
    """Place and sentence; a code without a sentence of its own says itself."""
    sentence = SENTENCES.get(fault.code)
    if sentence is None:
        return str(fault)
    said = gettext(sentence) % dict(fault.params)
    return f"{fault.place}: {said}" if fault.place else said
