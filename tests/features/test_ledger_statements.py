"""Statements: closing = opening + entries, a closed month stays closed, ageing adds up, the dealer answers once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.aws.tables import change, commit, replace
from chalicelib.company.commands import save_policy, save_region
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.commands import change_dealer
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.periods import Period
from chalicelib.ledger import queries, rules, statement_commands
from chalicelib.ledger.commands import invoice_shipment
from chalicelib.ledger.exposure_commands import hold_credit, hold_credit_beyond_limit
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.ledger.records import AccountRecord, EntryRecord
from chalicelib.ledger.statement_commands import RebatePosting, confirm_unanswered, post_settlement
from chalicelib.messages.texts import inbox_text
from chalicelib.rebates.records import PostedRecord, posted_key
from tests.world.api import Context, ask, dealer_user, staff
from tests.world.books import instant, invoice, make_dealer
from tests.world.cloud import Cloud
from tests.world.company import make_people
from tests.world.streams import Streams, handler

DEALER = "D00000001"
OWNER = dealer_user(DEALER)
EAST = staff(Role.SALES, regions=("east",))
SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")


@pytest.fixture(autouse=True)
def dealer(aws: Cloud) -> Any:
    with clock.at(instant("2026-11-05")):
        yield make_dealer(DEALER)


def pay(amount: str, day: str, dealer_id: str = DEALER) -> str:
    return record_payment(NewPayment(dealer_id, Decimal(amount), date.fromisoformat(day)), None).payment_id


def rebate(program: str, amount: str, dealer_id: str = DEALER, period: Period = SEPTEMBER) -> RebatePosting:
    details = {"program_name": "返利", "tier_method": "whole", "total": amount, "posted_earlier": "0.00"}
    key = posted_key(dealer_id, program, str(period))
    write = change(PostedRecord, key, [PostedRecord.amount.set(Decimal(amount))])
    return RebatePosting(program, period, Decimal(amount), details, write)


def settle(period: Period = SEPTEMBER, *rebates: RebatePosting, run: str = "") -> Any:
    return post_settlement(DEALER, period, rebates, run or f"{period}-r1")


def stands() -> tuple[str, str, str, str, int]:
    found = queries.account_as_is(DEALER)
    money = tuple(f"{value:.2f}" for value in (found.receivable, found.rebate, found.available))
    return (*money, found.open_from, found.postings)


def test_a_statement_opens_where_the_one_before_closed() -> None:
    shipment = invoice(DEALER, 1, "500.00", "2026-09-10")
    payment = pay("200.00", "2026-09-20")
    later = invoice(DEALER, 2, "70.00", "2026-10-02")
    first = settle(SEPTEMBER, rebate("P1", "10.00"), rebate("P2", "-3.00"))
    assert first.figures == {
        "receivable": {"opening": "0.00", "sum": "300.00", "closing": "300.00", "entries": 2},
        "rebate": {"opening": "0.00", "sum": "7.00", "closing": "7.00", "entries": 2},
    }
    assert stands() == ("370.00", "7.00", "9630.00", "2026-10", 5)
    second = settle(OCTOBER)
    assert second.figures == {
        "receivable": {"opening": "300.00", "sum": "70.00", "closing": "370.00", "entries": 1},
        "rebate": {"opening": "7.00", "sum": "0.00", "closing": "7.00", "entries": 0},
    }
    shown = ask("GET", f"/statements/{DEALER}-2026-09", who=OWNER).body
    assert [(entry["cause"], entry["amount"], entry["day"], entry["document_id"]) for entry in shown["entries"]] == [
        (f"shipment:{shipment}", "500.00", "2026-09-10", shipment),
        (f"payment:{payment}", "-200.00", "2026-09-20", payment),
        (f"rebate:2026-09-r1:2026-09:P1:{DEALER}", "10.00", "2026-09-30", "P1"),
        (f"rebate:2026-09-r1:2026-09:P2:{DEALER}", "-3.00", "2026-09-30", "P2"),
    ]
    assert shown["entries"][2]["rebate"] == {
        "program_id": "P1", "program_name": "返利", "program_version": 1, "program_period": "2026-09",
        "tier_method": "whole", "total": "10.00", "posted_earlier": "0.00",
    }  # fmt: skip
    assert later in [
        entry["document_id"] for entry in ask("GET", f"/statements/{DEALER}-2026-10", who=OWNER).body["entries"]
    ]
    listed = ask("GET", "/statements", who=OWNER).body
    assert [(item["period"], item["receivable"]["closing"]) for item in listed["items"]] == [
        ("2026-10", "370.00"), ("2026-09", "300.00"),
    ]  # fmt: skip


def totals(month: str, account: str = "receivable", dealer_id: str = DEALER) -> tuple[str, ...]:
    """Opening, invoiced, paid, credited and closing of a month."""
    path = f"/accounts/{dealer_id}/entries?period={month}&account={account}"
    return tuple(ask("GET", path, who=dealer_user(dealer_id)).body["totals"].values())


def test_a_months_totals_go_on_from_the_statement_before_and_add_up() -> None:
    invoice(DEALER, 1, "500.00", "2026-09-10")
    pay("200.00", "2026-09-20")
    invoice(DEALER, 2, "70.00", "2026-10-02")
    invoice(DEALER, 3, "30.00", "2026-10-03")
    pay("20.00", "2026-10-04")
    invoice(DEALER, 4, "5.00", "2026-11-01")
    expected = {
        "2026-08": ("0.00", "0.00", "0.00", "0.00", "0.00"),
        "2026-09": ("0.00", "500.00", "-200.00", "0.00", "300.00"),
        "2026-10": ("300.00", "100.00", "-20.00", "0.00", "380.00"),
        "2026-11": ("380.00", "5.00", "0.00", "0.00", "385.00"),
        "2026-12": ("385.00", "0.00", "0.00", "0.00", "385.00"),
    }
    assert {month: totals(month) for month in expected} == expected
    settle(SEPTEMBER, rebate("P1", "10.00"), rebate("P2", "-3.00"))
    assert {month: totals(month) for month in expected} == expected
    assert totals("2026-09", "rebate") == ("0.00", "0.00", "0.00", "7.00", "7.00")
    assert totals("2026-11", "rebate") == ("7.00", "0.00", "0.00", "0.00", "7.00")
    settle(OCTOBER)
    assert {month: totals(month) for month in expected} == expected


def test_the_totals_of_a_month_that_was_closed_with_a_later_one() -> None:
    invoice(DEALER, 1, "10.00", "2026-09-10")
    invoice(DEALER, 2, "20.00", "2026-10-10")
    settle(OCTOBER)
    assert totals("2026-09") == ("0.00", "10.00", "0.00", "0.00", "10.00")
    assert totals("2026-10") == ("10.00", "20.00", "0.00", "0.00", "30.00")
    assert totals("2026-11") == ("30.00", "0.00", "0.00", "0.00", "30.00")


def test_staff_see_the_statements_of_a_state_within_their_regions() -> None:
    northern = make_dealer("D00000002", region="north")
    third = make_dealer("D00000003")
    shipment = invoice(DEALER, 1, "10.00", "2026-09-10")
    with clock.at(instant("2026-11-05")):
        settle()
    for day, dealer_id in (("2026-11-06", northern), ("2026-11-07", third)):
        with clock.at(instant(day)):
            post_settlement(dealer_id, SEPTEMBER, [], "2026-09-r1")
    both = staff(Role.SALES, "both", regions=("north", "east"))

    everywhere = staff(Role.FINANCE)

    def listed(query: str, who: Any = everywhere) -> list[str]:
        ids: list[str] = []
        cursor = ""
        while True:
            body = ask("GET", f"/statements?limit=1{query}{cursor}", who=who).body
            ids += [item["statement_id"] for item in body["items"]]
            if body["next"] is None:
                return ids
            cursor = f"&cursor={body['next']}"

    mine, norths, thirds = (f"{dealer_id}-2026-09" for dealer_id in (DEALER, northern, third))
    assert listed("&state=sent") == [thirds, norths, mine]
    assert listed("&state=sent", EAST) == [thirds, mine]
    assert listed("&state=sent&region=north", both) == listed("&state=sent&region=north") == [norths]
    assert listed("&state=sent", both) == [thirds, mine, norths]
    assert listed("&state=sent", staff(Role.SALES)) == listed("") == listed("&state=confirmed") == []
    assert answer("dispute", {"entries": [f"shipment:{shipment}"], "reason": "少了两箱"}).status == 200
    assert listed("") == listed("&state=disputed", EAST) == [mine]
    assert listed("&state=sent", EAST) == [thirds]
    shown = ask("GET", "/statements", who=EAST).body["items"][0]
    assert (shown["dealer_id"], shown["dealer_name"]) == (DEALER, "D00000001 经贸有限公司")
    assert ask("GET", "/statements?state=sent&region=north", who=EAST).status == 404
    for who, query, field in (
        (OWNER, "state=sent", "state"),
        (OWNER, "region=east", "region"),
        (EAST, f"dealer_id={DEALER}&state=sent", "state"),
    ):
        refused = ask("GET", f"/statements?{query}", who=who)
        assert (refused.status, refused.body["Details"][0]["field"]) == (422, field)


def test_what_is_not_confirmed_goes_with_the_dealer_into_another_region() -> None:
    save_region("north", "华北", "WH-NORTH")
    shipment = invoice(DEALER, 1, "10.00", "2026-09-10")
    settle()
    settle(OCTOBER)
    assert answer("dispute", {"entries": [f"shipment:{shipment}"], "reason": "少了两箱"}).status == 200
    assert ask("POST", f"/statements/{DEALER}-2026-10/confirm", {}, OWNER, "k2").status == 200
    frozen = ask("GET", f"/statements/{DEALER}-2026-09", who=OWNER).body
    moved = ask("PATCH", f"/dealers/{DEALER}", {"region": "north"}, staff(Role.ADMIN), headers={"If-Match": '"1"'})
    assert (moved.status, moved.body["region"]) == (200, "north")
    norths = staff(Role.SALES, regions=("north",))
    of_state = {
        state: ask("GET", f"/statements?state={state}", who=norths).body["items"] for state in rules.StatementState
    }
    assert {state: len(items) for state, items in of_state.items()} == {"sent": 0, "disputed": 1, "confirmed": 0}
    assert ask("GET", "/statements?state=disputed", who=EAST).body["items"] == []
    assert len(ask("GET", "/statements?state=confirmed", who=EAST).body["items"]) == 1
    after = ask("GET", f"/statements/{DEALER}-2026-09", who=OWNER).body
    assert after == frozen | {"version": frozen["version"] + 1}


def test_a_dealer_that_moves_while_its_statement_is_sent_has_it_in_its_new_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Any] = []

    def moving(dealer_id: str) -> Any:
        found = dealers.dealer_as_is(dealer_id)
        if not seen:
            seen.append(found)
            change_dealer(dealers.dealer_as_is(dealer_id), 1, {"region": "north"}, None)
        return found

    monkeypatch.setattr(statement_commands, "dealer_as_is", moving)
    assert settle().region == "north"
    assert len(ask("GET", "/statements?state=sent", who=staff(Role.SALES, regions=("north",))).body["items"]) == 1


def test_a_month_without_movements_has_a_statement() -> None:
    nothing = {"opening": "0.00", "sum": "0.00", "closing": "0.00", "entries": 0}
    assert settle().figures == {"receivable": nothing, "rebate": nothing}


def test_the_same_run_again_changes_nothing_and_another_run_is_refused() -> None:
    settle(SEPTEMBER, rebate("P1", "10.00"))
    after = stands()
    assert settle(SEPTEMBER, rebate("P1", "10.00")).run_id == "2026-09-r1"
    with pytest.raises(Conflict) as refused:
        settle(SEPTEMBER, rebate("P1", "10.00"), run="2026-09-r2")
    assert refused.value.code == Code.WRONG_STATE
    assert stands() == after


def test_what_is_dated_into_a_closed_month_goes_to_the_first_open_one() -> None:
    settle()
    late = invoice(DEALER, 1, "40.00", "2026-09-15")
    pay("15.00", "2026-09-16")
    found = queries.entries_between(DEALER, rules.Account.RECEIVABLE, "2026-10", "2026-10")
    assert [(entry.day, entry.period, f"{entry.amount:.2f}") for entry in found] == [
        ("2026-09-15", "2026-10", "40.00"), ("2026-09-16", "2026-10", "-15.00"),
    ]  # fmt: skip
    assert queries.invoice(DEALER, late).day == "2026-09-15"


def test_a_month_that_closes_in_between_refuses_a_shipment_and_a_payment_reads_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commit(hold_credit(DEALER, Decimal("40.00")))
    day, due = date(2026, 9, 15), date(2026, 10, 15)
    writes = invoice_shipment(DEALER, f"{DEALER}-X-S1", f"{DEALER}-X", Decimal("40.00"), day, due, Decimal("40.00"))
    real, seen = queries.account_as_is, []

    def once_too_old(dealer_id: str) -> AccountRecord:
        found = real(dealer_id)
        if not seen:
            seen.append(found)
            settle()
        return found

    monkeypatch.setattr(queries, "account_as_is", once_too_old)
    payment = pay("15.00", "2026-09-16")
    monkeypatch.undo()
    assert queries.entries_of(DEALER, [f"payment:{payment}"])[0].period == "2026-10"
    before = stands()
    with pytest.raises(Conflict) as refused:
        commit(*writes)
    assert (refused.value.code, refused.value.details) == (
        Code.PERIOD_CLOSED, [{"period": "2026-09", "open_from": "2026-10"}],
    )  # fmt: skip
    assert stands() == before
    assert queries.open_invoices(DEALER) == []


def test_an_entry_that_comes_in_between_is_in_the_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    real, seen = queries.ageing, []

    def slow(dealer_id: str, closing: Period) -> rules.Ageing:
        if not seen:
            seen.append(invoice(DEALER, 1, "25.00", "2026-09-30"))
        return real(dealer_id, closing)

    monkeypatch.setattr(queries, "ageing", slow)
    statement = settle()
    assert statement.figures["receivable"]["closing"] == "25.00"
    assert statement.ageing["not_due"] == "25.00"


def test_months_that_were_never_settled_are_closed_with_the_later_one() -> None:
    invoice(DEALER, 1, "10.00", "2026-09-10")
    invoice(DEALER, 2, "20.00", "2026-10-10")
    statement = settle(OCTOBER)
    assert (statement.first_period, statement.figures["receivable"]["closing"]) == ("2026-09", "30.00")
    assert post_settlement(DEALER, SEPTEMBER, [], "2026-09-r1") is None
    assert queries.statement_of(DEALER, SEPTEMBER) is None


def test_ageing_is_that_of_the_closing_instant_whatever_came_since() -> None:
    make_dealer("D00000002", "100000.00", opened_on="2026-01-01")
    for number, (amount, day) in enumerate(
        [("1.00", "2026-05-01"), ("2.00", "2026-06-15"), ("4.00", "2026-07-20"), ("8.00", "2026-08-20")]
    ):
        invoice("D00000002", number, amount, day)
    invoice("D00000002", 9, "16.00", "2026-09-25")
    invoice("D00000002", 10, "32.00", "2026-10-04")
    pay("50.00", "2026-10-20", "D00000002")
    expected = {"not_due": "16.00", "days_1_30": "8.00", "days_31_60": "4.00", "days_61_90": "2.00", "over_90": "1.00"}
    assert queries.ageing("D00000002", SEPTEMBER).as_fields() == expected
    statement = post_settlement("D00000002", SEPTEMBER, [], "2026-09-r1")
    assert statement
    assert (statement.ageing, statement.figures["receivable"]["closing"]) == (expected, "31.00")


def test_a_deposit_that_was_used_since_is_a_negative_item_still() -> None:
    pay("100.00", "2026-09-20")
    invoice(DEALER, 1, "60.00", "2026-10-02")
    statement = settle()
    assert (statement.ageing["not_due"], statement.figures["receivable"]["closing"]) == ("-100.00", "-100.00")


def answer(what: str, body: Any, key: str = "k1", who: Any = OWNER) -> Any:
    return ask("POST", f"/statements/{DEALER}-2026-09/{what}", body, who, key)


def test_the_dealer_confirms_once() -> None:
    settle()
    first = answer("confirm", {})
    assert (first.status, first.body["state"], first.body["version"]) == (200, "confirmed", 2)
    assert answer("confirm", {}).text == first.text
    refused = answer("confirm", {}, key="k2")
    assert (refused.status, refused.code) == (409, "wrong_state")
    assert answer("dispute", {"entries": ["payment:x"], "reason": "不对"}, key="k3").status == 422
    found = queries.statement_of(DEALER, SEPTEMBER)
    assert (found.state, found.answered_by, found.version) == ("confirmed", OWNER.user_id, 2)


def test_the_dealer_disputes_entries_with_a_reason() -> None:
    shipment = invoice(DEALER, 1, "10.00", "2026-09-10")
    other = invoice(DEALER, 2, "10.00", "2026-10-10")
    settle()
    wrong = answer("dispute", {"entries": [f"shipment:{other}"], "reason": "少了两箱"})
    assert (wrong.status, [detail["cause"] for detail in wrong.body["Details"]]) == (422, [f"shipment:{other}"])
    assert queries.statement_of(DEALER, SEPTEMBER).state == "sent"
    disputed = answer("dispute", {"entries": [f"shipment:{shipment}"], "reason": "少了两箱"}, key="k2")
    assert (disputed.status, disputed.body["state"]) == (200, "disputed")
    shown = ask("GET", f"/statements/{DEALER}-2026-09", who=OWNER).body
    assert (shown["disputed"], shown["reason"]) == ([f"shipment:{shipment}"], "少了两箱")
    assert answer("confirm", {}, key="k3").code == "wrong_state"


def by_the_clock(day: str, hour: int = 12, minute: int = 0) -> int:
    """How many statements the daily task confirms at that time of a business day."""
    at = instant(day, hour) + timedelta(minutes=minute)
    with clock.at(at):
        return int(handler("statements_confirm")({}, Context())["confirmed"])


def test_nobody_answers_for_fifteen_days_and_the_clock_confirms() -> None:
    """Sent on 5 November: the dealer may answer until the end of the 20th, in the business time zone."""
    settle()
    assert by_the_clock("2026-11-20", 23, 59) == 0
    assert queries.statement_of(DEALER, SEPTEMBER).state == "sent"
    assert by_the_clock("2026-11-21", 0, 0) == 1
    confirmed = queries.statement_of(DEALER, SEPTEMBER)
    assert (confirmed.state, confirmed.confirmed_by, confirmed.answered_by) == (
        "confirmed", "clock", "task:statements_confirm",
    )  # fmt: skip
    assert confirmed.answered_at == instant("2026-11-21", 0)
    shown = ask("GET", f"/statements/{DEALER}-2026-09", who=OWNER).body
    assert (shown["state"], shown["confirmed_by"]) == ("confirmed", "clock")
    assert by_the_clock("2026-11-21", 1) == 0
    assert queries.statement_of(DEALER, SEPTEMBER).version == confirmed.version
    assert answer("dispute", {"entries": ["shipment:x"], "reason": "晚了"}).status in {409, 422}
    assert answer("confirm", {}, key="late").code == "wrong_state"


def test_what_was_sent_before_midnight_there_is_of_that_day() -> None:
    """23:59 in Shanghai is 15:59 in UTC; a minute later it is the next day."""
    make_dealer("D00000002")
    with clock.at(instant("2026-11-05", 23) + timedelta(minutes=59)):
        settle()
    with clock.at(instant("2026-11-06", 0)):
        post_settlement("D00000002", SEPTEMBER, [], "2026-09-r1")
    assert by_the_clock("2026-11-21", 0) == 1
    assert queries.statement_of("D00000002", SEPTEMBER).state == "sent"
    assert by_the_clock("2026-11-22", 0) == 1


def test_the_days_are_a_setting() -> None:
    save_policy(statement_confirm_days=2)
    settle()
    assert by_the_clock("2026-11-07", 23) == 0
    assert by_the_clock("2026-11-08", 0) == 1


def test_what_the_dealer_answered_the_clock_leaves_alone() -> None:
    shipment = invoice(DEALER, 1, "40.00", "2026-09-10")
    settle()
    settle(OCTOBER)
    assert answer("dispute", {"entries": [f"shipment:{shipment}"], "reason": "不符"}).status == 200
    assert ask("POST", f"/statements/{DEALER}-2026-10/confirm", {}, OWNER, "k2").body["confirmed_by"] == "dealer"
    assert by_the_clock("2027-03-01") == 0
    states = [queries.statement_of(DEALER, period) for period in (SEPTEMBER, OCTOBER)]
    assert [(one.state, one.confirmed_by) for one in states if one] == [("disputed", None), ("confirmed", "dealer")]


def test_an_answer_that_comes_in_between_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    settle()
    real = queries.statements_waiting

    def slow(last_sent: date, most: int) -> Any:
        found = list(real(last_sent, most))
        assert answer("confirm", {}).status == 200
        return iter(found)

    monkeypatch.setattr(queries, "statements_waiting", slow)
    assert by_the_clock("2026-11-21") == 0
    assert queries.statement_of(DEALER, SEPTEMBER).confirmed_by == "dealer"


def test_the_clock_confirms_so_many_at_once_the_longest_waiting_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (2, 3):
        post_settlement(make_dealer(f"D0000000{number}"), SEPTEMBER, [], "2026-09-r1")
    settle()
    with clock.at(instant("2026-11-21")):
        assert confirm_unanswered(2) == 2
        assert queries.statement_of("D00000003", SEPTEMBER).state == "sent"
        assert (confirm_unanswered(2), confirm_unanswered(2)) == (1, 0)


def test_a_frozen_dealers_statement_is_confirmed_too() -> None:
    settle()
    frozen = dealers.dealer_as_is(DEALER)
    frozen.state = "frozen"
    commit(replace(frozen))
    assert by_the_clock("2026-11-21") == 1


def test_the_feed_and_the_inbox_say_that_the_clock_confirmed(streams: Streams) -> None:
    make_people(DEALER)
    settle()
    by_the_clock("2026-11-21")
    streams.drain()
    inbox = ask("GET", "/messages", who=OWNER).body["items"]
    shown = next(item for item in inbox if item["kind"] == "statement.confirmed")
    assert (shown["title"], shown["text"]) == (
        "2026-09 对账单已确认",
        f"对账单 {DEALER}-2026-09 逾期未答复，系统已自动确认。如有不符，请联系我们的财务部门。",
    )
    told = {"period": "2026-09", "statement_id": "S"}
    assert inbox_text("statement.confirmed", "en", {**told, "by_itself": True}).text == (
        "Nobody answered statement S in time, so it counts as confirmed. "
        "If something is not right, please tell our finance department."
    )
    by_the_dealer = inbox_text("statement.confirmed", "en", {**told, "by_itself": False})
    assert by_the_dealer.text == "Statement S is confirmed. There is nothing more to do."


def test_another_dealers_statement_is_not_found() -> None:
    settle()
    make_dealer("D00000002")
    other = dealer_user("D00000002")
    assert ask("GET", f"/statements/{DEALER}-2026-09", who=other).status == 404
    assert answer("confirm", {}, who=other).status == 404
    assert ask("GET", f"/statements?dealer_id={DEALER}", who=other).status == 404
    assert ask("GET", f"/statements/{DEALER}-2026-09", who=staff(Role.SALES, regions=("north",))).status == 404
    assert ask("GET", f"/statements/{DEALER}-2026-08", who=OWNER).status == 404
    assert queries.statement_of(DEALER, SEPTEMBER).state == "sent"


def test_what_the_feed_tells(streams: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr("chalicelib.aws.topics.publish", told.extend)
    payment = pay("5.00", "2026-09-10")
    settle(SEPTEMBER, rebate("P1", "10.00"))
    answer("confirm", {})
    streams.drain()
    assert [(event.type, event.cause) for event in told[1:]] == [
        ("payment.recorded", f"payment:{payment}"),
        ("statement.sent", f"statement:{DEALER}-2026-09:sent:1"),
        ("rebate.credited", f"rebate:2026-09-r1:2026-09:P1:{DEALER}"),
        ("statement.confirmed", f"statement:{DEALER}-2026-09:confirmed:2"),
    ]


DAYS = st.dates(date(2026, 9, 1), date(2026, 11, 4)).map(str)
AMOUNTS = st.decimals("0.01", "900.00", places=2).map(str)
STEPS = st.one_of(
    st.tuples(st.just("invoice"), AMOUNTS, DAYS),
    st.tuples(st.just("pay"), AMOUNTS, DAYS),
    st.tuples(st.just("hold"), AMOUNTS, DAYS),
    st.tuples(st.just("settle"), AMOUNTS, st.just("")),
)


@settings(max_examples=15, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=10))
def test_law_the_balance_is_the_sum_of_the_entries(steps: list[tuple[str, str, str]]) -> None:
    """Whatever is posted in whatever order: balances, available, closings, ageing and open items agree."""
    dealer_id = make_dealer(f"D{ids.token(8)}", "100000.00")
    for number, (what, amount, day) in enumerate(steps):
        if what == "invoice":
            invoice(dealer_id, number, amount, day)
        elif what == "pay":
            pay(amount, day, dealer_id)
        elif what == "hold":
            commit(hold_credit_beyond_limit(dealer_id, Decimal(amount)))
        else:
            period = Period.parse(queries.account_as_is(dealer_id).open_from)
            post_settlement(dealer_id, period, [rebate("P1", amount, dealer_id, period)], f"{period}-r1")
    agree(dealer_id)


def agree(dealer_id: str) -> None:
    found = queries.account_as_is(dealer_id)
    sums = {
        account: total(queries.entries_between(dealer_id, account, "2000-01", "2999-12")) for account in rules.Account
    }
    assert (found.receivable, found.rebate) == (sums[rules.Account.RECEIVABLE], sums[rules.Account.REBATE])
    assert found.available == Decimal("100000.00") - found.receivable - found.exposure
    assert found.oldest_due == min((record.due_day for record in queries.open_invoices(dealer_id)), default=None)
    opened = sum((record.open for record in queries.open_invoices(dealer_id)), Decimal(0))
    left = sum((record.unapplied for record in queries.deposits(dealer_id)), Decimal(0))
    assert opened - left == found.receivable
    assert not (opened and left)
    for statement in queries.statements_page(dealer_id, 50, None).items:
        closing = Decimal(statement.figures["receivable"]["closing"])
        earlier = queries.entries_between(dealer_id, rules.Account.RECEIVABLE, "2000-01", statement.period)
        assert closing == total(earlier)
        assert rules.Ageing.of(statement.ageing).total == closing


def total(entries: list[EntryRecord]) -> Decimal:
    return sum((entry.amount for entry in entries), Decimal(0))
