"""Lists come in pages; a cursor says where the next one begins, and nothing else."""

import base64
import binascii
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from chalicelib.kernel.errors import Invalid

Item = TypeVar("Item")
Other = TypeVar("Other")

PAGE_SIZE = 50
LARGEST_PAGE = 200


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some items, and the cursor of the next page, or None on the last one."""

    items: Sequence[Item]
    next: str | None = None

    def map(self, change: Callable[[Item], Other]) -> "Page[Other]":
        """The same page with every item changed."""
        return Page([change(item) for item in self.items], self.next)


def encode_cursor(last_key: dict[str, Any] | None) -> str | None:
    """DynamoDB's last evaluated key as text for the wire."""
    if last_key is None:
        return None
    return base64.urlsafe_b64encode(json.dumps(last_key, sort_keys=True).encode()).decode()


def decode_cursor(
    cursor: str | None, hash_name: str, hash_value: str, names: Collection[str] | None = None
) -> dict[str, Any] | None:
    """The key that a cursor stands for; refused when it is broken or points outside the list that is asked for.

    `names` are those of which the key must be made, where the asker knows them.
    """
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        whole = all(_is_text(part) for part in key.values()) and set(key) == set(names or key)
        inside = whole and key.get(hash_name) == {"S": hash_value}
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError):
        inside = False
    if not inside:
        raise not_of_this_list()
    return dict(key)


def not_of_this_list() -> Invalid:
    """The refusal of a cursor that does not belong to the list that is asked for."""
    return Invalid.field("cursor", "is not a cursor of this list; take `next` of the page before")


def _is_text(part: Any) -> bool:
    return set(part) == {"S"} and isinstance(part["S"], str) and part["S"] != ""
