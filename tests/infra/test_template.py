"""The packaged template holds what it promises."""

from dataclasses import fields
from graphlib import TopologicalSorter
from typing import Any

import pytest
import yaml

from app import app
from chalicelib.edge.endpoint import ANYBODY
from chalicelib.edge.principal import Role
from chalicelib.kernel.settings import Settings
from infra.packaging import package
from tests.infra.template import Template, as_list, get_att, on_aws
from tests.world.streams import FEEDS, STEPS

LARGEST_PUBLIC_RATE = 20
FUNCTIONS = {
    *("APIHandler", "ApprovalsFeed", "DealersFeed", "OrdersFeed", "LedgerFeed", "RebatesFeed", "MessagesDeliver"),
    *("OnboardingFeed", "MessagesFeed", "LedgerFollow", "PromotionsFeed", "ReturnsFeed"),
    *("RegistrationCheck", "RegistrationAsk", "RegistrationProvision", "RegistrationEnd", "RegistrationReconcile"),
    *("SettlementOpen", "SettlementManifest", "SettlementCompute", "SettlementSummarise", "SettlementAsk"),
    "OrdersSweep",
    *("ApprovalsSweep", "RegistrationReturn", "RegistrationSweep"),
    *("StatementsConfirm", "WalletsSweep", "VerificationStart", "VerificationStep", "BacktestStep"),
    *("AccessFollow", "AuditFeed"),
    *("SettlementPost", "SettlementClose", "SettlementFail", "SettlementReconcile", "SettlementStart"),
}


def test_every_resource_has_a_type(template: Template) -> None:
    assert [name for name, resource in template.resources.items() if "Type" not in resource] == []


def test_the_functions_are_those_of_the_design(template: Template) -> None:
    assert template.functions.keys() == FUNCTIONS


def test_no_resource_waits_for_itself(template: Template) -> None:
    TopologicalSorter(template.dependencies()).prepare()


def test_the_template_has_no_yaml_alias() -> None:
    text = (package().folder / "template.yaml").read_text()
    assert [event for event in yaml.parse(text) if isinstance(event, yaml.AliasEvent)] == []


def test_every_function_has_memory_time_and_its_own_role(template: Template) -> None:
    roles = [properties["Role"]["Fn::GetAtt"][0] for properties in template.functions.values()]
    assert len(set(roles)) == len(template.functions)
    for name, properties in template.functions.items():
        assert properties["MemorySize"] in {512, 1024}, name
        assert 29 <= properties["Timeout"] <= 300, name


def test_every_function_keeps_its_logs_for_a_while(template: Template) -> None:
    kept = {
        group["LogGroupName"]["Fn::Sub"]: group["RetentionInDays"]
        for group in template.of_type("AWS::Logs::LogGroup").values()
    }
    assert kept == {f"/aws/lambda/${{{name}}}": 90 for name in FUNCTIONS}


def test_the_settings_that_the_code_reads_reach_every_function(template: Template) -> None:
    read = {field.name.upper() for field in fields(Settings)}
    of_the_seed_alone = {"MAIL_DELIVERY"}
    reaching = template.data["Globals"]["Function"]["Environment"]["Variables"]
    assert reaching.keys() == read - of_the_seed_alone


def test_tables_are_encrypted_kept_and_can_be_restored(template: Template) -> None:
    tables = template.of_type("AWS::DynamoDB::Table")
    assert len(tables) == 17
    for name, properties in tables.items():
        assert properties["SSESpecification"] == {"SSEEnabled": True}, name
        assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}, name
        assert template.resources[name]["DeletionPolicy"] == "Retain", name


def test_buckets_are_closed_encrypted_and_over_tls_only(template: Template) -> None:
    policies = {
        properties["Bucket"]["Ref"]: properties["PolicyDocument"]["Statement"]
        for properties in template.of_type("AWS::S3::BucketPolicy").values()
    }
    buckets = template.of_type("AWS::S3::Bucket")
    assert policies.keys() == buckets.keys() == {"DocumentsBucket", "SiteBucket", "WorkBucket"}
    for name, properties in buckets.items():
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert properties["BucketEncryption"]["ServerSideEncryptionConfiguration"], name
        assert _over_tls(name) in [on_aws(statement) for statement in policies[name]], name


def test_what_is_uploaded_and_not_kept_runs_out_after_a_day(template: Template) -> None:
    rules = template.resources["DocumentsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    days = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if rule.get("ExpirationInDays") == 1}
    assert days == {"incoming/": 1, "imports/": 1, "papers/": 1}


def _over_tls(bucket: str) -> Any:
    return {
        "Sid": "OnlyOverTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [get_att(bucket), {"Fn::Sub": f"${{{bucket}.Arn}}/*"}],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_queues_and_the_topic_of_events_are_encrypted(template: Template) -> None:
    assert template.resources["EventsTopic"]["Properties"] == {"KmsMasterKeyId": "alias/aws/sns"}
    for name, properties in template.of_type("AWS::SQS::Queue").items():
        assert properties["SqsManagedSseEnabled"] is True, name


def test_every_dead_letter_queue_has_an_alarm(template: Template) -> None:
    queues = {name for name in template.of_type("AWS::SQS::Queue") if name.endswith("DeadLetters")}
    watched = {
        alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        for alarm in template.of_type("AWS::CloudWatch::Alarm").values()
        if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
        and (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
        and alarm["AlarmActions"] == [{"Ref": "AlarmsTopic"}]
    }
    assert watched == queues
    assert len(queues) == 16


def test_the_feeds_read_the_streams_that_tests_play(template: Template) -> None:
    read = {}
    for name, properties in template.functions.items():
        for event in properties.get("Events", {}).values():
            if event["Type"] == "DynamoDB" and name != "AuditFeed":
                source = event["Properties"]
                read[source["Stream"]["Fn::GetAtt"][0]] = name
                assert source["DestinationConfig"]["OnFailure"]["Destination"] == get_att(f"{name}DeadLetters")
                assert source["BisectBatchOnFunctionError"] is True
    steps = {f"{feature.title()}Table": function.title().replace("_", "") for feature, function in STEPS.items()}
    assert read == {f"{feature.title()}Table": f"{feature.title()}Feed" for feature in FEEDS} | steps
    assert set(FEEDS.values()) == {f"{feature}_feed" for feature in FEEDS} == set(app.handler_map) & set(FEEDS.values())


@pytest.mark.parametrize(("name", "function"), [("Messages", "MessagesDeliver"), ("Ledger", "LedgerFollow")])
def test_a_queue_of_events_waits_longer_than_its_reader(template: Template, name: str, function: str) -> None:
    queue = template.resources[f"{name}Queue"]["Properties"]
    reader = template.functions[function]
    assert queue["VisibilityTimeout"] >= 6 * reader["Timeout"]
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == get_att(f"{name}DeadLetters")
    source = reader["Events"][f"{function}SqsEventSource"]["Properties"]
    assert source["Queue"] == get_att(f"{name}Queue")
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_what_the_clock_starts_has_a_dead_letter_queue(template: Template) -> None:
    started = {
        schedule["Target"]["Arn"]["Fn::GetAtt"][0]: schedule
        for schedule in template.of_type("AWS::Scheduler::Schedule").values()
    }
    assert started.keys() == {
        "RegistrationReconcile",
        "SettlementReconcile",
        "StatementsConfirm",
        "WalletsSweep",
        "VerificationStart",
        "SettlementStart",
        "OrdersSweep",
        "ApprovalsSweep",
        "RegistrationSweep",
    }
    for name, schedule in started.items():
        assert schedule["Target"]["DeadLetterConfig"]["Arn"] == get_att("ReconcilersDeadLetters")
        assert template.functions[name]["DeadLetterQueue"]["TargetArn"] == get_att("ReconcilersDeadLetters")


def test_public_routes_are_throttled(template: Template) -> None:
    settings = {
        (setting["ResourcePath"], setting["HttpMethod"]): setting
        for setting in template.of_type("AWS::Serverless::Api")["RestAPI"]["MethodSettings"]
    }
    public = {("/" + spec.path.replace("/", "~1"), spec.method) for spec in app.endpoints() if spec.scope in ANYBODY}
    assert settings.keys() == public | {("/*", "*")}
    for route in public:
        assert 0 < settings[route]["ThrottlingRateLimit"] <= LARGEST_PUBLIC_RATE, route
        assert 0 < settings[route]["ThrottlingBurstLimit"] <= 2 * LARGEST_PUBLIC_RATE, route


def test_every_other_route_asks_the_user_pool(template: Template) -> None:
    body = template.of_type("AWS::Serverless::Api")["RestAPI"]["DefinitionBody"]
    pool = body["securityDefinitions"]["users"]["x-amazon-apigateway-authorizer"]["providerARNs"]
    assert pool == [get_att("UserPool")]
    guarded = {
        (path, method.upper())
        for path, methods in body["paths"].items()
        for method, described in methods.items()
        if {"users": []} in described.get("security", [])
    }
    assert guarded == {(spec.path, spec.method) for spec in app.endpoints() if spec.scope not in ANYBODY}


def test_the_roles_are_the_groups_of_the_pool(template: Template) -> None:
    groups = {group["GroupName"] for group in template.of_type("AWS::Cognito::UserPoolGroup").values()}
    assert groups == {str(role) for role in Role}


def test_nobody_can_write_what_decides_how_far_one_reaches(template: Template) -> None:
    client = template.resources["UserPoolClient"]["Properties"]
    assert client["WriteAttributes"] == ["locale"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert (client["IdTokenValidity"], client["TokenValidityUnits"]["IdToken"]) == (15, "minutes")
    assert template.resources["UserPool"]["Properties"]["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}


@pytest.mark.parametrize("name", ["script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"])
def test_the_site_runs_no_script_but_its_own(template: Template, name: str) -> None:
    headers = template.resources["SiteHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"][0]
    assert name in [rule.strip() for rule in policy.split(";")]


def test_the_api_is_never_cached(template: Template) -> None:
    front = template.resources["Front"]["Properties"]["DistributionConfig"]
    behavior = next(one for one in front["CacheBehaviors"] if one["PathPattern"] == "/api/*")
    assert behavior["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert behavior["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    assert len(as_list(front["CacheBehaviors"])) == 1
