"""The texts of the inbox: chalicelib/messages/texts/LOCALE/EVENT_TYPE.txt, whose first line is the title."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.kernel.settings import settings

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True)
class InboxText:
    """What a person reads, in one language."""

    title: str
    text: str


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - too heavy for every start

    loader = PackageLoader("chalicelib.messages", "texts")
    return Environment(loader=loader, undefined=StrictUndefined, autoescape=False, trim_blocks=True)  # noqa: S701 - text


def inbox_text(event_type: str, locale: str, told: Mapping[str, Any]) -> InboxText:
    """The message as it will be read. A value that the text names and `told` lacks is an error, never a blank."""
    template = _templates().get_template(f"{locale}/{event_type}.txt")
    title, _, text = template.render({**told, "currency": settings().currency}).partition("\n")
    return InboxText(title.strip(), text.strip())
