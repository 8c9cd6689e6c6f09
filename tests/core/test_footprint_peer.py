"""Beside pymrio (LGPL, neither linked nor shipped): its own test system of 6 regions and 8 sectors.

Runs in an environment that has pymrio (`make test-oracles`); ``benchmarks/footprint.py`` compares the same system in a process of its own.
"""

from __future__ import annotations

import numpy as np
import pytest

from openhearth.core.footprint import imbalance, leontief

pymrio = pytest.importorskip("pymrio", reason="pymrio is not installed: it is a peer, not a dependency")


def test_output_and_multipliers_are_those_of_pymrio() -> None:
    system = pymrio.load_test()
    system.calc_all()
    coefficients = np.ascontiguousarray(system.A.to_numpy(), dtype=np.float64)
    demand = system.Y.to_numpy().sum(axis=1)
    model = leontief(coefficients)
    output = model.output(demand)
    assert output == pytest.approx(system.x.to_numpy().ravel(), rel=1e-12)
    assert imbalance(coefficients, output, demand) < 1e-9
    intensities = system.emissions.S.to_numpy()
    assert model.multipliers(intensities) == pytest.approx(system.emissions.M.to_numpy(), rel=1e-12)


def test_a_replaced_column_is_a_new_inverse_of_pymrio() -> None:
    system = pymrio.load_test()
    system.calc_all()
    coefficients = np.ascontiguousarray(system.A.to_numpy(), dtype=np.float64)
    demand = system.Y.sum(axis=1)
    changed = system.A.copy()
    columns = [0, 7, 21]
    changed.iloc[:, columns] *= 0.5
    wanted = pymrio.calc_x_from_L(pymrio.calc_L(changed), demand).to_numpy().ravel()
    variant = leontief(coefficients).replaced(columns, coefficients[:, columns] * 0.5)
    assert variant.output(demand.to_numpy()) == pytest.approx(wanted, rel=1e-12)
