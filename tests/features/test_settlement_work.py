"""What a settlement does for a part of the dealers does not depend on how many dealers there are."""

from tests.bench.settlement import FEW, LARGE, MANY, MARGIN, PART, SMALL, memory, own_memory, work


def test_the_calls_for_a_part_are_the_same_among_few_dealers_and_among_many() -> None:
    few, many = work(FEW), work(MANY)
    assert few.compute == many.compute
    assert few.post == many.post
    assert few.post["TransactWriteItems"] >= PART


def test_the_memory_for_a_part_is_the_same_among_few_dealers_and_among_many() -> None:
    small, large = memory(SMALL, PART), memory(LARGE, PART)
    assert large <= small * MARGIN, (small, large)


def test_the_measure_of_memory_sees_what_is_held() -> None:
    with own_memory() as peak:
        held = bytes(1_000_000)
        del held
    assert 1_000_000 <= peak[0] < 1_100_000
