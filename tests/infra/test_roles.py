"""Every role may do what its function does, and nothing on everything."""

import json
import re

import pytest

from infra.packaging import ROOT, STAGE
from tests.infra.template import Template, as_list, get_att

LOGS = {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"}
ON_ANYTHING = {"dynamodb:ListStreams", "states:SendTaskSuccess"}
"""Actions that AWS defines for no resource in particular."""


def _name(logical: str) -> str:
    """`SettlementOpen` -> `settlement_open`."""
    return "api" if logical == "APIHandler" else re.sub(r"(?<!^)(?=[A-Z])", "_", logical).lower()


def test_every_function_has_its_policy_file(template: Template) -> None:
    stage = json.loads((ROOT / ".chalice" / "config.json").read_text())["stages"][STAGE]
    given = {name: one["iam_policy_file"] for name, one in stage["lambda_functions"].items()}
    given["api"] = stage["iam_policy_file"]
    assert given == {
        _name(logical): f"policy-{_name(logical).replace('_', '-')}.json" for logical in template.functions
    }
    assert {path.name for path in (ROOT / ".chalice").glob("policy-*.json")} == set(given.values())


def test_every_role_may_write_logs(template: Template) -> None:
    for function in template.functions:
        allowed = {action for statement in template.statements(function) for action in as_list(statement["Action"])}
        assert allowed >= LOGS, function


def test_every_feed_may_read_its_stream_and_put_away_what_failed(template: Template) -> None:
    feeds = [name for name in template.functions if name.endswith("Feed") and name != "AuditFeed"]
    assert len(feeds) == 9
    for feed in feeds:
        stream = get_att(f"{feed.removesuffix('Feed')}Table", "StreamArn")
        for action in ("DescribeStream", "GetRecords", "GetShardIterator"):
            assert template.allows(feed, f"dynamodb:{action}", stream), (feed, action)
        assert template.allows(feed, "dynamodb:ListStreams", "*"), feed
        assert template.allows(feed, "sqs:SendMessage", get_att(f"{feed}DeadLetters")), feed
        assert template.allows(feed, "sns:Publish", {"Ref": "EventsTopic"}), feed


def test_what_the_clock_starts_may_put_away_what_failed(template: Template) -> None:
    for function in (
        "RegistrationReconcile",
        "SettlementReconcile",
        "StatementsConfirm",
        "WalletsSweep",
        "VerificationStart",
        "SettlementStart",
        "OrdersSweep",
        "ApprovalsSweep",
        "RegistrationSweep",
    ):
        assert template.allows(function, "sqs:SendMessage", get_att("ReconcilersDeadLetters"))


def test_the_reader_of_messages_may_read_its_queue(template: Template) -> None:
    for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"):
        assert template.allows("MessagesDeliver", f"sqs:{action}", get_att("MessagesQueue"))
        assert template.allows("LedgerFollow", f"sqs:{action}", get_att("LedgerQueue"))


def test_the_api_may_take_and_read_the_tables_that_are_imported(template: Template) -> None:
    bucket = "arn:${AWS::Partition}:s3:::${AWS::StackName}-documents-${AWS::AccountId}-${AWS::Region}"
    for action in ("s3:PutObject", "s3:GetObject"):
        assert template.allows("APIHandler", action, {"Fn::Sub": f"{bucket}/imports/*"}), action
    assert template.allows("APIHandler", "s3:ListBucket", {"Fn::Sub": bucket})  # else what is missing is forbidden
    assert template.allows("APIHandler", "dynamodb:PutItem", get_att("CatalogTable"))


def test_the_api_may_take_keep_and_show_the_photos_of_returns(template: Template) -> None:
    bucket = "arn:${AWS::Partition}:s3:::${AWS::StackName}-documents-${AWS::AccountId}-${AWS::Region}"
    for action in ("s3:PutObject", "s3:GetObject"):
        for folder in ("incoming", "returns"):
            assert template.allows("APIHandler", action, {"Fn::Sub": f"{bucket}/{folder}/*"}), (action, folder)


def test_mail_is_sent_from_the_one_address_alone(template: Template) -> None:
    senders = {
        function: statement["Condition"]
        for function in template.functions
        for statement in template.statements(function)
        if "ses:SendEmail" in as_list(statement["Action"])
    }
    assert set(senders) == {
        *("MessagesDeliver", "RegistrationCheck", "RegistrationAsk", "RegistrationProvision", "RegistrationEnd"),
        *("SettlementAsk", "SettlementClose", "SettlementFail", "AccessFollow", "LedgerFollow"),
        *("ApprovalsSweep", "RegistrationReturn", "RegistrationSweep"),
    }
    for condition in senders.values():
        assert condition == {"StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}}


def test_no_role_may_do_everything_or_anything_on_everything(template: Template) -> None:
    for function in template.functions:
        for statement in template.statements(function):
            actions = as_list(statement["Action"])
            assert not [action for action in actions if "*" in action], function
            if "*" in as_list(statement["Resource"]):
                assert set(actions) <= ON_ANYTHING, function


@pytest.mark.parametrize("machine", ["Registration", "Settlement"])
def test_a_machine_may_invoke_just_the_functions_of_its_definition(template: Template, machine: str) -> None:
    given = template.resources[f"{machine}Machine"]["Properties"]["DefinitionSubstitutions"]
    functions = [value for name, value in given.items() if name.endswith("Arn")]
    statements = template.resources[f"{machine}MachineRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    invoked = [
        resource
        for statement in statements
        if statement["Action"] == "lambda:InvokeFunction"
        for resource in as_list(statement["Resource"])
    ]
    assert sorted(invoked, key=str) == sorted(functions, key=str)


def test_the_settlement_may_run_its_map(template: Template) -> None:
    role = template.resources["SettlementMachineRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    allowed = {action for statement in role for action in as_list(statement["Action"])}
    assert allowed == {
        *("lambda:InvokeFunction", "s3:GetObject"),
        *("states:StartExecution", "states:DescribeExecution", "states:StopExecution"),
    }
