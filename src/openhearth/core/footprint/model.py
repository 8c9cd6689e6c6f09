"""The open static Leontief model: factorised once, then asked many times; the inverse is never formed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dgetrf, dgetrs

from openhearth.core.errors import Fault, InputError
from openhearth.core.values import Array


@dataclass(frozen=True, slots=True, eq=False)
class Leontief:
    r"""The model :math:`x = A x + y`, with :math:`I - A` factorised. Made by `leontief`.

    Parameters
    ----------
    coefficients
        :math:`A`, (n, n): input of the row's product for one unit of the column's output.
    factors, pivots
        LU factors of :math:`I - A`.
    unit_output
        (n,): output that a demand of one unit of every product needs.
    """

    coefficients: Array
    factors: Array
    pivots: NDArray[np.int32]
    unit_output: Array

    def output(self, demand: Array) -> Array:
        r"""Output that a final demand needs, :math:`x = (I - A)^{-1} y`. (n,) or (n, k), and so is the result.

        Raises
        ------
        InputError
            ``shape_mismatch``.
        """
        return self._solved(demand)

    def multipliers(self, intensities: Array) -> Array:
        r"""What one unit of final demand for each sector causes in all, :math:`M = S (I - A)^{-1}`.

        Parameters
        ----------
        intensities
            :math:`S`, (n,) or (m, n): use or cause for one unit of output. An account with a NaN has NaN multipliers:
            a sum with an unknown part is unknown.

        Raises
        ------
        InputError
            ``shape_mismatch``.
        """
        return self._solved(intensities.T, transposed=True).T

    def replaced(self, columns: Sequence[int], coefficients: Array) -> Variant:
        """The model with some columns of ``A`` replaced, without factorising again.

        Parameters
        ----------
        columns
            k distinct positions.
        coefficients
            (n, k): the new columns.

        Raises
        ------
        InputError
            ``shape_mismatch``, ``duplicate_label``, ``not_finite``, ``not_productive``.
        """
        chosen = tuple(int(column) for column in columns)
        size = len(self.pivots)
        faults = []
        if coefficients.shape != (size, len(chosen)):
            found = coefficients.shape
            faults.append(Fault("shape_mismatch", "columns", {"expected": (size, len(chosen)), "found": found}))
        elif not np.isfinite(coefficients).all():
            faults.append(Fault("not_finite", "columns"))
        if len(set(chosen)) < len(chosen):
            faults.append(Fault("duplicate_label", "columns", {"label": chosen}))
        if faults:
            raise InputError(*faults)
        reach = self._solved(coefficients - self.coefficients[:, chosen])
        try:
            kernel = np.linalg.inv(np.eye(len(chosen)) - reach[list(chosen)])
        except np.linalg.LinAlgError as error:
            raise InputError(Fault("not_productive", "columns")) from error
        variant = Variant(self, chosen, reach, kernel.astype(np.float64, copy=False))
        if not (variant.moved(self.unit_output) > 0).all():
            raise InputError(Fault("not_productive", "columns"))
        return variant

    def _solved(self, wanted: Array, *, transposed: bool = False) -> Array:
        if wanted.shape[0] != len(self.pivots):
            raise InputError(
                Fault("shape_mismatch", "sectors", {"expected": len(self.pivots), "found": wanted.shape[0]})
            )
        unknown = np.isnan(wanted).any(axis=0)
        known = np.where(unknown, 0.0, wanted)
        return np.where(unknown, np.nan, _solved(self.factors, self.pivots, known, transposed=transposed))


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    r"""A model with k columns replaced: k solves of the base model instead of a new factorisation.

    .. math:: (I - A - \Delta E^\top)^{-1} = L + Z (I_k - E^\top Z)^{-1} E^\top L, \quad L = (I - A)^{-1},\ Z = L \Delta

    References
    ----------
    M. A. Woodbury, *Inverting modified matrices*, Princeton 1950; W. W. Hager, *Updating the inverse of a matrix*,
    SIAM Review 31, 1989, doi:10.1137/1031049.
    """

    base: Leontief
    columns: tuple[int, ...]
    reach: Array
    kernel: Array

    def output(self, demand: Array) -> Array:
        """As `Leontief.output`."""
        return self.moved(self.base.output(demand))

    def moved(self, output: Array) -> Array:
        """Output after the change, from the output that the same final demand needed before it: no solve at all."""
        found: Array = output + self.reach @ (self.kernel @ output[list(self.columns)])
        return found

    def multipliers(self, intensities: Array) -> Array:
        """As `Leontief.multipliers`; the intensities of the replaced columns are those after the change."""
        unit = np.zeros((len(self.columns), len(self.base.pivots)))
        unit[np.arange(len(self.columns)), list(self.columns)] = 1.0
        rows = self.base.multipliers(unit)
        found: Array = self.base.multipliers(intensities) + ((intensities @ self.reach) @ self.kernel) @ rows
        return found


def leontief(coefficients: Array) -> Leontief:
    r"""The model of a matrix of coefficients, factorised once.

    Parameters
    ----------
    coefficients
        :math:`A`, (n, n), finite.

    Raises
    ------
    InputError
        ``shape_mismatch``, ``not_finite``; ``not_productive`` where some unit of output needs more than a unit of
        itself, so that no output meets a demand (Hawkins-Simon).

    References
    ----------
    W. Leontief, *Quantitative input and output relations in the economic systems of the United States*, Review of
    Economics and Statistics 18, 1936, doi:10.2307/1927837. D. Hawkins and H. A. Simon, *Some conditions of macroeconomic
    stability*, Econometrica 17, 1949, doi:10.2307/1905526.

    Examples
    --------
    The two-sector example of Miller and Blair (2009), section 2.3:

    >>> model = leontief(np.array([[0.15, 0.25], [0.20, 0.05]]))
    >>> model.output(np.array([600.0, 1500.0])).round(1)
    array([1247.5, 1841.6])
    """
    size = len(coefficients)
    if coefficients.shape != (size, size):
        raise InputError(
            Fault("shape_mismatch", "coefficients", {"expected": (size, size), "found": coefficients.shape})
        )
    if not np.isfinite(coefficients).all():
        raise InputError(Fault("not_finite", "coefficients"))
    system = np.negative(coefficients, out=np.empty((size, size), order="F"))
    system[np.arange(size), np.arange(size)] += 1.0
    factors, pivots, singular = dgetrf(system, overwrite_a=True)
    if singular:
        raise InputError(Fault("not_productive", "coefficients"))
    unit_output = _solved(factors, pivots, np.ones(size), transposed=False)
    # For A >= 0 the inverse exists and is nowhere negative exactly if (I - A) x = 1 has a positive solution.
    if not (unit_output > 0).all():
        raise InputError(Fault("not_productive", "coefficients"))
    return Leontief(coefficients, factors, pivots, unit_output)


def _solved(factors: Array, pivots: NDArray[np.int32], wanted: Array, *, transposed: bool) -> Array:
    found: Array = dgetrs(factors, pivots, wanted, trans=int(transposed))[0]
    return found


def imbalance(coefficients: Array, output: Array, demand: Array) -> float:
    r"""How far :math:`x = A x + y` is from holding, as part of the largest output; 0 for no sectors.

    Examples
    --------
    >>> imbalance(np.array([[0.5]]), np.array([2.0]), np.array([1.0]))
    0.0
    """
    scale = float(np.abs(output).max(initial=0.0))
    return float(np.abs(output - coefficients @ output - demand).max(initial=0.0)) / scale if scale else 0.0
