"""The steps of the registration workflow. Each may run twice, or again under a new attempt, with the same result."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from chalicelib.access.commands import invite
from chalicelib.access.rules import Invitee
from chalicelib.approvals.commands import expire_decision, open_decision
from chalicelib.approvals.rules import Approver, Ask, DecisionState, Document, Fact
from chalicelib.aws import files, identity, site
from chalicelib.aws.mail import Mail, send_once
from chalicelib.aws.tables import commit, create, find_many, remove, replace
from chalicelib.company.queries import is_staff, policy, region, staff_with
from chalicelib.dealers.commands import new_dealer, new_user
from chalicelib.dealers.rules import NewDealer, NewUser
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock, ids
from chalicelib.kernel.money import money_text
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger.commands import open_account
from chalicelib.onboarding.commands import incoming_key
from chalicelib.onboarding.queries import form_now, registration
from chalicelib.onboarding.records import CaseRecord, ClaimRecord, LinkRecord, code_key, link_key, mail_key
from chalicelib.onboarding.rules import (
    ENDED,
    CaseState,
    Reason,
    Terms,
    dealer_id_of,
    decision_id_of,
    is_document,
    told,
)


class _Taken(Exception):
    """The credit code or the address belongs to another case, or the dealer exists."""


def check(case_id: str) -> Reason | None:
    """Whether a case may be decided (None), or why it is rejected: duplicates first, then its documents.

    Afterwards its code and address are its own, its documents are kept, and the applicant has the link to follow it.
    """
    case = registration(case_id)
    if case.state not in {CaseState.SUBMITTED, CaseState.FAILED}:
        return None
    if is_staff(case.email) or not _claim(case):
        return Reason.DUPLICATE
    problem = _keep_documents(case)
    if problem is not None:
        return problem
    send_once(_mail_to_applicant(case, "case", {}), lambda: {"link": _new_link(case)})
    case.enter(CaseState.IN_APPROVAL)
    commit(replace(case))
    return None


def _claim(case: CaseRecord) -> bool:
    own = ClaimRecord.pk.does_not_exist() | (ClaimRecord.case_id == case.case_id)
    claims = [ClaimRecord(*key, case_id=case.case_id) for key in (code_key(case.credit_code), mail_key(case.email))]
    try:
        commit(*(create(claim, lambda _: _Taken(), own) for claim in claims))
    except _Taken:
        return False
    return True


def _keep_documents(case: CaseRecord) -> Reason | None:
    """Keeps each upload under the case, then looks at what is kept: nobody can exchange it any more."""
    for document in case.documents:
        kept, incoming = case.document_key(document["upload_id"]), incoming_key(document["upload_id"])
        if files.stored(kept) is None:
            if files.stored(incoming) is None:
                return Reason.DOCUMENT_MISSING
            files.keep(incoming, kept)
        found = files.stored(kept)
        if found is None or not is_document(found.content_type, found.size, found.head):
            return Reason.DOCUMENT_REFUSED
    return None


def _new_link(case: CaseRecord) -> str:
    secret = ids.secret()
    ends_at = clock.now() + timedelta(days=policy().case_link_days)
    digest = ids.digest(secret)
    commit(create(LinkRecord(*link_key(digest), case_id=case.case_id, ends_at=ends_at, expires_at=ends_at)))
    return site.link("case", case.case_id, secret)


def _mail_to_applicant(case: CaseRecord, template: str, more: Mapping[str, Any]) -> Mail:
    values = {"name": case.contact_name, "company_name": case.company_name, "case_id": case.case_id, **more}
    return Mail(f"registration:{case.case_id}:{template}", case.email, case.locale, template, clock.now(), values)


def ask(case_id: str, task_token: str, answer_seconds: int) -> None:
    """Asks the regional managers of the case's region; asked again, the links sent before still work."""
    case = registration(case_id)
    managers = staff_with(Role.REGIONAL_MANAGER, case.region)
    wanted = None if case.requested_credit is None else money_text(case.requested_credit)
    shown = {
        "company_name": case.company_name,
        "credit_code": case.credit_code,
        "region": region(case.region).name,
        "requested_credit": wanted,
    }
    further = {
        "contact_name": case.contact_name,
        "email": case.email,
        "phone": case.phone,
        "address": case.address,
        "submitted_at": clock.iso(case.submitted_at),
        "consent_version": case.consent_version,
    }
    open_decision(
        Ask(
            decision_id=decision_id_of(case_id),
            subject=f"registration:{case_id}",
            subject_version=1,
            template="approval",
            values=shown,
            facts=[Fact(label, value) for label, value in (shown | further).items() if value is not None],
            approvers=[Approver(one.user_id, one.email, one.name, one.locale) for one in managers],
            form=form_now(),
            expires_at=clock.now() + timedelta(seconds=answer_seconds),
            task_token=task_token,
            documents=[
                Document(document["file_name"], case.document_key(document["upload_id"])) for document in case.documents
            ],
        )
    )


def provision(case_id: str, answers: Mapping[str, Any]) -> str:
    """Makes the dealer, its owner and its account on the terms that were set, and invites the owner. Tells its id.

    The answers are checked once more against today's bounds: out of them, nothing is made.
    """
    case = registration(case_id)
    dealer_id = dealer_id_of(case_id)
    if case.state == CaseState.PROVISIONED:
        return dealer_id
    terms = Terms.of(answers, form_now())
    if case.state != CaseState.APPROVED:
        limit = None if terms.credit_limit is None else money_text(terms.credit_limit)
        case.terms = asdict(terms) | {"credit_limit": limit}
        case.enter(CaseState.APPROVED)
        commit(replace(case))
    owner = identity.create_user(case.email, case.contact_name, Role.DEALER_OWNER, {"dealer_id": dealer_id})
    _make_dealer(case, dealer_id, owner, terms)
    _welcome(case, dealer_id, owner)
    case.dealer_id, case.ended_at = dealer_id, clock.now()
    case.enter(CaseState.PROVISIONED)
    commit(replace(case))
    return dealer_id


def _make_dealer(case: CaseRecord, dealer_id: str, owner: str, terms: Terms) -> None:
    dealer = NewDealer(
        dealer_id=dealer_id,
        name=case.company_name,
        credit_code=case.credit_code,
        region=case.region,
        grade=terms.grade,
        payment_days=terms.payment_days,
        contract_list_id=terms.contract_list_id,
        contact_name=case.contact_name,
        email=case.email,
        phone=case.phone,
        address=case.address,
        locale=case.locale,
        case_id=case.case_id,
    )
    user = NewUser(dealer_id, owner, case.email, case.contact_name, Role.DEALER_OWNER, case.locale)
    opened_on = business_day(clock.now(), settings().zone)
    account = open_account(dealer_id, terms.credit_limit, unlimited=False, opened_on=opened_on)
    try:
        commit(new_dealer(dealer, lambda _: _Taken()), new_user(user), account)
    except _Taken:
        return


def _welcome(case: CaseRecord, dealer_id: str, owner: str) -> None:
    invitee = Invitee(owner, case.email, case.contact_name, case.locale)
    values = {"company_name": case.company_name, "dealer_id": dealer_id, **case.terms}
    valid_for = timedelta(days=policy().invitation_days)
    invite(invitee, f"welcome:{dealer_id}", clock.now(), "welcome", values, valid_for=valid_for)


def reject(case_id: str, reason: Reason, comment: str | None) -> None:
    """Ends a case as rejected and tells the applicant; its code and address are free again."""
    case = registration(case_id)
    if case.state in ENDED:
        return
    send_once(_mail_to_applicant(case, "registration_rejected", {"reason": told(reason), "comment": comment}))
    case.reason, case.comment = reason, comment
    _end(case, CaseState.REJECTED)


def expire(case_id: str) -> bool:
    """Ends a case that nobody decided in time, and tells the applicant and who was asked.

    False where the decision was made at the last moment, or its time is not over: then the case goes on.
    """
    case = registration(case_id)
    if case.state in ENDED:
        return True
    asked = expire_decision(decision_id_of(case_id))
    if asked.state != DecisionState.EXPIRED:
        return False
    send_once(_mail_to_applicant(case, "registration_expired", {}))
    for approver in asked.approvers:
        _tell(case, "registration_unanswered", approver.name, approver.email, approver.locale, {})
    _end(case, CaseState.EXPIRED)
    return True


def fail(case_id: str, failure: str) -> None:
    """Records that an execution failed and tells the administrators, once a case; the reconciler starts it again."""
    case = registration(case_id)
    if case.state in ENDED or case.state == CaseState.FAILED:
        return
    case.failure = failure
    case.enter(CaseState.FAILED)
    commit(replace(case))
    for admin in staff_with(Role.ADMIN):
        _tell(case, "registration_failed", admin.name, admin.email, admin.locale, {"failure": failure})


def _tell(case: CaseRecord, template: str, name: str, email: str, locale: str, more: Mapping[str, str]) -> None:
    values = {"name": name, "company_name": case.company_name, "case_id": case.case_id, **more}
    send_once(Mail(f"registration:{case.case_id}:{template}", email, locale, template, clock.now(), values))


def _end(case: CaseRecord, state: CaseState) -> None:
    keys = [code_key(case.credit_code), mail_key(case.email)]
    own = [claim for claim in find_many(ClaimRecord, keys).values() if claim.case_id == case.case_id]
    case.ended_at = clock.now()
    case.enter(state)
    commit(replace(case), *(remove(claim, ClaimRecord.case_id == case.case_id) for claim in own))
