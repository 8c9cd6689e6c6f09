"""``openhearth sources`` and ``openhearth facts`` as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from openhearth.apps.practices.models import Project
from openhearth.apps.regions.models import Boundary, Figure, Installation, Load
from openhearth.cli.main import run
from openhearth.sources.building import facts_build
from openhearth.sources.loading import FORMATS, PROJECT_LISTS
from tests.publisher_files import PROJECT_SAMPLES, SAMPLES

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def openhearth(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs the real command; exit code, standard output and standard error."""

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["openhearth", *map(str, words)])
        monkeypatch.setattr("openhearth.cli.output.out.width", 200)
        code = 0
        try:
            run()
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        said = capfd.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


@pytest.mark.django_db
@pytest.mark.parametrize("code", FORMATS)
def test_every_format_is_loaded_and_taken_back(
    code: str, openhearth: Command, written: Callable[[str, bytes], Path]
) -> None:
    sample = SAMPLES[code]
    done, said, _ = openhearth("sources", "load", code, written(sample.file_name, sample.good), "--json")
    answer = json.loads(said)
    assert done == 0
    assert (answer["format"], answer["file_name"]) == (code, sample.file_name)
    assert answer["read"] == answer["kept"] + sum(answer["rejected"].values())
    assert Load.objects.filter(format=code, digest=answer["digest"]).count() == 1
    assert openhearth("sources", "reset", code)[0] == 0
    assert not Load.objects.filter(format=code).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("code", FORMATS)
def test_a_damaged_file_is_explained_and_changes_nothing(
    code: str, openhearth: Command, written: Callable[[str, bytes], Path]
) -> None:
    sample = SAMPLES[code]
    before = Load.objects.count(), Figure.objects.count(), Installation.objects.count(), Boundary.objects.count()
    done, said, complaint = openhearth("sources", "load", code, written(sample.file_name, sample.damaged))
    assert (done, said) == (2, "")
    for fault, place in sample.faults:
        assert place in complaint
        assert fault not in complaint, "the code of the fault has no sentence"
    after = Load.objects.count(), Figure.objects.count(), Installation.objects.count(), Boundary.objects.count()
    assert after == before


@pytest.mark.django_db
def test_what_was_left_out_is_said_in_words(openhearth: Command, written: Callable[[str, bytes], Path]) -> None:
    _, said, _ = openhearth("sources", "load", "eutl", written("eutl.csv", SAMPLES["eutl"].good))
    assert "read 4, kept 2" in said
    assert "aircraft and ships, which have no place" in said
    assert "openhearth sources reset eutl" in said


@pytest.mark.django_db
def test_who_loads_plants_is_told_about_boundaries(openhearth: Command, written: Callable[[str, bytes], Path]) -> None:
    sample = SAMPLES["gem-steel"]
    _, said, _ = openhearth("sources", "load", "gem-steel", written(sample.file_name, sample.good))
    assert "sources load boundaries" in said


@pytest.mark.django_db
def test_the_list_says_what_is_loaded(openhearth: Command, written: Callable[[str, bytes], Path]) -> None:
    openhearth("sources", "load", "trng", written("mine.tsv", SAMPLES["trng"].good))
    _, said, _ = openhearth("sources", "list", "--json")
    loaded = {entry["format"]: entry["loaded"] for entry in json.loads(said)["formats"]}
    assert list(loaded) == [*FORMATS, *PROJECT_LISTS, "io"]
    assert {code: name for code, name in loaded.items() if name} == {"trng": "mine.tsv"}
    _, table, _ = openhearth("sources", "list")
    assert all(code in table for code in loaded)


@pytest.mark.usefixtures("own_index")
@pytest.mark.parametrize("code", PROJECT_LISTS)
def test_a_list_of_projects_is_found_until_it_is_taken_away(
    code: str, openhearth: Command, written: Callable[[str, bytes], Path]
) -> None:
    def found() -> list[str]:
        _, said, _ = openhearth("practices", "search", "mill", "--kind", "project", "--json")
        return [hit["title"] for hit in json.loads(said)["hits"]]

    sample = PROJECT_SAMPLES[code]
    done, said, _ = openhearth("sources", "load", code, written(sample.file_name, sample.good), "--json")
    assert (done, json.loads(said)["kept"]) == (0, 2)
    assert found() == ["Heat from the mill", "The mill rolls on"]
    assert "evaluation only" in openhearth("sources", "load", code, written(sample.file_name, sample.good))[1]
    done, _, complaint = openhearth("sources", "load", code, written(sample.file_name, sample.damaged))
    assert done == 2
    assert all(place in complaint for _, place in sample.faults)
    assert len(found()) == 2
    assert openhearth("sources", "reset", code)[0] == 0
    assert found() == []
    assert Project.objects.count() == Load.objects.filter(format=code).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("load", "word", "x"), "ilc-li41"),
        (("load", "trng", "/no/such/file"), "/no/such/file"),
        (("reset", "trng"), "nothing to undo"),
    ],
)
def test_a_mistake_is_explained(openhearth: Command, words: tuple[str, ...], hint: str) -> None:
    code, _, complaint = openhearth("sources", *words)
    assert code == 2
    assert hint in complaint


def test_a_build_names_every_missing_file(openhearth: Command, tmp_path: Path) -> None:
    code, _, complaint = openhearth("facts", "build", "--from", tmp_path, "--to", tmp_path / "tables")
    assert code == 2
    assert all(name in complaint for name in facts_build.FILES)
    assert list(tmp_path.iterdir()) == []


def test_a_build_into_a_folder_that_cannot_be_written_is_refused(openhearth: Command, tmp_path: Path) -> None:
    (tmp_path / "a_file").write_text("not a folder")
    code, _, complaint = openhearth("facts", "build", "--from", tmp_path, "--to", tmp_path / "a_file" / "tables")
    assert code == 2
    assert "--to" in complaint


@pytest.mark.shared
def test_the_build_gives_the_packaged_tables(openhearth: Command, shared: Path, tmp_path: Path) -> None:
    code, said, _ = openhearth("facts", "build", "--from", shared / "data", "--to", tmp_path / "tables", "--json")
    assert code == 0
    built = json.loads((tmp_path / "tables" / "MANIFEST.json").read_text())
    packaged = Path(facts_build.__file__).parents[2] / "facts" / "tables" / "MANIFEST.json"
    assert json.loads(said)["digest"] == built["digest"]
    assert built == json.loads(packaged.read_text())
