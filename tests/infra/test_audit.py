"""Nobody can change the audit trail: one function may put items, the API may read them, and that is all."""

from collections import defaultdict

from tests.infra.template import Template, as_list, get_att, on_aws
from tests.world.streams import AUDITED

TRAIL = "AuditTable"
NOT_AUDITED = {"AccessTable", "AuditTable", "InsightsTable", "OnceTable"}
"""Digests of secrets, the trail itself, reports on the books, and keys of requests: no business records."""


def _granted(template: Template) -> dict[str, set[str]]:
    """Every action on the trail or its indexes that a role of the template has, by role."""
    granted = defaultdict(set)
    for name, role in template.of_type("AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                allowed = on_aws(statement)
                if allowed["Effect"] == "Allow" and TRAIL in str(allowed["Resource"]):
                    granted[name] |= set(as_list(allowed["Action"]))
    return granted


def test_one_function_puts_items_the_api_reads_them_and_nobody_else_does_anything(template: Template) -> None:
    feed, api = (template.functions[name]["Role"]["Fn::GetAtt"][0] for name in ("AuditFeed", "APIHandler"))
    assert _granted(template) == {feed: {"dynamodb:PutItem"}, api: {"dynamodb:Query"}}


def test_no_role_reaches_the_trail_by_a_name_or_a_pattern(template: Template) -> None:
    for name, role in template.of_type("AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            for statement in map(on_aws, policy["PolicyDocument"]["Statement"]):
                dynamodb = [action for action in as_list(statement["Action"]) if action.startswith(("dynamodb:", "*"))]
                shown = str(statement["Resource"])
                assert not dynamodb or ":table/" not in shown, name
                assert set(dynamodb) <= {"dynamodb:ListStreams"} or "'*'" not in shown, name
        assert not role.get("ManagedPolicyArns"), name


def test_the_table_itself_denies_every_change_and_cannot_be_deleted(template: Template) -> None:
    table = template.resources[TRAIL]["Properties"]
    (statement,) = table["ResourcePolicy"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert set(statement["Action"]) == {
        *("dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"),
        *("dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete"),
    }
    assert statement["Resource"]["Fn::Sub"].endswith(":table/${AWS::StackName}-audit")
    assert table["DeletionProtectionEnabled"] is True
    assert "TimeToLiveSpecification" not in table


def test_every_table_of_business_records_feeds_the_trail(template: Template) -> None:
    tables = set(template.of_type("AWS::DynamoDB::Table")) - NOT_AUDITED
    events = template.functions["AuditFeed"]["Events"].values()
    read = [event["Properties"]["Stream"]["Fn::GetAtt"][0] for event in events]
    assert sorted(read) == sorted(tables) == sorted(f"{feature.title()}Table" for feature in AUDITED)
    for event in events:
        source = event["Properties"]
        assert (source["BatchSize"], source["StartingPosition"]) == (100, "TRIM_HORIZON")
        assert source["BisectBatchOnFunctionError"] is True
        assert source["DestinationConfig"]["OnFailure"]["Destination"] == get_att("AuditFeedDeadLetters")
    for table in read:
        assert template.allows("AuditFeed", "dynamodb:GetRecords", get_att(table, "StreamArn")), table
        view = template.resources[table]["Properties"]["StreamSpecification"]["StreamViewType"]
        assert view == "NEW_AND_OLD_IMAGES", table


def test_no_stream_has_more_than_two_readers(template: Template) -> None:
    readers = defaultdict(set)
    for name, properties in template.functions.items():
        for event in properties.get("Events", {}).values():
            if event["Type"] == "DynamoDB":
                readers[event["Properties"]["Stream"]["Fn::GetAtt"][0]].add(name)
    assert {table: names for table, names in readers.items() if len(names) > 2} == {}


def test_a_step_of_a_verification_reads_the_books_and_changes_only_its_report(template: Template) -> None:
    changed = set()
    for statement in template.statements("VerificationStep"):
        actions = {action for action in as_list(statement["Action"]) if action.startswith("dynamodb:")}
        if (
            actions
            - {"dynamodb:Query", "dynamodb:GetItem", "dynamodb:BatchGetItem"}
            - {*("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams")}
        ):
            changed.add(str(statement["Resource"]))
    assert changed == {str([get_att("InsightsTable")])}


def test_findings_raise_an_alarm(template: Template) -> None:
    alarm = template.resources["VerificationFindingsAlarm"]["Properties"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("Qudao", "VerificationFindings")
    assert alarm["Dimensions"] == [{"Name": "Stack", "Value": {"Ref": "AWS::StackName"}}]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
