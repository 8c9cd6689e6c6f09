"""Where a file stops being YAML, in words for those who wrote it; the same from every reader of YAML."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openhearth.core.errors import InputError
from openhearth.sources.input_output import scenario_yaml
from openhearth.sources.plans import plan_yaml
from openhearth.sources.portfolios import statements_yaml, uncertain_yaml
from openhearth.sources.practices import practices_yaml
from openhearth.sources.programmes import course_yaml, programme_yaml

READERS = {
    "scenario": scenario_yaml.parse,
    "plan": plan_yaml.parse,
    "practices": lambda data: practices_yaml.parse(data, {}),
    "vocabularies": practices_yaml.parse_vocabularies,
    "statements": statements_yaml.parse,
    "uncertain": uncertain_yaml.parse,
    "programme": programme_yaml.parse,
    "course": course_yaml.parse,
}

LOOK = (
    "look here and just before for a missing quotation mark, bracket, comma or colon,"
    " or for a line that is indented otherwise than its neighbours"
)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize(
    ("text", "place", "detail"),
    [
        ("name: x\nparts: {C24: -1", "line 2, column 16", LOOK),
        ("title: 'x\n", "line 2, column 1", LOOK),
        ("title: x\n  note: y", "line 2, column 7", LOOK),
        ("a: x\nb: y\na: z", "line 3, column 1", "a occurs twice"),
        ("a: &x 1\nb: *x", "line 2, column 4", "aliases are not read: write out what is meant"),
        ("a: !!python/object/apply:os.getcwd []", "line 1, column 4", "a value of a kind that is not read here"),
        ("a: b\n\x01", "line 2", "a character stands here that cannot be printed"),
        ("[" * 30_000, "file", "lists stand in lists, too deep to be read"),
        ("a: " + "9" * 9_000, "line 1, column 4", "99999999999999999999… is too long a number"),
    ],
)
def test_a_file_that_is_no_yaml_is_answered_in_plain_words(
    read: Callable[[bytes], object], text: str, place: str, detail: str
) -> None:
    with pytest.raises(InputError) as refused:
        read(text.encode())
    assert [(fault.code, fault.place, dict(fault.params)) for fault in refused.value.faults] == [
        ("not_yaml", place, {"detail": detail})
    ]


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_a_file_of_any_size_is_not_read(read: Callable[[bytes], object]) -> None:
    for data, code in ((b"#" * 10_000_001, "too_large"), (b"\x1f\x8b\x08\x00", "not_yaml"), (b" ", "empty_file")):
        with pytest.raises(InputError) as refused:
            read(data)
        assert [fault.code for fault in refused.value.faults] == [code]
