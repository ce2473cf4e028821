"""Lambda functions of this feature."""

from collections.abc import Iterator

from chalice.app import Blueprint

from chalicelib.dealers.records import DealerRecord
from chalicelib.edge.task import Change, feed
from chalicelib.kernel.events import DealerWelcomed, Event

tasks = Blueprint(__name__)


@feed(tasks, "dealers_feed")
def dealers_feed(change: Change) -> Iterator[Event]:
    """A dealer that was made: tells DealerWelcomed."""
    made = change.new
    if change.old is None and isinstance(made, DealerRecord):
        yield DealerWelcomed(f"dealer:{made.dealer_id}:welcomed", made.since, made.dealer_id, made.name)
