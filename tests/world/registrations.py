"""A small company, and an applicant who wants to become its dealer."""

import re
from typing import Any

import boto3

from chalicelib.catalog.commands import save_list
from chalicelib.catalog.rules import ListKind
from chalicelib.company.commands import add_staff, save_region
from chalicelib.company.records import StaffRecord
from chalicelib.edge.principal import Principal, Role
from chalicelib.onboarding.records import CaseRecord
from tests.world.api import Reply, ask
from tests.world.cloud import SITE, STACK, mails
from tests.world.table import everything

PDF = b"%PDF-1.7\n" + b"0" * 200
CODE = "91350100M000100Y43"
OTHER_CODE = "91110000100001342C"
TERMS = {"grade": "B", "credit_limit": "50000.00", "payment_days": 30}


def company() -> StaffRecord:
    """The regions east and north with a manager each, an administrator, a contract list; answers east's manager."""
    save_region("east", "华东", "WH-EAST")
    save_region("north", "华北", "WH-NORTH")
    save_list("contract-star", ListKind.CONTRACT, "Star")
    add_staff("admin@maker.example.com", "Admin", Role.ADMIN, [], "en")
    add_staff("north@maker.example.com", "Herr Nord", Role.REGIONAL_MANAGER, ["north"], "en")
    return add_staff("wang@maker.example.com", "王芳", Role.REGIONAL_MANAGER, ["east"], "zh-CN")


def signed_in(staff: StaffRecord) -> Principal:
    """The principal of a member of staff."""
    return Principal(
        staff.user_id, staff.email, staff.name, frozenset({Role(staff.role)}), None, frozenset(staff.regions)
    )


def upload(content: bytes = PDF, content_type: str = "application/pdf") -> str:
    """Asks for a form, and puts the file where the form would."""
    asked = {"file_name": "licence.pdf", "content_type": "application/pdf", "size": len(content)}
    upload_id: str = ask("POST", "/uploads", asked).body["upload_id"]
    boto3.client("s3").put_object(
        Bucket=f"{STACK}-documents", Key=f"incoming/{upload_id}", Body=content, ContentType=content_type
    )
    return upload_id


def application(upload_id: str, **changes: Any) -> dict[str, Any]:
    """A whole application; `changes` replace or (with None) leave out its parts."""
    whole = {
        "company_name": "福州星辰贸易有限公司",
        "credit_code": CODE,
        "region": "east",
        "contact_name": "李娜",
        "email": "li.na@xingchen.example.com",
        "phone": "+86 591 1234567",
        "address": "福州市鼓楼区 1 号",
        "locale": "en",
        "requested_credit": "80000.00",
        "consent": {"version": "2026-11", "accepted": True},
        "documents": [{"upload_id": upload_id, "file_name": "营业执照.pdf"}],
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def register(key: str = "registration-1", **changes: Any) -> str:
    """Registers with one good document; the case's id."""
    reply = ask("POST", "/registrations", application(changes.pop("upload_id", None) or upload(), **changes), key=key)
    assert reply.status == 202, reply.text
    return str(reply.body["case_id"])


def secrets(page: str, to: str | None = None) -> list[str]:
    """The secrets of all mailed links to one page, oldest first."""
    found = [re.search(rf"{SITE}/#/{page}/(\S+)", mail["text"]) for mail in mails() if to in {None, mail["to"]}]
    return [match[1].rpartition("/")[2] for match in found if match]


def decide(secret: str, choice: str = "approve", answers: Any = None, comment: str | None = None) -> Reply:
    """Decides by the mailed link."""
    body = {"choice": choice, "answers": answers if answers is not None else {}, "comment": comment}
    return ask("POST", "/approval", body, headers={"X-Approval-Secret": secret})


def finance(name: str = "Fei") -> StaffRecord:
    """Somebody in finance, who reads English."""
    return add_staff(f"{name.lower()}@maker.example.com", name, Role.FINANCE, [], "en")


def follow(case_id: str, secret: str) -> Reply:
    """What the mailed case link shows."""
    return ask("GET", f"/registrations/{case_id}", headers={"X-Case-Secret": secret})


def amend(case_id: str, secret: str, key: str = "amend-1", **changes: Any) -> Reply:
    """Amends a case by its mailed link: what was stated last, with `changes`, and no consent unless they have one."""
    body = follow(case_id, secret).body["application"] | changes
    body.pop("consent_version")
    return ask("POST", f"/registrations/{case_id}/amendments", body, key=key, headers={"X-Case-Secret": secret})


def claimed() -> set[str]:
    """What registrations lay claim to: credit codes, and addresses that are no user's yet."""
    codes = {item["pk"]["S"] for item in everything("onboarding") if item["sk"]["S"] == "CLAIM"}
    held = {item["pk"]["S"] for item in everything("access") if item.get("holder", {}).get("S", "").startswith("case:")}
    return codes | held


def case(case_id: str) -> CaseRecord:
    """The case as it stands."""
    return CaseRecord.get(f"CASE#{case_id}", "CASE", consistent_read=True)
