"""What the commands say to people, and that they end as they should."""

from __future__ import annotations

import csv
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from openhearth.cli import main
from openhearth.press.engines import PressError
from openhearth.sources import registers
from tests.cli.conftest import Command

# In this process, with the facts of the tests


@pytest.mark.django_db
def test_regions_as_a_table(openhearth: Command) -> None:
    code, said, complaints = openhearth("regions", "--country", "LT", "--level", "2")
    assert (code, complaints) == (0, "")
    lines = said.splitlines()
    assert lines[0].strip() == "2 places"
    assert lines[1].split() == ["Code", "Name", "Kind", "Country", "Type"]
    assert lines[3].split()[0] == "LT02"
    assert "Agri-textile" in lines[3]


@pytest.mark.django_db
def test_a_region_as_text(openhearth: Command) -> None:
    code, said, _ = openhearth("region", "DEA1")
    assert code == 0
    assert said.startswith("Düsseldorf (DEA1, NUTS 2021)")
    assert "Basic metals (4.3 ×)" in said  # noqa: RUF001
    (gdp,) = [line for line in said.splitlines() if line.startswith("GDP per head")]
    assert gdp.split()[-6:] == ["PPS/person", "2022", "65", "of", "333", "jrc-ardeco"]
    assert "What is not known" in said
    assert "openhearth region DEA1 --json" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("US-CA", "No figures are known for this place."),
        ("AL01", "Employment by activity is not known here"),
        ("LT02", "Industrial emissions are not known here"),
    ],
)
def test_a_region_says_what_is_not_known(openhearth: Command, code: str, sentence: str) -> None:
    assert f"- {sentence}" in openhearth("region", code)[1]


@pytest.mark.django_db
def test_peers_as_a_table(openhearth: Command) -> None:
    code, said, _ = openhearth("peers", "DEA1", "-n", "3")
    assert code == 0
    assert "Regions most like Düsseldorf (DEA1)" in said
    assert [line[:4] for line in said.splitlines()[2:5]] == ["DEA5", "DEA3", "DE91"]
    assert "Not compared for lack of data: Openness." in said


@pytest.mark.django_db
def test_types_as_a_table(openhearth: Command) -> None:
    code, said, _ = openhearth("typology")
    assert code == 0
    (line,) = [line for line in said.splitlines() if line.startswith("Energy and industry")]
    assert "35" in line.split()
    assert "Energy-intensive industries" in line
    assert openhearth("typology", "--groups", "5")[1].count("\ngroup_") == 5


@pytest.mark.django_db
def test_an_unknown_code_names_the_nearest(openhearth: Command) -> None:
    code, said, complaints = openhearth("region", "Duisburgg")
    assert (code, said) == (2, "")
    assert complaints.startswith("No place has the code Duisburgg. Did you mean:")
    assert "DE-05112000  Duisburg" in complaints


@pytest.mark.django_db
@pytest.mark.parametrize("words", [("region", "HR04"), ("peers", "hr04"), ("brief", "HR04", "-o", "x.md")])
def test_an_outdated_code_names_its_heirs(openhearth: Command, words: tuple[str, ...]) -> None:
    code, said, complaints = openhearth(*words)
    assert (code, said) == (2, "")
    assert "is a code of NUTS 2016. Today the area belongs to:" in complaints
    assert [line.split()[0] for line in complaints.splitlines()[1:]] == ["HR02", "HR06", "HR05"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "faults"),
    [
        (("regions", "--type", "x", "--level", "9"), ["--type: “x” is no type of region", "--level: “9”"]),
        (("peers", "DEA1", "--features", "a=1,economy=b"), ["--features: “a” is no dimension", "not “b”"]),
        (("peers", "DEA1", "--features", "economy=-1,people=nan"), ["economy: ", "people: "]),
        (("peers", "DEA1", "--features", ","), ["dimensions: "]),
        (("peers", "DEA12"), ["peers are found among those. Try DEA1"]),
        (("peers", "UKM"), ["Try UKM5, UKM6, UKM7, UKM8, UKM9"]),
        (("brief", "DEA1", "-o", "x.xyz", "--language", "fr"), ["--language: “fr”", "x.xyz: “xyz”"]),
        (("region", "DEA1", "--ecosystems", "/no/such.csv"), ["/no/such.csv: there is no such file"]),
    ],
)
def test_all_faults_are_named_at_once(openhearth: Command, words: tuple[str, ...], faults: list[str]) -> None:
    code, said, complaints = openhearth(*words)
    assert (code, said) == (2, "")
    assert complaints.startswith("The input cannot be used:")
    assert all(fault in complaints for fault in faults)
    assert not Path("x.xyz").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("regions", "--nonsense"),
        ("region",),
        ("peers", "DEA1", "-n", "0"),
        ("typology", "--groups", "1"),
        ("schema", "nonsense"),
        ("brief", "DEA1"),
    ],
)
def test_wrong_usage_is_explained(openhearth: Command, words: tuple[str, ...]) -> None:
    code, said, complaints = openhearth(*words)
    assert (code, said) == (2, "")
    assert "Usage: openhearth" in complaints
    assert "on our side" not in complaints


@pytest.mark.parametrize(
    "words", [("--help",), *((name, "--help") for names in main.MODULES.values() for name in names)]
)
def test_every_command_explains_itself(openhearth: Command, words: tuple[str, ...]) -> None:
    code, said, _ = openhearth(*words)
    assert code == 0
    assert "Usage: openhearth" in said
    if words == ("--help",):
        assert all(f" {name} " in said for names in main.MODULES.values() for name in names)


# A table of ecosystems of one's own


@pytest.fixture
def own_table(tmp_path: Path) -> Path:
    """The packaged table without a quarter of one division, under a name of its own."""
    rows = registers.register("ecosystems")
    path = tmp_path / "own.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(
            row | {"version": "ours 7"} | ({"weight": "0.75"} if row["nace"] == "B05" else {}) for row in rows
        )
    return path


@pytest.mark.django_db
def test_an_own_table_replaces_the_packaged_one(openhearth: Command, own_table: Path) -> None:
    found = json.loads(openhearth("region", "PL22", "--ecosystems", own_table, "--json")[1])
    packaged = json.loads(openhearth("region", "PL22", "--json")[1])
    assert found["employment"]["ecosystems_version"] == "ours 7"
    assert packaged["employment"]["ecosystems_version"] == "openhearth-1"
    assert found["employment"]["ecosystems"] != packaged["employment"]["ecosystems"]
    assert openhearth("typology", "--ecosystems", own_table)[0] == 0


@pytest.mark.django_db
def test_every_fault_of_an_own_table_is_named(openhearth: Command, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("nace,ecosystem,weight,version,note\nC24,moon,1,v,\nC20,digital,2,v,\nC10,agrifood,x,v,\n")
    code, _, complaints = openhearth("typology", "--ecosystems", path)
    assert code == 2
    assert len(complaints.splitlines()) >= 4
    path.write_text("nace;weight\n")
    assert openhearth("typology", "--ecosystems", path)[0] == 2


# Briefs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("suffix", "start"), [("md", b"# Transition brief"), ("html", b"<!doctype html>"), ("pdf", b"%PDF-1.")]
)
def test_a_brief_is_written(openhearth: Command, tmp_path: Path, suffix: str, start: bytes) -> None:
    target = tmp_path / "new" / f"AL01.{suffix}"
    code, said, _ = openhearth("brief", "al01", "-o", target)
    assert code == 0
    assert target.read_bytes().startswith(start)
    assert f"Wrote {target} ({target.stat().st_size:,} bytes)" in said
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.django_db
def test_a_brief_says_its_digest(openhearth: Command, tmp_path: Path) -> None:
    found = [
        json.loads(openhearth("brief", "AL01", "-o", tmp_path / f"{name}.md", "--language", language, "--json")[1])
        for name, language in (("a", "en"), ("b", "en"), ("c", "de"))
    ]
    assert found[0]["digest"] == found[1]["digest"] != found[2]["digest"]
    assert found[0]["bytes"] == (tmp_path / "a.md").stat().st_size
    assert "BIP je Einwohner" in (tmp_path / "c.md").read_text(encoding="utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "trouble", [PressError("the engine is missing"), OSError("no space left"), RuntimeError("bug")]
)
def test_a_brief_that_fails_leaves_the_old_file(
    openhearth: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    target = tmp_path / "AL01.md"
    target.write_text("the old brief")

    def broken(*_: object, **__: object) -> bytes:
        raise trouble

    monkeypatch.setattr("openhearth.cli.brief.render", broken)
    code, said, complaints = openhearth("brief", "AL01", "-o", target)
    assert (code, said) == (1, "")
    assert ("on our side" in complaints) == isinstance(trouble, RuntimeError)
    assert target.read_text() == "the old brief"
    assert [path.name for path in tmp_path.iterdir()] == ["AL01.md"]


@pytest.mark.django_db
def test_a_folder_is_not_overwritten_and_no_draft_stays(openhearth: Command, tmp_path: Path) -> None:
    (tmp_path / "AL01.md").mkdir()
    code, _, complaints = openhearth("brief", "AL01", "-o", tmp_path / "AL01.md")
    assert code == 1
    assert "directory" in complaints
    assert [path.name for path in tmp_path.iterdir()] == ["AL01.md"]


# As processes of their own, in a house of their own


def process(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OPENHEARTH_HOME": str(home), "COLUMNS": "200"}
    environment.pop("OPENHEARTH_DATABASE_URL", None)  # a house of its own
    return subprocess.run(
        [sys.executable, "-m", "openhearth.cli.main", *words],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house that the first command has set up."""
    home = tmp_path_factory.mktemp("house") / "new"
    first = process(home, "regions", "--country", "LU", "--level", "2", "--json")
    assert (first.returncode, first.stderr) == (0, "")
    assert [place["code"] for place in json.loads(first.stdout)["regions"]] == ["LU00"]
    return home


def test_the_first_command_sets_the_house_up(home: Path) -> None:
    assert (home / "openhearth.sqlite3").exists()
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600


def test_a_second_command_finds_it(home: Path) -> None:
    before = (home / "openhearth.sqlite3").stat().st_mtime_ns
    again = process(home, "peers", "LU00", "-n", "2", "--json")
    assert again.returncode == 0
    assert len(json.loads(again.stdout)["peers"]) == 2
    assert (home / "openhearth.sqlite3").stat().st_mtime_ns == before


def test_a_process_ends_with_the_code_of_its_error(home: Path) -> None:
    unknown = process(home, "region", "DEA9", "--json")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert json.loads(unknown.stderr)["error"]["code"] == "unknown_code"
    wrong = process(home, "regions", "--nonsense")
    assert wrong.returncode == 2
    assert "No such option: --nonsense" in wrong.stderr


def test_a_reader_that_leaves_early_is_no_error_of_ours(home: Path) -> None:
    environment = {**os.environ, "OPENHEARTH_HOME": str(home)}
    environment.pop("OPENHEARTH_DATABASE_URL", None)
    command = [sys.executable, "-m", "openhearth.cli.main", "regions", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read().decode() == ""


def test_a_house_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    closed = process(tmp_path / "file" / "house", "regions")
    assert closed.returncode == 1
    assert closed.stderr.startswith("The house cannot be opened: ")
    assert "Traceback" not in closed.stderr
