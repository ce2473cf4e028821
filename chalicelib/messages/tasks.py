"""Lambda functions of this feature."""

from chalice.app import Blueprint

from chalicelib.edge.task import reader
from chalicelib.kernel.events import DealerEvent, Event
from chalicelib.messages.commands import deliver

tasks = Blueprint(__name__)


@reader(tasks, "messages_deliver")
def messages_deliver(event: Event) -> None:
    """Tells a dealer what concerns it. In: any event of the topic. What concerns no dealer is passed over."""
    if isinstance(event, DealerEvent):
        deliver(event)
