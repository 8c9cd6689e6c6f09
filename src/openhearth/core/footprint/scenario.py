"""What a change does here, in the rest of the country, and beyond."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint.model import Leontief, Variant, leontief
from openhearth.core.footprint.regional import TwoPlaces
from openhearth.core.footprint.table import Economy
from openhearth.core.values import Array

PLACES = ("here", "country", "beyond")
"""The region, the rest of its country, and everywhere else; the rows of all effects."""

LARGEST = 1e12
"""No economy counts further in millions; beyond, sums lose their decimals."""

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
    times, intensities_times
        Product, or account, and what its present amount is multiplied by: the same scenario for tables of several
        countries.
    """

    sector: str
    inputs: tuple[tuple[str, float], ...] = ()
    intensities: tuple[tuple[str, float], ...] = ()
    imports: float | None = None
    share: float = 1.0
    times: tuple[tuple[str, float], ...] = ()
    intensities_times: tuple[tuple[str, float], ...] = ()


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
    parts
        As ``output``, but as a part of what the sector makes in the region: -0.3 is three tenths less.
    """

    name: str
    demand: tuple[tuple[str, float], ...] = ()
    output: tuple[tuple[str, float], ...] = ()
    columns: tuple[Column, ...] = ()
    parts: tuple[tuple[str, float], ...] = ()


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

    @property
    def known(self) -> Array:
        """(3,): by place, the sum over the sectors that are known; NaN where none is. Show `unknown` beside it."""
        nothing = np.isnan(self.values).all(axis=1)
        return np.where(nothing, np.nan, np.nansum(self.values, axis=1))

    @property
    def unknown(self) -> tuple[int, ...]:
        """Positions of the sectors without a figure here."""
        return tuple(np.flatnonzero(np.isnan(self.values[0])).tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """Yearly changes after all rounds of purchases, beside the year of the table.

    Parameters
    ----------
    output
        (3, n): `PLACES` by sector. The row ``beyond`` is NaN unless production abroad is taken to be as here.
    imports
        Change of what the country imports for production, in the unit of the table.
    before
        (2, n): output in the region and in the rest of the country before the change, as the model has it.
    """

    scenario: str
    table: str
    year: int
    unit: str
    sectors: tuple[str, ...]
    before: Array
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

    For ``output`` and ``parts``, :math:`\Delta y` of those sectors is solved for (mixed model, Miller and Blair 2009,
    section 13.2).

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
        ``unknown_sector``, ``unknown_account``, ``duplicate_sector``, ``duplicate_account``, ``share_out_of_range``,
        ``negative_input``, ``not_finite``, ``beyond_counting``, ``imports_follow_from_inputs``, ``shape_mismatch``, ``not_productive``: all that can be told.
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
        before=before.reshape(2, size),
        output=change,
        imports=float(bought.sum()),
        accounts=tuple(_account_effects(economy, scenario, change, after[:size])),
    )


def for_accounts(scenario: Scenario, accounts: Sequence[str]) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario without what it says about accounts that a table does not have, and the names of these, to be shown.

    Examples
    --------
    >>> furnace = Column("CPA_C24", intensities_times=(("co2", 0.3), ("jobs", 0.9)))
    >>> kept, left_out = for_accounts(Scenario("furnace", columns=(furnace,)), ("jobs",))
    >>> kept.columns[0].intensities_times, left_out
    ((('jobs', 0.9),), ('co2',))
    """
    named = [code for one in scenario.columns for code, _ in (*one.intensities, *one.intensities_times)]
    left_out = tuple(dict.fromkeys(code for code in named if code not in accounts))
    if not left_out:
        return scenario, ()
    columns = tuple(
        replace(
            one,
            intensities=tuple(pair for pair in one.intensities if pair[0] in accounts),
            intensities_times=tuple(pair for pair in one.intensities_times if pair[0] in accounts),
        )
        for one in scenario.columns
    )
    return replace(scenario, columns=columns), left_out


def _inputs(economy: Economy, column: Column) -> tuple[Array, Array, float]:
    """New inputs made in the country, imported inputs, and their sum, for one unit of the sector's output."""
    position = economy.sectors.index(column.sector)
    whole = economy.kind == "total"
    old = economy.domestic[:, position] + (economy.imported[:, position] if whole else 0.0)
    new = old.copy()
    for product, amount in column.inputs:
        new[economy.sectors.index(product)] = amount
    for product, factor in column.times:
        new[economy.sectors.index(product)] *= factor
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
    amounts = [(sectors.index(sector), amount) for sector, amount in scenario.output]
    amounts += [(sectors.index(sector), part * before[sectors.index(sector)]) for sector, part in scenario.parts]
    if not amounts:
        return after
    stated = [position for position, _ in amounts]
    unit = np.zeros((len(before), len(stated)))
    unit[stated, range(len(stated))] = 1.0
    response = changed.output(unit)
    missing = before[stated] + np.array([amount for _, amount in amounts]) - after[stated]
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
            stated = [amount for code, amount in column.intensities if code == account.code]
            stated += [
                factor * intensity[position] for code, factor in column.intensities_times if code == account.code
            ]
            for amount in stated:
                values[0, position] += column.share * (amount - intensity[position]) * here[position]
        yield AccountEffects(account.code, account.unit, account.year, values)


def _faults(economy: Economy, places: TwoPlaces, scenario: Scenario) -> Iterable[Fault]:
    if places.structure.sectors != economy.sectors:
        expected, found = len(economy.sectors), len(places.structure.sectors)
        yield Fault("shape_mismatch", "places", {"expected": expected, "found": found})
    for kind, pairs in (("demand", scenario.demand), ("output", scenario.output), ("parts", scenario.parts)):
        yield from _pair_faults(kind, pairs, economy.sectors, "unknown_sector")
    yield from (Fault("share_out_of_range", "parts", {"found": part}) for _, part in scenario.parts if part < -1)
    stated = [sector for sector, _ in (*scenario.output, *scenario.parts)]
    yield from _twice("output", stated)
    yield from _twice("columns", [column.sector for column in scenario.columns])
    accounts = tuple(account.code for account in economy.accounts)
    for column in scenario.columns:
        yield from _column_faults(column, economy, accounts)


def _twice(place: str, sectors: Sequence[str]) -> Iterable[Fault]:
    for sector in sorted({sector for sector in sectors if sectors.count(sector) > 1}):
        yield Fault("duplicate_sector", place, {"sector": sector})


def _column_faults(column: Column, economy: Economy, accounts: Sequence[str]) -> Iterable[Fault]:
    place = f"column {column.sector}"
    if column.sector not in economy.sectors:
        yield Fault("unknown_sector", "columns", {"sector": column.sector})
    for products in (column.inputs, column.times):
        yield from _pair_faults(place, products, economy.sectors, "unknown_sector")
        for product, amount in products:
            if amount < 0:
                yield Fault("negative_input", place, {"sector": product, "found": amount})
    for named in (column.intensities, column.intensities_times):
        yield from _pair_faults(place, named, accounts, "unknown_account")
    yield from _twice(place, [product for product, _ in (*column.inputs, *column.times)])
    codes = [code for code, _ in (*column.intensities, *column.intensities_times)]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Fault("duplicate_account", place, {"account": code})
    if not 0 <= column.share <= 1:
        yield Fault("share_out_of_range", place, {"found": column.share})
    if column.imports is not None and economy.kind == "total":
        yield Fault("imports_follow_from_inputs", place)
    elif column.imports is not None and not 0 <= column.imports <= LARGEST:
        yield Fault("negative_input", place, {"sector": "imports", "found": column.imports})


def _pair_faults(place: str, pairs: Sequence[tuple[str, float]], known: Sequence[str], code: str) -> Iterable[Fault]:
    name = code.removeprefix("unknown_")
    for label, amount in pairs:
        if label not in known:
            yield Fault(code, place, {name: label})
        if not np.isfinite(amount):
            yield Fault("not_finite", place, {name: label})
        elif abs(amount) > LARGEST:
            yield Fault("beyond_counting", place, {"label": label, "found": amount})
