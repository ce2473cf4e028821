"""Registrations, and what the form of one has to offer."""

from functools import cache
from pathlib import Path

from chalicelib.approvals.queries import decision, earlier_decision
from chalicelib.approvals.records import DecisionRecord
from chalicelib.approvals.rules import FormField
from chalicelib.aws.mail import LOCALES
from chalicelib.aws.tables import find, list_through
from chalicelib.catalog.queries import contract_lists
from chalicelib.company.queries import policy
from chalicelib.edge.principal import Reach
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, NotFound
from chalicelib.kernel.paging import Page
from chalicelib.onboarding.records import DUE, CaseRecord, LinkRecord, case_key, link_key, region_key, state_key
from chalicelib.onboarding.rules import (
    CONSENT_VERSION,
    ENDED,
    LAST_LEVEL,
    OPEN,
    CaseState,
    approval_form,
    decision_id_of,
)


def registration(case_id: str) -> CaseRecord:
    """One case; 404 where there is none."""
    found = find(CaseRecord, case_key(case_id))
    if found is None:
        raise NotFound("registration")
    return found


def registration_within(case_id: str, reach: Reach) -> CaseRecord:
    """One case of a region within reach, or the one that has made the asker's own dealer; 404 for any other, as if
    there were none."""
    found = registration(case_id)
    if not reach.covers(found.dealer_id, found.region):
        raise NotFound("registration")
    return found


def registrations(
    reach: Reach, region: str | None, state: CaseState | None, limit: int, cursor: str | None
) -> Page[CaseRecord]:
    """The cases of one state within reach, or (None) all that are open, state after state; of one region, of the
    asker's regions one after another, or of all.

    Of the open ones the longest waiting come first, of the ended ones the latest. A region out of reach is 404.
    """
    regions = reach.in_regions(region)
    states = OPEN if state is None else (state,)
    newest_first = state in ENDED
    if regions is None:
        places = [(state_key(one), None) for one in states]
        return list_through(CaseRecord.by_state, places, limit=limit, cursor=cursor, newest_first=newest_first)
    places = [(region_key(of, one), None) for one in states for of in regions]
    return list_through(CaseRecord.by_region, places, limit=limit, cursor=cursor, newest_first=newest_first)


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


def decision_on(case: CaseRecord) -> DecisionRecord:
    """The last decision that was opened about a case as it stands; 404 where there is none."""
    last = earlier_decision(decision_id_of(case.case_id, case.revision, LAST_LEVEL))
    return last or decision(decision_id_of(case.case_id, case.revision))


def due_cases() -> list[str]:
    """The ids of the cases with which something is to be done by now, the earliest first."""
    found = CaseRecord.by_due.query(DUE, CaseRecord.due_sort < f"{clock.iso(clock.now())}~")
    return [one.case_id for one in found]


@cache
def consent_texts() -> dict[str, str]:
    """The text of today to which an applicant consents, by language (Markdown)."""
    folder = Path(__file__).parent / "consents"
    return {locale: (folder / f"{CONSENT_VERSION}.{locale}.md").read_text(encoding="utf-8") for locale in LOCALES}
