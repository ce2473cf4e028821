"""What the audit trail keeps of a change: whose record it is, which attributes changed, and never a secret. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KEPT_OUT = frozenset(
    {"invitation", "approval-secret", "registration-link", "first-password", "request", "mail", "inbox_read"}
)
"""Kinds of records of which nothing is kept: their very keys are digests of secrets, or they are no business."""
NEVER_COPIED = ("token", "secret", "password", "digest", "fingerprint")
"""An attribute whose name holds one of these words is named where it changed, and its values are left out."""
STAMPS = frozenset({"pk", "sk", "kind", "version", "changed_by", "changed_from", "changed_in", "changed_at"})
"""What the trail says by fields of its own."""
ID_OF: Mapping[str, Sequence[str]] = {
    "dealer": ("dealer_id",),
    "dealer-user": ("user_id",),
    "staff": ("user_id",),
    "region": ("region_id",),
    "decision": ("decision_id",),
    "registration": ("case_id",),
    "product": ("sku",),
    "price_list": ("list_id",),
    "price": ("list_id", "sku"),
    "stock_level": ("location", "sku"),
    "movement": ("cause",),
    "account": ("dealer_id",),
    "entry": ("cause",),
    "invoice": ("invoice_id",),
    "payment": ("payment_id",),
    "payout": ("payout_id",),
    "statement": ("statement_id",),
    "account-change": ("change_id",),
    "bank-line": ("line_id",),
    "order": ("order_id",),
    "order_job": ("order_id",),
    "shipment": ("shipment_id",),
    "receipt": ("receipt_id",),
    "return": ("return_id",),
    "program": ("program_id",),
    "promotion": ("promotion_id",),
    "promotion-terms": ("promotion_id", "number"),
    "promotion-enrolment": ("promotion_id", "dealer_id"),
    "promotion-part": ("dealer_id",),
    "settlement-run": ("run_id",),
    "inbox_message": ("message_id",),
    "thread": ("subject_id",),
    "note": ("note_id",),
}
"""The attributes that make the id of a kind of record, joined by a slash; of any other kind it is its keys."""
LONGEST_TEXT = 2000
"""Characters of a value that are kept as they are; of a longer one its length and digest."""
LARGEST = 100_000
"""Characters of all the values of one change that are kept; beyond, the digests of the rest."""


def subject_id(kind: str, values: Mapping[str, str | None], keys: tuple[str, str]) -> str:
    """The id by which the history of a record is asked for."""
    parts = [values.get(name) for name in ID_OF.get(kind, ())]
    named = [part for part in parts if part]
    if not parts or len(named) != len(parts):
        return keys[0] if kind == "policy" else "/".join(keys)
    return "/".join(named)


@dataclass(frozen=True)
class Value:
    """A value as it is kept: its text; of one that is too long its length and digest, of a secret one its length."""

    text: str | None
    length: int
    sha256: str | None = None

    def as_fields(self) -> dict[str, Any]:
        """JSON-able, without what is not there."""
        return {name: value for name, value in vars(self).items() if value is not None}


def difference(old: Mapping[str, str | None], new: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Every attribute that changed, by name: `{attribute, old, new}`, each value as `Value.as_fields` or None.

    Bounded: long texts are kept as length and digest, and so are all once `LARGEST` characters are kept.
    """
    changes, left = [], LARGEST
    for name in sorted((old.keys() | new.keys()) - STAMPS):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        change: dict[str, Any] = {"attribute": name}
        for side, text in (("old", before), ("new", after)):
            kept = _kept(name, text, left)
            left -= len(kept.text or "") if kept else 0
            change[side] = kept and kept.as_fields()
        changes.append(change)
    return changes


def _kept(name: str, text: str | None, left: int) -> Value | None:
    if text is None:
        return None
    if any(word in name for word in NEVER_COPIED):
        return Value(None, len(text))
    if len(text) <= min(LONGEST_TEXT, left):
        return Value(text, len(text))
    return Value(None, len(text), hashlib.sha256(text.encode()).hexdigest())
