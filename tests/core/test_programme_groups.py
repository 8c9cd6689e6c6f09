"""Who sits in local groups, and who is a peer."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.programme.group_terms import HELICES, GroupMeeting, Member, attendance, composition, peers
from openhearth.core.programme.terms import Partner

PARTNERS = (
    Partner("duisburg", "Duisburg", "lead", country="DE"),
    Partner("essen", "Essen", "associated", country="DE"),
    Partner("aviles", "Avilés", "policy", country="ES"),
    Partner("sines", "Sines", "policy", country="PT"),
    Partner("nowhere", "Nowhere", "discovery"),
)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(HELICES), max_size=12), st.randoms(use_true_random=False))
def test_a_composition_counts_everybody_once_in_any_order(told: list[str], chance: object) -> None:
    members = [Member(str(number), "p", "O", helix) for number, helix in enumerate(told)]  # type: ignore[arg-type]
    found = composition(members)
    assert sum(found.counts.values()) == len(told)
    assert set(found.absent) == set(HELICES) - set(told)
    assert (found.dominant != "") == any(2 * told.count(helix) > len(told) for helix in HELICES)
    chance.shuffle(members)  # type: ignore[attr-defined]
    assert composition(members) == found


def test_half_of_a_group_does_not_dominate_it() -> None:
    members = [Member("a", "p", "A", "businesses"), Member("b", "p", "B", "researchers")]
    assert composition(members).dominant == ""
    assert composition([*members, Member("c", "p", "C", "businesses")]).dominant == "businesses"


def test_peers_come_from_two_countries_other_than_the_hosts() -> None:
    assert peers("duisburg", ("duisburg", "essen"), PARTNERS).missing == 2
    assert peers("duisburg", ("essen", "aviles", "aviles"), PARTNERS).missing == 1
    assert peers("duisburg", ("sines", "aviles"), PARTNERS).countries == ("ES", "PT")
    assert peers("duisburg", ("sines", "nowhere"), PARTNERS).missing == 1, "no country, no other country"
    assert peers("duisburg", ("sines", "stranger"), PARTNERS).partners == ("sines",)


def test_attendance_counts_only_meetings_with_a_list() -> None:
    first = GroupMeeting("1", "p", "2027-03-01", "Heat", ("a", "b"))
    assert attendance("b", (first, replace(first, key="2", attended=("a",)), replace(first, key="3", attended=()))) == (
        1,
        2,
    )
