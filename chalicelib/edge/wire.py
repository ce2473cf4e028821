"""The types of the wire: strict models, money as text, and how pydantic's complaints become refusals."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)

from chalicelib.aws.files import UploadForm
from chalicelib.kernel.clock import iso, parse
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import money_text, unit_price_text
from chalicelib.kernel.paging import LARGEST_PAGE, PAGE_SIZE, Page

_MOST_COMPLAINTS = 50
_LONGEST_SHOWN = 200


class Wire(BaseModel):
    """A body, or a part of one. Unknown fields are refused, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class TaskInput(BaseModel):
    """What a task is given by a state machine or a schedule; what it does not know it ignores."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


def _exact(pattern: str, what: str) -> Callable[[Any], Any]:
    form = re.compile(pattern)

    def parse(value: Any) -> Any:
        if isinstance(value, Decimal):
            return value
        if not isinstance(value, str) or not form.fullmatch(value):
            raise ValueError(f"write {what}")
        return Decimal(value)

    return parse


def _decimal_text(pattern: str, what: str, write: Callable[[Decimal], str]) -> Any:
    schema = {"type": "string", "pattern": f"^{pattern}$", "description": what}
    return Annotated[
        Decimal,
        BeforeValidator(_exact(pattern, what)),
        PlainSerializer(write, return_type=str),
        WithJsonSchema(schema),
    ]


SignedMoney = _decimal_text(r"-?[0-9]{1,12}(\.[0-9]{1,2})?", 'an amount as text, such as "-1234.50"', money_text)
"""Money that may be negative."""
Money = _decimal_text(r"[0-9]{1,12}(\.[0-9]{1,2})?", 'an amount as text, such as "1234.50"', money_text)
"""Money from zero up."""
UnitPrice = _decimal_text(r"[0-9]{1,9}(\.[0-9]{1,4})?", 'a unit price as text, such as "0.0125"', unit_price_text)
"""A price a piece, up to four decimals."""
Ratio = _decimal_text(r"-?[0-9]{1,6}(\.[0-9]{1,6})?", 'a ratio as text, such as "0.02"', lambda ratio: f"{ratio:f}")
"""A rate or a factor."""

Quantity = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
"""Whole base units, one or more."""
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
"""One line of text, in any script."""
LongText = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
    ),
]
"""A reason or a comment, in any script, over any number of lines."""
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""An id or a SKU."""
Email = Annotated[
    str,
    StringConstraints(
        to_lower=True, max_length=254, pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
    ),
]
"""A mail address; case does not count."""
Instant = Annotated[
    datetime, PlainSerializer(iso, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""ISO 8601 in UTC."""
_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z"


def _instant(value: Any) -> datetime:
    if not isinstance(value, str) or not re.fullmatch(_INSTANT, value):
        raise ValueError("write an instant in UTC as we write it, such as 2026-11-03T09:15:00.000000Z")
    return parse(value)


InstantIn = Annotated[
    datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "pattern": f"^{_INSTANT}$"})
]
"""An instant that was read before, as it was written."""
Month = Annotated[str, StringConstraints(pattern=r"^2[0-9]{3}-(0[1-9]|1[0-2])$")]
"""A month such as 2026-10."""

AnyWire = TypeVar("AnyWire", bound=Wire)


class PageQuery(Wire):
    """The parameters of every list."""

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE
    cursor: Annotated[str, StringConstraints(max_length=2000)] | None = None


class Listing(Wire, Generic[AnyWire]):
    """A page on the wire."""

    items: Sequence[AnyWire]
    next: str | None

    @classmethod
    def of(cls, page: Page[Any], one: Callable[[Any], AnyWire]) -> Self:
        """From a page of records and the function that shows one of them."""
        return cls(items=[one(item) for item in page.items], next=page.next)


UploadId = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]


class UploadOut(Wire):
    """Post `fields`, then the file as `file`, to `url` within 15 minutes; `upload_id` names the file afterwards."""

    upload_id: str
    url: str
    fields: dict[str, str]

    @classmethod
    def of(cls, upload_id: str, form: UploadForm) -> Self:
        return cls(upload_id=upload_id, url=form.url, fields=form.fields)


def refused(error: ValidationError, within: str = "") -> Invalid:
    """422 with one detail a complaint: the field's path and what is wrong with it. Never echoes what was sent."""
    complaints = error.errors(include_input=False, include_url=False, include_context=False)[:_MOST_COMPLAINTS]
    details = [
        {"field": _shown(_path((within, *complaint["loc"]))), "problem": _shown(complaint["msg"])}
        for complaint in complaints
    ]
    names = ", ".join(dict.fromkeys(detail["field"] for detail in details))
    return Invalid(f"Please correct: {names}.", details)


def _path(steps: Sequence[str | int]) -> str:
    return ".".join(str(step) for step in steps if step != "") or "body"


def _shown(text: str) -> str:
    """An unknown field's name and a tag that fits nothing are the sender's own: they are cut, and made text."""
    return text.encode("utf-8", "replace").decode()[:_LONGEST_SHOWN]
