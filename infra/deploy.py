"""Deploys: `python -m infra.deploy --stage prod` to AWS, `... --local PORT` to a MiniStack that runs.

Both get the same package and template; what differs is a parameter.
"""

import argparse
import gzip
import json
import mimetypes
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError, NoCredentialsError, NoRegionError

from infra import ministack
from infra.packaging import ROOT, Package, PackagingFailed, dump, package

SITE = ROOT / "web" / "dist"
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_COMPRESSED = {".css", ".html", ".js", ".json", ".map", ".mjs", ".svg", ".txt", ".webmanifest", ".xml"}
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}
_TEXT = {"application/manifest+json", "application/json", "image/svg+xml"}
_MUST_ASK_AGAIN = "no-cache"
_KEEP_FOR_GOOD = "public, max-age=31536000, immutable"


class DeploymentFailed(Exception):
    """The stack could not be made; the text says which resource and why."""


@dataclass(frozen=True)
class Target:
    """Where to: a stage on AWS, or on the MiniStack of a port."""

    stage: str
    session: boto3.Session
    port: int | None = None

    @classmethod
    def aws(cls, stage: str, region: str | None = None) -> "Target":
        """AWS, with whatever credentials the environment has."""
        return cls(stage, boto3.Session(region_name=region))

    @classmethod
    def local(cls, port: int, stage: str = "local") -> "Target":
        """The MiniStack that listens on `port`."""
        return cls(stage, ministack.session(), port)

    @property
    def stack(self) -> str:
        return f"qudao-{self.stage}"

    @property
    def endpoint(self) -> str | None:
        return f"http://{ministack.HOST}:{self.port}" if self.port else None

    def client(self, service: str) -> Any:
        return self.session.client(service, endpoint_url=self.endpoint)  # type: ignore[call-overload]

    def template_url(self, bucket: str, key: str) -> str:
        if self.endpoint:
            return f"{self.endpoint}/{bucket}/{key}"
        suffix = "amazonaws.com.cn" if (self.session.region_name or "").startswith("cn-") else "amazonaws.com"
        return f"https://{bucket}.s3.{self.session.region_name}.{suffix}/{key}"


@dataclass(frozen=True)
class Deployed:
    """A stack that stands, by its outputs."""

    target: Target
    outputs: Mapping[str, str]

    @property
    def site_url(self) -> str:
        return self.outputs["SiteUrl"]

    def environment(self) -> dict[str, str]:
        """What a program outside Lambda needs to act as the deployed functions do (the seed does)."""
        named = {
            "USER_POOL_ID": "UserPoolId",
            "USER_POOL_CLIENT_ID": "UserPoolClientId",
            "DOCUMENTS_BUCKET": "DocumentsBucket",
            "WORK_BUCKET": "WorkBucket",
            "EVENTS_TOPIC_ARN": "EventsTopicArn",
            "REGISTRATION_MACHINE_ARN": "RegistrationMachineArn",
            "SETTLEMENT_MACHINE_ARN": "SettlementMachineArn",
            "TIME_ZONE": "TimeZone",
            "CURRENCY": "Currency",
            "MAIL_FROM": "MailFrom",
        }
        given = {name: self.outputs[output] for name, output in named.items()}
        given |= {"STACK_NAME": self.target.stack, "AWS_DEFAULT_REGION": str(self.target.session.region_name)}
        if self.target.endpoint:
            key = {"AWS_ACCESS_KEY_ID": ministack.ROOT_KEY, "AWS_SECRET_ACCESS_KEY": ministack.ROOT_SECRET}
            given |= key | {"AWS_ENDPOINT_URL": self.target.endpoint}
        return given


def deploy(target: Target, built: Package, given: Mapping[str, str | None], site: Path = SITE) -> Deployed:
    """Makes or updates the stack, then uploads the site. `given` are parameters; None keeps what stands."""
    parameters = dict(given) | (_on_this_machine(target.port) if target.port else {})
    template_url = _upload_package(target, built)
    _make_stack(target, template_url, parameters)
    made = find(target)
    if target.port:
        target.client("ses").verify_email_identity(EmailAddress=made.outputs["MailFrom"])
    upload_site(made, site)
    return made


def _on_this_machine(port: int) -> dict[str, str]:
    """What differs locally: the addresses, and that the past of which the seed tells is not mailed."""
    return {"Local": "yes", "LocalPort": str(port), "MailMaxAgeHours": "1"}


def find(target: Target) -> Deployed:
    """The stack that stands there."""
    try:
        stack = target.client("cloudformation").describe_stacks(StackName=target.stack)["Stacks"][0]
    except ClientError as error:
        raise DeploymentFailed(f"There is no stack {target.stack}.") from error
    return Deployed(target, {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]})


def _upload_package(target: Target, built: Package) -> str:
    bucket = _artifacts_bucket(target)
    code_key = f"{built.digest}/deployment.zip"
    template = built.template
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{bucket}/{code_key}"
    template_key = f"{built.digest}/template.yaml"
    s3 = target.client("s3")
    if not _exists(s3, bucket, code_key):
        s3.upload_file(str(built.code), bucket, code_key)
    s3.put_object(Bucket=bucket, Key=template_key, Body=dump(template).encode())
    return target.template_url(bucket, template_key)


def _artifacts_bucket(target: Target) -> str:
    """The bucket of packages: one a stage, private, over TLS only."""
    account = target.client("sts").get_caller_identity()["Account"]
    region = str(target.session.region_name)
    bucket = f"{target.stack}-artifacts-{account}-{region}"
    s3 = target.client("s3")
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError:
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **place)
    if target.port is None:
        _close(s3, bucket, region)
    return bucket


def _close(s3: Any, bucket: str, region: str) -> None:
    partition = "aws-cn" if region.startswith("cn-") else "aws"
    over_tls = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:{partition}:s3:::{bucket}", f"arn:{partition}:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [over_tls]}))
    closed = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=dict.fromkeys(closed, True))


def _exists(s3: Any, bucket: str, key: str) -> bool:
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        return False
    return True


def _make_stack(target: Target, template_url: str, parameters: Mapping[str, str | None]) -> None:
    cloudformation = target.client("cloudformation")
    stands = _stands(cloudformation, target.stack)
    given = [
        {"ParameterKey": name, "ParameterValue": value}
        if value is not None
        else {"ParameterKey": name, "UsePreviousValue": True}
        for name, value in parameters.items()
        if stands or value is not None
    ]
    act = cloudformation.update_stack if stands else cloudformation.create_stack
    try:
        act(StackName=target.stack, TemplateURL=template_url, Parameters=given, Capabilities=_CAPABILITIES)
    except ClientError as error:
        if "No updates are to be performed" not in error.response["Error"]["Message"]:
            raise DeploymentFailed(error.response["Error"]["Message"]) from error
        return
    _wait(cloudformation, target.stack)


def _stands(cloudformation: Any, stack: str) -> bool:
    try:
        found = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        return False
    return any(one["StackStatus"] != "DELETE_COMPLETE" for one in found)


def _wait(cloudformation: Any, stack: str) -> None:
    wait = 0.2
    while True:
        status = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
        if not status.endswith("IN_PROGRESS"):
            break
        time.sleep(wait)
        wait = min(5.0, wait * 1.5)
    if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise DeploymentFailed(f"{stack} is {status}: " + "; ".join(_reasons(cloudformation, stack)))


def _reasons(cloudformation: Any, stack: str) -> Iterator[str]:
    for event in cloudformation.describe_stack_events(StackName=stack)["StackEvents"]:
        if event["ResourceStatus"].endswith("FAILED") and "cancelled" not in event.get("ResourceStatusReason", ""):
            yield f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"


def upload_site(made: Deployed, site: Path) -> None:
    """Uploads the built site, text compressed, and the config.json that tells it where it is."""
    s3, bucket = made.target.client("s3"), made.outputs["SiteBucket"]
    config = {
        "api": "/api",
        "stage": made.target.stage,
        "currency": made.outputs["Currency"],
        "time_zone": made.outputs["TimeZone"],
    }
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in _served(site)}
    # index.html comes last: whoever reads it finds everything that it names.
    names = sorted(files.keys() - {"index.html", "config.json"}, reverse=True)
    for name in [*names, "config.json", *(["index.html"] if "index.html" in files else [])]:
        body = json.dumps(config).encode() if name == "config.json" else files[name]
        s3.put_object(Bucket=bucket, Key=name, **_as_served(name, body))


def _served(site: Path) -> Iterator[Path]:
    """The files of the site; what the build keeps about itself (in hidden folders) stays here."""
    for path in site.rglob("*"):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(site).parts):
            yield path


def _as_served(name: str, body: bytes) -> dict[str, Any]:
    """Body, type, compression and caching of one file. Files under assets/ bear a digest in their name."""
    suffix = Path(name).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in _TEXT:
        kind += "; charset=utf-8"
    served: dict[str, Any] = {
        "ContentType": kind,
        "CacheControl": _KEEP_FOR_GOOD if name.startswith("assets/") else _MUST_ASK_AGAIN,
        "Body": body,
    }
    if suffix in _COMPRESSED:
        served |= {"Body": gzip.compress(body, mtime=0), "ContentEncoding": "gzip"}
    return served


def main(arguments: list[str] | None = None) -> int:
    """The command line: says the address, or in one sentence what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description="Deploys Qudao.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--stage", help="the stage on AWS; its stack is qudao-STAGE")
    where.add_argument("--local", type=int, metavar="PORT", help="the port of a MiniStack that runs")
    parser.add_argument("--region", help="the AWS region (default: the environment's)")
    for name, what in (("alarm-email", "who is told of alarms"), ("mail-from", "the sender of mails, verified in SES"),
                       ("time-zone", "such as Asia/Shanghai"), ("currency", "such as CNY")):  # fmt: skip
        parser.add_argument(f"--{name}", help=f"{what} (default: as it stands)")
    asked = parser.parse_args(arguments)
    given = {
        "AlarmEmail": asked.alarm_email,
        "MailFrom": asked.mail_from,
        "TimeZone": asked.time_zone,
        "Currency": asked.currency,
    }
    try:
        target = Target.local(asked.local) if asked.local else Target.aws(asked.stage, asked.region)
        made = deploy(target, package(), given)
    except (NoCredentialsError, NoRegionError) as error:
        print(f"AWS needs credentials and a region: {error}", file=sys.stderr)
        return 1
    except (DeploymentFailed, PackagingFailed) as error:
        print(error, file=sys.stderr)
        return 1
    print(made.site_url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
