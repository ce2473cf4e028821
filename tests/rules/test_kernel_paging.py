"""kernel/paging.py: a cursor says where the next page begins, within its own list, and nothing else."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import Code, Invalid
from chalicelib.kernel.paging import Page, decode_cursor, encode_cursor

KEY = {"pk": {"S": "DEALER#D1"}, "sk": {"S": "ORDER#1"}}


def _cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def test_a_cursor_brings_back_its_key() -> None:
    assert decode_cursor(encode_cursor(KEY), "pk", "DEALER#D1") == KEY


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_key_goes_there_and_back(pk: str, sk: str) -> None:
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    assert decode_cursor(encode_cursor(key), "pk", pk) == key


@pytest.mark.parametrize("cursor", [None, ""])
def test_no_cursor_is_the_beginning(cursor: str | None) -> None:
    assert decode_cursor(cursor, "pk", "DEALER#D1") is None


def test_an_index_has_more_names() -> None:
    key = {**KEY, "state_key": {"S": "STATE#open"}}
    names = ("state_key", "pk", "sk")
    assert decode_cursor(encode_cursor(key), "state_key", "STATE#open", names) == key
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(KEY), "state_key", "STATE#open", names)


def test_the_last_page_has_no_cursor() -> None:
    assert encode_cursor(None) is None


@pytest.mark.parametrize(
    "cursor",
    [
        "%%%",
        "a",
        "漢字",
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"not json").decode(),
        _cursor([]),
        _cursor("text"),
        _cursor(None),
        _cursor({}),
        _cursor({"pk": {"S": "DEALER#D2"}, "sk": {"S": "ORDER#1"}}),
        _cursor({"pk": {"N": "1"}, "sk": {"S": "ORDER#1"}}),
        _cursor({"pk": {"S": "DEALER#D1"}, "sk": {"N": "1"}}),
        _cursor({"pk": {"S": "DEALER#D1"}, "sk": "ORDER#1"}),
        _cursor({"pk": {"S": "DEALER#D1"}, "sk": {"S": 1}}),
        _cursor({"pk": {"S": "DEALER#D1"}, "sk": {"S": ""}}),
        _cursor({"pk": {"S": "DEALER#D1"}, "sk": None}),
        _cursor({"pk": {"S": "DEALER#D1"}}),
        _cursor({**KEY, "more": {"S": "1"}}),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)
def test_a_broken_or_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode_cursor(cursor, "pk", "DEALER#D1", ("pk", "sk"))
    assert refused.value.code == Code.INVALID
    assert [detail["field"] for detail in refused.value.details] == ["cursor"]


@given(st.text())
def test_no_text_breaks_the_reader_of_cursors(cursor: str) -> None:
    try:
        found = decode_cursor(cursor, "pk", "DEALER#D1")
    except Invalid:
        return
    assert found is None or found["pk"] == {"S": "DEALER#D1"}


def test_a_page_keeps_its_cursor_when_its_items_change() -> None:
    assert Page([1, 2], "next").map(str) == Page(["1", "2"], "next")
