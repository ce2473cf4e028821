"""Lambda functions of this feature."""

from collections.abc import Iterator

from chalice.app import Blueprint

from chalicelib.aws.tables import Record
from chalicelib.dealers.records import DealerRecord, LinkRecord
from chalicelib.edge.task import Change, feed
from chalicelib.kernel.clock import iso
from chalicelib.kernel.events import DealerLinked, DealerMoved, DealerUnlinked, DealerWelcomed, Event

tasks = Blueprint(__name__)


@feed(tasks, "dealers_feed")
def dealers_feed(change: Change) -> Iterator[Event]:
    """A dealer that was made: tells DealerWelcomed. One that has another region now: DealerMoved. One that comes below
    another one, or no longer stands there: DealerLinked, DealerUnlinked, to both.
    """
    old, new = change.old, change.new
    if isinstance(new or old, LinkRecord):
        yield from _relinked(old, new)
    if not isinstance(new, DealerRecord):
        return
    if old is None:
        yield DealerWelcomed(f"dealer:{new.dealer_id}:welcomed", new.since, new.dealer_id, new.name)
    elif isinstance(old, DealerRecord) and new.region != old.region:
        cause = f"dealer:{new.dealer_id}:moved:{iso(new.standing_since)}"
        yield DealerMoved(cause, new.standing_since, new.dealer_id, new.region)


def _relinked(old: Record | None, new: Record | None) -> Iterator[Event]:
    """The link lies with both dealers, so each one's own record tells its own dealer."""
    before = old if isinstance(old, LinkRecord) else None
    after = new if isinstance(new, LinkRecord) else None
    same = before and after and before.parent_id == after.parent_id
    if before and not (same and before.last_day == (after and after.last_day)):
        yield _unlinked(before, after if same else None)
    if after and not same:
        yield _linked(after)


def _sides(link: LinkRecord) -> tuple[str, str, str, str]:
    """Who is told, what it is in the link, and the other one's id and name."""
    if link.sk.startswith("PARENT#"):
        return link.dealer_id, "sub_dealer", link.parent_id, link.parent_name
    return link.parent_id, "parent", link.dealer_id, link.dealer_name


def _linked(link: LinkRecord) -> Event:
    told, role, other, name = _sides(link)
    cause = f"dealer:{told}:{role}:{other}:{link.first_day}:{iso(link.changed_at)}"
    return DealerLinked(cause, link.changed_at, told, role, other, name, link.first_day)


def _unlinked(link: LinkRecord, after: LinkRecord | None) -> Event:
    """`after`: the link with its last day; None where it was taken back."""
    told, role, other, name = _sides(link)
    at = after.changed_at if after else link.changed_at
    last = after.last_day if after else None
    cause = f"dealer:{told}:{role}:{other}:{link.first_day}:to:{last or iso(at)}"
    return DealerUnlinked(cause, at, told, role, other, name, last)
