"""The form of a decision: its bounds, and what is said when an answer lies outside."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.approvals.rules import LIFECYCLE, Choice, FieldKind, FormField, Verdict, check_answers
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import money_text
from chalicelib.onboarding.rules import Terms, approval_form, decision_id_of, finance_decides, retry_after

FORM = approval_form(["A", "B"], 180, ["contract-star"])
GOOD = {"grade": "A", "credit_limit": "50000", "payment_days": 30}


def problems(answers: dict[str, Any], form: list[FormField] = FORM) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        check_answers(form, answers)
    assert refused.value.code == "answer_out_of_bounds"
    return {detail["field"]: detail["problem"] for detail in refused.value.details}


def test_answers_come_in_their_one_form() -> None:
    assert check_answers(FORM, GOOD) == {"grade": "A", "credit_limit": "50000.00", "payment_days": 30}


def test_what_may_be_left_out_may_also_be_null() -> None:
    assert check_answers(FORM, GOOD | {"contract_list_id": None})["contract_list_id"] is None


def test_no_limit_is_prepayment_and_must_be_said() -> None:
    assert check_answers(FORM, GOOD | {"credit_limit": None})["credit_limit"] is None
    assert problems({"grade": "A", "payment_days": 30}) == {"answers.credit_limit": "needs an answer"}


@pytest.mark.parametrize(
    ("name", "answer", "problem"),
    [
        ("grade", "D", "choose one of: A, B"),
        ("grade", None, "needs an answer"),
        ("grade", ["A"], "choose one of: A, B"),
        ("credit_limit", "-0.01", "is at least 0.00"),
        ("credit_limit", "1.005", 'write an amount as text, such as "1234.50"'),
        ("credit_limit", "1e5", 'write an amount as text, such as "1234.50"'),
        ("credit_limit", "NaN", 'write an amount as text, such as "1234.50"'),
        ("credit_limit", 50000, 'write an amount as text, such as "1234.50"'),
        ("credit_limit", "unlimited", 'write an amount as text, such as "1234.50"'),
        ("payment_days", -1, "is at least 0"),
        ("payment_days", 181, "is at most 180"),
        ("payment_days", "30", "write a whole number"),
        ("payment_days", True, "write a whole number"),
        ("payment_days", 30.0, "write a whole number"),
        ("contract_list_id", "contract-moon", "choose one of: contract-star"),
        ("unlimited", True, "is not asked for"),
    ],
)
def test_what_lies_outside_is_named(name: str, answer: Any, problem: str) -> None:
    assert problems(GOOD | {name: answer}) == {f"answers.{name}": problem}


def test_all_wrong_answers_are_named_at_once() -> None:
    assert list(problems({"grade": "Z", "payment_days": 500})) == [
        "answers.grade", "answers.credit_limit", "answers.payment_days"
    ]  # fmt: skip


def test_a_text_has_some_characters() -> None:
    form = [FormField("note", FieldKind.TEXT)]
    assert check_answers(form, {"note": " yes "}) == {"note": "yes"}
    assert problems({"note": "  "}, form) == {"answers.note": "write 1 to 2000 characters"}
    assert problems({"note": "x" * 2001}, form) == {"answers.note": "write 1 to 2000 characters"}


@given(st.decimals("0.00", "999999999999.99", places=2))
def test_any_amount_within_bounds_comes_through_exactly(amount: Decimal) -> None:
    text = money_text(amount)
    assert check_answers(FORM, GOOD | {"credit_limit": text})["credit_limit"] == text


def test_a_field_is_stored_and_read_as_it_was() -> None:
    assert [FormField.of(field.as_fields()) for field in FORM] == FORM


def test_a_rejection_says_why_and_answers_nothing() -> None:
    with pytest.raises(Invalid) as refused:
        Verdict(Choice.REJECT, {}, None).checked(FORM)
    assert refused.value.details == [{"field": "comment", "problem": "a rejection says why"}]
    assert Verdict(Choice.REJECT, GOOD, "no").checked(FORM).answers == {}


def test_more_is_asked_for_only_where_there_is_somebody_to_ask_and_says_what() -> None:
    more = Verdict(Choice.MORE_INFORMATION, GOOD, "Which brands?")
    assert more.checked(FORM, may_return=True) == Verdict(Choice.MORE_INFORMATION, {}, "Which brands?")
    with pytest.raises(Invalid) as refused:
        more.checked(FORM)
    assert refused.value.details == [{"field": "choice", "problem": "there is nobody whom this could be asked"}]
    with pytest.raises(Invalid) as refused:
        Verdict(Choice.MORE_INFORMATION, {}, None).checked(FORM, may_return=True)
    assert refused.value.details == [{"field": "comment", "problem": "say what is wanted"}]


@pytest.mark.parametrize(
    ("limit", "decides"), [(None, False), ("0.00", False), ("200000.00", False), ("200000.01", True)]
)
def test_finance_decides_above_a_limit_and_not_at_it(limit: str | None, decides: bool) -> None:
    assert finance_decides(GOOD | {"credit_limit": limit}, 200_000) is decides


def test_a_case_that_fails_again_rests_longer_each_time() -> None:
    assert [retry_after(failures) // timedelta(hours=1) for failures in range(1, 9)] == [0, 1, 2, 4, 8, 16, 24, 24]


def test_a_decision_is_named_after_case_revision_and_level() -> None:
    assert decision_id_of("C1") == "registration-C1-v1-1"
    assert decision_id_of("C1", 3, 2) == "registration-C1-v3-2"


def test_terms_are_checked_against_the_form_once_more() -> None:
    assert Terms.of(GOOD, FORM) == Terms("A", Decimal("50000.00"), 30, None)
    with pytest.raises(Invalid):
        Terms.of(GOOD | {"contract_list_id": "contract-star"}, approval_form(["A"], 180, []))


def test_every_state_of_a_decision_can_be_reached() -> None:
    assert LIFECYCLE.unreachable() == set()
