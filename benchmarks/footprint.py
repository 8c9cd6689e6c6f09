"""All multipliers and a scenario beside pymrio: equal outputs, processor seconds, memory.

Run ``python benchmarks/footprint.py PYTHON``, where PYTHON is the interpreter of an environment with pymrio (LGPL; it is
neither linked nor shipped). Each side works in a process of its own with one thread, on the same system: made up by seed,
49 regions of 163 sectors as in EXIOBASE, because no real table of that size is at hand; then on pymrio's own test
system. Measured, never a test.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

SEED, REGIONS, SECTORS, STRESSORS, USES = 20261122, 49, 163, 50, 7
REPLACED = 6
"""So many columns change in the scenario: two furnaces and their suppliers."""

Figures = dict[str, float]


def made_up(regions: int = REGIONS) -> tuple[Any, Any, Any]:
    """Coefficients (n, n) with column sums of at most 0.8, final demand (n, uses), stressors (50, n)."""
    draw = np.random.default_rng(SEED)
    size = regions * SECTORS
    kind = draw.random((SECTORS, SECTORS)) * (draw.random((SECTORS, SECTORS)) < 0.35)
    kind /= kind.sum(axis=0) / draw.uniform(0.2, 0.65, SECTORS)
    coefficients = np.empty((size, size))
    for row in range(regions):
        for column in range(regions):
            weight = 0.75 if row == column else 0.25 / (regions - 1) * draw.lognormal(0, 1)
            block = kind * weight * draw.uniform(0.5, 1.5, (SECTORS, 1))
            coefficients[row * SECTORS : (row + 1) * SECTORS, column * SECTORS : (column + 1) * SECTORS] = block
    coefficients *= np.minimum(1, 0.8 / coefficients.sum(axis=0))
    return coefficients, draw.lognormal(0, 2, (size, regions * USES)), draw.lognormal(0, 2, (STRESSORS, size))


def replacement(coefficients: Any) -> tuple[list[int], Any]:
    """Positions of the columns that change, and what they become."""
    columns = list(range(100, 100 + REPLACED // 2)) + list(range(263, 263 + REPLACED // 2))
    new = coefficients[:, columns] * np.random.default_rng(1).uniform(0.2, 1.2, (len(coefficients), REPLACED))
    return columns, new


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.process_time()
    found = work()
    return found, time.process_time() - started


def ours(folder: Path) -> Figures:
    from openhearth.core.footprint import imbalance, leontief  # noqa: PLC0415

    coefficients, demand, stressors = made_up()
    given = demand.sum(axis=1)
    output = np.load(folder / "output.npy")
    columns, new = replacement(coefficients)
    held = memory()
    model, factorised = timed(lambda: leontief(coefficients))
    multipliers, multiplied = timed(lambda: model.multipliers(stressors / output))
    found, solved = timed(lambda: model.output(given))
    changed, replaced = timed(lambda: model.replaced(columns, new).moved(found))
    np.savez(folder / "ours.npz", multipliers=multipliers, output=found, scenario=changed)
    return {
        "factorise": factorised,
        "multipliers": multiplied,
        "output": solved,
        "scenario": replaced,
        "imbalance": imbalance(coefficients, found, given),
        "peak": memory(),
        "held": held,
    }


def theirs(folder: Path) -> Figures:
    pd, pymrio = import_module("pandas"), import_module("pymrio")
    coefficients, demand, stressors = made_up()
    output = np.load(folder / "output.npy")
    columns, new = replacement(coefficients)
    names = [f"R{region:02d}" for region in range(REGIONS)]
    sectors = [f"s{sector:03d}" for sector in range(SECTORS)]
    rows = pd.MultiIndex.from_product([names, sectors], names=["region", "sector"])
    uses = pd.MultiIndex.from_product([names, [f"u{use}" for use in range(USES)]], names=["region", "category"])
    kinds = pd.Index([f"e{stressor}" for stressor in range(STRESSORS)], name="stressor")
    unit = pd.DataFrame({"unit": ["kg"] * STRESSORS}, index=kinds)
    system = pymrio.IOSystem(
        Z=pd.DataFrame(coefficients * output, index=rows, columns=rows),
        Y=pd.DataFrame(demand, index=rows, columns=uses),
    )
    system.emissions = pymrio.Extension("emissions", F=pd.DataFrame(stressors, index=kinds, columns=rows), unit=unit)
    held = memory()
    _, first = timed(system.calc_system)
    _, second = timed(system.calc_all)
    multipliers = system.emissions.M.to_numpy()
    coefficients[:, columns] = new

    def again() -> Any:
        """The same demand in the changed economy: inverse, output."""
        inverse = pymrio.calc_L(pd.DataFrame(coefficients, index=rows, columns=rows))
        return pymrio.calc_x_from_L(inverse, system.Y.sum(axis=1)).to_numpy().ravel()

    found = system.x.to_numpy().ravel()
    peak = memory()
    scenario, renewed = timed(again)
    np.savez(folder / "theirs.npz", multipliers=multipliers, output=found, scenario=scenario)
    return {"calc_system": first, "calc_all": second, "scenario": renewed, "peak": peak, "held": held}


def small(folder: Path) -> Figures:
    """Pymrio's test system of 6 regions and 8 sectors, written out for the other side."""
    pymrio = import_module("pymrio")

    def work() -> Any:
        system = pymrio.load_test()
        system.calc_all()
        return system

    system, seconds = timed(work)
    np.savez(
        folder / "small.npz",
        A=system.A.to_numpy(),
        Y=system.Y.to_numpy().sum(axis=1),
        x=system.x.to_numpy().ravel(),
        S=system.emissions.S.to_numpy(),
        M=system.emissions.M.to_numpy(),
    )
    return {"seconds": seconds}


def small_ours(folder: Path) -> Figures:
    from openhearth.core.footprint import leontief  # noqa: PLC0415

    given = np.load(folder / "small.npz")
    coefficients = np.ascontiguousarray(given["A"], dtype=np.float64)

    def work() -> tuple[Any, Any]:
        model = leontief(coefficients)
        return model.output(given["Y"]), model.multipliers(given["S"])

    (output, multipliers), seconds = timed(work)
    return {
        "seconds": seconds,
        "output": apart(output, given["x"]),
        "multipliers": apart(multipliers, given["M"]),
    }


def memory() -> float:
    """Peak of this process so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def apart(one: Any, other: Any) -> float:
    return float(np.abs(one - other).max() / np.abs(other).max())


def side(python: str, name: str, folder: Path) -> Figures:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    found = subprocess.run(
        [python, __file__, name, str(folder)], capture_output=True, text=True, check=True, env=environment
    )
    figures: Figures = json.loads(found.stdout.splitlines()[-1])
    return figures


def compare(pymrio_python: str) -> None:
    with tempfile.TemporaryDirectory(prefix="openhearth-benchmark-") as name:
        folder = Path(name)
        coefficients, demand, _ = made_up()
        size = len(coefficients)
        np.save(folder / "output.npy", np.linalg.solve(np.eye(size) - coefficients, demand.sum(axis=1)))
        del coefficients, demand
        mine, peer = side(sys.executable, "ours", folder), side(pymrio_python, "theirs", folder)
        one, other = np.load(folder / "ours.npz"), np.load(folder / "theirs.npz")
        whole, full = mine["factorise"] + mine["multipliers"], peer["calc_system"] + peer["calc_all"]
        print(f"{size} sectors, {STRESSORS} stressors, made up with seed {SEED}; processor seconds, one thread\n")
        print("| what | OpenHearth | pymrio | ratio | largest difference |\n| --- | ---: | ---: | ---: | ---: |")
        print(
            f"| all multipliers | {whole:.2f} | {full:.2f} | {full / whole:.1f} | {apart(one['multipliers'], other['multipliers']):.1e} |"
        )
        again, change = peer["scenario"], mine["scenario"]
        print(
            f"| {REPLACED} columns replaced, output | {change:.3f} | {again:.2f} | {again / change:.0f} | {apart(one['scenario'], other['scenario']):.1e} |"
        )
        print(f"| the same beside calc_system and calc_all | {change:.3f} | {full:.2f} | {full / change:.0f} | |")
        print(f"| peak memory, GB | {mine['peak']:.2f} | {peer['peak']:.2f} | {peer['peak'] / mine['peak']:.1f} | |")
        print(f"| of it before the work began, GB | {mine['held']:.2f} | {peer['held']:.2f} | | |")
        tested = side(pymrio_python, "small", folder)
        checked = side(sys.executable, "small_ours", folder)
        difference = max(checked["output"], checked["multipliers"])
        print(
            f"| pymrio's test system, 48 sectors | {checked['seconds']:.4f} | {tested['seconds']:.3f} | {tested['seconds'] / checked['seconds']:.0f} | {difference:.1e} |"
        )
        print(
            f"\nx = Ax + y holds to {mine['imbalance']:.0e}; factorising takes {mine['factorise']:.2f} s, one demand {mine['output']:.3f} s."
        )


if __name__ == "__main__":
    SIDES = {"ours": ours, "theirs": theirs, "small": small, "small_ours": small_ours}
    if sys.argv[1] in SIDES:
        print(json.dumps(SIDES[sys.argv[1]](Path(sys.argv[2]))))
    else:
        compare(sys.argv[1])
