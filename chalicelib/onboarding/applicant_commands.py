"""Writing to an applicant: mails in their language, and the links with which they follow their case."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.aws import site
from chalicelib.aws.mail import Mail
from chalicelib.aws.tables import commit, create
from chalicelib.company.queries import policy
from chalicelib.kernel import clock, ids
from chalicelib.onboarding.records import CaseRecord, LinkRecord, link_key


def new_link(case: CaseRecord) -> str:
    """A further link to the case; those that were mailed before still work. Of its secret only the digest is kept."""
    secret = ids.secret()
    ends_at = clock.now() + timedelta(days=policy().case_link_days)
    digest = ids.digest(secret)
    commit(create(LinkRecord(*link_key(digest), case_id=case.case_id, ends_at=ends_at, expires_at=ends_at)))
    return site.link("case", case.case_id, secret)


def mail_to_applicant(
    case: CaseRecord, template: str, more: Mapping[str, Any], cause: str = "", occurred_at: datetime | None = None
) -> Mail:
    """The one mail of a case for a cause (by default its template), about what occurred at an instant, or now."""
    values = {"name": case.contact_name, "company_name": case.company_name, "case_id": case.case_id, **more}
    cause = f"registration:{case.case_id}:{cause or template}"
    return Mail(cause, case.email, case.locale, template, occurred_at or clock.now(), values)
