"""The ledger's rules: worked by hand, and what always holds of them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.money import ZERO, part_so_far
from chalicelib.kernel.periods import Period
from chalicelib.ledger.rules import (
    STATEMENT,
    Account,
    Ageing,
    Allocation,
    Applied,
    EntryKind,
    Move,
    OpenInvoice,
    OpenItem,
    StatementState,
    UnappliedPayment,
    age,
    allocate,
    available,
    closing,
    days_overdue,
    days_to_collect,
    move,
    payment_cause,
    posting_period,
    rebate_cause,
    shipment_cause,
    totals,
)

LAW = settings(derandomize=True, deadline=None, database=None, max_examples=80)
D = Decimal
DAY = date(2026, 10, 31)


def invoice(invoice_id: str, left: str, due: date = DAY, issued: date = date(2026, 9, 1)) -> OpenInvoice:
    return OpenInvoice(invoice_id, D("1000.00"), D(left), issued, due)


class TestEntries:
    @pytest.mark.parametrize(
        ("kind", "amount", "moves"),
        [
            (EntryKind.SHIPMENT, "250.00", Move(Account.RECEIVABLE, D("250.00"))),
            (EntryKind.PAYMENT, "250.00", Move(Account.RECEIVABLE, D("-250.00"))),
            (EntryKind.REBATE, "940.00", Move(Account.REBATE, D("940.00"))),
            (EntryKind.REBATE, "-12.00", Move(Account.REBATE, D("-12.00"))),
        ],
    )
    def test_what_an_entry_moves(self, kind: EntryKind, amount: str, moves: Move) -> None:
        assert move(kind, D(amount)) == moves

    def test_causes(self) -> None:
        assert shipment_cause("SH-1") == "shipment:SH-1"
        assert payment_cause("PM-1") == "payment:PM-1"
        assert rebate_cause("R-1", Period.parse("2026-Q4"), "P1", "D1") == "rebate:R-1:2026-Q4:P1:D1"

    @pytest.mark.parametrize(
        ("day", "month"),
        [(date(2026, 9, 30), "2026-10"), (date(2026, 10, 1), "2026-10"), (date(2026, 11, 2), "2026-11")],
    )
    def test_an_entry_of_a_closed_month_goes_to_the_first_open_one(self, day: date, month: str) -> None:
        assert posting_period(day, Period.parse("2026-10")) == Period.parse(month)

    def test_closing(self) -> None:
        assert closing(D("100.00"), [D("250.00"), D("-30.50")]) == D("319.50")
        assert closing(D("-5.00"), []) == D("-5.00")


class TestAllocation:
    def test_the_oldest_due_first(self) -> None:
        late, later = invoice("I-2", "50.00", date(2026, 9, 1)), invoice("I-1", "80.00", date(2026, 9, 2))
        assert allocate([later, late], D("60.00")) == Allocation(
            (Applied("I-2", D("50.00"), covers_whole=True), Applied("I-1", D("10.00"), covers_whole=False)), D("0.00")
        )

    def test_the_named_one_first_then_the_oldest_due(self) -> None:
        invoices = [invoice("I-1", "50.00", date(2026, 9, 1)), invoice("I-2", "80.00", date(2026, 9, 2))]
        assert allocate(invoices, D("100.00"), "I-2") == Allocation(
            (Applied("I-2", D("80.00"), covers_whole=True), Applied("I-1", D("20.00"), covers_whole=False)), D("0.00")
        )

    def test_a_tie_goes_to_the_older_invoice_then_to_the_lower_id_as_text(self) -> None:
        invoices = [
            invoice("I-2", "1.00"),
            invoice("I-10", "1.00"),
            invoice("I-3", "1.00", issued=date(2026, 8, 31)),
        ]
        found = allocate(invoices, D("3.00"))
        assert [each.invoice_id for each in found.applied] == ["I-3", "I-10", "I-2"]

    def test_what_exceeds_all_invoices_is_a_deposit(self) -> None:
        assert allocate([invoice("I-1", "50.00")], D("60.00")).unapplied == D("10.00")
        assert allocate([], D("60.00"), "I-9") == Allocation((), D("60.00"))

    def test_an_invoice_without_anything_open_takes_nothing(self) -> None:
        assert allocate([invoice("I-1", "0.00")], D("5.00"), "I-1") == Allocation((), D("5.00"))

    @pytest.mark.parametrize("amount", ["0.00", "-5.00"])
    def test_a_payment_is_above_zero(self, amount: str) -> None:
        with pytest.raises(ValueError, match="a payment of"):
            allocate([], D(amount))

    def test_days_run_from_the_invoices_date(self) -> None:
        assert days_to_collect(date(2026, 2, 27), date(2026, 3, 2)) == 3
        assert days_to_collect(date(2026, 3, 2), date(2026, 3, 2)) == 0
        assert days_to_collect(date(2026, 3, 2), date(2026, 2, 1)) == 0


class TestAgeing:
    @pytest.mark.parametrize(
        ("days", "bucket"),
        [
            (-5, "not_due"),
            (0, "not_due"),
            (1, "days_1_30"),
            (30, "days_1_30"),
            (31, "days_31_60"),
            (60, "days_31_60"),
            (61, "days_61_90"),
            (90, "days_61_90"),
            (91, "over_90"),
        ],
    )
    def test_edges(self, days: int, bucket: str) -> None:
        item = invoice("I-1", "7.00", DAY - timedelta(days))
        assert age([item], DAY) == replace(Ageing(), **{bucket: D("7.00")})
        assert days_overdue(item, DAY) == max(days, 0)

    def test_a_deposit_is_a_negative_item_that_is_not_due(self) -> None:
        items: list[OpenItem] = [invoice("I-1", "7.00", date(2026, 7, 1)), UnappliedPayment("PM-1", D("10.00"))]
        found = age(items, DAY)
        assert found == Ageing(not_due=D("-10.00"), over_90=D("7.00"))
        assert found.total == D("-3.00")

    def test_the_stored_form(self) -> None:
        stored = {
            "not_due": "-10.00",
            "days_1_30": "0.00",
            "days_31_60": "0.00",
            "days_61_90": "0.00",
            "over_90": "7.00",
        }
        assert Ageing(not_due=D("-10"), over_90=D(7)).as_fields() == stored
        assert Ageing.of(stored) == Ageing(not_due=D("-10.00"), over_90=D("7.00"))


@pytest.mark.parametrize(
    ("limit", "receivable", "exposure", "left"),
    [
        ("1000.00", "300.00", "200.00", "500.00"),
        ("1000.00", "900.00", "200.00", "-100.00"),
        ("1000.00", "-50.00", "0.00", "1050.00"),
        (None, "-500.00", "200.00", "300.00"),
        (None, "0.00", "0.00", "0.00"),
        ("0.00", "0.00", "0.00", "0.00"),
    ],
)
def test_available_credit(limit: str | None, receivable: str, exposure: str, left: str) -> None:
    assert available(None if limit is None else D(limit), D(receivable), D(exposure)) == D(left)


class TestStatement:
    def test_every_state_can_be_reached(self) -> None:
        assert STATEMENT.unreachable() == set()

    def test_confirmed_or_disputed_and_sent_again(self) -> None:
        sent, confirmed, disputed = StatementState.SENT, StatementState.CONFIRMED, StatementState.DISPUTED
        allowed = {
            (now, then)
            for now in StatementState
            for then in StatementState
            if now in STATEMENT.reached_from.get(then, frozenset())
        }
        assert allowed == {(sent, confirmed), (sent, disputed), (disputed, sent)}

    def test_a_confirmed_one_stays_so(self) -> None:
        with pytest.raises(Conflict) as refused:
            STATEMENT.transition(StatementState.CONFIRMED, StatementState.DISPUTED)
        assert refused.value.code is Code.WRONG_STATE


MONEY = st.integers(0, 200_000).map(lambda cents: Decimal(cents).scaleb(-2))
PAID = st.integers(1, 300_000).map(lambda cents: Decimal(cents).scaleb(-2))
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def open_invoices(draw: st.DrawFn) -> list[OpenInvoice]:
    ids = draw(st.lists(st.integers(1, 20).map("I-{}".format), max_size=6, unique=True))
    left = {each: draw(MONEY) for each in ids}
    return [OpenInvoice(each, left[each] + draw(MONEY), left[each], draw(DAYS), draw(DAYS)) for each in ids]


@LAW
@given(open_invoices(), PAID, st.none() | st.integers(1, 20).map("I-{}".format))
def test_an_allocation_adds_up(invoices: list[OpenInvoice], amount: Decimal, named: str | None) -> None:
    left, found = {each.invoice_id: each.open for each in invoices}, allocate(invoices, amount, named)
    assert sum((each.amount for each in found.applied), found.unapplied) == amount
    assert all(0 < each.amount <= left[each.invoice_id] for each in found.applied)
    assert all(each.covers_whole == (each.amount == left[each.invoice_id]) for each in found.applied)
    assert len({each.invoice_id for each in found.applied}) == len(found.applied)
    assert found.unapplied == max(amount - sum(left.values()), ZERO)


@LAW
@given(open_invoices(), PAID)
def test_no_invoice_is_paid_before_an_older_one_is_covered(invoices: list[OpenInvoice], amount: Decimal) -> None:
    by_id, found = {each.invoice_id: each for each in invoices}, allocate(invoices, amount)
    paid = [by_id[each.invoice_id] for each in found.applied]
    assert all(before.due_date <= after.due_date for before, after in pairwise(paid))
    assert all(each.covers_whole for each in found.applied[:-1])
    latest = max((each.due_date for each in paid), default=date.min)
    covered = {each.invoice_id for each in paid}
    assert all(each.invoice_id in covered or each.open == 0 for each in invoices if each.due_date < latest)


@LAW
@given(open_invoices(), st.lists(PAID, max_size=3), DAYS)
def test_ageing_adds_up_to_what_is_open(invoices: list[OpenInvoice], deposits: list[Decimal], day: date) -> None:
    unapplied = [UnappliedPayment(f"PM-{place}", amount) for place, amount in enumerate(deposits)]
    found = age([*unapplied, *invoices], day)
    assert found.total == sum((each.open for each in invoices), ZERO) - sum(deposits, ZERO)
    assert Ageing.of(found.as_fields()) == found


@LAW
@given(st.lists(st.tuples(st.booleans(), PAID, DAYS), max_size=12))
def test_the_balance_is_the_sum_of_its_entries_and_of_what_is_open(events: list[tuple[bool, Decimal, date]]) -> None:
    """Shipments are invoiced, payments and deposits are applied as they come: both books tell the same."""
    deltas: list[Decimal] = []
    invoices: dict[str, OpenInvoice] = {}
    deposit = ZERO
    for place, (shipped, amount, due) in enumerate(events):
        deltas.append(move(EntryKind.SHIPMENT if shipped else EntryKind.PAYMENT, amount).delta)
        if shipped:
            invoices[f"I-{place}"] = OpenInvoice(f"I-{place}", amount, amount, due, due)
        money = deposit + (ZERO if shipped else amount)
        deposit = spend(money, invoices) if money else ZERO
    balance = closing(ZERO, deltas)
    assert balance == sum((each.open for each in invoices.values()), ZERO) - deposit
    assert age([*invoices.values(), UnappliedPayment("deposit", deposit)], DAY).total == balance
    assert deposit == 0 or all(each.open == 0 for each in invoices.values())


def spend(money: Decimal, invoices: dict[str, OpenInvoice]) -> Decimal:
    """Applies the money to the invoices and returns what is left of it."""
    allocation = allocate(invoices.values(), money)
    for applied in allocation.applied:
        before = invoices[applied.invoice_id]
        invoices[applied.invoice_id] = replace(before, open=before.open - applied.amount)
    return allocation.unapplied


@LAW
@given(st.lists(MONEY, max_size=10), st.integers(0, 10), MONEY)
def test_a_closing_is_the_next_opening(deltas: list[Decimal], cut: int, opening: Decimal) -> None:
    assert closing(closing(opening, deltas[:cut]), deltas[cut:]) == closing(opening, deltas)


@LAW
@given(MONEY, st.lists(st.integers(0, 40), min_size=1, max_size=8).filter(any))
def test_the_parts_of_a_shipment_add_up_to_the_line(net: Decimal, shipped: list[int]) -> None:
    """However a line is shipped, each part is `round(net x so far / quantity)` less what was shipped already."""
    quantity, so_far, posted = sum(shipped), 0, ZERO
    for pieces in shipped:
        so_far += pieces
        part = part_so_far(net, so_far, quantity) - posted
        assert abs(Fraction(part) - Fraction(net) * pieces / quantity) <= Fraction(1, 100)
        posted += part
    assert posted == net


@LAW
@given(DAYS, DAYS)
def test_nothing_is_posted_into_a_closed_month(day: date, open_since: date) -> None:
    open_from = Period.of(open_since)
    posted = posting_period(day, open_from)
    assert posted >= open_from
    assert posted in {open_from, Period.of(day)}


@LAW
@given(st.lists(st.tuples(st.sampled_from(["shipment", "payment", "rebate", "other"]), st.integers(-10_000, 10_000))))
def test_a_months_totals_add_up_to_its_closing(entries: list[tuple[str, int]]) -> None:
    found = totals(D(100), [(f"{kind}:X", D(cents) / 100) for kind, cents in entries])
    assert found.closing == closing(D(100), [D(cents) / 100 for _, cents in entries])
    of = {kind: sum((D(cents) / 100 for one, cents in entries if one == kind), ZERO) for kind, _ in entries}
    assert (found.invoiced, found.paid) == (of.get("shipment", ZERO), of.get("payment", ZERO))
    assert found.credited == of.get("rebate", ZERO) + of.get("other", ZERO)
