"""The workflows' definitions fit the template, and tell nothing but faults by errors."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra.packaging import ROOT
from tests.infra.template import Template

MACHINES = ["registration", "settlement"]
CAUGHT = {"States.ALL", "States.Timeout"}
"""All that a Catch may name: on MiniStack an error has no other name."""


def _text(machine: str) -> str:
    return (ROOT / f"step_functions/{machine}.asl.json").read_text()


def _states(part: Any) -> Iterator[tuple[str, Any]]:
    """Every state of a definition, those inside maps and branches too."""
    if isinstance(part, list):
        for one in part:
            yield from _states(one)
    elif isinstance(part, dict):
        if isinstance(part.get("States"), dict):
            yield from part["States"].items()
        for value in part.values():
            yield from _states(value)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_name_of_a_definition_has_its_substitution(template: Template, machine: str) -> None:
    named = set(re.findall(r"\$\{(\w+)\}", _text(machine)))
    properties = template.resources[f"{machine.title()}Machine"]["Properties"]
    assert properties["DefinitionSubstitutions"].keys() == named
    assert properties["DefinitionString"] == _text(machine)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_task_ends_and_has_somewhere_to_go(machine: str) -> None:
    tasks = {name: state for name, state in _states(json.loads(_text(machine))) if state["Type"] == "Task"}
    assert tasks
    for name, task in tasks.items():
        assert "TimeoutSeconds" in task or "TimeoutSecondsPath" in task, name
        assert task.get("Retry"), name
        for caught in task.get("Catch", []):
            assert set(caught["ErrorEquals"]) <= CAUGHT, name


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_can_be_reached(machine: str) -> None:
    """moto accepts a Next that leads nowhere."""
    definition = json.loads(_text(machine))
    names = [name for name, _ in _states(definition)]
    led_to = set(re.findall(r'"(?:Next|Default|StartAt)": "([^"]+)"', _text(machine)))
    assert led_to == set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_that_does_something_stands_in_the_diagram(machine: str) -> None:
    diagram = (ROOT / "step_functions/README.md").read_text().partition(f"## {machine.title()}\n")[2].split("```")[1]
    known = {name for name, state in _states(json.loads(_text(machine))) if state["Type"] != "Choice"}
    inside_maps = {"Compute one part", "Post one part"}
    assert [name for name in sorted(known - inside_maps) if name not in diagram] == []


@pytest.mark.parametrize("machine", MACHINES)
def test_every_task_is_told_the_execution_for_its_logs(machine: str) -> None:
    states = dict(_states(json.loads(_text(machine))))
    told = {name for name, one in states.items() if "execution.$" in one.get("Parameters", {}).get("Payload", {})}
    inside_maps = {"Compute one part", "Post one part"}
    assert told == {name for name, state in states.items() if state["Type"] == "Task"} - inside_maps
