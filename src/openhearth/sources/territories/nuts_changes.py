"""Which NUTS code of each version since 1999 stands for which NUTS 2021 code, at all levels.

The file has one row for each region and its code in each version. Columns here: ``old_code``, ``old_version``,
``new_code``, ``new_name``, ``renamed_only`` (True if every change between was of code or name, not of border).
"""

from __future__ import annotations

import re
from collections import Counter

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import Parsed, records, text_of
from openhearth.sources.territories.nuts import CODE

COLUMNS = {
    "old_code": pl.String,
    "old_version": pl.String,
    "new_code": pl.String,
    "new_name": pl.String,
    "renamed_only": pl.Boolean,
}

VERSIONS = ("1999", "2003", "2006", "2010", "2013", "2016", "2021")

_PART = " (part)"
_ONLY_RENAMED = re.compile(
    r"|code change|code(, | change, )name (change|correction)|code change, name changes|name change|recoded?|relabelled"
    r"|(recoded and relabelled)|(relabelled and recoded)|renamed( \(previously .*\))?"
)


def parse(data: bytes) -> Parsed:
    """The links of one file; the version 2021 itself links each code to itself.

    Rejected: rows without a NUTS 2021 code (``no_successor``).

    Raises
    ------
    InputError
        What `reading.records` raises; ``not_a_nuts_code`` for each damaged code.
    """
    faults: list[Fault] = []
    links: list[tuple[str, str, str, str, bool]] = []
    rejected: Counter[str] = Counter()
    read = 0
    required = (
        [f"code_{version}" for version in VERSIONS]
        + [f"change_{version}" for version in VERSIONS[1:]]
        + ["geo_name_2021"]
    )
    for line, row in records(text_of(data), required=required, faults=faults):
        read += 1
        if row["code_2021"]:
            links += _links(row, f"line {line}", faults)
        else:
            rejected["no_successor"] += 1
    if faults:
        raise InputError(*faults)
    frame = pl.DataFrame(links, schema=COLUMNS, orient="row")
    return Parsed(frame, read=read, rejected=rejected)


def _links(row: dict[str, str], place: str, faults: list[Fault]) -> list[tuple[str, str, str, str, bool]]:
    name = " ".join(row["geo_name_2021"].split())
    found = []
    for position, version in enumerate(VERSIONS):
        written = row[f"code_{version}"]
        code = written.removesuffix(_PART)
        if not written:
            continue
        if not CODE.fullmatch(code):
            faults.append(Fault("not_a_nuts_code", place, {"found": written}))
            continue
        later = [row[f"change_{change}"].strip().lower() for change in VERSIONS[position + 1 :]]
        renamed_only = not written.endswith(_PART) and all(_ONLY_RENAMED.fullmatch(change) for change in later)
        found.append((code, version, row["code_2021"], name, renamed_only))
    return found
