"""Goods that dealers sent back: one return in each state that somebody may look at."""

import struct
import zlib
from collections.abc import Sequence

from chalicelib.aws.clients import client
from chalicelib.edge.principal import Principal
from chalicelib.kernel.settings import settings
from chalicelib.orders.queries import lines_of
from chalicelib.orders.records import OrderRecord
from chalicelib.returns import commands, credit_commands, goods_commands
from infra.seed.goods import once

PIECES = 2
"""Pieces of each line that come back; of those that come in one is scrapped."""


class Return:
    """One return on its way; its id is known once it is requested."""

    def __init__(self, name: str, buyer: Principal, staff: dict[str, Principal], reason: str) -> None:
        self._name, self._buyer, self._staff, self._reason = name, buyer, staff, reason
        self._return_id = ""

    def act(self, what: str, order: OrderRecord) -> None:
        """The next step of it."""
        key, of = once(f"{self._name}-return-{what}"), self._return_id
        match what:
            case "request":
                wish = commands.Wish(order.order_id, _pieces(order), self._reason, [_photo()])
                self._return_id = commands.request_return(self._buyer, wish, key).return_id
            case "withdraw":
                commands.withdraw_return(self._buyer, of, key)
            case "approve":
                commands.approve_return(self._staff["sales"], of, key)
            case "reject":
                reason = "外包装已拆封，且商品本身没有质量问题，不符合退货条件。"
                commands.reject_return(self._staff["sales"], of, reason, key)
            case "take_in":
                goods_commands.receive_return(self._staff["warehouse"], of, None, key)
            case "inspect":
                goods_commands.inspect_return(self._staff["warehouse"], of, {next(iter(_pieces(order))): 1}, key)
            case "credit":
                credit_commands.credit_return(self._staff["finance"], of, key)


def _pieces(order: OrderRecord) -> dict[int, int]:
    """Two pieces of each of the first two lines that came in."""
    came = [line.line for line in lines_of(order) if line.received >= PIECES and not line.free]
    return dict.fromkeys(came[:2], PIECES)


def _photo() -> tuple[str, str]:
    """Puts a picture where the form would have put it; its id and its name."""
    upload_id, form = commands.offer_upload("image/png")
    key, bucket = form.fields["key"], settings().documents_bucket
    client("s3").put_object(Bucket=bucket, Key=key, Body=_picture(), ContentType="image/png")
    return upload_id, "破损照片.png"


def _picture() -> bytes:
    """A small PNG: a bucket, drawn in three colours, with a dent in its lid."""
    wall, bucket, lid = (228, 231, 235), (37, 99, 160), (250, 204, 70)
    rows = [[_colour(x, y, (wall, bucket, lid)) for x in range(96)] for y in range(96)]
    raw = b"".join(b"\0" + bytes(part for pixel in row for part in pixel) for row in rows)
    header = struct.pack(">IIBBBBB", 96, 96, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _colour(x: int, y: int, colours: Sequence[tuple[int, int, int]]) -> tuple[int, int, int]:
    wall, bucket, lid = colours
    dent = (x - 62) ** 2 + (y - 22) ** 2 < 60
    if 20 <= y < 28 and 22 <= x < 74:
        return wall if dent else lid
    slant = (y - 28) // 10
    return bucket if 28 <= y < 84 and 24 + slant <= x < 72 - slant else wall


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
