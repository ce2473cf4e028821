"""docs/events.md: current, whole, and true to what goes over the wire."""

import sys
from pathlib import Path

import pytest

from chalicelib.kernel.events import EVENT_TYPES, Event, from_wire
from infra import describe_events

every_kind = pytest.mark.parametrize("kind", EVENT_TYPES.values(), ids=EVENT_TYPES)


def test_the_committed_file_is_what_the_events_say() -> None:
    assert describe_events.FILE.read_text(encoding="utf-8") == describe_events.description(), (
        "run `python -m infra.describe_events`"
    )


def test_check_passes_on_a_current_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["describe_events", "--check"])
    describe_events.main()


@pytest.mark.parametrize("content", ["# Events\n", None], ids=["other", "missing"])
def test_check_fails_in_one_sentence_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "events.md"
    if content:
        file.write_text(content)
    monkeypatch.setattr(describe_events, "FILE", file)
    monkeypatch.setattr(sys, "argv", ["describe_events", "--check"])
    with pytest.raises(SystemExit) as ended:
        describe_events.main()
    assert ended.value.code == "docs/events.md is not what the events say: run `python -m infra.describe_events`."
    assert (file.read_text() if file.exists() else None) == content


@every_kind
def test_every_field_has_a_meaning_and_an_example_that_can_be_read(kind: type[Event]) -> None:
    shown = describe_events.example(kind)
    event = from_wire(shown)
    assert isinstance(event, kind)
    assert event.to_wire() == shown
    assert None not in shown.values()


@every_kind
def test_every_event_stands_there_with_its_version(kind: type[Event]) -> None:
    text = describe_events.description()
    assert f"\n## {kind.type}\n" in text
    assert f"| [`{kind.type}`](#{kind.type.replace('.', '')}) | {kind.version} |" in text
    assert kind.__doc__
