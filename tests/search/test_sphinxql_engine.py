"""What only an engine on several nodes can show."""

from __future__ import annotations

from collections.abc import Iterator

import pymysql
import pytest

from openhearth.search.contract import Doc, Query, Shape
from openhearth.search.sphinxql_engine import Node, SphinxqlEngine, _ordered, definitions
from tests.search.houses import SHAPE, docs, one


def held(node: Node) -> int:
    link = pymysql.connect(host=node.host, port=node.port)
    with link, link.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM openhearth")
        rows = cursor.fetchall()
    return int(rows[0][0]) if rows else 0


@pytest.fixture
def engine(nodes: tuple[Node, ...]) -> Iterator[SphinxqlEngine]:
    engine = SphinxqlEngine(nodes, SHAPE)
    engine.rebuild(docs(60))
    yield engine
    engine.close()


def test_every_node_holds_a_share_and_all_answer(engine: SphinxqlEngine, nodes: tuple[Node, ...]) -> None:
    shares = [held(node) for node in nodes]
    assert sum(shares) == 60
    assert min(shares) > 15
    assert engine.search(Query()).total == 60


def test_a_rebuild_cut_off_is_never_seen_and_cleared_by_the_next(
    engine: SphinxqlEngine, nodes: tuple[Node, ...]
) -> None:
    def cut_off() -> Iterator[Doc]:
        yield from (one(f"new {number}", "hydrogen") for number in range(250))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(cut_off())
    assert sum(held(node) for node in nodes) > 60
    assert (engine.search(Query()).total, engine.search(Query("hydrogen")).total) == (60, 0)
    engine.rebuild(docs(10))
    assert sum(held(node) for node in nodes) == engine.search(Query()).total == 10


def test_a_broken_connection_is_opened_again(engine: SphinxqlEngine) -> None:
    for link in engine._mine.links:
        link.close()
    with pytest.raises(pymysql.InterfaceError):
        engine.search(Query())
    assert engine.search(Query()).total == 60


def test_whole_numbers_sort_as_their_floats() -> None:
    values = [float("-inf"), -1e300, -2.5, -1e-300, 0.0, 1e-300, 1.0, 738_000.25, 1e300, float("inf")]
    assert sorted(values, key=_ordered) == values
    assert len({_ordered(value) for value in values}) == len(values)
    assert _ordered(-0.0) == _ordered(0.0)


def test_only_the_first_node_knows_the_others() -> None:
    nodes = (Node("a", 1, 2), Node("b", 3, 4), Node("c", 5, 6))
    first, second = (definitions(Shape(("theme",), ("year",)), nodes, number, "/var/x") for number in (0, 1))
    assert [line.strip() for line in first.splitlines() if "agent" in line] == [
        "agent = b:4:openhearth",
        "agent = c:6:openhearth",
    ]
    assert "distributed" not in second
    for text in (first, second):
        assert "rt_attr_multi_64 = facet_theme" in text
        assert "rt_attr_bigint = falling_year" in text
