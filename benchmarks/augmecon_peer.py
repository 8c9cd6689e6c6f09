"""One program solved by pyaugmecon 2 with HiGHS, in a Python of its own: it needs 3.12, and its solver must not meet ours.

Reads ``{"gains": one list an aim, "uses": one list a row, "capacities": []}`` of items that are taken or not from its standard input, and
writes its points and the seconds of the processor that it took to solve, those of its workers among them. Loading the package
and building the model are not counted. With the name of a model that comes with the package, such as 3kp40, it writes that one instead, in
the form that is read.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from importlib import resources


def own(name: str) -> None:
    """Tell a model of the package: as many aims and rows as its name says, capacities rounded down, as all weights are whole."""
    folder, several = resources.files("pyaugmecon").joinpath("data", name), int(name[0])

    def rows(part: str) -> list[list[float]]:
        lines = folder.joinpath(f"{part}.csv").read_text().splitlines()[1:]
        return [[float(cell) for cell in line.split(",")[1:]] for line in lines][:several]

    capacities = [int(row[0] // 1) for row in rows("b")]
    print(json.dumps({"gains": rows("c"), "uses": rows("a"), "capacities": capacities}))


def main() -> None:
    """Solve and tell."""
    from pyaugmecon import PyAugmecon, PyAugmeconConfig  # noqa: PLC0415 (only here)
    from pyomo.environ import Binary, ConcreteModel, Constraint, ObjectiveList, Var, maximize  # noqa: PLC0415

    asked = json.load(sys.stdin)
    items = range(len(asked["gains"][0]))
    model = ConcreteModel()
    model.x = Var(items, within=Binary)
    model.rows = Constraint(
        range(len(asked["uses"])),
        rule=lambda model, row: (
            sum(asked["uses"][row][item] * model.x[item] for item in items) <= asked["capacities"][row]
        ),
    )
    model.obj_list = ObjectiveList()
    for gains in asked["gains"]:
        model.obj_list.add(expr=sum(gains[item] * model.x[item] for item in items), sense=maximize)
    for objective in model.obj_list.values():
        objective.deactivate()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        config = PyAugmeconConfig(workers=1, write_csv=False, progress_bar=False, log_to_console=False)
        begin = used()
        found = PyAugmecon(model, config).solve()
        seconds = used() - begin
    points = sorted({tuple(round(value) for value in point) for point in found.points}, reverse=True)
    print(json.dumps({"points": points, "seconds": seconds}))


def used() -> float:
    """Seconds of the processor until now, those of workers that have ended among them."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


if __name__ == "__main__":
    own(sys.argv[1]) if sys.argv[1:] else main()
