"""Settlement on moto's interpreter with the real handlers. The clock of its threads is the machine's own."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import boto3
import pytest

from chalicelib.approvals import queries as decisions
from chalicelib.aws import workflows
from chalicelib.aws.tables import list_all
from chalicelib.company.commands import save_policy
from chalicelib.company.rules import Policy
from chalicelib.dealers.rules import Audience
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.periods import Period, PeriodKind, business_day
from chalicelib.ledger import queries as ledger
from chalicelib.ledger import statement_commands
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.ledger.rules import Account
from chalicelib.rebates import commands, queries, run_commands, settlement_commands
from chalicelib.rebates.commands import NewProgram
from chalicelib.rebates.records import PostedRecord, posted_partition
from chalicelib.rebates.settlement_rules import ready_month
from tests.world.api import ask
from tests.world.books import ZONE, finance, invoice, make_dealer
from tests.world.cloud import MACHINE, Cloud, mails
from tests.world.machines import abort, finished, machine, until
from tests.world.streams import Streams, handler

PERIOD = ready_month(clock.now(), ZONE, Policy().arrival_cutoff_days).previous()
"""The month after it may be settled too, on whatever day the tests run."""
FIRST = PERIOD.first_day
A, B, C = "D0000000A", "D0000000B", "D0000000C"
TERMS = {
    "measure": "net_amount",
    "tier_method": "whole",
    "tiers": [{"from": "1000", "rate": "0.01"}, {"from": "5000", "rate": "0.02"}],
}


def program(name: str = "季度返利", **more: Any) -> str:
    terms = TERMS | more.pop("terms", {})
    given: dict[str, Any] = {
        "kind": PeriodKind.MONTH, "partial": False, "audience": Audience(), "first_day": date(2020, 1, 1),
        "last_day": None, "terms": terms,
    } | more  # fmt: skip
    return commands.save_program(NewProgram(name, **given), None).program_id


@pytest.fixture
def people(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> list[Principal]:
    """Three dealers: A sold 6,000, B sold 1,000 and paid, C nothing; two a part; three people of finance."""
    machine("settlement", monkeypatch, {"WorkBucket": "qudao-work"})
    save_policy(settlement_chunk_size=2)
    for dealer_id in (A, B, C):
        make_dealer(dealer_id, opened_on=str(FIRST))
    invoice(A, 1, "6000.00", str(FIRST))
    invoice(B, 2, "1000.00", str(FIRST + timedelta(days=27)))
    return finance("zhang", "wang", "zhao")


def start(who: Principal, key: str = "s1", period: Period = PERIOD) -> Any:
    return ask("POST", "/settlement-runs", {"period": str(period)}, who, key)


def execution(name: str) -> str:
    return workflows.execution_arn(f"{MACHINE}-settlement", name)


def entered(name: str) -> list[str]:
    """The states that an execution has entered, in order."""
    history = boto3.client("stepfunctions").get_execution_history(executionArn=execution(name))["events"]
    return [event["stateEnteredEventDetails"]["name"] for event in history if "stateEnteredEventDetails" in event]


def asked(question: int = 1, level: int = 1, number: int = 1, month: Period = PERIOD) -> str:
    """Waits until finance is asked; returns the decision's id."""
    decision_id = f"settlement-{month}-r{number}-q{question}-{level}"

    def there() -> str | None:
        try:
            return decisions.decision(decision_id).decision_id
        except NotFound:
            return None

    return until(there)


def decide(decision_id: str, who: Principal, choice: str = "approve", comment: str | None = None) -> Any:
    body = {"choice": choice, "answers": {}, "comment": comment}
    return ask("POST", f"/decisions/{decision_id}", body, who, key=f"{decision_id}-{who.name}-{choice}")


def books(dealer_id: str) -> dict[str, Any]:
    """Everything that a settlement may touch."""
    account = ledger.account_as_is(dealer_id)
    found = [entry for kind in Account for entry in ledger.entries_between(dealer_id, kind, "2000-01", "2999-12")]
    statement = ledger.statement_of(dealer_id, PERIOD)
    return {
        "receivable": f"{account.receivable:.2f}",
        "rebate": f"{account.rebate:.2f}",
        "open_from": account.open_from,
        "postings": account.postings,
        "entries": [(entry.cause, f"{entry.amount:.2f}", entry.day, entry.period) for entry in found],
        "statement": statement and (statement.figures, statement.state, statement.run_id),
        "posted": {
            (record.program_id, record.period): f"{record.amount:.2f}"
            for record in list_all(PostedRecord, posted_partition(dealer_id), "POSTED#")
        },
    }


def figures(opening: str, total: str, closing: str, entries: int) -> dict[str, Any]:
    return {"opening": opening, "sum": total, "closing": closing, "entries": entries}


def settled(program_id: str, number: int = 1) -> dict[str, Any]:
    """The books as they must be after PERIOD is settled."""
    run, nothing = f"{PERIOD}-r{number}", figures("0.00", "0.00", "0.00", 0)
    last, following = str(PERIOD.last_day), str(PERIOD.next())

    def one(dealer_id: str, shipment: str | None, day: str, sold: str, paid: str) -> dict[str, Any]:
        entries = [(f"shipment:{shipment}", sold, day, str(PERIOD))] if shipment else []
        rebate = f"rebate:{run}:{PERIOD}:{program_id}:{dealer_id}"
        entries += [(rebate, paid, last, str(PERIOD))] if shipment else []
        owed = figures("0.00", sold, sold, 1) if shipment else nothing
        wallet = figures("0.00", paid, paid, 1) if shipment else nothing
        return {
            "receivable": sold, "rebate": paid, "open_from": following, "postings": len(entries), "entries": entries,
            "statement": ({"receivable": owed, "rebate": wallet}, "sent", run),
            "posted": {(program_id, str(PERIOD)): paid} if shipment else {},
        }  # fmt: skip

    later = FIRST + timedelta(days=27)
    return {
        A: one(A, f"{A}-{FIRST:%y%m%d}000000001-S1", str(FIRST), "6000.00", "120.00"),
        B: one(B, f"{B}-{later:%y%m%d}000000002-S1", str(later), "1000.00", "10.00"),
        C: one(C, None, "", "0.00", "0.00"),
    }


def all_books() -> dict[str, Any]:
    return {dealer_id: books(dealer_id) for dealer_id in (A, B, C)}


def test_approved(people: list[Principal], streams: Streams) -> None:
    zhang, wang, zhao = people
    program_id = program()
    before = all_books()
    started = start(zhang)
    assert started.status == 202
    assert (started.body["run_id"], started.body["execution"]) == (f"{PERIOD}-r1", f"settlement-{PERIOD}-r1-a1")
    decision_id = asked()
    assert all_books() == before
    seen = ask("GET", f"/settlement-runs/{PERIOD}-r1", who=wang).body
    assert (seen["stage"], seen["parts"], seen["computed"], seen["posted"]) == ("asking", 2, 2, 0)
    assert seen["began"].keys() == {"computing", "asking"}
    assert seen["summary"] == {
        "dealers": 3, "paid": 2, "amount": "130.00", "credited": "130.00", "taken_back": "0.00",
        "programs": [{"program_id": program_id, "amount": "130.00"}],
        "problems": {}, "exceptions": [], "before": None, "change": None, "budgets": [],
        "spent": [{"program_id": program_id, "period": str(PERIOD), "amount": "130.00"}],
    }  # fmt: skip
    drafts = ask("GET", f"/settlement-runs/{PERIOD}-r1/dealers", who=wang).body["items"]
    assert [(draft["dealer_id"], draft["amount"]) for draft in drafts] == [(A, "120.00"), (B, "10.00"), (C, "0.00")]
    assert drafts[0]["lines"][0]["result"]["steps"] == [
        {"tier": 1, "base": "6000.00", "rate": "0.02", "per_unit": None, "fixed": None, "amount": "120.00"}
    ]
    until(lambda: len(mails()) == 2)
    assert sorted(mail["to"] for mail in mails()) == [wang.email, zhao.email]
    asking = {who.name: ask("GET", f"/settlement-runs/{PERIOD}-r1", who=who).body["decision_id"] for who in people}
    assert asking == {"zhang": None, "wang": decision_id, "zhao": decision_id}
    assert decide(decision_id, zhang).status in {403, 404}
    assert decide(decision_id, wang).status == 200
    assert decide(decision_id, zhao).code == "link_used"
    streams.drain()
    assert finished(execution(f"settlement-{PERIOD}-r1-a1"))["status"] == "SUCCEEDED"
    assert all_books() == settled(program_id)
    run = ask("GET", f"/settlement-runs/{PERIOD}-r1", who=zhao).body
    assert (run["state"], run["decided_by"], run["computed"], run["posted"]) == ("closed", "wang", 2, 2)
    assert run["decision_id"] is None
    assert list(run["began"]) == ["computing", "asking", "posting"]
    assert sorted(run["began"].values()) == list(run["began"].values())
    assert queries.run_under_way() is None
    assert start(zhang, key="s2").code == "wrong_state"
    following = f"settlement-{PERIOD}-later"
    workflows.start(f"{MACHINE}-settlement", following, {"period": str(PERIOD)})
    assert finished(execution(following))["status"] == "SUCCEEDED"
    assert all_books() == settled(program_id)


def test_rejected_leaves_nothing_and_the_next_run_has_the_next_number(
    people: list[Principal], streams: Streams
) -> None:
    zhang, wang, _ = people
    program_id = program()
    before = all_books()
    start(zhang)
    decide(asked(), wang, "reject", "B 的发货还没有核对")
    streams.drain()
    finished(execution(f"settlement-{PERIOD}-r1-a1"))
    rejected = queries.run(f"{PERIOD}-r1")
    assert (rejected.state, rejected.reason, rejected.decided_by) == ("rejected", "B 的发货还没有核对", "wang")
    assert list(queries.drafts(f"{PERIOD}-r1")) == []
    assert all_books() == before
    assert start(wang, key="s2").body["run_id"] == f"{PERIOD}-r2"
    decide(asked(number=2), zhang)
    streams.drain()
    finished(execution(f"settlement-{PERIOD}-r2-a1"))
    assert all_books() == settled(program_id, 2)


def test_a_second_execution_joins_and_a_second_start_names_the_run(people: list[Principal]) -> None:
    zhang, wang, _ = people
    first = start(zhang)
    assert start(zhang).text == first.text
    refused = start(wang, key="other")
    assert (refused.status, refused.code) == (409, "run_open")
    assert refused.body["Details"] == [{"run_id": f"{PERIOD}-r1"}]
    asked()
    workflows.start(f"{MACHINE}-settlement", "by-hand", {"period": str(PERIOD)})
    assert finished(execution("by-hand"))["status"] == "SUCCEEDED"
    assert entered("by-hand")[-1] == "Joined"
    assert queries.run(f"{PERIOD}-r1").attempt == 1
    other = PERIOD.previous()
    assert start(wang, key="third", period=other).code == "run_open"


def test_failed_half_way_in_posting_and_started_again(
    people: list[Principal], streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhang, wang, zhao = people
    program_id = program()
    real = statement_commands.post_settlement

    def breaks(dealer_id: str, *rest: Any) -> Any:
        if dealer_id == B:
            raise ConnectionError("the line is down")
        return real(dealer_id, *rest)

    monkeypatch.setattr("chalicelib.rebates.settlement_commands.post_settlement", breaks)
    start(zhang)
    decide(asked(), wang)
    streams.drain()
    assert finished(execution(f"settlement-{PERIOD}-r1-a1"))["status"] == "FAILED"
    failed = queries.run(f"{PERIOD}-r1")
    assert (failed.state, failed.stage) == ("failed", "posting")
    assert books(A) == settled(program_id)[A]
    assert books(B)["statement"] is None
    told = [mail for mail in mails() if "未能完成" in mail["subject"]]
    assert sorted(mail["to"] for mail in told) == sorted(person.email for person in people)
    monkeypatch.setattr("chalicelib.rebates.settlement_commands.post_settlement", real)
    sent = len(mails())
    again = start(zhao, key="s2")
    assert (again.body["run_id"], again.body["attempt"]) == (f"{PERIOD}-r1", 2)
    assert finished(execution(f"settlement-{PERIOD}-r1-a2"))["status"] == "SUCCEEDED"
    assert all_books() == settled(program_id)
    assert len(mails()) == sent


@pytest.mark.parametrize("broken", ["settlement_lines", "summarise"])
def test_failed_in_computing_or_adding_up_and_started_again(
    people: list[Principal], streams: Streams, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    zhang, wang, zhao = people
    program_id = program()
    before = all_books()
    real = getattr(settlement_commands, broken)

    def breaks(first: Any, *rest: Any) -> Any:
        if getattr(first, "dealer_id", B) == B:
            raise ConnectionError("the line is down")
        return real(first, *rest)

    with monkeypatch.context() as down:
        down.setattr(settlement_commands, broken, breaks)
        start(zhang)
        assert finished(execution(f"settlement-{PERIOD}-r1-a1"))["status"] == "FAILED"
    failed = queries.run(f"{PERIOD}-r1")
    assert (failed.state, failed.stage, failed.summary) == ("failed", "computing", None)
    assert next(draft.dealer_id for draft in queries.drafts(f"{PERIOD}-r1")) == A
    assert all_books() == before
    assert all("未能完成" in mail["subject"] for mail in mails())
    again = start(zhao, key="s2")
    assert (again.body["run_id"], again.body["attempt"]) == (f"{PERIOD}-r1", 2)
    decide(asked(question=2), wang)
    streams.drain()
    assert finished(execution(f"settlement-{PERIOD}-r1-a2"))["status"] == "SUCCEEDED"
    assert all_books() == settled(program_id)


def test_a_draft_that_no_part_has_written_is_noticed(
    people: list[Principal], streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhang, wang, zhao = people
    program_id = program()
    before = all_books()
    real = settlement_commands.write_draft
    with monkeypatch.context() as silent:
        silent.setattr(settlement_commands, "write_draft", lambda run, who, with_: who == B or real(run, who, with_))
        start(zhang)
        assert finished(execution(f"settlement-{PERIOD}-r1-a1"))["status"] == "FAILED"
    assert "A part is missing" in entered(f"settlement-{PERIOD}-r1-a1")
    failed = queries.run(f"{PERIOD}-r1")
    assert (failed.state, failed.stage, failed.reason) == ("failed", "computing", "incomplete")
    assert ask("GET", f"/settlement-runs/{PERIOD}-r1", who=wang).body["computed"] == failed.parts == 2
    assert all_books() == before
    start(zhao, key="s2")
    decide(asked(question=2), wang)
    streams.drain()
    assert finished(execution(f"settlement-{PERIOD}-r1-a2"))["status"] == "SUCCEEDED"
    assert all_books() == settled(program_id)


def test_a_statement_that_no_part_has_posted_is_noticed(
    people: list[Principal], streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhang, wang, zhao = people
    program_id = program()
    real = settlement_commands.post_draft
    with monkeypatch.context() as silent:
        silent.setattr(settlement_commands, "post_draft", lambda run, who: who != B and real(run, who))
        start(zhang)
        decide(asked(), wang)
        streams.drain()
        assert finished(execution(f"settlement-{PERIOD}-r1-a1"))["status"] == "FAILED"
    assert entered(f"settlement-{PERIOD}-r1-a1")[-3:] == ["A part is missing", "Record the failure", "Failed"]
    failed = queries.run(f"{PERIOD}-r1")
    assert (failed.state, failed.stage, failed.reason) == ("failed", "posting", "incomplete")
    assert (books(A), books(C)) == (settled(program_id)[A], settled(program_id)[C])
    assert books(B)["statement"] is None
    start(zhao, key="s2")
    assert finished(execution(f"settlement-{PERIOD}-r1-a2"))["status"] == "SUCCEEDED"
    assert all_books() == settled(program_id)


def test_too_early_is_refused_with_the_instant_and_an_execution_waits_for_it(people: list[Principal]) -> None:
    present = Period.of(business_day(clock.now(), ZONE))
    refused = start(people[0], period=present)
    assert (refused.status, refused.code) == (409, "too_early")
    opens = present.ends_at(ZONE) + timedelta(days=3)
    assert refused.body["Details"] == [{"period": str(present), "starts_at": clock.iso(opens)}]
    assert queries.run_under_way() is None
    workflows.start(f"{MACHINE}-settlement", "early", {"period": str(present)})

    def waits() -> bool:
        history = boto3.client("stepfunctions").get_execution_history(executionArn=execution("early"))["events"]
        return any(event["type"] == "WaitStateEntered" for event in history)

    until(waits)
    assert queries.run_under_way() is None
    boto3.client("stepfunctions").stop_execution(executionArn=execution("early"))


def test_a_run_that_no_person_started_needs_two_different_ones(people: list[Principal], streams: Streams) -> None:
    zhang, wang, _ = people
    program_id = program()
    before = all_books()
    workflows.start(f"{MACHINE}-settlement", "scheduled", {"period": str(PERIOD)})
    decide(asked(), zhang)
    streams.drain()
    second = asked(level=2)
    assert all_books() == before
    assert decide(second, zhang).status in {403, 404}
    assert decide(second, wang).status == 200
    streams.drain()
    assert finished(execution("scheduled"))["status"] == "SUCCEEDED"
    assert all_books() == settled(program_id)
    assert queries.run(f"{PERIOD}-r1").started_by == "schedule"


def test_nobody_but_the_starter_in_finance_fails_and_is_told(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch, streams: Streams
) -> None:
    machine("settlement", monkeypatch, {"WorkBucket": "qudao-work"})
    (alone,) = finance("zhang")
    start(alone)
    assert finished(execution(f"settlement-{PERIOD}-r1-a1"))["status"] == "FAILED"
    assert queries.run(f"{PERIOD}-r1").reason == "nobody_to_ask"
    assert [mail["to"] for mail in mails()] == [alone.email]


def test_no_answer_ends_told_and_may_be_asked_anew(people: list[Principal], streams: Streams) -> None:
    zhang, wang, _ = people
    program_id = program()
    save_policy(settlement_answer_seconds=1)
    start(zhang)
    decision_id = asked()
    until(lambda: decisions.decision(decision_id).ends_at < clock.now())
    assert handler("approvals_sweep")({}, None) == {"outcome": "swept", "urged": 1}
    streams.drain()
    assert finished(execution(f"settlement-{PERIOD}-r1-a1"))["status"] == "FAILED"
    failed = queries.run(f"{PERIOD}-r1")
    assert (failed.state, failed.reason) == ("failed", "nobody_answered")
    assert decisions.decision(decision_id).state == "expired"
    assert decide(decision_id, wang).code == "link_expired"
    told = [mail for mail in mails() if "未能完成" in mail["subject"]]
    assert sorted(mail["to"] for mail in told) == sorted(person.email for person in people)
    assert all("在规定时间内没有得到答复" in mail["text"] for mail in told)
    save_policy(settlement_answer_seconds=600)
    invoice(C, 3, "2000.00", str(FIRST))
    start(zhang, key="s2")
    decide(asked(question=2), wang)
    streams.drain()
    finished(execution(f"settlement-{PERIOD}-r1-a2"))
    assert books(A) == settled(program_id)[A]
    assert books(C)["rebate"] == "20.00"


def test_where_nobody_ends_the_question_the_machine_ends_its_wait(people: list[Principal]) -> None:
    save_policy(settlement_answer_seconds=1, wait_margin_seconds=0)
    start(people[0])
    decision_id = asked()
    assert finished(execution(f"settlement-{PERIOD}-r1-a1"))["status"] == "FAILED"
    assert queries.run(f"{PERIOD}-r1").reason == "nobody_answered"
    assert decisions.decision(decision_id).state == "void"


def test_what_credits_more_than_the_threshold_needs_a_second_person(people: list[Principal], streams: Streams) -> None:
    zhang, wang, zhao = people
    program_id = program()
    save_policy(settlement_second_above=129)
    before = all_books()
    assert start(zhang).body["approvals"] == 1
    decide(asked(), wang)
    streams.drain()
    second = asked(level=2)
    assert ask("GET", f"/settlement-runs/{PERIOD}-r1", who=wang).body["approvals"] == 2
    assert [decide(second, who).status for who in (zhang, wang)] == [403, 403]
    assert all_books() == before
    assert decide(second, zhao).status == 200
    streams.drain()
    assert finished(execution(f"settlement-{PERIOD}-r1-a1"))["status"] == "SUCCEEDED"
    assert all_books() == settled(program_id)


def test_what_credits_just_the_threshold_needs_one(people: list[Principal], streams: Streams) -> None:
    zhang, wang, _ = people
    program_id = program()
    save_policy(settlement_second_above=130)
    start(zhang)
    decide(asked(), wang)
    streams.drain()
    assert finished(execution(f"settlement-{PERIOD}-r1-a1"))["status"] == "SUCCEEDED"
    assert all_books() == settled(program_id)


def test_a_late_collection_of_a_settled_month_stands_on_the_next_statement(
    people: list[Principal], streams: Streams
) -> None:
    zhang, wang, _ = people
    program_id = program(terms={"collection": [{"within_days": 60, "factor": "1"}]})

    def whole(month: Period, key: str) -> None:
        name = start(zhang, key=key, period=month).body["execution"]
        decide(asked(month=month), wang)
        streams.drain()
        assert finished(execution(name))["status"] == "SUCCEEDED"

    whole(PERIOD, "s1")
    assert (books(A)["rebate"], books(A)["posted"]) == ("0.00", {(program_id, str(PERIOD)): "0.00"})
    shipment = f"{A}-{FIRST:%y%m%d}000000001-S1"
    record_payment(NewPayment(A, Decimal("6000.00"), FIRST + timedelta(days=40), None, shipment), None)
    whole(PERIOD.next(), "s2")
    found = ask("GET", f"/statements/{A}-{PERIOD.next()}", who=zhang).body
    rebate = next(entry for entry in found["entries"] if entry["account"] == "rebate")
    assert (rebate["cause"], rebate["amount"]) == (f"rebate:{PERIOD.next()}-r1:{PERIOD}:{program_id}:{A}", "120.00")
    shown = {name: rebate["rebate"][name] for name in ("program_period", "posted_earlier", "total")}
    assert shown == {"program_period": str(PERIOD), "posted_earlier": "0.00", "total": "120.00"}
    assert books(A)["posted"] == {(program_id, str(PERIOD)): "120.00"}


def test_the_clock_starts_the_last_month_once_and_a_person_joins_it(people: list[Principal], streams: Streams) -> None:
    zhang, _, zhao = people
    month = PERIOD.next()
    by_the_clock = handler("settlement_start")
    name = f"settlement-{month}-scheduled-{business_day(clock.now(), ZONE)}"
    assert by_the_clock({}, None) == {"outcome": "started", "execution": name}
    first = asked(month=month)
    assert by_the_clock({}, None) == {"outcome": "nothing"}
    refused = start(zhang, period=month)
    assert (refused.code, refused.body["Details"]) == ("run_open", [{"run_id": f"{month}-r1"}])
    decide(first, zhang)
    streams.drain()
    assert decide(asked(month=month, level=2), zhao, "reject", "先核对").status == 200
    streams.drain()
    assert finished(execution(name))["status"] == "SUCCEEDED"
    assert queries.run(f"{month}-r1").state == "rejected"
    assert by_the_clock({}, None) == {"outcome": "nothing"}


def test_the_clock_starts_nothing_where_there_is_nobody_to_settle(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    machine("settlement", monkeypatch, {"WorkBucket": "qudao-work"})
    assert handler("settlement_start")({}, None) == {"outcome": "nothing"}


def test_the_reconciler_restarts_what_has_no_live_execution_and_mails_nobody_again(
    people: list[Principal], streams: Streams
) -> None:
    zhang, wang, _ = people
    program_id = program()
    start(zhang)
    decision_id = asked()
    until(lambda: len(mails()) == 2)
    reconcile = handler("settlement_reconcile")
    assert reconcile({}, None) == {"outcome": "fine"}
    abort(execution(f"settlement-{PERIOD}-r1-a1"), decisions.decision(decision_id).task_token)
    assert reconcile({}, None) == {"outcome": "restarted", "execution": f"settlement-{PERIOD}-r1-a2"}
    token = decisions.decision(decision_id).task_token
    until(lambda: decisions.decision(decision_id).task_token != token)
    assert len(mails()) == 2
    decide(decision_id, wang)
    streams.drain()
    assert finished(execution(f"settlement-{PERIOD}-r1-a2"))["status"] == "SUCCEEDED"
    assert all_books() == settled(program_id)
    assert run_commands.reconcile() is None
    assert Decimal(queries.run(f"{PERIOD}-r1").summary["amount"]) == Decimal("130.00")
