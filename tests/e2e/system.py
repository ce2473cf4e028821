"""The deployed system as a test sees it: its API over HTTP, the mails it sent, AWS with the root key."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from infra.deploy import Deployed
from infra.ministack import HOST, ROOT_KEY, MiniStack
from infra.packaging import ROOT

PASSWORD = "Geheim-2026-x"
T = TypeVar("T")


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers (names in small letters) and body (parsed where it is JSON)."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def code(self) -> str | None:
        return self.body.get("Code") if isinstance(self.body, dict) else None


@dataclass(frozen=True)
class Sent:
    """One mail that went out."""

    to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class System:
    """One deployed system. Every call goes through CloudFront, as a browser's do."""

    stack: MiniStack
    deployed: Deployed

    @property
    def site(self) -> str:
        """The address of the site, without a slash at its end."""
        return self.deployed.site_url

    def aws(self, service: str) -> Any:
        """A boto3 client with the root key."""
        return self.stack.client(service)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """One request to the site: `/` is the page, `/api/...` the API. `token` signs in, `key` is idempotency's."""
        given = {"Host": urlsplit(self.site).netloc, "Content-Type": "application/json", **(headers or {})}
        if token:
            given["Authorization"] = token
        if key:
            given["Idempotency-Key"] = key
        line = http.client.HTTPConnection(HOST, self.stack.port, timeout=60)
        try:
            line.request(method, path, None if body is None else json.dumps(body, ensure_ascii=False).encode(), given)
            answer = line.getresponse()
            raw = answer.read()
        finally:
            line.close()
        names = {name.lower(): value for name, value in answer.getheaders()}
        is_json = raw and names.get("content-type", "").startswith("application/json")
        return Reply(answer.status, names, json.loads(raw) if is_json else raw)

    def staff(self, email: str, role: str, regions: str = "") -> str:
        """Makes a member of staff in Cognito alone, with PASSWORD; returns the user's id."""
        users, pool = self.aws("cognito-idp"), self.deployed.outputs["UserPoolId"]
        given = {"email": email, "email_verified": "true", "name": email.partition("@")[0]}
        if regions:
            given["custom:regions"] = regions
        attributes = [{"Name": name, "Value": value} for name, value in given.items()]
        made = users.admin_create_user(
            UserPoolId=pool, Username=email, MessageAction="SUPPRESS", UserAttributes=attributes
        )
        users.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
        users.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=role)
        return str(next(one["Value"] for one in made["User"]["Attributes"] if one["Name"] == "sub"))

    def sign_in(self, email: str, password: str = PASSWORD) -> str:
        """The id token of a user."""
        answer = self.ask("POST", "/api/session", {"email": email, "password": password})
        assert answer.status == 200, answer
        return str(answer.body["id_token"])

    def mails(self, to: str | None = None) -> list[Sent]:
        """Every mail that was sent, oldest first, to one address or to all."""
        by_account = self.stack.ask("/_ministack/ses/messages")["messages"]
        sent = [_sent(message) for message in by_account.get(ROOT_KEY, [])]
        return [mail for mail in sent if to in (None, mail.to)]

    def run(self, *arguments: str) -> str:
        """Runs `python ARGUMENTS` with the settings of the deployed functions; returns what it said."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.deployed.environment()},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def invoke(self, output: str) -> Any:
        """Invokes the function whose name stands in an output of the stack, such as `SettlementReconcileName`."""
        answer = self.aws("lambda").invoke(FunctionName=self.deployed.outputs[output], Payload=b"{}")
        said = json.loads(answer["Payload"].read() or b"null")
        assert "FunctionError" not in answer, said
        return said

    def restart(self) -> None:
        """Stops MiniStack, which saves its state, and starts it again."""
        self.stack.stop()
        self.stack.start()


def _sent(message: dict[str, Any]) -> Sent:
    return Sent(message["To"][0], message["Subject"], message["BodyText"], message["BodyHtml"])


def until(true: Callable[[], T], seconds: float = 60) -> T:
    """Waits until `true()` is, and returns what it gave."""
    ends = time.monotonic() + seconds
    while True:
        found = true()
        if found:
            return found
        if time.monotonic() > ends:
            raise AssertionError(f"not so after {seconds} s")
        time.sleep(0.1)
