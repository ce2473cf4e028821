"""Laws of stock that hold whatever is done with it, in whatever order, by the real commands."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.aws.once import Once
from chalicelib.aws.tables import commit, list_all
from chalicelib.company.commands import save_region
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Conflict
from chalicelib.stock import commands
from chalicelib.stock.queries import levels
from chalicelib.stock.records import LevelRecord, MovementRecord, location_partition
from chalicelib.stock.rules import MovementKind, Pieces, ThresholdChange
from chalicelib.stock.threshold_commands import set_thresholds
from tests.world.cloud import Cloud, cloud
from tests.world.shop import product

SKUS = ("A", "B")


@pytest.fixture(scope="module")
def world() -> Iterator[Cloud]:
    with cloud() as made:
        for sku in SKUS:
            product(sku)
        yield made


@dataclass(frozen=True)
class Step:
    """Something that is done with so many pieces of a SKU."""

    act: str
    sku: str
    pieces: int


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(["receive", "count", "limit", "reserve", "release", "ship", "put back", "bring in"]),
        st.sampled_from(SKUS),
        st.integers(1, 12),
    ),
    max_size=14,
)


def do(step: Step, location: str) -> None:
    """One step by the command or the builder that does it; what is refused changes nothing."""
    sku, pieces = step.sku, step.pieces
    once = Once("law", ids.token(20), step.act, 200, str)
    line = [Pieces(sku, pieces)]
    match step.act:
        case "receive":
            commands.receive_goods(location, line, once)
        case "count":
            commands.count_stock(location, line, once)
        case "limit":
            set_thresholds(location, [ThresholdChange(sku, {"safety": pieces, "low": None})], once)
        case "reserve":
            commit(commands.reserve(location, sku, pieces))
        case "release":
            commit(commands.release(location, sku, pieces))
        case "ship":
            commit(commands.ship_out(location, sku, pieces), moved(location, MovementKind.SHIPMENT, sku, -pieces))
        case "put back":
            commit(commands.put_back(location, sku, pieces), moved(location, MovementKind.SHIPMENT, sku, pieces))
        case "bring in":
            commit(commands.bring_in(location, sku, pieces), moved(location, MovementKind.DELIVERY, sku, pieces))


def moved(location: str, kind: MovementKind, sku: str, pieces: int) -> commands.Write:
    return commands.movement(f"{kind}:{ids.token(20)}", location, kind, [Pieces(sku, pieces)])


def figures(location: str) -> dict[str, tuple[int, int, int, int]]:
    found = levels(location, SKUS)
    return {sku: (one.on_hand, one.reserved, one.safety, one.available) for sku, one in found.items()}


@settings(max_examples=15, deadline=None)
@given(taken=steps)
def test_available_is_on_hand_less_reserved_and_safety_and_on_hand_the_sum_of_movements(
    world: Cloud, taken: list[Step]
) -> None:
    location = f"WH-{ids.token(8)}"
    save_region("law", "律", location)
    for step in taken:
        before = figures(location)
        try:
            do(step, location)
        except Conflict:
            assert figures(location) == before
    found = list_all(LevelRecord, location_partition(location), "SKU#")
    movements = list_all(MovementRecord, location_partition(location), "MOVEMENT#")
    for level in found:
        assert level.available == level.on_hand - level.reserved - level.safety
        assert min(level.on_hand, level.reserved, level.safety) >= 0
        came = [line["quantity"] for one in movements for line in one.lines if line["sku"] == level.sku]
        assert level.on_hand == sum(came)
    assert {line["sku"] for one in movements for line in one.lines} <= {level.sku for level in found}
