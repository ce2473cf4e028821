"""Lambda functions of this feature."""

from collections.abc import Iterator

from chalice.app import Blueprint

from chalicelib.dealers.records import DealerRecord
from chalicelib.edge.task import Change, feed
from chalicelib.kernel.clock import iso
from chalicelib.kernel.events import DealerMoved, DealerWelcomed, Event

tasks = Blueprint(__name__)


@feed(tasks, "dealers_feed")
def dealers_feed(change: Change) -> Iterator[Event]:
    """A dealer that was made: tells DealerWelcomed. One that has another region now: DealerMoved."""
    old, new = change.old, change.new
    if not isinstance(new, DealerRecord):
        return
    if old is None:
        yield DealerWelcomed(f"dealer:{new.dealer_id}:welcomed", new.since, new.dealer_id, new.name)
    elif isinstance(old, DealerRecord) and new.region != old.region:
        cause = f"dealer:{new.dealer_id}:moved:{iso(new.standing_since)}"
        yield DealerMoved(cause, new.standing_since, new.dealer_id, new.region)
