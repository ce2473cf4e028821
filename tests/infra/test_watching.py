"""The dashboard and the alarms miss nothing of the stack, and docs/operations.md says what to do about each."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

import pytest

from infra.packaging import ROOT
from tests.infra.template import Template

STACK = "${AWS::StackName}"


@pytest.fixture(scope="session")
def widgets(template: Template) -> list[Any]:
    """The dashboard's widgets, as CloudWatch gets them from a stack called `stack`."""
    text = template.resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    named = text.replace(STACK, "stack").replace("${AWS::Region}", "us-east-1")
    return list(json.loads(re.sub(r"\$\{([A-Za-z.]+)\}", r"the \1", named))["widgets"])


def alarms(template: Template, metric: str) -> set[str]:
    """What the alarms of one metric watch, by logical names."""
    return {
        _logical(alarm["Dimensions"][0]["Value"])
        for alarm in template.of_type("AWS::CloudWatch::Alarm").values()
        if alarm["MetricName"] == metric
    }


def _logical(value: Any) -> str:
    return str(value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0])


def searches(widgets: list[Any]) -> Iterator[str]:
    for widget in widgets:
        for metric in widget["properties"]["metrics"]:
            if isinstance(metric[0], dict):
                yield metric[0]["expression"]


def test_every_graph_of_the_dashboard_has_a_title_a_place_and_something_to_show(widgets: list[Any]) -> None:
    titles = [widget["properties"]["title"] for widget in widgets]
    assert len(set(titles)) == len(titles)
    for widget in widgets:
        shown = widget["properties"]
        assert widget["type"] == "metric"
        assert (widget["width"], widget["height"]) == (12, 6)
        assert shown["region"] == "us-east-1"
        assert shown["metrics"], shown["title"]
        ids = [metric[0]["id"] for metric in shown["metrics"] if isinstance(metric[0], dict)]
        assert len(set(ids)) == len(ids), shown["title"]


def test_the_dashboard_searches_for_what_bears_the_stacks_name(widgets: list[Any]) -> None:
    form = re.compile(
        r"SEARCH\('\{(AWS/\w+),(\w+)[\w,]*\} \2=stack MetricName=(\"\w+\"|\(\"\w+\"( OR \"\w+\")+\))', '\w+', 300\)"
    )
    found = {}
    for search in searches(widgets):
        match = form.fullmatch(search)
        assert match, search
        found[match[1]] = match[2]
    assert found == {
        "AWS/Lambda": "FunctionName",
        "AWS/DynamoDB": "TableName",
        "AWS/SQS": "QueueName",
        "AWS/States": "StateMachineArn",
    }


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("AWS::Serverless::Function", "FunctionName"),
        ("AWS::DynamoDB::Table", "TableName"),
        ("AWS::SQS::Queue", "QueueName"),
        ("AWS::StepFunctions::StateMachine", "StateMachineName"),
    ],
)
def test_everything_bears_the_stacks_name_so_that_the_dashboard_finds_it(
    template: Template, kind: str, name: str
) -> None:
    """A name that is not given is made by CloudFormation and begins with the stack's too."""
    found = template.of_type(kind)
    assert found
    for properties in found.values():
        given = properties.get(name, {"Fn::Sub": f"{STACK}-made"})
        assert given["Fn::Sub"].startswith(f"{STACK}-"), given


def test_every_workflow_has_an_alarm(template: Template) -> None:
    assert alarms(template, "ExecutionsFailed") == template.of_type("AWS::StepFunctions::StateMachine").keys()


def test_every_reader_of_a_stream_has_an_alarm_for_being_behind(template: Template) -> None:
    readers = {
        name
        for name, function in template.functions.items()
        if any(event["Type"] == "DynamoDB" for event in function.get("Events", {}).values())
    }
    assert alarms(template, "IteratorAge") == readers


def test_every_table_has_an_alarm_for_refused_writes(template: Template) -> None:
    assert alarms(template, "WriteThrottleEvents") == template.of_type("AWS::DynamoDB::Table").keys()


def test_every_alarm_tells_somebody_and_rests_where_nothing_happens(template: Template) -> None:
    for name, alarm in template.of_type("AWS::CloudWatch::Alarm").items():
        assert alarm["AlarmActions"] == [{"Ref": "AlarmsTopic"}], name
        assert alarm["TreatMissingData"] == "notBreaching", name
        assert alarm["ComparisonOperator"] == "GreaterThanThreshold", name
        assert ("Statistic" in alarm) != ("ExtendedStatistic" in alarm), name


def test_every_alarm_says_what_to_do_and_the_operators_guide_names_it(template: Template) -> None:
    guide = (ROOT / "docs" / "operations.md").read_text()
    kinds = re.findall(r"`([A-Za-z*]+Alarm)`", guide)
    named: dict[str, list[str]] = {kind: [] for kind in kinds}
    for name, alarm in template.of_type("AWS::CloudWatch::Alarm").items():
        assert ";" in alarm["AlarmDescription"], f"{name}: what happened; what to do"
        matching = [kind for kind in kinds if fnmatch(name, kind)]
        assert len(matching) == 1, name
        named[matching[0]].append(name)
    assert [kind for kind, names in named.items() if not names] == []
