"""kernel/errors.py: each refusal has its status, and a code for programs."""

import pytest

from chalicelib.kernel.errors import (
    Code,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Unauthorized,
)


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (Refusal(Code.BUSY, "busy"), 400, Code.BUSY),
        (Invalid("wrong"), 422, Code.INVALID),
        (Invalid("wrong", code=Code.TOO_LARGE), 422, Code.TOO_LARGE),
        (Unauthorized(), 401, Code.UNAUTHORIZED),
        (Unauthorized("no", Code.SIGN_IN_FAILED), 401, Code.SIGN_IN_FAILED),
        (Forbidden("no"), 403, Code.FORBIDDEN),
        (Forbidden("no", Code.FOUR_EYES), 403, Code.FOUR_EYES),
        (NotFound("order"), 404, Code.NOT_FOUND),
        (Conflict(Code.BUSY, "busy"), 409, Code.BUSY),
    ],
    ids=lambda value: str(value) if isinstance(value, Code) else "",
)
def test_status_and_code(refusal: Refusal, status: int, code: Code) -> None:
    assert (refusal.status, refusal.code) == (status, code)


def test_every_refusal_has_a_status_of_its_own() -> None:
    kinds = Refusal.__subclasses__()
    assert len({kind.status for kind in kinds}) == len(kinds) == 6


def test_a_wrong_field_is_named_with_what_to_do() -> None:
    refusal = Invalid.field("limit", "at most 200", most=200)
    assert refusal.message == "limit: at most 200"
    assert refusal.details == [{"field": "limit", "problem": "at most 200", "most": 200}]


def test_details_are_the_refusals_own() -> None:
    given = [{"sku": "A"}]
    refusal = Conflict(Code.INSUFFICIENT_STOCK, "too little", given)
    refusal.details += [{"sku": "B"}]
    assert given == [{"sku": "A"}]
    assert Conflict(Code.INSUFFICIENT_STOCK, "too little").details == []


def test_what_is_not_found_says_what_and_no_more() -> None:
    assert NotFound("order").message == "No such order."


def test_codes_are_words_of_one_form() -> None:
    assert all(code == code.lower() and str(code).replace("_", "").isalpha() for code in Code)
    assert [code.name for code in Code] == [str(code).upper() for code in Code]
