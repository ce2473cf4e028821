"""The rebate of every dealer from one file of sales: by the rules of Qudao, by DuckDB and by polars.

The other two have the same sums written in their own language: they are much faster at adding up, explain nothing, and
know two of the tier methods and none of the other rules. That all three agree to the cent is what they are for here.
"""

import csv
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from random import Random

import duckdb
import polars as pl

from chalicelib.rebates.rules import LineKind, SalesLine, calculate
from chalicelib.rebates.term_rules import Terms
from tests.bench.figures import Figure

SIZES = (10_000, 100_000, 1_000_000)
LINES_OF_A_DEALER = 1_000
CATEGORIES = ("paint", "tools", "primer", "sealant")
TIERS = (
    (Decimal(0), Decimal("0.0125")),
    (Decimal(100_000), Decimal("0.0235")),
    (Decimal(200_000), Decimal("0.0315")),
)
OPEN_ABOVE = Decimal("99999999999.99")
METHODS = ("whole", "slab")
Payouts = Mapping[str, Decimal]


def terms(method: str) -> Terms:
    """The program: three of the four categories, paid on the net amount by TIERS."""
    return Terms.of(
        {
            "measure": "net_amount",
            "tier_method": method,
            "tiers": [{"from": threshold, "rate": rate} for threshold, rate in TIERS],
            "products": {"categories": CATEGORIES[:3]},
        }
    )


def write_sales(path: Path, lines: int) -> None:
    """So many lines, dealer by dealer, always the same ones. Dealers are of five sizes, one in twenty lines is a
    return, and every tenth dealer only returned.
    """
    chance = Random(20261001)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("dealer_id", "sku", "category", "quantity", "net_amount", "kind"))
        for number in range(lines):
            dealer = number // LINES_OF_A_DEALER
            quantity, category = chance.randrange(1, 50), chance.choice(CATEGORIES)
            net = Decimal(quantity * chance.randrange(100, 500) * (1 + dealer % 5)) / 100
            returned = dealer % 10 == 9 or chance.random() < 0.05
            kind = LineKind.RETURN if returned else LineKind.SALE
            out.writerow((f"D{dealer:08}", f"{category}-{quantity}", category, quantity, f"{net:.2f}", kind.value))


def by_qudao(path: Path, method: str) -> Payouts:
    """Line by line, one dealer at a time. Dealers who are paid nothing are left out, as by the others."""
    program = terms(method)
    with path.open(newline="") as file:
        by_dealer = groupby(csv.DictReader(file), key=itemgetter("dealer_id"))
        paid = {dealer_id: calculate(program, map(_sales_line, rows), None).payout for dealer_id, rows in by_dealer}
    return {dealer_id: payout for dealer_id, payout in paid.items() if payout}


def _sales_line(row: Mapping[str, str]) -> SalesLine:
    kind, quantity = LineKind(row["kind"]), int(row["quantity"])
    return SalesLine(row["sku"], row["category"], quantity, Decimal(row["net_amount"]), kind)


_SQL = """
    with measured as (
        select dealer_id, sum(if(kind = 'return', -net_amount, net_amount))::decimal(18, 2) as net
        from read_csv(?, types = {'net_amount': 'DECIMAL(18, 2)'})
        where category in (select unnest(?))
        group by dealer_id
    ), tiers as (
        select unnest(?)::decimal(18, 2) as lower, unnest(?)::decimal(18, 2) as upper, unnest(?)::decimal(5, 4) as rate
    )
    select dealer_id, sum(round(%s * rate, 2)) from measured join tiers on %s group by dealer_id
"""
_SQL_OF = {
    "whole": _SQL % ("net", "net > 0 and lower <= net and net < upper"),
    "slab": _SQL % ("(least(net, upper) - lower)", "net > 0 and lower <= net"),
}


def by_duckdb(path: Path, method: str) -> Payouts:
    """One statement."""
    lower, upper, rates = zip(*_bounds(), strict=True)
    with duckdb.connect() as database:
        given = [str(path), list(CATEGORIES[:3]), list(lower), list(upper), list(rates)]
        return dict(database.execute(_SQL_OF[method], given).fetchall())


def by_polars(path: Path, method: str) -> Payouts:
    """One lazy frame. Its decimals keep the wider of two scales, so both must be wide enough for the product."""
    net = pl.when(pl.col("kind") == "return").then(-pl.col("net_amount")).otherwise(pl.col("net_amount"))
    measured = (
        pl.scan_csv(path, schema_overrides={"net_amount": pl.Decimal(18, 2)})
        .filter(pl.col("category").is_in(CATEGORIES[:3]))
        .group_by("dealer_id")
        .agg(net.sum().cast(pl.Decimal(38, 6)).alias("net"))
        .filter(pl.col("net") > 0)
    )
    paid = pl.sum_horizontal(*(_paid_by_polars(method, *bounds) for bounds in _bounds()))
    found = measured.select("dealer_id", paid.alias("paid")).collect()
    return dict(found.iter_rows())


def _paid_by_polars(method: str, lower: Decimal, upper: Decimal, rate: Decimal) -> pl.Expr:
    net = pl.col("net")
    reached, base = (net >= lower) & (net < upper), net
    if method == "slab":
        reached, base = net >= lower, pl.min_horizontal(net, pl.lit(upper).cast(pl.Decimal(38, 6))) - lower
    paid = (base * pl.lit(rate)).round(2, mode="half_away_from_zero")
    return pl.when(reached).then(paid).otherwise(Decimal(0))


def _bounds() -> list[tuple[Decimal, Decimal, Decimal]]:
    """Of each tier: from where, to where, how much."""
    above = [threshold for threshold, _ in TIERS[1:]] + [OPEN_ABOVE]
    return [(threshold, upper, rate) for (threshold, rate), upper in zip(TIERS, above, strict=True)]


WAYS: Mapping[str, Callable[[Path, str], Payouts]] = {"Qudao": by_qudao, "DuckDB": by_duckdb, "polars": by_polars}


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock and of processor time; a program with threads of its own takes more of the second."""

    seconds: float
    processor: float


def figures() -> Iterator[Figure]:
    """Lines a second by the clock, from the file to the payouts, and of Qudao's calculation by itself; both methods one
    after the other. How much longer ten times as many lines take is told in processor time, which other work on the
    machine does not change much.
    """
    with tempfile.TemporaryDirectory() as folder:
        before: dict[str, Taken] = {}
        for size in SIZES:
            path = Path(folder) / f"sales-{size}.csv"
            write_sales(path, size)
            taken = {way: _from_the_file(calculated, path) for way, calculated in WAYS.items()}
            taken["Qudao's calculation alone"] = _calculation_alone(path)
            for way, took in taken.items():
                speed = f"{len(METHODS) * size / took.seconds:,.0f} lines/s"
                yield Figure(f"rebates of {size:,} lines, {way}", speed, _growth(before.get(way), took))
            before = taken


def _growth(before: Taken | None, took: Taken) -> str:
    return f"{took.processor / before.processor:.1f} times the work for 10 times the lines" if before else ""


def _from_the_file(calculated: Callable[[Path, str], Payouts], path: Path) -> Taken:
    began, worked = time.perf_counter(), time.process_time()
    for method in METHODS:
        calculated(path, method)
    return Taken(time.perf_counter() - began, time.process_time() - worked)


def _calculation_alone(path: Path) -> Taken:
    """On lines that are there already, as many as one dealer has at a time."""
    seconds = processor = 0.0
    programs = [terms(method) for method in METHODS]
    with path.open(newline="") as file:
        for _, rows in groupby(csv.DictReader(file), key=itemgetter("dealer_id")):
            lines = [_sales_line(row) for row in rows]
            began, worked = time.perf_counter(), time.process_time()
            for program in programs:
                calculate(program, lines, None)
            seconds += time.perf_counter() - began
            processor += time.process_time() - worked
    return Taken(seconds, processor)
