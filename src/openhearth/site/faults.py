"""The core's fault codes as sentences in the reader's language."""

from __future__ import annotations

from contextlib import suppress

from django.utils.translation import gettext, gettext_noop

from openhearth.apps.learning import sentences as programmes
from openhearth.apps.pathways import footprint_sentences as footprints
from openhearth.apps.pathways import sentences as plans
from openhearth.apps.portfolios import objections as portfolios
from openhearth.apps.practices import sentences as practices
from openhearth.core.errors import Fault

SENTENCES = {
    "not_yaml": gettext_noop("the file is not YAML (%(detail)s)"),
    "missing_sheet": gettext_noop("the sheet is missing; a sheet without rows says that there is nothing"),
    "not_a_whole_number": gettext_noop("“%(found)s” is no whole number"),
    "not_cents": gettext_noop(
        "“%(found)s” is no amount in euros; write 1234.50, without spaces and marks between thousands"
    ),
    "wrong_kind": gettext_noop("this is a part of another kind: %(found)s"),
    "other_part": gettext_noop("this is another part: %(found)s"),
    "wrong_part": gettext_noop("this part cannot be read: %(detail)s"),
    "unknown_edition": gettext_noop("“%(found)s” is no edition of thresholds; known are: %(known)s"),
    "mixed_editions": gettext_noop(
        "the editions %(editions)s have different thresholds for %(measure)s: choose one of them"
    ),
    "different_editions": gettext_noop(
        "portraits of %(first)s and of %(second)s are not compared: their thresholds differ"
    ),
    "different_thresholds": gettext_noop("the thresholds of %(measure)s differ, so its figures are not compared"),
    "unit_mismatch": gettext_noop("%(indicator)s is in %(found)s, its threshold in %(expected)s"),
    "no_way_to_threshold": gettext_noop("threshold and baseline are the same: %(found)s"),
    "file_exists": gettext_noop("there is a file already; choose another name"),
    "no_solver": gettext_noop("this algorithm needs the extra openhearth[solver]"),
    "empty_range": gettext_noop("the range is empty"),
    "unknown_engine": gettext_noop(
        "“%(found)s” is no search engine of this house; use auto, tantivy, fts5 or sphinxql://host:port"
    ),
    "index_of_other_model": gettext_noop(
        "the index of meanings was made by another version (%(found)s); build it anew: openhearth index build"
    ),
    "no_encoder": gettext_noop("search by meaning needs the extra openhearth[semantic]"),
    "page_too_low": gettext_noop("pages begin at 1, not at %(page)s"),
    "size_too_low": gettext_noop("a page has 0 or more records, not %(size)s"),
    "infinite": gettext_noop("%(number)s is infinite"),
    "empty_value": gettext_noop("%(facet)s has a value without a letter"),
    "empty_id": gettext_noop("a record has no id"),
    "not_a_number": gettext_noop("%(column)s should be a number, not “%(found)s”"),
    "not_gzip": gettext_noop("the file is damaged: it cannot be decompressed (%(detail)s)"),
    "reserved_address": gettext_noop("“%(found)s” is the address of another page"),
    "unknown_format": gettext_noop("“%(found)s” is not a known format; known are: %(known)s"),
    "unknown_language": gettext_noop("“%(found)s” is not a language of this house; known are: %(known)s"),
    "unknown_dimension": gettext_noop("“%(found)s” is no dimension; known are: %(known)s"),
    "unknown_country": gettext_noop("“%(found)s” is no country of this house; known are: %(known)s"),
    "unknown_type": gettext_noop("“%(found)s” is no type of region; known are: %(known)s"),
    "unknown_person": gettext_noop("nobody here has the e-mail address “%(found)s”"),
    "unknown_programme": gettext_noop("there is no programme “%(found)s”; name a file, or one that ships: %(known)s"),
    "unknown_semester": gettext_noop("the programme has no semester %(found)s; it has: %(known)s"),
    "semesters_overlap": gettext_noop("the semesters %(first)s and %(second)s overlap"),
    "unknown_partner": gettext_noop("“%(found)s” is no partner of the programme, or several could be meant; use a key"),
    "bad_record": gettext_noop(
        "“%(found)s” names no record; write a kind and a key, such as practice:irecovery-brescia"
    ),
    "unknown_record": gettext_noop("the programme has no record “%(found)s”"),
    "bad_week": gettext_noop("“%(found)s” is not the Monday of a week; write it as 2027-03-01"),
    "duplicate_slot": gettext_noop("this meeting stands there twice"),
    "unknown_host": gettext_noop("this partner should host, but may not host any of the meetings"),
    "missing_journey": gettext_noop("the length of the journey to %(host)s is missing"),
    "bad_journey": gettext_noop("the journey to %(host)s cannot be %(found)s long"),
    "no_candidates": gettext_noop("there is no region to choose from"),
    "no_factors": gettext_noop("no factor is declared"),
    "bad_weight": gettext_noop("%(found)s cannot be a weight; it has to be above zero"),
    "unknown_candidate": gettext_noop("“%(found)s” is none of the regions to choose from"),
    "unknown_factor": gettext_noop("“%(found)s” is none of the declared factors"),
    "no_offset": gettext_noop("this time does not say how far it is from UTC"),
    "unknown_practice": gettext_noop("there is no such practice; did you mean: %(nearest)s"),
    "not_answerable": gettext_noop("what is answered stands elsewhere, is an answer itself, or was withdrawn"),
    "text_too_long": gettext_noop("at most %(allowed)s characters fit; there are %(length)s"),
    "not_compared": gettext_noop("%(name)s is not a NUTS 2 region; peers are found among those. Try %(nearest)s"),
    "missing_option": gettext_noop("this option is needed here"),
    "one_file_only": gettext_noop("this format is loaded one file at a time"),
    "missing_file": gettext_noop("there is no such file or folder"),
    "out_of_range": gettext_noop("%(value)s is out of range"),
    "ambiguous_file": gettext_noop("there is more than one file of this name: %(found)s"),
    "duplicate_cell": gettext_noop("there are two figures for the same place and time"),
    "duplicate_code": gettext_noop("the code %(code)s occurs twice"),
    "duplicate_key": gettext_noop("two rows say something about the same thing: %(key)s"),
    "duplicate_row": gettext_noop("the row occurs twice"),
    "index_of_other_shape": gettext_noop("the index was made by another version; make it anew: openhearth index build"),
    "missing_property": gettext_noop("these properties are missing: %(property)s"),
    "negative": gettext_noop("%(column)s is below zero"),
    "negative_capacity": gettext_noop("%(column)s is below zero: %(found)s"),
    "negative_tonnes": gettext_noop("%(column)s is below zero: %(found)s"),
    "no_code": gettext_noop("the region has no code"),
    "no_emission_years": gettext_noop("there is no column VerifiedEmissions_ with a year"),
    "no_release_year": gettext_noop("the name of the file should contain the year of the release, such as 2025"),
    "no_years": gettext_noop("no column is named after a year"),
    "not_a_cell": gettext_noop("the cell of %(year)s is no figure: “%(found)s”"),
    "not_a_code": gettext_noop("“%(found)s” is no code of a region"),
    "not_a_header": gettext_noop("this is not the first line of a Eurostat table: “%(found)s”"),
    "not_a_level": gettext_noop("“%(found)s” is not the level that the code has"),
    "not_a_nuts_code": gettext_noop("“%(found)s” is no NUTS code"),
    "not_a_point": gettext_noop("“%(found)s” is no point in degrees"),
    "not_a_polygon": gettext_noop("the region has no polygon"),
    "not_coordinates": gettext_noop("“%(found)s” is no latitude and longitude"),
    "not_degrees": gettext_noop("the coordinates are not longitude and latitude in degrees"),
    "not_an_entity": gettext_noop("“%(found)s” is no identifier of an operation"),
    "not_features": gettext_noop("the file is not GeoJSON"),
    "not_geojson": gettext_noop("this is not GeoJSON with regions"),
    "not_loaded": gettext_noop("no file of this format is loaded, so there is nothing to undo"),
    "not_writable": gettext_noop("this folder cannot be written; name another one with --to"),
    "nuts_levels_differ": gettext_noop("the NUTS 3 code %(nuts3)s does not lie in the NUTS 2 region %(nuts2)s"),
    "unknown_activity": gettext_noop("“%(found)s” is no activity of the EU ETS"),
}

REJECTIONS = {
    "aggregate": gettext_noop("groups of countries"),
    "before_first_year": gettext_noop("figures from before 2010"),
    "extra_regio": gettext_noop("embassies and platforms, which lie in no region"),
    "from_labour_force_survey": gettext_noop("sections that the labour force survey knows better"),
    "metropolitan_region": gettext_noop("metropolitan regions, which are not NUTS"),
    "nace_group": gettext_noop("groups of NACE, which only trade has"),
    "no_capacity": gettext_noop("plants without a capacity"),
    "no_verified_emissions": gettext_noop("installations that never reported emissions"),
    "not_available": gettext_noop("empty cells"),
    "not_placed": gettext_noop("their region could not be found"),
    "not_selected": gettext_noop("other ages, units or series than the house uses"),
    "not_stationary": gettext_noop("aircraft and ships, which have no place"),
    "one_sex": gettext_noop("women and men apart"),
    "no_title": gettext_noop("projects without a title"),
    "repeated": gettext_noop("rows about a project that was there before"),
    "unknown_country": gettext_noop("countries the house does not know"),
    "unknown_language": gettext_noop("languages the house does not know"),
    "unknown_nuts2": gettext_noop("their region is not in NUTS 2021"),
    "unknown_territory": gettext_noop("places the house does not know"),
}
"""Why a row that is not damaged was still left out, in words."""


def message(fault: Fault) -> str:
    """Place and sentence; a code without a sentence of its own says itself."""
    of_apps = (portfolios.SENTENCES, footprints.SENTENCES, practices.SENTENCES, plans.FAULTS, programmes.SENTENCES)
    for sentences in (SENTENCES, *of_apps):
        with suppress(KeyError):  # the same code can be said of different things, with other details
            said = gettext(sentences[fault.code]) % {name: _listed(value) for name, value in fault.params.items()}
            return f"{fault.place}: {said}" if fault.place else said
    return str(fault)


def _listed(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def rejection(reason: str) -> str:
    """Why rows were left out; a reason without words of its own says itself."""
    words = REJECTIONS.get(reason)
    return reason if words is None else gettext(words)
