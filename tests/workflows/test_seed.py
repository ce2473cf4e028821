"""The first seed on moto, on a fixed day: what it tells, to the cent. One world and one test: it takes a while."""

import sys
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app import app
from chalicelib.catalog import queries as catalog
from chalicelib.company import queries as company
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.hierarchy_queries import sub_dealers
from chalicelib.dealers.records import DealerRecord
from chalicelib.edge.principal import Role
from chalicelib.insights.verification_queries import (
    findings_of_campaigns,
    findings_of_dealer,
    findings_of_warehouse,
    warehouses,
)
from chalicelib.kernel import clock
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.periods import Period
from chalicelib.ledger import queries as ledger
from chalicelib.messages.queries import read_up_to
from chalicelib.messages.thread_queries import threads_of_dealer
from chalicelib.onboarding.rules import is_credit_code
from chalicelib.orders.rules import OrderState
from chalicelib.promotions import queries as promotions
from chalicelib.promotions.campaign_rules import standing
from chalicelib.promotions.contest_rules import Use
from chalicelib.rebates import queries as rebates
from chalicelib.rebates import run_commands
from chalicelib.rebates.budget_queries import budgets
from infra.seed import __main__ as seed
from infra.seed.dealers import DEALERS, WAITING
from infra.seed.rebates import COLOURS, PARENT, SUB_DEALERS
from infra.seed.staff import PEOPLE
from tests.world.api import ask, staff
from tests.world.books import ZONE
from tests.world.cloud import Cloud, mails
from tests.world.machines import machine, until

NOW = datetime(2026, 11, 24, 10, tzinfo=ZONE)
AUDITOR = staff(Role.AUDITOR)


@pytest.fixture
def seeded(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> dict[str, DealerRecord]:
    """The seeded company on that day; its dealers by the seed's names for them.

    The app is loaded before: the machine runs in a thread of its own, and two cannot load a feature at once.
    """
    app.whole()
    machine("registration", monkeypatch, {"DocumentsBucket": "qudao-documents"})
    monkeypatch.setattr(sys, "argv", ["infra.seed"])
    assert seed.main() == 0
    found = [dealers.dealer_as_is(dealer_id) for dealer_id in dealers.active_dealer_ids()]
    key = {applicant.email: applicant.key for applicant in DEALERS}
    return {key[dealer.email]: dealer for dealer in found}


@pytest.fixture(autouse=True)
def that_day() -> Any:
    """The clock stands."""
    with clock.at(NOW):
        yield


def test_the_seed_makes_a_company_that_adds_up(seeded: dict[str, DealerRecord]) -> None:
    who_is_there(seeded)
    what_is_sold()
    what_was_ordered(seeded)
    who_owes(seeded)
    what_was_settled(seeded)
    what_was_answered(seeded)
    what_was_written(seeded)
    what_is_on(seeded)
    what_waits()
    all_books_agree(seeded)
    assert seed.main() == 1


def test_on_whatever_day_all_that_it_tells_lies_in_the_past_and_a_month_is_ready(aws: Cloud) -> None:
    """The settlements are planned, not walked: that takes a while, and only their days depend on the day."""
    everybody: Any = dict.fromkeys([*PEOPLE, *(one.key for one in DEALERS)])
    for text in ("01-01", "01-03", "01-04", "01-31", "02-28", "03-01", "03-04", "03-31", "12-01", "12-04", "12-31"):
        now = datetime.fromisoformat(f"2027-{text}T00:30").replace(tzinfo=ZONE)
        first = Period(Period.of(now.date()).first - seed.MONTHS, 1)
        steps = sorted(seed._settlements(first, now, everybody, everybody), key=lambda step: step.at)
        settled = [Period.parse(step.name.removesuffix("-settle")) for step in steps if "-settle" in step.name]
        assert settled == [Period(first.first + number, 1) for number in range(len(settled))]
        ready = settled[-1].next()
        assert run_commands.starts_at(ready) <= now < run_commands.starts_at(ready.next())
        assert steps[-1].at < now
        assert {step.at >= run_commands.starts_at(Period.parse(step.name[:7])) for step in steps} == {True}


def who_is_there(seeded: dict[str, DealerRecord]) -> None:
    assert {region.region_id: region.name for region in company.regions()} == {
        "east": "华东", "north": "华北", "south": "华南",
    }  # fmt: skip
    assert warehouses() == ["WH-EAST", "WH-NORTH"]
    assert Counter(person.role for person in PEOPLE.values()) == {
        "regional_manager": 3, "finance": 2, "warehouse": 2, "admin": 1, "sales": 1, "support": 1, "auditor": 1,
    }  # fmt: skip
    assert len(company.staff_with(Role.FINANCE)) == 2
    assert len(seeded) == 12
    assert Counter(dealer.region for dealer in seeded.values()) == {"east": 4, "north": 4, "south": 4}
    assert Counter(dealer.grade for dealer in seeded.values()) == {"A": 3, "B": 5, "C": 4}
    assert all(is_credit_code(dealer.credit_code) for dealer in seeded.values())


def what_is_sold() -> None:
    products = catalog.all_products()
    assert len(products) == 60
    assert set(Counter(product.category for product in products).values()) == {10}
    assert {category.name for category in catalog.categories().values()} == {
        "内墙涂料", "外墙涂料", "防水材料", "腻子与基材", "瓷砖胶与填缝", "工具与辅材",
    }  # fmt: skip
    assert sorted(catalog.price_lists()) == ["contract-tiancheng", "default", "grade-A", "grade-B"]

    def holds(sku: str, day: date) -> list[tuple[int, str]]:
        found = catalog.prices(["grade-A"], [sku], day)["grade-A"][sku]
        return [(price.min_quantity, f"{price.unit_price:.2f}") for price in found]

    assert holds("FS-20K-01", date(2026, 7, 31)) == [(1, "195.70"), (30, "189.05")]
    assert holds("FS-20K-01", date(2026, 8, 1)) == [(1, "206.00"), (30, "199.00")]


def orders_of(dealer: DealerRecord) -> list[dict[str, Any]]:
    found = ask("GET", f"/orders?dealer_id={dealer.dealer_id}&limit=100", who=AUDITOR)
    assert found.status == 200, found.body
    assert found.body["next"] is None
    return list(found.body["items"])


def what_was_ordered(seeded: dict[str, DealerRecord]) -> None:
    orders = [order for dealer in seeded.values() for order in orders_of(dealer)]
    assert Counter(order["state"] for order in orders) == {
        OrderState.CLOSED: 106,
        OrderState.SUBMITTED: 2,
        OrderState.DRAFT: 1,
        OrderState.CONFIRMED: 1,
        OrderState.PART_SHIPPED: 1,
        OrderState.SHIPPED: 1,
        OrderState.PART_RECEIVED: 1,
        OrderState.CLOSED_SHORT: 1,
        OrderState.REJECTED: 1,
        OrderState.CANCELLED: 1,
    }


def who_owes(seeded: dict[str, DealerRecord]) -> None:
    overdue = {key: ledger.days_overdue(dealer.dealer_id, NOW.date()) for key, dealer in seeded.items()}
    assert {key: days for key, days in overdue.items() if days} == {"yanling": 108}
    left = {
        key: [f"{one.unapplied:.2f}" for one in ledger.deposits(dealer.dealer_id)] for key, dealer in seeded.items()
    }
    assert {key: sums for key, sums in left.items() if sums} == {"luyu": ["17580.40"]}


def line(month: str, dealer: DealerRecord, program: str) -> dict[str, Any]:
    """What a run said of one program for a dealer and its own month."""
    draft = rebates.draft(f"{month}-r1", dealer.dealer_id)
    assert draft
    return next(dict(one) for one in draft.lines if (one["program_name"], one["program_period"]) == (program, month))


def what_was_settled(seeded: dict[str, DealerRecord]) -> None:
    assert Counter(program.terms["tier_method"] for program in rebates.programs()) == {
        "whole": 4, "slab": 1, "rolling": 1, "total": 1,
    }  # fmt: skip
    versions = {program.number: program for program in rebates.programs() if program.name == COLOURS}
    assert (versions[1].last_day, versions[2].first_day) == ("2026-08-31", "2026-09-01")
    assert [line(month, seeded["tiancheng"], COLOURS)["program_version"] for month in ("2026-08", "2026-09")] == [1, 2]
    top = seeded[PARENT].dealer_id
    assert {link.dealer_id for link in sub_dealers(top)} == {seeded[key].dealer_id for key in SUB_DEALERS}
    together = line("2026-08", seeded[PARENT], "月度上下级合计返利")
    assert Decimal(together["result"]["measured"]) > Decimal(together["measured_below"]) > 0
    assert {one.name for one in budgets(2026)} == {"月度进货返利", "防水回款返利"}
    (tried,) = rebates.backtests_page(10, None).items
    assert (tried.state, tried.dealers, len(tried.tally["periods"])) == ("done", 12, 3)
    runs = [rebates.run(f"2026-{month:02}-r1") for month in range(5, 10)]
    assert [(run.state, run.summary["dealers"]) for run in runs] == [("closed", 12)] * 5

    capped = line("2026-08", seeded["tiancheng"], "月度进货返利")["result"]
    assert (capped["measured"], capped["tier"], capped["limit"]) == ("285840.00", 2, "cap")
    assert (capped["before_limits"], capped["payout"]) == ("7146.00", "6000.00")
    missed = line("2026-08", seeded["hengda"], "月度进货返利")["result"]
    assert (missed["measured"], missed["tier"], missed["to_next_tier"]) == ("148632.00", 1, "1368.00")
    assert missed["payout"] == "2229.48"
    small = line("2026-08", seeded["luming"], "月度进货返利")["result"]
    assert (small["before_limits"], small["payout"], small["limit"]) == ("248.90", "0.00", "below_minimum")
    held = line("2026-09", seeded["yanling"], "月度进货返利")
    assert (held["held"], held["result"]["payout"], held["difference"]) == (True, "299.39", "0.00")

    statement = ask("GET", f"/statements/{seeded['pengyi'].dealer_id}-2026-08", who=AUDITOR).body
    corrections = [
        entry for entry in statement["entries"] if (entry["rebate"] or {}).get("program_period") == "2026-07"
    ]
    assert [entry["amount"] for entry in corrections] == ["462.19"]
    told = corrections[0]["rebate"]
    assert (told["program_name"], told["posted_earlier"], told["total"]) == ("防水回款返利", "534.20", "996.39")


def what_was_answered(seeded: dict[str, DealerRecord]) -> None:
    sent = {key: ledger.all_statements(dealer.dealer_id) for key, dealer in seeded.items()}
    assert {len(statements) for statements in sent.values()} == {5}
    latest = {key: statements[-1] for key, statements in sent.items()}
    assert Counter(statement.state for statement in latest.values()) == {"sent": 10, "confirmed": 1, "disputed": 1}
    assert latest["tiancheng"].state == "confirmed"
    assert latest["hengda"].reason == "这张送货单少收两桶，已拍照留存，请核对后更正。"
    assert len(latest["hengda"].disputed) == 1
    earlier = [(key, one) for key, statements in sent.items() for one in statements[:-1]]
    assert Counter((one.state, one.confirmed_by, key == "luming") for key, one in earlier) == {
        ("confirmed", "dealer", False): 44,
        ("confirmed", "clock", True): 4,
    }


def what_was_written(seeded: dict[str, DealerRecord]) -> None:
    """Three threads wait for the staff, one was answered; the owners have read what is older than two days."""
    waiting = ask("GET", "/threads", who=staff(Role.ADMIN)).body["items"]
    assert [(one["kind"], one["name"], one["side"], one["notes"]) for one in waiting] == [
        ("statement", seeded["hengda"].name, "dealer", 3),
        ("order", seeded["tiancheng"].name, "dealer", 3),
        ("registration", WAITING.company_name, "applicant", 1),
    ]
    assert [thread.last_side for thread in threads_of_dealer(seeded["quandai"].dealer_id)] == ["staff"]
    for dealer in seeded.values():
        (owner,) = dealers.users(dealer.dealer_id)
        assert read_up_to(dealer.dealer_id, owner.user_id) == NOW - timedelta(days=2)


def what_is_on(seeded: dict[str, DealerRecord]) -> None:
    """Campaigns of every kind and standing; one was used by the dealer whom it is for."""
    found = promotions.all_promotions()
    today = NOW.date()
    stands = {one.name: standing(one.state, one.first_day, one.last_day, today) for one in found}
    assert Counter(str(one) for one in stands.values()) == {
        "running": 3, "upcoming": 1, "draft": 1, "over": 1, "withdrawn": 1,
    }  # fmt: skip
    assert {one.offer["kind"] for one in found} == {
        "percent_off", "amount_off", "fixed_price", "buy_x_get_y", "spend_and_save",
    }  # fmt: skip
    used = {one.name: (one.used_amount, one.used_count) for one in found if one.used_count}
    assert used == {"南区防水满减季": (Decimal("2400.00"), 2), "瓷砖胶买二十赠一": (Decimal("0.00"), 11)}
    assert set(promotions.part(seeded["pengyi"].dealer_id).used.values()) == {Use(Decimal("2400.00"), 2)}
    assert set(promotions.part(seeded["xiangyu"].dealer_id).used.values()) == {Use(Decimal("0.00"), 11)}
    joined = {key for key, dealer in seeded.items() if promotions.part(dealer.dealer_id).enrolled}
    assert joined == {"xiangyu", "tiancheng"}


def what_waits() -> None:
    """A settlement that may start, and one registration that asks; nobody was mailed about the past."""
    october = Period.parse("2026-10")
    assert run_commands.starts_at(october) < NOW
    assert (rebates.run_under_way(), rebates.last_run_of(october)) == (None, None)
    until(lambda: len(mails()) == 2)
    assert sorted(mail["to"] for mail in mails()) == ["east@qudao.example.com", WAITING.email]
    named = [text for text in seed.users().split() if "@" in text]
    assert named == [
        *(person.email for person in PEOPLE.values()),
        "lina@tiancheng.example.com",
        "zhangwei@hengda.example.com",
        "helen@northstar.example.com",
        "mazhigang@yanling.example.com",
        "kevin@pengyi.example.com",
    ]


def all_books_agree(seeded: dict[str, DealerRecord]) -> None:
    """Balances are the sums of their entries, stock levels those of their movements, and so with all else."""
    for dealer in seeded.values():
        account = ledger.account_as_is(dealer.dealer_id)
        sums = dict.fromkeys(("receivable", "rebate"), ZERO)
        for entry in ledger.all_entries(dealer.dealer_id):
            sums[entry.account] += entry.amount
        assert sums == {"receivable": account.receivable, "rebate": account.rebate}
        assert findings_of_dealer(dealer.dealer_id) == []
    assert findings_of_campaigns() == []
    for warehouse in warehouses():
        assert findings_of_warehouse(warehouse) == []
