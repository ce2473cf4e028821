"""That somebody has read the inbox."""

from datetime import datetime

from chalicelib.aws.tables import change, commit
from chalicelib.kernel import clock
from chalicelib.messages.records import ReadRecord, read_key


class _ReadFurther(Exception):
    """The person has read up to there, or further."""


def mark_read(dealer_id: str, user_id: str, up_to: datetime) -> None:
    """A person has read what the dealer was told up to an instant; never further than now, and never back again."""
    reached = min(up_to, clock.now())
    moves = ReadRecord.up_to.does_not_exist() | (ReadRecord.up_to < reached)
    actions = [ReadRecord.up_to.set(reached)]
    try:
        commit(change(ReadRecord, read_key(dealer_id, user_id), actions, moves, lambda _: _ReadFurther()))
    except _ReadFurther:
        return
