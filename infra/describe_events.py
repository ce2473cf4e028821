"""Writes the events' description to docs/events.md: `python -m infra.describe_events`; `--check` only compares."""

import argparse
import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from app import app
from chalicelib.kernel import events
from chalicelib.kernel.events import EVENT_TYPES, DealerEvent, Event
from chalicelib.messages.rules import MAILED

app.whole()  # any of its modules could declare an event

FILE = Path(__file__).parents[1] / "docs/events.md"
_EXAMPLE = re.compile(r"such as `([^`]+)`")
_WORDS = {str: "text", bool: "true or false", int: "whole number"}

_ABOUT = """# Events

What the system tells, made by `python -m infra.describe_events` from `chalicelib/kernel/events.py`.

Every event is one message on the stack's SNS topic (the output `EventsTopicArn`): a JSON object with `type`,
`version`, `cause`, `occurred_at` and the fields below. The message attribute `type` bears the type, for a
subscription's filter. Amounts are texts in the company's currency, instants are ISO 8601 in UTC.

An event is told at least once, and order is not kept: `cause` names the one change that it tells of and is the same
each time, so a reader knows what it has heard before. A field may be added to a version; whoever reads passes over
fields, types and versions that it does not know. A field that goes or changes its meaning makes a new version.
"""


def description() -> str:
    """The file as it should be."""
    return "\n".join([_ABOUT, _overview(), *(_chapter(kind) for kind in EVENT_TYPES.values())])


def _overview() -> str:
    kinds = EVENT_TYPES.values()
    rows = [f"| [`{kind.type}`](#{_anchor(kind)}) | {kind.version} | {_heard_by(kind)} |" for kind in kinds]
    return "\n".join(["| type | version | heard by |", "|---|---|---|", *rows, ""])


def _anchor(kind: type[Event]) -> str:
    return kind.type.replace(".", "")


def _heard_by(kind: type[Event]) -> str:
    """Who is told: the dealer's inbox, and by mail those of the dealer's users who have one of the roles."""
    if not issubclass(kind, DealerEvent):
        return "whoever subscribes"
    roles = [f"`{role}`" for role in sorted(MAILED.get(kind, ()))]
    return "the dealer's inbox" + (f", by mail {' and '.join(roles)}" if roles else "")


def _chapter(kind: type[Event]) -> str:
    hints = get_type_hints(kind)
    rows = [
        f"| `{field.name}` | {_WORDS.get(hints[field.name], 'instant')} | {meaning(kind, field.name)} |"
        for field in fields(kind)
    ]
    shown = json.dumps(example(kind), ensure_ascii=False, indent=2)
    told = f"Version {kind.version}. Heard by {_heard_by(kind)}."
    table = "\n".join(["| field | is | meaning |", "|---|---|---|", *rows])
    return f"## {kind.type}\n\n{inspect.getdoc(kind)}\n\n{told}\n\n{table}\n\n```json\n{shown}\n```\n"


def example(kind: type[Event]) -> dict[str, Any]:
    """One such event on the wire, made of the examples that the fields' docstrings give."""
    given = {field.name: _given(meaning(kind, field.name)) for field in fields(kind)}
    noun, verb = kind.type.split(".")
    about = next(given[name] for name in (f"{noun}_id", *given) if name.endswith("_id") and name in given)
    return {"type": kind.type, "version": kind.version, **given, "cause": f"{noun}:{about}:{verb}"}


def _given(text: str) -> Any:
    word = _EXAMPLE.findall(text)[-1]
    return {"true": True, "false": False}.get(word, word)


def meaning(kind: type[Event], name: str) -> str:
    """The docstring of a field, from the class that declares it. An event's field without one is an error."""
    for base in kind.__mro__:
        for field, told in _told().get(base.__name__, ()):
            if field == name:
                return told
    raise LookupError(f"kernel/events.py: {kind.__name__}.{name} has no docstring")


@cache
def _told() -> dict[str, list[tuple[str, str]]]:
    """Each class's fields with their docstrings, which only the source keeps."""
    classes = [node for node in ast.parse(inspect.getsource(events)).body if isinstance(node, ast.ClassDef)]
    return {one.name: list(_fields(one)) for one in classes}


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, told in zip(node.body, node.body[1:], strict=False):
        named = isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if named and isinstance(told, ast.Expr) and isinstance(told.value, ast.Constant):
            yield field.target.id, inspect.cleandoc(str(told.value.value))  # type: ignore[attr-defined]


def main() -> None:
    """Writes the file, or with `--check` exits with 1 and a sentence where it differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the file is not current")
    if not parser.parse_args().check:
        FILE.write_text(description(), encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != description():
        sys.exit("docs/events.md is not what the events say: run `python -m infra.describe_events`.")


if __name__ == "__main__":
    main()
