"""Dealers come in as they do in life: they register, a regional manager decides, the dealer is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chalicelib.approvals.commands import decide_as
from chalicelib.approvals.rules import Choice, Verdict
from chalicelib.aws import identity
from chalicelib.aws.clients import client
from chalicelib.company.queries import policy
from chalicelib.dealers.queries import users
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel.settings import settings
from chalicelib.onboarding import workflow_commands as steps
from chalicelib.onboarding.commands import offer_upload, submit
from chalicelib.onboarding.rules import (
    CONSENT_VERSION,
    FIRST_LEVEL,
    LAST_LEVEL,
    Application,
    decision_id_of,
    finance_decides,
)
from infra.seed.goods import once
from infra.seed.staff import PASSWORD

_WEEK = 7 * 24 * 3600
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
    Applicant(
        "jiangyue", "南京江岳澄建材有限公司", "91320104MA1K40005P", "east", "许文涛", "xuwentao@jiangyue.example.com",
        "+86 25 5555 0505", "南京市秦淮区示范路 5 号",
        {"grade": "B", "credit_limit": "400000.00", "payment_days": 30},
    ),
    Applicant(
        "luming", "苏州鹿鸣洲装饰材料有限公司", "91320505MA1K40006X", "east", "沈佳怡", "shenjiayi@luming.example.com",
        "+86 512 5555 0606", "苏州市虎丘区示范路 6 号",
        {"grade": "C", "credit_limit": "150000.00", "payment_days": 30},
    ),
    Applicant(
        "quandai", "济南泉岱源建材有限公司", "91370102MA3K400072", "north", "孟祥宇", "mengxiangyu@quandai.example.com",
        "+86 531 5555 0707", "济南市历下区示范路 7 号",
        {"grade": "A", "credit_limit": "800000.00", "payment_days": 30},
    ),
    Applicant(
        "jingulan", "天津津沽澜涂料有限公司", "91120101MA0K400082", "north", "董梅", "dongmei@jingulan.example.com",
        "+86 22 5555 0808", "天津市和平区示范路 8 号",
        {"grade": "C", "credit_limit": "200000.00", "payment_days": 30},
    ),
    Applicant(
        "yanling", "石家庄燕岭川装饰材料有限公司", "91130102MA0K40009P", "north", "马志刚",
        "mazhigang@yanling.example.com", "+86 311 5555 0909", "石家庄市长安区示范路 9 号",
        {"grade": "C", "credit_limit": "240000.00", "payment_days": 30},
    ),
    Applicant(
        "yuelan", "广州粤岚珹建材有限公司", "91440103MA5K4000AG", "south", "梁思琪", "liangsiqi@yuelan.example.com",
        "+86 20 5555 1010", "广州市荔湾区示范路 10 号",
        {"grade": "A", "credit_limit": "900000.00", "payment_days": 45},
    ),
    Applicant(
        "pengyi", "深圳鹏漪防水材料有限公司", "91440304MA5K4000BC", "south", "Kevin Ho", "kevin@pengyi.example.com",
        "+86 755 5555 1111", "深圳市福田区示范路 11 号",
        {"grade": "B", "credit_limit": "500000.00", "payment_days": 30}, "en",
    ),
    Applicant(
        "xiangyu", "长沙湘屿砖饰材料有限公司", "91430104MA4K4000CT", "south", "谭勇", "tanyong@xiangyu.example.com",
        "+86 731 5555 1212", "长沙市岳麓区示范路 12 号",
        {"grade": "B", "credit_limit": "350000.00", "payment_days": 30},
    ),
    Applicant(
        "luyu", "厦门鹭屿汐建材有限公司", "91350203MA8K4000DY", "south", "洪雅婷", "hongyating@luyu.example.com",
        "+86 592 5555 1313", "厦门市思明区示范路 13 号",
        {"grade": "C", "credit_limit": None, "payment_days": 0},
    ),
)  # fmt: skip
"""Three grades in three regions. The last one pays in advance."""

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
            consent_version=CONSENT_VERSION,
            requested_credit=Decimal(applicant.terms.get("credit_limit") or "300000.00"),
            documents=((upload_id, "营业执照.pdf"),),
        ),
        once(f"apply-{applicant.key}"),
    ).case_id


def _put(key: str) -> None:
    """Puts the file where the form would have put it."""
    client("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=LICENCE, ContentType="application/pdf")


def admit(applicant: Applicant, case_id: str, manager: Principal, finance: Principal) -> Principal:
    """Walks the case through the steps of its workflow; the dealer's owner, as they sign in."""
    reason = steps.check(case_id)
    if reason:
        raise RuntimeError(f"{applicant.company_name}: {reason}")
    deciders = {FIRST_LEVEL: manager}
    if finance_decides(applicant.terms, policy().registration_finance_above):
        deciders[LAST_LEVEL] = finance
    verdict = Verdict(Choice.APPROVE, applicant.terms, "欢迎加入")
    for level, person in deciders.items():
        steps.ask(case_id, "nobody waits", _WEEK, level)
        decide_as(person, decision_id_of(case_id, level=level), verdict, once(f"admit-{applicant.key}-{level}"))
    dealer_id = steps.provision(case_id, applicant.terms)
    identity.set_password(applicant.email, PASSWORD)
    owner = next(user for user in users(dealer_id) if user.role == Role.DEALER_OWNER)
    return Principal(owner.user_id, owner.email, owner.name, frozenset({Role.DEALER_OWNER}), dealer_id)
