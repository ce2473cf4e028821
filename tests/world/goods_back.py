"""Goods that dealers send back: from an order that came in to a return in any state, through the real routes."""

from collections.abc import Sequence
from typing import Any

import boto3

from chalicelib.edge.principal import Principal, Role
from chalicelib.orders.queries import order as find_order
from tests.world.api import Reply, staff
from tests.world.cloud import STACK
from tests.world.shop import ADMIN, BUYER, DEALER, SALES, WAREHOUSE, confirmed, done, post

FINANCE = staff(Role.FINANCE)
JPEG, PNG = b"\xff\xd8\xff\xe0" + b"0" * 60, b"\x89PNG\r\n\x1a\n" + b"0" * 60
STEPS = ("approve", "receive", "inspect", "credit")
"""How a return goes on from its request."""


def received(**quantities: int) -> str:
    """The id of an order that was shipped and came in whole."""
    order_id = confirmed(**quantities)
    shipment_id = done(post(f"/orders/{order_id}/ship", None, WAREHOUSE))["shipments"][0]["shipment_id"]
    done(post(f"/orders/{order_id}/receive", {"shipment_id": shipment_id}))
    return order_id


def lines(**pieces: int) -> list[dict[str, int]]:
    """`lines(l1=2)`: two pieces of line 1."""
    return [{"line": int(name[1:]), "quantity": quantity} for name, quantity in pieces.items()]


def wish(order_id: str, photos: Sequence[str] = (), **pieces: int) -> dict[str, Any]:
    """The body of a request."""
    shown = [{"upload_id": upload_id, "file_name": "桶盖.jpg"} for upload_id in photos]
    return {"order_id": order_id, "lines": lines(**pieces), "reason": "桶盖变形", "photos": shown}


def ask_back(order_id: str, who: Principal = BUYER, photos: Sequence[str] = (), **pieces: int) -> Reply:
    """A request to send pieces back."""
    return post("/returns", wish(order_id, photos, **pieces), who)


def requested(order_id: str, **pieces: int) -> str:
    """The id of a return that was requested."""
    reply = ask_back(order_id, **pieces)
    assert reply.status == 201, reply.text
    return str(reply.body["return_id"])


def step(return_id: str, what: str, body: Any = None, who: Principal | None = None) -> Reply:
    """The next step of a return, by somebody whose it is."""
    does = {"approve": SALES, "reject": SALES, "receive": WAREHOUSE, "inspect": WAREHOUSE, "credit": FINANCE}
    asked = {"lines": []} if what == "inspect" and body is None else body
    return post(f"/returns/{return_id}/{what}", asked, who or does.get(what, BUYER))


def brought(return_id: str, *steps: str) -> dict[str, Any]:
    """The return after so many steps."""
    last: dict[str, Any] = {}
    for what in steps:
        last = done(step(return_id, what))
    return last


def photo(content: bytes = JPEG, content_type: str = "image/jpeg", who: Principal = BUYER) -> str:
    """Asks for a form, and puts the photo where the form would; its id."""
    reply = post("/returns/uploads", {"content_type": content_type, "size": max(len(content), 1)}, who)
    upload_id = str(done(reply)["upload_id"])
    key = f"incoming/{upload_id}"
    boto3.client("s3").put_object(Bucket=f"{STACK}-documents", Key=key, Body=content, ContentType=content_type)
    return upload_id


def counted(order_id: str) -> dict[int, tuple[int, int, int]]:
    """By line: what came in, what returns have claimed of it, what of that is credited."""
    of = find_order(order_id, ADMIN.reach)
    return {line["line"]: (line["received"], line["returned"], line["credited"]) for line in of.lines}


def own() -> str:
    """The location of the dealer's own stock."""
    return f"DEALER-{DEALER}"
