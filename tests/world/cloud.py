"""AWS on moto: tables from the template, buckets, user pool, topic and queue, mail identity, parameters."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from threading import RLock
from typing import Any
from unittest.mock import patch

os.environ |= {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
}

from joserfc.jwk import RSAKey
from moto import mock_aws
from moto.cognitoidp.models import cognitoidp_backends
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.responses import DynamoHandler
from moto.ses.responses import EmailResponse

from chalicelib.aws import site
from chalicelib.aws.clients import client
from chalicelib.kernel import settings
from tests.world.dynamodb import cheap_dynamodb
from tests.world.template import named, of_type

STACK = "qudao"
ACCOUNT, REGION = "123456789012", "us-east-1"
SITE = "https://dealers.example.com"
GROUPS = (
    *("admin", "sales", "regional_manager", "finance", "warehouse", "support", "auditor"),
    *("dealer_owner", "dealer_buyer", "dealer_accountant"),
)
MACHINE = f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:{STACK}"


@dataclass(frozen=True)
class Cloud:
    """What stands, by the names that the code knows."""

    user_pool_id: str
    queue_url: str
    ledger_queue_url: str


@contextmanager
def cloud(*, workflows: bool = False) -> Iterator[Cloud]:
    """An empty AWS in this process. With `workflows`, state machines run, each state for real."""
    config = {
        "core": {"reset_boto3_session": False},
        "stepfunctions": {"execute_state_machine": workflows},
        "lambda": {"use_docker": False},
    }
    both_bodies = patch.object(EmailResponse, "send_email", _keeping_the_text(EmailResponse.send_email))
    isolated = patch.object(DynamoHandler, "call_action", _one_at_a_time(DynamoHandler.call_action))
    one_key = patch.object(RSAKey, "import_key", _imported_once)
    with mock_aws(config=config), both_bodies, isolated, one_key, cheap_dynamodb():
        _forget()
        made = _build()
        try:
            yield made
        finally:
            _forget()


def _one_at_a_time(call: Any) -> Any:
    """DynamoDB isolates transactions; moto copies its tables for each and is not safe across threads."""
    lock = RLock()

    def locked(self: Any) -> Any:
        with lock:
            return call(self)

    return locked


_import_key = RSAKey.import_key
_imported: list[Any] = []


def _imported_once(resource: Any) -> Any:
    """moto signs every user pool's tokens with one key; reading it takes longer than all else that a world needs."""
    if not _imported:
        _imported.append(_import_key(resource))
    return _imported[0]


def _forget() -> None:
    """What was read of the world before. Clients go on: moto answers them in the new one."""
    settings.settings.cache_clear()
    site.site_url.cache_clear()


def _build() -> Cloud:
    tables()
    wanted = next(iter(of_type("AWS::Cognito::UserPool").values()))
    pool = client("cognito-idp").create_user_pool(
        PoolName=STACK, UsernameAttributes=["email"], Policies=wanted["Policies"]
    )["UserPool"]["Id"]
    app_client = client("cognito-idp").create_user_pool_client(
        UserPoolId=pool,
        ClientName="site",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        ReadAttributes=["email", "name"],
    )["UserPoolClient"]["ClientId"]
    for group in GROUPS:
        cognitoidp_backends[ACCOUNT][REGION].create_group(pool, group, "", "", 0)
    topic = client("sns").create_topic(Name=f"{STACK}-events")["TopicArn"]
    queues = [_queue(topic, name) for name in ("messages", "ledger")]
    for bucket in ("documents", "work"):
        client("s3").create_bucket(Bucket=f"{STACK}-{bucket}")
    client("ses").verify_email_identity(EmailAddress="qudao@example.com")
    client("ssm").put_parameter(Name=f"/{STACK}/site-url", Value=SITE, Type="String")
    os.environ |= {
        "STACK_NAME": STACK,
        "USER_POOL_ID": pool,
        "USER_POOL_CLIENT_ID": app_client,
        "EVENTS_TOPIC_ARN": topic,
        "DOCUMENTS_BUCKET": f"{STACK}-documents",
        "WORK_BUCKET": f"{STACK}-work",
        "REGISTRATION_MACHINE_ARN": f"{MACHINE}-registration",
        "SETTLEMENT_MACHINE_ARN": f"{MACHINE}-settlement",
    }
    return Cloud(pool, *queues)


def _queue(topic: str, name: str) -> str:
    """A queue that gets every event of the topic."""
    queue = client("sqs").create_queue(QueueName=f"{STACK}-{name}")["QueueUrl"]
    client("sns").subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:us-east-1:{ACCOUNT}:{STACK}-{name}",
        Attributes={"RawMessageDelivery": "true"},
    )
    return str(queue)


def tables() -> None:
    """Makes every table of the template, within moto: asked by its API they were half of what a world costs."""
    backend = dynamodb_backends[ACCOUNT][REGION]
    for properties in deepcopy(list(of_type("AWS::DynamoDB::Table").values())):
        streamed = properties.get("StreamSpecification")
        backend.create_table(
            named(properties["TableName"], STACK),
            schema=properties["KeySchema"],
            throughput=None,
            attr=properties["AttributeDefinitions"],
            global_indexes=properties.get("GlobalSecondaryIndexes", []),
            indexes=properties.get("LocalSecondaryIndexes", []),
            streams=streamed and streamed | {"StreamEnabled": True},
            billing_mode=properties["BillingMode"],
            sse_specification=None,
            tags=[],
            deletion_protection_enabled=False,
            warm_throughput=None,
        )


def mails() -> list[dict[str, str]]:
    """Every mail that was sent, oldest first: `to`, `subject`, `text`, `html`."""
    from moto.ses.models import ses_backends  # noqa: PLC0415 - moto's own view of what was sent

    sent = ses_backends[ACCOUNT][REGION].sent_messages
    return [
        {
            "to": message.destinations["ToAddresses"][0],
            "subject": message.subject,
            "text": message.text,
            "html": message.body,
        }
        for message in sent
        if hasattr(message, "text")
    ]


def _keeping_the_text(send_email: Any) -> Any:
    """moto keeps one body of a mail, the HTML: this keeps the text beside it."""

    def send(self: Any) -> Any:
        answer = send_email(self)
        sent = next(message for message in self.backend.sent_messages if message.id == answer.result["MessageId"])
        sent.text = self._get_param("Message.Body.Text.Data")
        return answer

    return send
