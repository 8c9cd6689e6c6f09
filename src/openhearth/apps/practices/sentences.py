"""What is wrong with a record or a file of records, in the reader's language; the core and the sources give codes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from openhearth.core.errors import Fault

SENTENCES = {
    # of a record
    "missing_text": gettext_noop("this must not be empty"),
    "unknown_term": gettext_noop("“%(found)s” is not one of the values that this field can have"),
    "duplicate_term": gettext_noop("“%(found)s” stands there twice"),
    "unknown_vocabulary": gettext_noop("there is no list of values for “%(found)s”"),
    "unknown_language": gettext_noop("“%(found)s” is no language tag that is known here, such as en or de-AT"),
    "bad_url": gettext_noop("“%(found)s” is no web address; it should begin with https://"),
    "bad_nuts": gettext_noop("“%(found)s” is no NUTS code"),
    "country_mismatch": gettext_noop("the region %(nuts)s does not lie in %(country)s"),
    "years_reversed": gettext_noop("it cannot end in %(ended)s if it began in %(started)s"),
    "not_finite": gettext_noop("this figure is no number"),
    "bad_code": gettext_noop("“%(found)s” cannot be an address; small letters, digits and single hyphens can"),
    "bad_year": gettext_noop("“%(found)s” is no year"),
    "bad_cost": gettext_noop("%(found)s cannot be a cost"),
    "bad_currency": gettext_noop("a cost needs its currency as three capital letters, such as EUR; found: “%(found)s”"),
    "bad_date": gettext_noop("“%(found)s” is no day; write it as 2026-03-31"),
    "review_incomplete": gettext_noop("the day of a review and who reviewed belong together: one of them is missing"),
    "untrimmed_text": gettext_noop("there are spaces before or after the text"),
    "control_character": gettext_noop("there are invisible control characters in the text: %(found)s"),
    # of a file
    "missing_columns": gettext_noop("these columns are missing: %(missing)s"),
    "wrong_field_count": gettext_noop("%(expected)s fields are expected, there are %(found)s"),
    "not_utf8": gettext_noop("the file is not UTF-8 text"),
    "not_csv": gettext_noop("the file is not a delimited table (%(detail)s)"),
    "empty_file": gettext_noop("the file is empty"),
    "not_json": gettext_noop("the file is not JSON (%(detail)s)"),
    "not_a_year": gettext_noop("“%(found)s” is no year"),
    "duplicate_code": gettext_noop("the code “%(found)s” stands in %(first)s already"),
    "formula": gettext_noop("this is a formula; write its value"),
    "cell_error": gettext_noop("the spreadsheet shows an error here: %(found)s"),
    "not_a_number": gettext_noop("“%(found)s” is no number; write 1234.5, without spaces and marks between thousands"),
    "bad_figure": gettext_noop("“%(found)s” has too many parts between its | marks"),
    "not_a_mapping": gettext_noop("this is no record: an object with named fields is expected"),
    "not_a_list": gettext_noop("a list is expected"),
    "not_a_list_of_texts": gettext_noop("a list of texts is expected"),
    "not_text": gettext_noop("a text is expected, not %(found)s"),
    "missing_field": gettext_noop("the field “%(field)s” is missing"),
    "unknown_field": gettext_noop("there is no field called “%(field)s”"),
    "unknown_column": gettext_noop("there is no column called “%(found)s”"),
    "duplicate_column": gettext_noop("the column “%(found)s” stands there twice"),
    "too_many_columns": gettext_noop("at most %(allowed)s columns are read"),
    "too_many_rows": gettext_noop("at most %(allowed)s records are read from one file; please divide it"),
    "too_large": gettext_noop("the file is too large: at most %(allowed)s bytes are read"),
    "too_long": gettext_noop("this is too long for a cell of Excel: at most %(allowed)s characters"),
    "not_xlsx": gettext_noop("the file is no Excel workbook (xlsx), or it is damaged"),
    "compressed_file": gettext_noop("the file is compressed; unpack it first"),
    # of an import into this house
    "code_too_long": gettext_noop("a code has at most %(allowed)s characters"),
    "reserved_code": gettext_noop("“%(found)s” is the address of another page; choose another code"),
    "under_review": gettext_noop("this practice is being reviewed; it can be changed when the review is over"),
    "is_archived": gettext_noop("this practice is archived; restore it before you change it"),
    "not_yours": gettext_noop("another practice has this code, and you may not change it"),
    "reviewed_in_the_future": gettext_noop("“%(found)s” is yet to come"),
    "changed_meanwhile": gettext_noop("somebody changed this practice just now; look at what would happen once more"),
    "nothing_to_import": gettext_noop("there is no record in the file"),
    # of a question
    "unknown_choice": gettext_noop("“%(found)s” is unknown; known are: %(known)s"),
}

_PLACE = re.compile(r"(?P<kind>row|record) (?P<number>[0-9]+)(?:, (?P<column>.+))?")


@dataclass(frozen=True, slots=True)
class Located:
    """A fault as a table shows it: where it stands, in which column, and what is wrong."""

    where: str
    column: str
    sentence: str


def sentence(fault: Fault) -> str:
    """What is wrong, without its place; a code without a sentence says itself."""
    words = SENTENCES.get(fault.code)
    return gettext(words) % dict(fault.params) if words else fault.code


def located(fault: Fault, said: str) -> Located:
    """Where a fault of a file stands, with the words said of it."""
    match = _PLACE.fullmatch(fault.place)
    if not match:
        return Located(gettext("The file") if fault.place == "file" else fault.place, "", said)
    number = {"number": match["number"]}
    where = gettext("Row %(number)s") if match["kind"] == "row" else gettext("Record %(number)s")
    return Located(where % number, match["column"] or "", said)
