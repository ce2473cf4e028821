"""Dealers come in as they do in life: they register, a regional manager decides, the dealer is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chalicelib.approvals.commands import decide_as
from chalicelib.approvals.rules import Choice, Verdict
from chalicelib.aws import identity
from chalicelib.aws.clients import client
from chalicelib.dealers.queries import users
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel.settings import settings
from chalicelib.onboarding import workflow_commands as steps
from chalicelib.onboarding.commands import offer_upload, submit
from chalicelib.onboarding.rules import Application, decision_id_of
from infra.seed.goods import once
from infra.seed.staff import PASSWORD

LICENCE = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@dataclass(frozen=True)
class Applicant:
    """A company that wants to become a dealer, and the terms that it is given."""

    key: str
    company_name: str
    credit_code: str
    region: str
    contact_name: str
    email: str
    phone: str
    address: str
    terms: Mapping[str, Any]
    locale: str = "zh-CN"


DEALERS = (
    Applicant(
        "tiancheng", "上海天成建材有限公司", "91310115MA1K400015", "east", "李娜", "lina@tiancheng.example.com",
        "+86 21 5555 0101", "上海市浦东新区示范路 1 号",
        {"grade": "A", "credit_limit": "1200000.00", "payment_days": 30, "contract_list_id": "contract-tiancheng"},
    ),
    Applicant(
        "hengda", "杭州恒达装饰材料有限公司", "91330106MA2K40002M", "east", "张伟", "zhangwei@hengda.example.com",
        "+86 571 5555 0202", "杭州市西湖区示范路 2 号",
        {"grade": "B", "credit_limit": "600000.00", "payment_days": 30},
    ),
    Applicant(
        "northstar", "北京北星涂料商贸有限公司", "91110105MA0K400038", "north", "Helen Zhao",
        "helen@northstar.example.com", "+86 10 5555 0303", "北京市朝阳区示范路 3 号",
        {"grade": "B", "credit_limit": "500000.00", "payment_days": 45}, "en",
    ),
)  # fmt: skip

WAITING = Applicant(
    "xinyuan", "宁波新源建材有限公司", "91330203MA2K40004M", "east", "何晓", "hexiao@xinyuan.example.com",
    "+86 574 5555 0404", "宁波市海曙区示范路 4 号", {},
)  # fmt: skip
"""The applicant whose registration waits for approval."""


def apply(applicant: Applicant) -> str:
    """Uploads the licence and submits the registration; the case's id."""
    upload_id, form = offer_upload("application/pdf")
    _put(form.fields["key"])
    return submit(
        Application(
            company_name=applicant.company_name,
            credit_code=applicant.credit_code,
            region=applicant.region,
            contact_name=applicant.contact_name,
            email=applicant.email,
            phone=applicant.phone,
            address=applicant.address,
            locale=applicant.locale,
            consent_version="2026-01",
            requested_credit=Decimal(applicant.terms.get("credit_limit", "300000.00")),
            documents=((upload_id, "营业执照.pdf"),),
        ),
        once(f"apply-{applicant.key}"),
    ).case_id


def _put(key: str) -> None:
    """Puts the file where the form would have put it."""
    client("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=LICENCE, ContentType="application/pdf")


def admit(applicant: Applicant, case_id: str, manager: Principal) -> Principal:
    """Walks the case through the steps of its workflow; the dealer's owner, as they sign in."""
    reason = steps.check(case_id)
    if reason:
        raise RuntimeError(f"{applicant.company_name}: {reason}")
    steps.ask(case_id, "nobody waits", 7 * 24 * 3600)
    verdict = Verdict(Choice.APPROVE, applicant.terms, "欢迎加入")
    decide_as(manager, decision_id_of(case_id), verdict, once(f"admit-{applicant.key}"))
    dealer_id = steps.provision(case_id, applicant.terms)
    identity.set_password(applicant.email, PASSWORD)
    owner = next(user for user in users(dealer_id) if user.role == Role.DEALER_OWNER)
    return Principal(owner.user_id, owner.email, owner.name, frozenset({Role.DEALER_OWNER}), dealer_id)
