"""The rebate of ten thousand sales is the same by Qudao's rules, by DuckDB's SQL and by polars, to the cent."""

from pathlib import Path

import pytest

from tests.bench.rebates import METHODS, by_duckdb, by_polars, by_qudao, write_sales


@pytest.fixture(scope="module")
def sales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sales") / "sales.csv"
    write_sales(path, 10_000)
    return path


@pytest.mark.parametrize("method", METHODS)
def test_three_ways_to_one_sum(sales: Path, method: str) -> None:
    paid = by_qudao(sales, method)
    assert len(paid) == 9  # of ten dealers, one only returned
    assert by_duckdb(sales, method) == paid
    assert by_polars(sales, method) == paid
