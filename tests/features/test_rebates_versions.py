"""A program is never edited: it is succeeded from a period's start, or ends with one. What if, and budgets."""

from typing import Any

import pytest

from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period
from chalicelib.rebates import budget_commands, queries, run_commands, settlement_commands
from tests.features.test_rebates_programs import (
    DEALER,
    FINANCE,
    OCTOBER,
    OWNER,
    SEPTEMBER,
    body,
    differences,
    lines,
    save,
)
from tests.world.api import Reply, ask
from tests.world.books import finance, instant, invoice, make_dealer
from tests.world.cloud import Cloud, mails

HIGHER = {"tiers": [{"from": "1000", "rate": "0.05"}]}


@pytest.fixture(autouse=True)
def dealer(aws: Cloud) -> Any:
    with clock.at(instant("2026-11-05")):
        yield make_dealer(DEALER, "1000000.00", opened_on="2026-07-01")


def succeed(program_id: str, first_day: str = "2026-12-01", key: str = "s1", **more: Any) -> Reply:
    given = body(HIGHER, **more) | {"first_day": first_day}
    return ask("POST", f"/rebate-programs/{program_id}/versions", given, FINANCE, key=key)


def end(program_id: str, last_day: str, version: int = 1) -> Reply:
    headers = {"If-Match": f'"{version}"'}
    return ask("PUT", f"/rebate-programs/{program_id}/end", {"last_day": last_day}, FINANCE, headers=headers)


def shown(program_id: str) -> dict[str, Any]:
    items = ask("GET", "/rebate-programs", who=FINANCE).body["items"]
    return next(dict(item) for item in items if item["program_id"] == program_id)


def fields(reply: Reply) -> tuple[int, list[str]]:
    return reply.status, [detail["field"] for detail in reply.body["Details"]]


# Versions


def test_a_next_version_takes_its_place_from_a_periods_start() -> None:
    first = save()
    made = succeed(first)
    assert (made.status, made.body["number"], made.body["family"], made.body["succeeds"]) == (201, 2, first, first)
    assert succeed(first).text == made.text
    second = made.body["program_id"]
    before = shown(first)
    assert (before["last_day"], before["succeeded_by"], before["terms"]["tiers"][0]["rate"]) == (
        "2026-11-30", second, "0.02",
    )  # fmt: skip
    for number, day in enumerate(["2026-11-30", "2026-12-01"]):
        invoice(DEALER, number, "1000.00", day)
    november, december = lines(Period.parse("2026-11")), lines(Period.parse("2026-12"))
    assert [(one.program_id, one.program_version, f"{one.total}") for one in november.values()] == [(first, 1, "20.00")]
    assert [(one.program_id, one.program_version, f"{one.total}") for one in december.values()] == [
        (second, 2, "50.00")
    ]


@pytest.mark.parametrize(
    ("first_day", "more", "wrong"),
    [
        ("2026-12-02", {}, ["first_day"]),
        ("2026-11-01", {}, ["first_day"]),
        ("2026-04-01", {"period_kind": "quarter"}, ["period_kind", "first_day"]),
        ("2027-01-01", {"period_kind": "quarter"}, ["period_kind"]),
    ],
)
def test_a_version_that_does_not_fit_is_refused_and_nothing_changes(
    first_day: str, more: Any, wrong: list[str]
) -> None:
    first = save()
    before = [record.attribute_values for record in queries.programs()]
    assert fields(succeed(first, first_day, **more)) == (422, wrong)
    assert [record.attribute_values for record in queries.programs()] == before


def test_the_latest_version_alone_is_succeeded() -> None:
    first = save()
    second = succeed(first).body["program_id"]
    again = succeed(first, "2027-01-01", key="s2")
    assert (again.status, again.code, again.body["Details"]) == (409, "wrong_state", [{"program_id": second}])
    assert succeed(second, "2027-01-01", key="s3").body["number"] == 3
    over = save(last_day="2026-10-31")
    assert succeed(over, key="s4").code == "wrong_state"
    assert succeed("P0000000X", key="s5").status == 404


def test_a_program_ends_with_a_period_that_is_not_past() -> None:
    first = save(period_kind="quarter")
    assert fields(end(first, "2026-11-30")) == (422, ["last_day"])
    assert fields(end(first, "2026-09-30")) == (422, ["last_day"])
    assert end(first, "2026-12-31", version=7).code == "version_conflict"
    ended = end(first, "2026-12-31")
    assert (ended.status, ended.body["last_day"], ended.body["version"]) == (200, "2026-12-31", 2)
    assert fields(end(first, "2026-12-31", version=2)) == (422, ["last_day"])
    second = save()
    succeed(second)
    assert end(second, "2026-11-30", version=2).code == "wrong_state"


def test_the_statement_names_the_version() -> None:
    with clock.at(instant("2026-09-15")):
        first = save()
        second = succeed(first, "2026-10-01").body["program_id"]
    invoice(DEALER, 1, "1000.00", "2026-10-10")
    settle(SEPTEMBER)
    settle(OCTOBER)
    entries = ask("GET", f"/statements/{DEALER}-2026-10", who=OWNER).body["entries"]
    rebates = [entry["rebate"] for entry in entries if entry["rebate"]]
    assert [(one["program_id"], one["program_version"], one["total"]) for one in rebates] == [(second, 2, "50.00")]


def settle(month: Period) -> None:
    """A run of one dealer from its start to its end, as the machine's steps do it."""
    name = f"{month}-r1"
    assert run_commands.open_run(month, f"settlement-{name}-a1") is not None
    settlement_commands.write_manifest(queries.run(name))
    run = queries.run(name)
    settlement_commands.write_draft(run, DEALER, settlement_commands.settling(month))
    assert settlement_commands.summarise_run(run)
    assert settlement_commands.post_draft(queries.run(name), DEALER)
    run_commands.close_run(queries.run(name), None)
    budget_commands.warn(queries.run(name))


# What if


def test_one_more_order_by_the_real_rule() -> None:
    tiers = [{"from": "1000", "rate": "0.02"}, {"from": "2000", "rate": "0.03"}]
    program_id = save({"tiers": tiers, "cap": "100.00"})
    invoice(DEALER, 1, "1500.00", "2026-11-02")
    answers = {}
    for more in ("0", "499.99", "500", "9000.00"):
        found = ask("GET", f"/rebate-programs/{program_id}/what-if?more={more}", who=OWNER).body
        answers[more] = (found["now"]["total"], found["then"]["total"], found["gain"], found["then"]["result"]["limit"])
    assert answers == {
        "0": ("30.00", "30.00", "0.00", None),
        "499.99": ("30.00", "40.00", "10.00", None),
        "500": ("30.00", "60.00", "30.00", None),
        "9000.00": ("30.00", "100.00", "70.00", "cap"),
    }
    asked = ask("GET", f"/rebate-programs/{program_id}/what-if?more=500&dealer_id={DEALER}", who=FINANCE).body
    assert asked["gain"] == "30.00"


def test_what_if_knows_that_programs_exclude_each_other() -> None:
    low = save({"stacking_group": "G", "tiers": [{"from": "0", "rate": "0.01"}]})
    high = save({"stacking_group": "G", "tiers": [{"from": "0", "fixed": "40.00"}]})
    invoice(DEALER, 1, "1000.00", "2026-11-02")
    found = ask("GET", f"/rebate-programs/{low}/what-if?more=1000.00", who=OWNER).body
    assert (found["now"]["total"], found["then"]["total"], found["then"]["beaten_by"]) == ("0.00", "0.00", high)
    found = ask("GET", f"/rebate-programs/{low}/what-if?more=4000.00", who=OWNER).body
    assert (found["now"]["total"], found["then"]["total"], found["gain"]) == ("0.00", "50.00", "50.00")


def test_what_if_of_pieces_takes_whole_ones_and_of_others_programs_none() -> None:
    pieces = save({"measure": "quantity", "tiers": [{"from": "0", "per_unit": "2.00"}]})
    assert fields(ask("GET", f"/rebate-programs/{pieces}/what-if?more=1.5", who=OWNER)) == (422, ["more"])
    assert fields(ask("GET", f"/rebate-programs/{pieces}/what-if?more=-1", who=OWNER)) == (422, ["more"])
    assert ask("GET", f"/rebate-programs/{pieces}/what-if?more=3", who=OWNER).body["gain"] == "6.00"
    make_dealer("D00000002")
    others = save(audience={"dealers": ["D00000002"]})
    assert ask("GET", f"/rebate-programs/{others}/what-if", who=OWNER).status == 404
    assert ask("GET", "/rebate-programs/P0000000X/what-if", who=OWNER).status == 404


# Budgets


def test_a_budget_is_used_forecast_and_warned_of_and_changes_no_payout() -> None:
    people = finance("zhang", "li")
    with_budget = save({"tiers": [{"from": "0", "rate": "0.10"}]}, budget="100.00")
    without = save({"tiers": [{"from": "0", "rate": "0.10"}]})
    (asked,) = ask("GET", "/rebate-programs/budgets", who=people[0]).body["items"]
    assert (asked["program_id"], asked["used"], asked["forecast"], asked["warned_at"]) == (
        with_budget,
        "0.00",
        None,
        None,
    )
    invoice(DEALER, 1, "850.00", "2026-09-10")
    invoice(DEALER, 2, "900.00", "2026-10-10")
    settle(SEPTEMBER)
    subject = "返利政策“九月返利”2026 年预算已使用 85%"
    assert sorted((mail["to"], mail["subject"]) for mail in warned()) == [
        ("li@maker.example.com", subject),
        ("zhang@maker.example.com", subject),
    ]
    budget_commands.warn(queries.run("2026-09-r1"))
    assert len(warned()) == 2
    (standing,) = ask("GET", "/settlement-runs/2026-09-r1", who=people[0]).body["summary"]["budgets"]
    assert (standing["used"], standing["used_percent"], standing["warned_at"]) == ("85.00", 85, 80)
    assert differences(OCTOBER) == {with_budget: "90.00", without: "90.00"}
    settle(OCTOBER)
    assert len(warned()) == 4
    (now,) = ask("GET", "/rebate-programs/budgets?year=2026", who=people[0]).body["items"]
    assert (now["used"], now["used_percent"], now["warned_at"], now["forecast"]) == ("175.00", 175, 100, "210.12")
    assert ask("GET", "/rebate-programs/budgets?year=2025", who=people[0]).body["items"] == []
    assert shown(with_budget)["budget"] == "100.00"
    mine = {item["program_id"]: item["budget"] for item in ask("GET", "/rebate-programs", who=OWNER).body["items"]}
    assert mine == {with_budget: None, without: None}


def warned() -> list[dict[str, str]]:
    return [mail for mail in mails() if "预算" in mail["subject"]]


# Held


@pytest.mark.parametrize("paid_in", ["2026-10", "2026-11"])
def test_what_is_held_and_released_later_pays_the_same(paid_in: str) -> None:
    from datetime import date  # noqa: PLC0415
    from decimal import Decimal  # noqa: PLC0415

    from chalicelib.ledger.payment_commands import NewPayment, record_payment  # noqa: PLC0415

    held, free = save({"no_overdue_days": 5}), save()
    sold = invoice(DEALER, 1, "1500.00", "2026-09-10")
    with clock.at(instant("2026-10-25")):
        settle(SEPTEMBER)
    posted = queries.posted(DEALER, [(held, "2026-09"), (free, "2026-09")])
    assert [(posted[key].amount, posted[key].held) for key in ((held, "2026-09"), (free, "2026-09"))] == [
        (Decimal("0.00"), True),
        (Decimal("30.00"), False),
    ]
    if paid_in == "2026-10":
        record_payment(NewPayment(DEALER, Decimal("1500.00"), date(2026, 10, 28), None, sold), None)
    settle(OCTOBER)
    if paid_in == "2026-11":
        record_payment(NewPayment(DEALER, Decimal("1500.00"), date(2026, 11, 5), None, sold), None)
        with clock.at(instant("2026-12-05")):
            settle(Period.parse("2026-11"))
    posted = queries.posted(DEALER, [(held, "2026-09"), (free, "2026-09")])
    assert [(posted[key].amount, posted[key].held) for key in ((held, "2026-09"), (free, "2026-09"))] == [
        (Decimal("30.00"), False),
        (Decimal("30.00"), False),
    ]
