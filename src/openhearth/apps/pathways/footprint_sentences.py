"""What is wrong with a table, a scenario or a question about a footprint, in the reader's language, and what to do."""

from __future__ import annotations

from contextlib import suppress

from django.utils.translation import gettext, gettext_noop

from openhearth.apps.practices import sentences as practices
from openhearth.core.errors import Fault

SENTENCES = {
    # of a question
    "unknown_economy": gettext_noop("there is no table of this name; there are: %(known)s"),
    "not_a_region": gettext_noop("%(name)s is larger than a NUTS 2 region; choose one of its regions"),
    "region_of_other_country": gettext_noop(
        "%(name)s does not lie in the country of the table %(table)s; tables of its own country: %(known)s"
    ),
    "no_employment": gettext_noop(
        "employment by activity is not known for %(name)s, so it cannot be cut out of its country"
    ),
    "unknown_employment": gettext_noop("employment is not known here, nor in any group around it"),
    "size_out_of_range": gettext_noop(
        "all jobs of the region must be known and at most those of its country (%(found)s)"
    ),
    "delta_out_of_range": gettext_noop("the correction for size lies from 0 to below 1, not at %(found)s"),
    "no_amount": gettext_noop("“%(found)s” is no number; write -10 or 2.5"),
    "amount_out_of_range": gettext_noop("nobody can make less than nothing: at least -100 per cent, not %(found)s"),
    "unknown_example": gettext_noop("there is no such example; there are: %(known)s"),
    "scenario_too_long": gettext_noop(
        "the scenario has %(length)s characters, and an address holds %(allowed)s: shorten its notes, or use the command"
    ),
    # of a scenario
    "not_yaml": gettext_noop("the file is not YAML (%(detail)s)"),
    "no_change": gettext_noop("nothing changes in this scenario: it needs demand, output, parts or columns"),
    "unknown_sector": gettext_noop("the table has no product “%(sector)s”"),
    "unknown_account": gettext_noop("the table has no account “%(account)s”"),
    "duplicate_sector": gettext_noop("“%(sector)s” stands there twice"),
    "duplicate_account": gettext_noop("“%(account)s” stands there twice"),
    "share_out_of_range": gettext_noop("a part lies between 0 and 1 (a change of it above -1), not at %(found)s"),
    "negative_input": gettext_noop("nobody can buy less than nothing of %(sector)s: %(found)s"),
    "not_finite": gettext_noop("the figure of %(sector)s is no number"),
    "beyond_counting": gettext_noop("the figure of %(label)s is too large to be counted with: %(found)s"),
    "imports_follow_from_inputs": gettext_noop(
        "this table names imported products, so imports follow from the inputs; leave them out"
    ),
    "not_productive": gettext_noop(
        "some production would need more of itself than it makes; look at the inputs once more"
    ),
    # of a table
    "not_an_economy": gettext_noop("“%(found)s” is no name of a table; write country and year, such as PT-2020"),
    "no_products": gettext_noop("no row is a product in CPA, such as CPA_C24"),
    "unknown_product": gettext_noop("this is no product in CPA, such as CPA_C24"),
    "missing_row": gettext_noop("the row “%(row)s” is missing"),
    "duplicate_row": gettext_noop("the row occurs twice"),
    "missing_column": gettext_noop("the column “%(column)s” is missing"),
    "unknown_row": gettext_noop(
        "“%(found)s” is neither a product in CPA nor output, imports or the name of an account"
    ),
    "missing_uses": gettext_noop("columns of final use are missing, one of these choices: %(choices)s"),
    "missing_cell": gettext_noop("the cell of %(column)s is empty; write 0 where there is nothing"),
    "mixed_tables": gettext_noop("one file holds one table; here are: %(tables)s"),
    "mixed_units": gettext_noop("all products need the same unit and year; here are: %(found)s"),
    "unbalanced": gettext_noop(
        "uses do not add up to what is made, with or without imports: the difference is %(difference)s of %(supply)s"
    ),
    "negative_output": gettext_noop("output is below zero: %(found)s"),
    "negative_imports": gettext_noop("imports are below zero: %(found)s"),
    "inputs_without_output": gettext_noop("something is bought here although nothing is made"),
    "duplicate_label": gettext_noop("“%(label)s” stands there twice"),
    "shape_mismatch": gettext_noop("%(expected)s values are expected, there are %(found)s"),
}


def sentence(fault: Fault) -> str:
    """Place and sentence; a code without a sentence of its own says itself."""
    for sentences in (SENTENCES, practices.SENTENCES):
        with suppress(KeyError):  # the same code can be said of different things, with other details
            said = gettext(sentences[fault.code]) % dict(fault.params)
            return f"{fault.place}: {said}" if fault.place else said
    return str(fault)
