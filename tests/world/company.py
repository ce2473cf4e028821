"""A small company that has traded: dealers with people, orders, statements, a payment, through the real commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.access.address_commands import give_address
from chalicelib.access.rules import Person
from chalicelib.approvals.commands import open_decision
from chalicelib.approvals.rules import Approver, Ask
from chalicelib.aws.tables import commit
from chalicelib.company.commands import add_staff
from chalicelib.dealers.commands import new_user
from chalicelib.dealers.rules import NewUser
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period
from chalicelib.ledger.bank_commands import import_bank_file
from chalicelib.ledger.change_commands import decision_id_of
from chalicelib.ledger.queries import bank_lines_of_state
from chalicelib.ledger.rules import BankLineState
from chalicelib.ledger.statement_commands import post_settlement
from chalicelib.onboarding.rules import decision_id_of as decision_of_case
from chalicelib.onboarding.rules import subject_of
from chalicelib.rebates.run_commands import open_run
from chalicelib.rebates.settlement_commands import settling, write_draft
from tests.world.api import dealer_user, staff
from tests.world.books import fill_wallet, finance, instant, make_dealer
from tests.world.campaigns import drafted_campaign, join, published
from tests.world.cloud import Cloud
from tests.world.registrations import CODE, OTHER_CODE, register
from tests.world.sheets import csv_of
from tests.world.shop import DEALER, EAST, NORTH, NORTHERN, basket, done, open_shop, post, supply
from tests.world.streams import Streams

PEOPLE = (
    (Role.DEALER_OWNER, "zh-CN", "李娜"),
    (Role.DEALER_BUYER, "zh-CN", "王强"),
    (Role.DEALER_ACCOUNTANT, "en", "Ann Chen"),
)
OPENED, TRADED, SETTLED, PAID = (instant(day) for day in ("2026-09-01", "2026-10-20", "2026-11-04", "2026-11-05"))
ADMIN, FINANCE = staff(Role.ADMIN), staff(Role.FINANCE)
MONTHS = ("2026-09", "2026-10")


def make_people(dealer_id: str) -> dict[Role, Principal]:
    """An owner, a buyer and an accountant (who reads English) of a dealer, as they sign in."""
    made = {}
    for role, locale, name in PEOPLE:
        who = dealer_user(dealer_id, role)
        address = give_address(who.user_id, Person(who.email, name, role, locale, dealer_id), "nobody")
        commit(new_user(NewUser(dealer_id, who.user_id, who.email, name, role, locale)), address)
        made[role] = who
    return made


def make_dealer_with_people(dealer_id: str, region: str = "east") -> dict[Role, Principal]:
    """An active dealer with an account and people."""
    make_dealer(dealer_id, region=region)
    return make_people(dealer_id)


@dataclass(frozen=True)
class Order:
    """An order as far as one needs it to go on with it."""

    order_id: str
    total: str
    shipment_id: str | None = None


@dataclass(frozen=True)
class Trader:
    """A dealer who has traded. `orders` and `returns` have one for each step that may be next, so that no step spoils
    another's; `case_id` is a registration of its region; `changes` are an adjustment that is booked and one to be
    withdrawn, `payout_id` a payout that waits. The first statement is disputed, for its entry `disputed`; the second
    waits."""

    dealer_id: str
    people: dict[Role, Principal]
    orders: dict[str, Order]
    returns: dict[str, str]
    statements: Sequence[str]
    entry: str
    disputed: str
    payment_id: str
    case_id: str
    changes: dict[str, str]
    payout_id: str


@dataclass(frozen=True)
class Company:
    """Two dealers of two regions who have the same things, and what belongs to nobody's dealer."""

    east: Trader
    north: Trader
    program_id: str
    run_id: str
    backtest_id: str
    decision_id: str
    approver: Principal
    staff_id: str
    bank_line_id: str
    promotion_id: str
    drafted: str


NEXT_STEPS = {
    "submit": (),
    "confirm": ("submit",),
    "grant": ("ask for review",),
    "reject": ("submit",),
    "cancel": ("submit",),
    "ship": ("submit", "confirm"),
    "receive": ("submit", "confirm", "ship"),
    "close": ("submit", "confirm", "ship a part"),
    "return": ("submit", "confirm", "ship", "receive"),
}
NEXT_OF_RETURNS = {
    "withdraw": (),
    "approve": (),
    "reject": (),
    "receive": ("approve",),
    "inspect": ("approve", "receive"),
    "credit": ("approve", "receive"),
}
"""What has happened to the order that waits for each step."""
MUCH = 9000
"""Pieces of C that the credit does not cover."""


def make_company(cloud: Cloud) -> Company:
    """The whole of it; ends with the streams played, so that everybody has been told."""
    with clock.at(OPENED):
        open_shop()
        supply(NORTH, A=100, B=40, C=MUCH)
        supply(EAST, C=MUCH)
        people = {dealer_id: make_people(dealer_id) for dealer_id in (DEALER, NORTHERN)}
    with clock.at(TRADED):
        early = {dealer_id: _pay(dealer_id, "2026-09-15") for dealer_id in people}
        orders = {dealer_id: _orders(people[dealer_id][Role.DEALER_BUYER]) for dealer_id in people}
        returns = {
            dealer_id: _returns(people[dealer_id][Role.DEALER_BUYER], orders[dealer_id]["return"].order_id)
            for dealer_id in people
        }
    with clock.at(SETTLED):
        program_id = _program(DEALER)
        backtest_id = _backtest()
        run = open_run(Period.parse("2026-10"), "settlement-2026-10-r1-a1")
        assert run is not None
        for dealer_id in people:
            write_draft(run, dealer_id, settling(Period.parse("2026-10")))
            for month in MONTHS:
                post_settlement(dealer_id, Period.parse(month), [], f"{month}-r1")
    with clock.at(PAID):
        second = finance("second")[0]
        east, north = (_trader(one, people[one], orders[one], returns[one], f"payment:{early[one]}") for one in people)
        decision_id = _decision(FINANCE, east.case_id)
        streams = Streams(cloud)
        streams.drain()
        for trader in (east, north):
            _approve(trader.changes["booked"], second)
        streams.drain()
        line_id = _unmatched_line()
        helper = add_staff("helper@maker.example.com", "Helper", Role.SUPPORT, [], "en")
        promotion_id, drafted = _campaigns(people[DEALER][Role.DEALER_OWNER])
        streams.drain()
    return Company(
        east=east,
        north=north,
        program_id=program_id,
        run_id=run.run_id,
        backtest_id=backtest_id,
        decision_id=decision_id,
        approver=FINANCE,
        staff_id=helper.user_id,
        bank_line_id=line_id,
        promotion_id=promotion_id,
        drafted=drafted,
    )


def _adjustment(dealer_id: str) -> str:
    """One credit that finance is asked to approve."""
    asked = {"dealer_id": dealer_id, "account": "receivable", "amount": "-1.00", "reason": "运费补差"}
    reply = post("/adjustments", asked, FINANCE)
    assert reply.status == 201, reply.text
    return str(reply.body["change_id"])


def _payout(dealer_id: str, owner: Principal) -> str:
    """Money of the wallet that finance is asked to pay out."""
    fill_wallet(dealer_id, "100.00", "opening")
    reply = post("/payouts", {"amount": "1.00"}, owner)
    assert reply.status == 201, reply.text
    return str(reply.body["payout_id"])


def _approve(change_id: str, by: Principal) -> None:
    done(post(f"/decisions/{decision_id_of(change_id)}", {"choice": "approve"}, by))


def _unmatched_line() -> str:
    """A line of a bank's file that names nobody."""
    rows = csv_of(("day", "amount", "reference"), ("2026-11-05", "7.00", "T1"))
    import_bank_file("bank.csv", rows, dry_run=False)
    return bank_lines_of_state(BankLineState.UNMATCHED, 1, None).items[0].line_id


def _campaigns(owner: Principal) -> tuple[str, str]:
    """A campaign for everybody that asks to take part, which the east's dealer does, and a draft."""
    promotion_id = published(opt_in=True, products={"skus": ["C"]})
    assert join(promotion_id, owner).status == 201
    return promotion_id, str(drafted_campaign()["promotion_id"])


def _orders(buyer: Principal) -> dict[str, Order]:
    return {step: _order(buyer, past) for step, past in NEXT_STEPS.items()}


def _order(buyer: Principal, past: Sequence[str]) -> Order:
    wanted = basket(C=MUCH) if "ask for review" in past else basket(A=10 if "receive" in past else 2, B=1)
    draft = post("/orders", wanted, buyer).body
    at = f"/orders/{draft['order_id']}"
    asked: dict[str, tuple[str, Any, Principal]] = {
        "submit": ("submit", {"total": draft["total"]}, buyer),
        "ask for review": ("submit", {"total": draft["total"], "credit_review": True}, buyer),
        "confirm": ("confirm", {}, ADMIN),
        "ship": ("ship", {}, ADMIN),
        "ship a part": ("ship", {"lines": [{"line": 1, "quantity": 1}]}, ADMIN),
    }
    for step in past:
        path, body, who = asked[step] if step in asked else _receipt(draft, buyer)
        draft = done(post(f"{at}/{path}", body, who))
    shipments = draft["shipments"]
    return Order(draft["order_id"], draft["total"], shipments[0]["shipment_id"] if shipments else None)


def _receipt(order: dict[str, Any], buyer: Principal) -> tuple[str, Any, Principal]:
    return "receive", {"shipment_id": order["shipments"][0]["shipment_id"]}, buyer


def _returns(buyer: Principal, order_id: str) -> dict[str, str]:
    return {step: _return(buyer, order_id, past) for step, past in NEXT_OF_RETURNS.items()}


def _return(buyer: Principal, order_id: str, past: Sequence[str]) -> str:
    wanted = {"order_id": order_id, "lines": [{"line": 1, "quantity": 1}], "reason": "变形", "photos": []}
    made = post("/returns", wanted, buyer)
    assert made.status == 201, made.text
    return_id = str(made.body["return_id"])
    for step in past:
        done(post(f"/returns/{return_id}/{step}", {}, ADMIN))
    return return_id


def _pay(dealer_id: str, day: str) -> str:
    """The id of a payment of that day."""
    payment = post("/payments", {"dealer_id": dealer_id, "amount": "5.00", "received_on": day}, FINANCE)
    assert payment.status == 201, payment.text
    return str(payment.body["payment_id"])


def _trader(
    dealer_id: str,
    people: dict[Role, Principal],
    orders: dict[str, Order],
    returns: dict[str, str],
    disputed: str,
) -> Trader:
    disputes = {"entries": [disputed], "reason": "不符"}
    done(post(f"/statements/{dealer_id}-{MONTHS[0]}/dispute", disputes, people[Role.DEALER_OWNER]))
    return Trader(
        dealer_id=dealer_id,
        people=people,
        orders=orders,
        returns=returns,
        statements=[f"{dealer_id}-{month}" for month in MONTHS],
        entry=f"shipment:{orders['receive'].shipment_id}",
        disputed=disputed,
        payment_id=_pay(dealer_id, "2026-11-05"),
        case_id=_case(dealer_id),
        payout_id=_payout(dealer_id, people[Role.DEALER_OWNER]),
        changes={"booked": _adjustment(dealer_id), "withdraw": _adjustment(dealer_id)},
    )


def _case(dealer_id: str) -> str:
    """A registration in the dealer's region, which nothing has been done with yet."""
    region, code = {DEALER: ("east", CODE), NORTHERN: ("north", OTHER_CODE)}[dealer_id]
    return register(f"case-{region}", region=region, credit_code=code, email=f"applicant@{region}.example.com")


def program(name: str, **audience: list[str]) -> dict[str, Any]:
    """The body of a program that pays two percent of a month's purchases."""
    return {
        "name": name,
        "period_kind": "month",
        "first_day": "2026-01-01",
        "audience": audience,
        "terms": {"measure": "net_amount", "tier_method": "whole", "tiers": [{"from": "0", "rate": "0.02"}]},
    }


def _program(dealer_id: str) -> str:
    reply = post("/rebate-programs", program("月度返利", dealers=[dealer_id]), FINANCE)
    assert reply.status == 201, reply.text
    return str(reply.body["program_id"])


def _backtest() -> str:
    tried = {"program": program("试算"), "first_period": "2026-09", "last_period": "2026-10"}
    reply = post("/rebate-programs/backtests", tried, FINANCE)
    assert reply.status == 202, reply.text
    return str(reply.body["backtest_id"])


def _decision(approver: Principal, case_id: str) -> str:
    asked = Approver(approver.user_id, approver.email, approver.name, "en")
    values = {"company_name": "星辰", "credit_code": "91350100M000100Y43", "region": "华东", "requested_credit": None}
    made = open_decision(
        Ask(
            decision_id=decision_of_case(case_id),
            subject=subject_of(case_id),
            subject_version=1,
            template="approval",
            values=values,
            facts=[],
            documents=[],
            approvers=[asked],
            form=[],
            expires_at=clock.now() + timedelta(days=365_00),
            task_token="token-of-nobody",
        )
    )
    return str(made.decision_id)


def everybody(company: Company) -> list[Principal]:
    """One of each role: the east's dealer, staff of the east, and all other staff."""
    staff_roles = [role for role in Role if role not in company.east.people]
    return [*company.east.people.values(), *(staff(role, regions=("east",)) for role in staff_roles)]
