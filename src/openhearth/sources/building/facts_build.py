"""From the files of the publishers to the packaged tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.building.employment_tables import employment
from openhearth.sources.building.facilities_tables import facility_tables
from openhearth.sources.building.figure_tables import figures, placed_share
from openhearth.sources.building.territory_tables import successions, territories
from openhearth.sources.facilities import eutl
from openhearth.sources.facts_tables import SCHEMAS, Manifest, csv_bytes, manifest_of
from openhearth.sources.input_output.io_published import published_tables
from openhearth.sources.territories import crosswalk
from openhearth.sources.territories.nuts_2021 import history

Progress = Callable[[str, int, int], None]
"""Called before each step with its name, the steps done and the steps in all."""

DEMO_REGIONS = frozenset({"DEA1", "ES12", "PT18", "FI19", "LT02", "AL01", "AL02", "AL03"})
"""NUTS 2 regions of the partners of the demo programme, whose plants and installations ship one by one:
Duisburg, Avilés, Sines, Tampere, Kaunas, and Albania, where the partner's place is open."""

FILES = (
    "ARDECO-SNPTD.2021.table.csv",
    "ARDECO-SUVGDP.2021.table.csv",
    "NUTS_LB_2021_4326_LEVL_2.geojson",
    "NUTS_LB_2021_4326_LEVL_3.geojson",
    "NUTS_RG_60M_2021_4326_LEVL_3.geojson",
    "env__BE.csv",
    "env__co2.csv",
    "eurostat_tgs_nuts2_2005_2020.csv",
    "eutl_installations_2024-10.csv.gz",
    "gem_cement_europe_2025-07.csv",
    "gem_steel_europe_2025-03-25.csv",
    "germany_1995__germany_1995.csv",
    "germany_airpol__germany_airpol.csv",
    "ilc_li41.tsv",
    "ilc_lvhl21.tsv",
    "ilc_mddd21.tsv",
    "ilc_peps11.tsv",
    "lfst_r_lfe2en2.tsv",
    "lfst_r_lfp2acedu.tsv",
    "naio__cz_io.csv",
    "naio__emp_cz.csv",
    "naio__emp_sk.csv",
    "naio__sk_io.csv",
    "nuts2_crosswalks_2006_2021.csv",
    "nuts_changes_1999_2021.csv",
    "sbs_2015_clean.csv",
    "trng_lfse_04.tsv",
)
"""What the build reads, by file name, in whatever folder below the directory given."""


def _silent(_step: str, _done: int, _all: int) -> None:
    """Nobody is watching."""


def build(files: Mapping[str, bytes], progress: Progress = _silent) -> dict[str, bytes]:
    """The bytes of every packaged table, from the bytes of the publishers' files.

    Raises
    ------
    InputError
        ``missing_file`` for each file not given; whatever a parser finds wrong in one.
    """
    missing = [Fault("missing_file", name) for name in FILES if name not in files]
    if missing:
        raise InputError(*missing)
    frames: dict[str, pl.DataFrame] = {}
    progress("territories", 0, 6)
    frames["territories"] = territories(files)
    overlaps = crosswalk.parse(files["nuts2_crosswalks_2006_2021.csv"]).frame
    regions = frames["territories"].filter(pl.col("version") == "NUTS 2021")["code"].to_list()
    past = history(overlaps, regions)
    progress("successions", 1, 6)
    frames["successions"] = successions(files, past)
    progress("employment", 2, 6)
    frames["employment"] = employment(files, past)
    progress("facilities", 3, 6)
    frames |= facility_tables(files, frames["territories"], DEMO_REGIONS)
    progress("figures", 4, 6)
    placed = placed_share(eutl.parse(files["eutl_installations_2024-10.csv.gz"]).frame, past.regions)
    frames["figures"] = figures(files, overlaps, frames["emissions"], placed, past)
    progress("input_output", 5, 6)
    frames["input_output"] = published_tables(files)
    tables = {name: csv_bytes(name, frames[name]) for name in SCHEMAS}
    progress("done", 6, 6)
    return tables


def build_facts(directory: Path, out: Path, progress: Progress = _silent) -> Manifest:
    """Read the publishers' files below ``directory`` and replace the folder ``out`` by the tables and their manifest.

    The tables are written beside ``out`` and moved into place when all are there; if anything fails, ``out`` stays as it was.

    Raises
    ------
    InputError
        ``missing_file``, ``ambiguous_file`` (the name occurs in several folders) and what `build` raises.
    """
    tables = build(read_files(directory), progress)
    manifest = manifest_of(tables)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as scratch:
        fresh, old = Path(scratch, "new"), Path(scratch, "old")
        fresh.mkdir()
        for name, data in tables.items():
            (fresh / f"{name}.csv").write_bytes(data)
        (fresh / "MANIFEST.json").write_bytes(manifest.as_bytes())
        if out.exists():
            out.replace(old)
        try:
            fresh.replace(out)
        except OSError:
            old.replace(out)
            raise
    return manifest


def read_files(directory: Path) -> dict[str, bytes]:
    """The bytes of `FILES`, wherever they are below ``directory``."""
    found = {name: sorted(directory.rglob(name)) for name in FILES}
    faults = [Fault("missing_file", name) for name, paths in found.items() if not paths]
    faults += [Fault("ambiguous_file", name, {"found": len(paths)}) for name, paths in found.items() if len(paths) > 1]
    if faults:
        raise InputError(*faults)
    return {name: paths[0].read_bytes() for name, paths in found.items()}
