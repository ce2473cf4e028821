"""The unified social credit code (GB 32100-2015), documents and the states of a registration."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.documents import LARGEST_DOCUMENT, is_document
from chalicelib.onboarding.rules import (
    CODE_ALPHABET,
    ENDED,
    LIFECYCLE,
    OPEN,
    CaseState,
    Reason,
    check_character,
    dealer_id_of,
    decision_id_of,
    execution_name,
    is_credit_code,
    level_of,
    told,
)

CODES = st.text(CODE_ALPHABET, min_size=17, max_size=17).map(lambda first: first + check_character(first))


@pytest.mark.parametrize("code", ["91350100M000100Y43", "9144030071526726XG"])
def test_codes_that_are_in_use_are_right(code: str) -> None:
    assert is_credit_code(code)


@given(CODES)
def test_a_code_with_its_check_character_is_right(code: str) -> None:
    assert is_credit_code(code)


@given(CODES, st.integers(0, 17), st.sampled_from(CODE_ALPHABET))
def test_any_one_wrong_character_is_caught(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    assert is_credit_code(wrong) == (wrong == code)


@given(CODES, st.integers(0, 16))
def test_two_neighbours_in_the_wrong_order_are_caught(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_credit_code(wrong) == (wrong == code)


@given(CODES, st.integers(0, 17), st.sampled_from("IOSVZabc -一"))
def test_a_character_outside_the_alphabet_is_caught(code: str, place: int, other: str) -> None:
    assert not is_credit_code(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100M000100Y433"])
def test_another_length_is_wrong(code: str) -> None:
    assert not is_credit_code(code)


@pytest.mark.parametrize(
    ("content_type", "size", "head", "right"),
    [
        ("application/pdf", 1000, b"%PDF-1.7", True),
        ("image/jpeg", 1000, b"\xff\xd8\xff\xe0", True),
        ("image/png", LARGEST_DOCUMENT, b"\x89PNG\r\n\x1a\n...", True),
        ("image/png", LARGEST_DOCUMENT + 1, b"\x89PNG\r\n\x1a\n...", False),
        ("application/pdf", 0, b"", False),
        ("application/pdf", 1000, b"\x89PNG\r\n\x1a\n", False),
        ("text/html", 1000, b"%PDF-1.7", False),
    ],
)
def test_a_document_is_what_it_says(content_type: str, size: int, head: bytes, right: bool) -> None:
    assert is_document(content_type, size, head) is right


def test_every_state_of_a_registration_can_be_reached() -> None:
    assert LIFECYCLE.unreachable() == set()


def test_an_applicant_is_never_told_of_a_duplicate() -> None:
    assert {reason: told(reason) for reason in Reason} == {
        "duplicate": "decision",
        "document_missing": "document_missing",
        "document_refused": "document_refused",
        "decision": "decision",
    }


def test_a_case_is_open_or_has_ended() -> None:
    assert sorted([*OPEN, *ENDED]) == sorted(CaseState)


def test_a_decision_names_its_level() -> None:
    assert [level_of(decision_id_of("C7K3M9QX2", revision=12, level=level)) for level in (1, 2)] == [1, 2]


def test_a_case_gives_its_names() -> None:
    assert dealer_id_of("C7K3M9QX2") == "D7K3M9QX2"
    assert execution_name("C7K3M9QX2", 2) == "registration-C7K3M9QX2-a2"
