"""What a change does here, in the rest of the country, and beyond."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint.model import Leontief, Variant, leontief
from openhearth.core.footprint.regional import TwoPlaces
from openhearth.core.footprint.table import Economy
from openhearth.core.values import Array

PLACES = ("here", "country", "beyond")
"""The region, the rest of its country, and everywhere else; the rows of all effects."""

Abroad = Literal["unknown", "as_here"]
"""What is made abroad. ``unknown``: only its price is known. ``as_here``: as if with the technology of this country."""


@dataclass(frozen=True, slots=True)
class Column:
    """Another way to make a sector's product in the region.

    Parameters
    ----------
    sector
        Whose input column is replaced.
    inputs
        Product and amount for one unit of output, of every origin where the table's flows are total; what is not named
        stays as it is.
    intensities
        Account and amount for one unit of output; what is not named stays as it is.
    imports
        Imported inputs for one unit of output, only for a table with domestic flows; None: as they are.
    share
        Part of the sector's output in the region that is made the new way.
    """

    sector: str
    inputs: tuple[tuple[str, float], ...] = ()
    intensities: tuple[tuple[str, float], ...] = ()
    imports: float | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A change in the region: coke ovens and blast furnaces close, direct reduction with an electric furnace opens.

    Parameters
    ----------
    demand
        Sector and change of the final demand for what it makes in the region, in the unit of the table.
    output
        Sector and change of its output in the region, all rounds included: a closure is stated, not derived.
    columns
        Ways of making that replace others.
    """

    name: str
    demand: tuple[tuple[str, float], ...] = ()
    output: tuple[tuple[str, float], ...] = ()
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class AccountEffects:
    """Change of one account, (3, n): `PLACES` by sector. NaN is unknown."""

    code: str
    unit: str
    year: int
    values: Array

    @property
    def totals(self) -> Array:
        """(3,): by place. A place with an unknown part is unknown."""
        found: Array = self.values.sum(axis=1)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """Yearly changes after all rounds of purchases, beside the year of the table.

    Parameters
    ----------
    output
        (3, n): `PLACES` by sector. The row ``beyond`` is NaN unless production abroad is taken to be as here.
    imports
        Change of what the country imports for production, in the unit of the table.
    """

    scenario: str
    table: str
    year: int
    unit: str
    sectors: tuple[str, ...]
    output: Array
    imports: float
    accounts: tuple[AccountEffects, ...]

    def account(self, code: str) -> AccountEffects:
        """The effects on one account; `InputError` ``unknown_account`` if there is none."""
        for found in self.accounts:
            if found.code == code:
                return found
        raise InputError(Fault("unknown_account", "effects", {"code": code}))


def effects(economy: Economy, places: TwoPlaces, scenario: Scenario, *, abroad: Abroad = "unknown") -> Effects:
    r"""Change of output and of every account by place.

    The region's output before is its part of the national output by employment. Its final demand, exports included, is
    what is left after the needs of production, and stays; only the scenario changes it:

    .. math:: x' = (I - A')^{-1} (x - A x + \Delta y), \qquad \Delta e = S' x' - S x

    For ``output``, :math:`\Delta y` of those sectors is solved for (mixed model, Miller and Blair 2009, section 13.2).

    Parameters
    ----------
    economy, places
        Of the same table.
    abroad
        ``as_here`` follows imports through production with this country's technology, all inputs together; it needs a
        table that says which products are imported. It is an assumption, and the page says so.

    Raises
    ------
    InputError
        ``unknown_sector``, ``unknown_account``, ``duplicate_sector``, ``share_out_of_range``, ``negative_input``,
        ``not_finite``, ``imports_follow_from_inputs``, ``shape_mismatch``, ``not_productive``: all that can be told.
    """
    faults = list(_faults(economy, places, scenario))
    if faults:
        raise InputError(*faults)
    size = len(economy.sectors)
    share = places.structure.shares
    before = np.concatenate([share, 1 - share]) * np.tile(economy.output, 2)
    columns = [economy.sectors.index(column.sector) for column in scenario.columns]
    inputs = [_inputs(economy, column) for column in scenario.columns]
    model = leontief(places.coefficients)
    changed = model.replaced(columns, _places_of(places, columns, [made for made, *_ in inputs]))
    after = _after(changed, before, scenario, economy.sectors)
    imported = economy.imported @ (after - before).reshape(2, size).sum(axis=0)
    bought = np.tile(economy.import_share, 2) * (after - before)
    for position, (_, foreign, imports) in zip(columns, inputs, strict=True):
        imported = imported + (foreign - economy.imported[:, position]) * after[position]
        bought[position] += (imports - economy.import_share[position]) * after[position]
    beyond = _beyond(economy, imported) if abroad == "as_here" else np.full(size, np.nan)
    change = np.vstack([(after - before).reshape(2, size), beyond])
    return Effects(
        scenario=scenario.name,
        table=economy.table,
        year=economy.year,
        unit=economy.unit,
        sectors=economy.sectors,
        output=change,
        imports=float(bought.sum()),
        accounts=tuple(_account_effects(economy, scenario, change, after[:size])),
    )


def _inputs(economy: Economy, column: Column) -> tuple[Array, Array, float]:
    """New inputs made in the country, imported inputs, and their sum, for one unit of the sector's output."""
    position = economy.sectors.index(column.sector)
    whole = economy.kind == "total"
    old = economy.domestic[:, position] + (economy.imported[:, position] if whole else 0.0)
    new = old.copy()
    for product, amount in column.inputs:
        new[economy.sectors.index(product)] = amount
    mixed = old + column.share * (new - old)
    domestic = economy.home_share * mixed
    if whole:
        imported = mixed - domestic
        return domestic, imported, float(imported.sum())
    before = float(economy.import_share[position])
    imports = before if column.imports is None else before + column.share * (column.imports - before)
    return domestic, economy.imported[:, position], imports


def _places_of(places: TwoPlaces, columns: Sequence[int], domestic: Sequence[Array]) -> Array:
    """(2n, k): new columns of the region, split between what it and the rest of the country make."""
    if not columns:
        return np.empty((len(places.coefficients), 0))
    made = np.column_stack(list(domestic))
    within = places.home[0][:, list(columns)]
    return np.vstack([within * made, (1 - within) * made])


def _after(changed: Variant, before: Array, scenario: Scenario, sectors: tuple[str, ...]) -> Array:
    demand = np.zeros(len(before))
    for sector, amount in scenario.demand:
        demand[sectors.index(sector)] += amount
    after = changed.moved(before) + changed.output(demand)
    if not scenario.output:
        return after
    stated = [sectors.index(sector) for sector, _ in scenario.output]
    unit = np.zeros((len(before), len(stated)))
    unit[stated, range(len(stated))] = 1.0
    response = changed.output(unit)
    missing = before[stated] + np.array([amount for _, amount in scenario.output]) - after[stated]
    found: Array = after + response @ np.linalg.solve(response[stated], missing)
    return found


def _beyond(economy: Economy, imported: Array) -> Array:
    if economy.kind != "total":
        return np.full(len(economy.sectors), np.nan)
    everywhere: Leontief = leontief(economy.domestic + economy.imported)
    return everywhere.output(imported)


def _account_effects(economy: Economy, scenario: Scenario, change: Array, here: Array) -> Iterable[AccountEffects]:
    for account, intensity in zip(economy.accounts, economy.intensities(), strict=True):
        values = intensity * change
        for column in scenario.columns:
            position = economy.sectors.index(column.sector)
            for code, amount in column.intensities:
                if code == account.code:
                    values[0, position] += column.share * (amount - intensity[position]) * here[position]
        yield AccountEffects(account.code, account.unit, account.year, values)


def _faults(economy: Economy, places: TwoPlaces, scenario: Scenario) -> Iterable[Fault]:
    if places.structure.sectors != economy.sectors:
        expected, found = len(economy.sectors), len(places.structure.sectors)
        yield Fault("shape_mismatch", "places", {"expected": expected, "found": found})
    for kind, pairs in (("demand", scenario.demand), ("output", scenario.output)):
        yield from _pair_faults(kind, pairs, economy.sectors, "unknown_sector")
    stated = [sector for sector, _ in scenario.output]
    yield from (
        Fault("duplicate_sector", kind, {"sector": sector})
        for kind, found in (("output", stated), ("columns", [column.sector for column in scenario.columns]))
        for sector in sorted({sector for sector in found if found.count(sector) > 1})
    )
    accounts = tuple(account.code for account in economy.accounts)
    for column in scenario.columns:
        place = f"column {column.sector}"
        if column.sector not in economy.sectors:
            yield Fault("unknown_sector", "columns", {"sector": column.sector})
        yield from _pair_faults(place, column.inputs, economy.sectors, "unknown_sector")
        yield from _pair_faults(place, column.intensities, accounts, "unknown_account")
        for product, amount in column.inputs:
            if amount < 0:
                yield Fault("negative_input", place, {"sector": product, "found": amount})
        if not 0 <= column.share <= 1:
            yield Fault("share_out_of_range", place, {"found": column.share})
        if column.imports is not None and economy.kind == "total":
            yield Fault("imports_follow_from_inputs", place)


def _pair_faults(place: str, pairs: Sequence[tuple[str, float]], known: Sequence[str], code: str) -> Iterable[Fault]:
    name = code.removeprefix("unknown_")
    for label, amount in pairs:
        if label not in known:
            yield Fault(code, place, {name: label})
        if not np.isfinite(amount):
            yield Fault("not_finite", place, {name: label})
