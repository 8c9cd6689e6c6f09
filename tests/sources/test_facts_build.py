"""The build: the same bytes each time, nothing half written, and figures that are known to be right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from openhearth.core.errors import InputError
from openhearth.sources import packaged, registers
from openhearth.sources.building import facts_build
from openhearth.sources.building.employment_tables import labour_force
from openhearth.sources.building.facts_build import FILES, build, build_facts, read_files
from openhearth.sources.building.figure_tables import MOSTLY_PLACED, placed_share
from openhearth.sources.facts_tables import SCHEMAS, csv_bytes, manifest_of, read_csv
from openhearth.sources.statistics import sbs


def empty_tables(_files: Mapping[str, bytes], _progress: facts_build.Progress) -> dict[str, bytes]:
    return {name: csv_bytes(name, pl.DataFrame(schema=schema)) for name, schema in SCHEMAS.items()}


@pytest.fixture
def publishers(tmp_path: Path) -> Path:
    """A folder with all files of the publishers, all of them empty."""
    (tmp_path / "data" / "deep").mkdir(parents=True)
    for name in FILES:
        (tmp_path / "data" / "deep" / name).write_bytes(b"")
    return tmp_path / "data"


def test_every_missing_or_doubled_file_is_named(publishers: Path) -> None:
    (publishers / "deep" / "sbs_2015_clean.csv").unlink()
    (publishers / "ilc_li41.tsv").write_bytes(b"")
    with pytest.raises(InputError) as raised:
        read_files(publishers)
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("missing_file", "sbs_2015_clean.csv"),
        ("ambiguous_file", "ilc_li41.tsv"),
    ]
    with pytest.raises(InputError) as raised:
        build({})
    assert [fault.place for fault in raised.value.faults] == list(FILES)


def test_a_build_replaces_the_folder_whole(publishers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_build, "build", empty_tables)
    out = tmp_path / "facts" / "tables"
    first = build_facts(publishers, out)
    (out / "left_over.csv").write_text("old")
    assert build_facts(publishers, out) == first
    assert sorted(path.name for path in out.iterdir()) == sorted(
        ["MANIFEST.json", *(f"{name}.csv" for name in SCHEMAS)]
    )
    assert [path.name for path in out.parent.iterdir()] == ["tables"]
    assert (out / "MANIFEST.json").read_bytes() == first.as_bytes()


def test_a_build_that_fails_leaves_all_as_it_was(publishers: Path, tmp_path: Path) -> None:
    out = tmp_path / "facts" / "tables"
    out.mkdir(parents=True)
    (out / "figures.csv").write_text("before")
    with pytest.raises(InputError, match="empty_file"):
        build_facts(publishers, out)
    assert [path.name for path in out.parent.iterdir()] == ["tables"]
    assert (out / "figures.csv").read_text() == "before"


def test_the_share_of_emissions_that_could_be_placed() -> None:
    installations = pl.DataFrame(
        [
            ("LT", None, 95.0),
            ("LT", "LT02", 5.0),
            ("PT", "PT1D", 4.0),
            ("PT", "PT18", 1.0),
            ("GR", "EL30", 3.0),
            ("GB", None, 8.0),
            ("XI", None, 2.0),
        ],
        schema=["country", "nuts2", "tonnes"],
        orient="row",
    )
    assert placed_share(installations, {"LT02", "EL30", "PT18"}).rows() == [
        ("EL", 1.0),
        ("LT", 0.05),
        ("PT", 0.2),
        ("UK", 0.0),
    ]


Steps = list[tuple[str, int, int]]


@pytest.fixture(scope="module")
def real_build(shared: Path) -> tuple[dict[str, bytes], Steps]:
    """The tables made of the publishers' files, and the steps announced on the way."""
    steps: Steps = []
    return build(read_files(shared / "data"), lambda *step: steps.append(step)), steps


@pytest.mark.shared
def test_a_second_run_gives_the_same_bytes(shared: Path, real_build: tuple[dict[str, bytes], Steps]) -> None:
    assert build(read_files(shared / "data")) == real_build[0]


@pytest.mark.shared
def test_the_packaged_tables_are_what_the_build_makes(real_build: tuple[dict[str, bytes], Steps]) -> None:
    tables, _ = real_build
    assert packaged.manifest() == manifest_of(tables)
    assert [name for name, data in tables.items() if not packaged.table(name).equals(read_csv(name, data))] == []


@pytest.mark.shared
def test_progress_goes_from_nothing_to_all(real_build: tuple[dict[str, bytes], Steps]) -> None:
    tables, steps = real_build
    assert set(tables) == set(SCHEMAS)
    assert [done for _, done, _ in steps] == [0, 1, 2, 3, 4, 5, 6]
    assert {whole for _, _, whole in steps} == {6}


def only(frame: pl.DataFrame, **values: object) -> dict[str, object]:
    rows = frame.filter(*(pl.col(column) == value for column, value in values.items()))
    assert rows.height == 1, rows
    return rows.row(0, named=True)


class TestPackaged:
    """Known figures in the tables that ship."""

    def test_territories(self) -> None:
        territories = packaged.table("territories")
        counted = dict(territories.filter(pl.col("version") == "NUTS 2021").group_by("kind").len().rows())
        assert counted == {"country": 37, "nuts1": 125, "nuts2": 334, "nuts3": 1514}
        assert set(territories["parent"]) - {""} <= set(territories["code"])
        assert territories["longitude"].null_count() == 0
        assert only(territories, code="DEA12")["name"] == "Duisburg, Kreisfreie Stadt"
        assert only(territories, code="EL")["name"] == "Greece"
        assert only(territories, code="ES-33004")["parent"] == "ES120"

    @pytest.mark.parametrize(
        ("territory", "nace", "persons"), [("DEA1", "C24", 52730), ("DEA1", "C20", 48275), ("PL22", "B05", 85278)]
    )
    def test_employment_as_published(self, territory: str, nace: str, persons: int) -> None:
        row = only(packaged.table("employment"), territory=territory, nace=nace, source="eurostat-sbs-2015")
        assert (row["year"], row["persons"], row["status"]) == (2015, persons, "reported")

    def test_confidential_is_not_zero(self) -> None:
        row = only(packaged.table("employment"), territory="DEA1", nace="B05")
        assert (row["persons"], row["status"]) == (None, "unknown")

    @pytest.mark.shared
    def test_a_split_country_keeps_its_total(self, shared: Path) -> None:
        published = sbs.parse((shared / "data/regional_stats/sbs_2015_clean.csv").read_bytes()).frame
        country = only(published, territory="LT", nace="C24")["persons"]
        steel = packaged.table("employment").filter(pl.col("nace") == "C24")
        people = dict(steel.select("territory", "persons").rows())
        assert people["LT01"] + people["LT02"] == pytest.approx(country, abs=1)

    @pytest.mark.shared
    def test_converted_regions_add_up_to_the_published_country(self, shared: Path) -> None:
        survey = (shared / "data/regional_stats/lfst_r_lfe2en2.tsv").read_bytes()
        services = labour_force(survey).frame.filter((pl.col("series") == "O-Q") & (pl.col("year") == sbs.YEAR))
        level_2 = packaged.table("employment").filter(pl.col("nace") == "O-Q")
        summed = level_2.group_by(pl.col("territory").str.slice(0, 2)).agg(pl.col("persons").sum().alias("sum"))
        compared = summed.join(services, on="territory")
        assert {"LT", "PL", "NO", "FR", "UK", "HR"} <= set(compared["territory"])
        assert compared.filter((pl.col("sum") / pl.col("value") / 1000 - 1).abs() > 0.005).rows() == []

    def test_business_statistics_cover_289_regions(self) -> None:
        known = packaged.table("employment").filter(
            (pl.col("source") == "eurostat-sbs-2015")
            & pl.col("persons").is_not_null()
            & (pl.col("territory").str.len_chars() == 4)
        )
        assert known["territory"].n_unique() == 289

    def test_population_forecasts_are_marked(self) -> None:
        population = packaged.table("figures").filter(pl.col("indicator") == "population")
        assert only(population, territory="DEA1", year=2019)["value"] == pytest.approx(5.2e6, rel=0.01)
        assert only(population, territory="DEA1", year=2022)["status"] == "reported"
        assert only(population, territory="DEA1", year=2023)["status"] == "forecast"

    def test_level_2_adds_up_to_the_country(self) -> None:
        population = packaged.table("figures").filter((pl.col("indicator") == "population") & (pl.col("year") == 2020))
        level_2 = population.filter(pl.col("territory").str.len_chars() == 4)
        summed = level_2.group_by(pl.col("territory").str.slice(0, 2)).agg(pl.col("value").sum().alias("sum"))
        compared = summed.join(population, on="territory")
        assert compared.height == 37
        assert compared.filter((pl.col("sum") / pl.col("value") - 1).abs() > 0.002).rows() == []

    def test_emissions_are_unknown_where_most_could_not_be_placed(self) -> None:
        emissions = packaged.table("figures").filter(pl.col("indicator") == "ets_emissions")
        lithuania = emissions.filter(pl.col("territory").str.starts_with("LT"))
        assert lithuania.height > 0
        assert set(lithuania["status"]) == {"unknown"}
        assert lithuania["value"].null_count() == lithuania.height
        assert 0.0 < MOSTLY_PLACED < 1.0
        row = only(emissions, territory="DEA1", year=2021)
        assert (row["status"], row["flag"]) == ("derived", "")
        table = packaged.table("emissions").filter((pl.col("territory") == "DEA1") & (pl.col("year") == 2021))
        assert row["value"] == pytest.approx(table["tonnes"].sum())

    def test_every_code_is_in_its_register(self) -> None:
        sources = {row["code"] for row in registers.register("sources")}
        indicators = {row["code"] for row in registers.register("indicators")}
        places = set(packaged.table("territories")["code"])
        assert set(packaged.table("figures")["indicator"]) == indicators
        for name in SCHEMAS:
            assert set(packaged.table(name)["source"]) <= sources
        for name in ("figures", "employment", "emissions", "capacities", "plants", "installations"):
            assert set(packaged.table(name)["territory"]) <= places
        assert set(packaged.table("successions")["new_code"]) <= places

    def test_the_manifest_matches_the_files(self) -> None:
        rows = {entry.name: entry.rows for entry in packaged.manifest().tables}
        assert rows == {name: packaged.table(name).height for name in SCHEMAS}

    @pytest.mark.parametrize(
        ("read", "code"), [(packaged.table, "unknown_table"), (registers.register, "unknown_register")]
    )
    @pytest.mark.parametrize("name", ["nonsense", "../pyproject", ""])
    def test_an_unknown_name_is_refused(self, read: object, code: str, name: str) -> None:
        with pytest.raises(InputError, match=code):
            read(name)  # type: ignore[operator]
