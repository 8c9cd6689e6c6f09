"""A symmetric input-output table as published, and what one unit of each sector's output needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.values import Array

Flows = Literal["domestic", "total"]
"""What the cells of a table count. ``domestic``: products made in the country. ``total``: imported ones too."""


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """What the sectors of a table use or cause besides products: jobs, CO2, value added.

    Parameters
    ----------
    values
        (n,) in ``unit`` a year, in the order of the table's sectors. NaN is unknown and stays unknown.
    year
        Of the figures; it need not be the table's, and is shown beside it.
    """

    code: str
    unit: str
    year: int
    values: Array
    source: str

    def __post_init__(self) -> None:
        self.values.flags.writeable = False


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A national symmetric table of one year, product by product.

    Parameters
    ----------
    sectors, uses
        n and k distinct labels.
    flows
        (n, n): what the sector of the column buys of the product of the row, in ``unit``.
    demand
        (n, k): final uses of the products, exports among them.
    output
        (n,) at basic prices.
    imports
        (n,). With ``total`` flows the imports *of* each product, which are part of ``flows`` and ``demand``; with
        ``domestic`` flows what each sector buys from abroad, beside ``flows``.

    Raises
    ------
    InputError
        ``shape_mismatch``, ``duplicate_label``, ``not_finite``, ``negative_output``, ``inputs_without_output``.
    """

    code: str
    country: str
    year: int
    unit: str
    kind: Flows
    sectors: tuple[str, ...]
    uses: tuple[str, ...]
    flows: Array
    demand: Array
    output: Array
    imports: Array
    source: str

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise InputError(*faults)
        for values in (self.flows, self.demand, self.output, self.imports):
            values.flags.writeable = False

    def _faults(self) -> Iterable[Fault]:
        size = len(self.sectors)
        shapes = {"flows": (size, size), "demand": (size, len(self.uses)), "output": (size,), "imports": (size,)}
        for name, shape in shapes.items():
            values = getattr(self, name)
            if values.shape != shape:
                yield Fault("shape_mismatch", name, {"expected": shape, "found": values.shape})
            elif not np.isfinite(values).all():
                yield Fault("not_finite", name)
        for axis, labels in (("sectors", self.sectors), ("uses", self.uses)):
            if len(set(labels)) < len(labels):
                label = next(label for label in labels if labels.count(label) > 1)
                yield Fault("duplicate_label", axis, {"label": label})
        if self.output.shape == (size,):
            for position, label in enumerate(self.sectors):
                if self.output[position] < 0:
                    yield Fault("negative_output", label, {"found": float(self.output[position])})
                elif self.output[position] == 0 and self.flows.shape == (size, size) and self.flows[:, position].any():
                    yield Fault("inputs_without_output", label)

    @property
    def supply(self) -> Array:
        """(n,): output, with imports where the flows count them."""
        return self.output + self.imports if self.kind == "total" else self.output

    @property
    def discrepancy(self) -> Array:
        """(n,): supply less all uses. An office balances its table; what is left is rounding, or purchases of tourists."""
        found: Array = self.supply - self.flows.sum(axis=1) - self.demand.sum(axis=1)
        return found


def merged(table: Table, groups: Mapping[str, Sequence[str]]) -> Table:
    """The table with some sectors put together, each group at the place of its first sector.

    Where emissions or jobs are published only for real estate as a whole, its two products have to be one.

    Raises
    ------
    InputError
        ``unknown_sector``, ``duplicate_sector`` for a sector in two groups.

    Examples
    --------
    >>> table = Table("XX", "XX", 2020, "MEUR", "domestic", ("a", "b", "c"), ("f",), np.arange(9.0).reshape(3, 3),
    ...     np.ones((3, 1)), np.full(3, 20.0), np.zeros(3), "example")
    >>> merged(table, {"ac": ("a", "c")}).flows
    array([[16.,  8.],
           [ 8.,  4.]])
    """
    named = [sector for sectors in groups.values() for sector in sectors]
    faults = [Fault("unknown_sector", "groups", {"sector": sector}) for sector in named if sector not in table.sectors]
    faults += [
        Fault("duplicate_sector", "groups", {"sector": sector})
        for sector in sorted({sector for sector in named if named.count(sector) > 1})
    ]
    if faults:
        raise InputError(*faults)
    group = {sector: label for label, sectors in groups.items() for sector in sectors}
    labels = tuple(dict.fromkeys(group.get(sector, sector) for sector in table.sectors))
    member = np.array(
        [[group.get(sector, sector) == label for sector in table.sectors] for label in labels], dtype=float
    )
    return replace(
        table,
        sectors=labels,
        flows=member @ table.flows @ member.T,
        demand=member @ table.demand,
        output=member @ table.output,
        imports=member @ table.imports,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Economy:
    r"""What one unit of each sector's output needs, by where it is made.

    Parameters
    ----------
    domestic
        :math:`A^d`, (n, n): inputs made in the country for one unit of output of the column.
    imported
        :math:`A^m`, (n, n): imported inputs by product; NaN throughout where a table says only how much is imported.
    import_share
        (n,): imported inputs for one unit of output, of all products together.
    home_share
        (n,): part of each product's supply that is made in the country; 1 where the flows are domestic.
    output, demand
        (n,): output, and final demand for domestic products so that :math:`x = A^d x + y` exactly.
    accounts
        Use or cause of each sector as published, see `Account`.
    """

    table: str
    year: int
    unit: str
    kind: Flows
    sectors: tuple[str, ...]
    domestic: Array
    imported: Array
    import_share: Array
    home_share: Array
    output: Array
    demand: Array
    accounts: tuple[Account, ...]

    def intensities(self) -> Array:
        """(accounts, n): each account for one unit of output. NaN where unknown; zero output has zero intensity."""
        rows = [self._intensity(account) for account in self.accounts]
        return np.array(rows).reshape(len(self.accounts), len(self.sectors))

    def _intensity(self, account: Account) -> Array:
        nothing = np.where(np.isnan(account.values), np.nan, 0.0)
        return np.divide(account.values, self.output, out=nothing, where=self.output > 0)


def economy(table: Table, accounts: Iterable[Account] = ()) -> Economy:
    r"""The coefficients of a table, with inputs split by origin.

    .. math:: h_i = \frac{x_i}{x_i + m_i}, \quad A^d_{ij} = h_i \frac{z_{ij}}{x_j}, \quad
              A^m_{ij} = (1 - h_i) \frac{z_{ij}}{x_j}, \quad y = x - A^d x

    In a table with total flows every user of a product, abroad too, is taken to use the same mix of home-made and
    imported (import proportionality). A table with domestic flows needs no such assumption, and says nothing about which
    products are imported.

    Parameters
    ----------
    table
        Sectors without output have no inputs and stay, with zeros.
    accounts
        Each with one value for each sector.

    Raises
    ------
    InputError
        ``shape_mismatch`` for each account of another length, ``negative_imports`` for each product of a total table.

    References
    ----------
    R. E. Miller and P. D. Blair, *Input-Output Analysis*, 2nd ed., Cambridge 2009, section 4.2,
    doi:10.1017/CBO9780511626982.

    Examples
    --------
    >>> table = Table("XX-2020", "XX", 2020, "MEUR", "total", ("steel", "cars"), ("final",),
    ...     np.array([[10.0, 40.0], [0.0, 5.0]]), np.array([[30.0], [45.0]]), np.array([60.0, 50.0]),
    ...     np.array([20.0, 0.0]), "example")
    >>> found = economy(table)
    >>> found.domestic.round(3).tolist(), found.import_share.round(3).tolist()
    ([[0.125, 0.6], [0.0, 0.1]], [0.042, 0.2])
    """
    kept = tuple(accounts)
    size = len(table.sectors)
    faults = [
        Fault("shape_mismatch", f"account {account.code}", {"expected": (size,), "found": account.values.shape})
        for account in kept
        if account.values.shape != (size,)
    ]
    whole = table.kind == "total"
    if whole:
        faults += [
            Fault("negative_imports", label, {"found": float(found)})
            for label, found in zip(table.sectors, table.imports, strict=True)
            if found < 0
        ]
    if faults:
        raise InputError(*faults)
    made = table.output > 0
    technology = np.divide(table.flows, table.output, out=np.zeros((size, size)), where=made)
    supply = table.supply
    # A product nobody supplies is used by nobody: its share never matters, and 1 keeps it out of the imports.
    home = np.divide(table.output, supply, out=np.ones(size), where=supply > 0)
    domestic = home[:, None] * technology
    imported = (1 - home)[:, None] * technology if whole else np.full((size, size), np.nan)
    bought = imported.sum(axis=0) if whole else np.divide(table.imports, table.output, out=np.zeros(size), where=made)
    return Economy(
        table=table.code,
        year=table.year,
        unit=table.unit,
        kind=table.kind,
        sectors=table.sectors,
        domestic=domestic,
        imported=imported,
        import_share=bought,
        home_share=home,
        output=table.output,
        demand=table.output - domestic @ table.output,
        accounts=kept,
    )
