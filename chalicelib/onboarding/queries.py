"""Registrations."""

from chalicelib.approvals.rules import FormField
from chalicelib.aws.tables import find
from chalicelib.catalog.queries import contract_lists
from chalicelib.company.queries import policy
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, NotFound
from chalicelib.onboarding.records import CaseRecord, LinkRecord, case_key, link_key
from chalicelib.onboarding.rules import approval_form


def registration(case_id: str) -> CaseRecord:
    """One case; 404 where there is none."""
    found = find(CaseRecord, case_key(case_id))
    if found is None:
        raise NotFound("registration")
    return found


def registration_behind(case_id: str, secret: str) -> CaseRecord:
    """The case that a mailed link leads to; 404 where link and case do not belong together, 409 where it is too old."""
    link = find(LinkRecord, link_key(ids.digest(secret)))
    if link is None or link.case_id != case_id:
        raise NotFound("registration")
    if clock.now() >= link.ends_at:
        raise Conflict(Code.LINK_EXPIRED, "This link has run out.")
    return registration(case_id)


def form_now() -> list[FormField]:
    """What an approver has to set, by today's policy and price lists."""
    set_by_maker = policy()
    return approval_form(set_by_maker.grades, set_by_maker.longest_payment_days, contract_lists())
