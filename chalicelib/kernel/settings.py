"""The only reader of the environment. Nothing is demanded at import; every setting has a default that suits a test."""

import os
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo


class MailDelivery(StrEnum):
    """`send` sends; `mark` only writes down that the mail counts as sent (for a seed that tells of the past)."""

    SEND = "send"
    MARK = "mark"


@dataclass(frozen=True)
class Settings:
    """One field an environment variable, of the same name in capitals."""

    stack_name: str = "qudao"
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    mail_from: str = "qudao@example.com"
    mail_delivery: str = MailDelivery.SEND
    mail_max_age_hours: str = "72"
    user_pool_id: str = ""
    user_pool_client_id: str = ""
    documents_bucket: str = ""
    work_bucket: str = ""
    events_topic_arn: str = ""
    registration_machine_arn: str = ""
    settlement_machine_arn: str = ""

    @classmethod
    def read(cls) -> Self:
        """From the environment as it stands."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: os.environ[name.upper()] for name in names if os.environ.get(name.upper())})

    @property
    def zone(self) -> ZoneInfo:
        """The business time zone."""
        return ZoneInfo(self.time_zone)


@cache
def settings() -> Settings:
    """The settings of this process, read once; tests clear the cache."""
    return Settings.read()


def table_name(feature: str) -> str:
    """`qudao-orders`: one table a feature, named after the stack."""
    return f"{settings().stack_name}-{feature}"
