"""Lambda functions of this feature."""

from collections.abc import Iterable

from chalice.app import Blueprint

from chalicelib.access import address_commands, commands
from chalicelib.access.records import AddressRecord, ForgottenRecord, WelcomeRecord
from chalicelib.edge.task import Change, feed
from chalicelib.kernel.events import Event

tasks = Blueprint(__name__)


@feed(tasks, "access_follow")
def access_follow(change: Change) -> Iterable[Event]:
    """Does what a change of the table asks for: the user pool follows a person who was changed, and whoever was just
    made, or forgot the password, is mailed a link. Tells nothing.
    """
    old, new = change.old, change.new
    if isinstance(new, WelcomeRecord):
        commands.mail_welcome(new)
    elif isinstance(new, ForgottenRecord):
        commands.mail_reset(new)
    elif isinstance(new, AddressRecord) and isinstance(old, AddressRecord) and old.user_id and new.user_id:
        address_commands.follow(new.email)
    return ()
