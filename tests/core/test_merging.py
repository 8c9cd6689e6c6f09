"""What two people wrote of one part at once."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.merging import changed_fields, merged
from openhearth.core.pathway.terms import Observation
from tests.core.pathway_cases import action, indicator


def test_what_two_people_changed_in_different_fields_is_joined() -> None:
    base = action(owner="city")
    both = merged(base, replace(base, owner="state"), replace(base, end="2030-01-01"))
    assert both.part == replace(base, owner="state", end="2030-01-01")
    assert both.conflicts == ()


def test_what_two_people_changed_in_one_field_is_asked() -> None:
    base = action(owner="city")
    both = merged(base, replace(base, owner="state"), replace(base, owner="works"))
    assert both.part.owner == "works", "what was kept stays until somebody chooses"
    assert [(one.field, one.base, one.mine, one.theirs) for one in both.conflicts] == [
        ("owner", "city", "state", "works")
    ]


@settings(max_examples=60)
@given(st.data())
def test_joining_asks_exactly_where_both_changed_differently(data: st.DataObject) -> None:
    base = action()
    names = ("owner", "what", "title")
    told: list[dict[str, Any]] = [
        {name: data.draw(st.sampled_from(["", "a", "b"])) or getattr(base, name) for name in names} for _ in "12"
    ]
    mine, theirs = (replace(base, **one) for one in told)
    both = merged(base, mine, theirs)
    for field in fields(base):
        before, wrote, kept = (getattr(one, field.name) for one in (base, mine, theirs))
        asked = field.name in {one.field for one in both.conflicts}
        assert asked == (wrote != kept and before not in (wrote, kept))
        if not asked:
            assert getattr(both.part, field.name) == (kept if wrote == before else wrote)


def test_both_wrote_the_part_anew() -> None:
    both = merged(None, action(owner="city"), action(owner="state"))
    assert [one.field for one in both.conflicts] == ["owner"]
    with pytest.raises(InputError, match="other_part"):
        merged(None, action("pipe"), action("tram"))


def test_an_unknown_figure_is_no_change() -> None:
    one, other = (indicator(observations=(Observation(2021, float("nan")),)) for _ in "12")
    assert merged(one, one, other).conflicts == ()
    assert changed_fields(one, other) == ()
    assert changed_fields(one, replace(one, title="Other")) == ("title",)
