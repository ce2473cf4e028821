"""The steps of the registration workflow. Each may run twice, or again under a new attempt, with the same result."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from chalicelib.access.address_commands import free_address, give_address, hold_address
from chalicelib.access.commands import invite
from chalicelib.access.records import address_key
from chalicelib.access.rules import Invitee, Person
from chalicelib.approvals.commands import expire_decision, open_decision
from chalicelib.approvals.queries import decision, earlier_decision
from chalicelib.approvals.records import DecisionRecord
from chalicelib.approvals.rules import Approver, Ask, DecisionState, Document, Fact
from chalicelib.aws import files, identity, workflows
from chalicelib.aws.mail import Mail, send_once
from chalicelib.aws.tables import Write, commit, create, remove, replace
from chalicelib.company.queries import policy, region, staff_with
from chalicelib.company.records import StaffRecord
from chalicelib.dealers.commands import new_dealer, new_user
from chalicelib.dealers.rules import NewDealer, NewUser
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.documents import is_document
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.money import money_text
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger.exposure_commands import open_account
from chalicelib.onboarding.applicant_commands import mail_to_applicant, new_link
from chalicelib.onboarding.commands import AMENDED, incoming_key
from chalicelib.onboarding.queries import decision_on, form_now, registration
from chalicelib.onboarding.records import CaseRecord, ClaimRecord, code_key
from chalicelib.onboarding.rules import (
    ENDED,
    FIRST_LEVEL,
    LAST_LEVEL,
    CaseState,
    Reason,
    Terms,
    dealer_id_of,
    decision_id_of,
    finance_decides,
    retry_after,
    subject_of,
    told,
)


class _Taken(Exception):
    """The credit code or the address belongs to another case, or the dealer exists."""


def check(case_id: str) -> Reason | None:
    """Whether a case may be decided (None), or why it is rejected: its documents, or that it is known already.

    Afterwards its code and address are its own, its documents are kept, and the applicant has the link to follow it.
    A duplicate claims nothing, and looks like any other until it is rejected.
    """
    case = registration(case_id)
    if case.state not in {CaseState.SUBMITTED, CaseState.FAILED}:
        return Reason.DUPLICATE if case.reason == Reason.DUPLICATE else None
    known = not _claim(case)
    problem = _keep_documents(case)
    if problem is not None:
        return problem
    case.reason = Reason.DUPLICATE if known else None
    send_once(mail_to_applicant(case, "case", {}), lambda: {"link": new_link(case)})
    case.task_token = None
    case.enter(CaseState.IN_APPROVAL)
    commit(replace(case))
    return Reason.DUPLICATE if known else None


def _claim(case: CaseRecord) -> bool:
    """Claims the code and the address as they are stated now, and gives back those that were stated before."""
    wanted = [code_key(case.credit_code), address_key(case.email)]
    former = [_give_back(case, key) for key in _claimed(case) if key not in wanted]
    own = ClaimRecord.pk.does_not_exist() | (ClaimRecord.case_id == case.case_id)
    code = create(ClaimRecord(*wanted[0], case_id=case.case_id), lambda _: _Taken(), own)
    address = hold_address(case.email, _holder(case), lambda _: _Taken())
    before, case.claims = case.claims, [list(key) for key in wanted]
    try:
        commit(code, address, *former, replace(case))
    except _Taken:
        case.claims, case.version = before, case.version - 1
        return False
    return True


def _claimed(case: CaseRecord) -> list[tuple[str, str]]:
    """The keys of the claims that are this case's own."""
    return [(pk, sk) for pk, sk in case.claims]


def _holder(case: CaseRecord) -> str:
    """As what the case has its applicant's address, until that is the owner's."""
    return f"case:{case.case_id}"


def _give_back(case: CaseRecord, key: tuple[str, str]) -> Write:
    if key[1] == address_key("")[1]:
        return free_address(key, _holder(case))
    return remove(ClaimRecord(*key), ClaimRecord.case_id == case.case_id)


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


def ask(case_id: str, task_token: str, answer_seconds: int, level: int = FIRST_LEVEL) -> None:
    """Asks the regional managers of the case's region, or at the last level finance where the limit asks for it.

    Asked again, the links sent before still work. Where finance need not decide, the first level's verdict counts and
    whoever waits is told at once; so are they (outcome `nobody_to_ask`) where there is nobody who could decide.
    """
    case = registration(case_id)
    first = decision(decision_id_of(case_id, case.revision)) if level == LAST_LEVEL else None
    if first and not _finance_decides(case, first):
        workflows.wake(task_token, first.verdict())
        return
    asked = staff_with(Role.FINANCE) if first else staff_with(Role.REGIONAL_MANAGER, case.region)
    shown = _shown(case)
    proposed = _proposed(first) if first else []
    try:
        open_decision(
            Ask(
                decision_id=decision_id_of(case_id, case.revision, level),
                subject=subject_of(case_id),
                subject_version=case.revision,
                template="approval",
                values=shown,
                facts=[*(Fact(label, value) for label, value in _facts(case, shown)), *proposed],
                approvers=_approvers(asked),
                form=form_now(),
                expires_at=clock.now() + timedelta(seconds=answer_seconds),
                task_token=task_token,
                documents=[Document(one["file_name"], case.document_key(one["upload_id"])) for one in case.documents],
                not_by=frozenset({first.decided_by}) if first else frozenset(),
                may_return=True,
                escalates=True,
                expires=True,
            )
        )
    except Conflict as nobody:
        if nobody.code != Code.NOT_THE_APPROVER:
            raise
        workflows.wake(task_token, {"outcome": "nobody_to_ask", "Error": "no_finance" if first else "no_manager"})


def _finance_decides(case: CaseRecord, first: DecisionRecord) -> bool:
    """Whether finance was asked already, or has to be by today's policy."""
    asked = earlier_decision(decision_id_of(case.case_id, case.revision, LAST_LEVEL))
    return asked is not None or finance_decides(first.answers or {}, policy().registration_finance_above)


def _approvers(staff: Sequence[StaffRecord]) -> list[Approver]:
    return [Approver(one.user_id, one.email, one.name, one.locale) for one in staff]


def _shown(case: CaseRecord) -> dict[str, str | None]:
    """What the mail says of the application."""
    return {
        "company_name": case.company_name,
        "credit_code": case.credit_code,
        "region": region(case.region).name,
        "requested_credit": None if case.requested_credit is None else money_text(case.requested_credit),
    }


def _facts(case: CaseRecord, shown: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """What the page says of it beside."""
    further = {
        "contact_name": case.contact_name,
        "email": case.email,
        "phone": case.phone,
        "address": case.address,
        "submitted_at": clock.iso(case.submitted_at),
        "consent_version": case.consent_version,
    }
    for label, value in {**shown, **further}.items():
        if value is not None:
            yield label, value


def _proposed(first: DecisionRecord) -> list[Fact]:
    """What the first level proposes, and who."""
    answers: dict[str, Any] = first.answers
    proposed = {"by": first.decided_by_name, **answers, "comment": first.comment}
    return [Fact(f"proposed_{name}", str(value)) for name, value in proposed.items() if value is not None]


def want_more(case_id: str, task_token: str, amend_seconds: int) -> None:
    """Asks the applicant for what the approver wants, by a mail with a further case link; wakes nobody until then.

    Asked again (a restarted execution) it takes the new task token and mails nobody twice; the time that the
    applicant has runs on. Where the answer has come already, or the case has ended, whoever waits is told at once.
    """
    case = registration(case_id)
    asked = None if case.state in ENDED or case.state == CaseState.SUBMITTED else decision_on(case)
    if asked is None or asked.state != DecisionState.RETURNED:
        workflows.wake(task_token, AMENDED)
        return
    case.task_token = task_token
    if not case.amend_until:
        now = clock.now()
        case.wanted = asked.comment
        case.remind_at = now + timedelta(seconds=amend_seconds / 2)
        case.amend_until = now + timedelta(seconds=amend_seconds)
    if case.state != CaseState.AMENDING:
        case.enter(CaseState.AMENDING)
    commit(replace(case))
    mail_wanted(case, "first")


def mail_wanted(case: CaseRecord, occasion: str) -> None:
    """Mails the applicant what is wanted, with a further case link; once for each occasion (`first`, `reminder`)."""
    more = {"comment": case.wanted, "ends_at": _local(case.amend_until), "occasion": occasion}
    cause = f"v{case.revision}:returned:{occasion}"
    send_once(mail_to_applicant(case, "registration_returned", more, cause), lambda: {"link": new_link(case)})


def _local(instant: datetime) -> str:
    return f"{instant.astimezone(settings().zone):%Y-%m-%d %H:%M}"


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
    person = Person(case.email, case.contact_name, Role.DEALER_OWNER, case.locale, dealer_id)
    address = give_address(owner, person, _holder(case))
    opened_on = business_day(clock.now(), settings().zone)
    account = open_account(dealer_id, terms.credit_limit, unlimited=False, opened_on=opened_on)
    try:
        commit(new_dealer(dealer, lambda _: _Taken()), new_user(user), address, account)
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
    send_once(mail_to_applicant(case, "registration_rejected", {"reason": told(reason), "comment": comment}))
    case.reason, case.comment = reason, comment
    _end(case, CaseState.REJECTED)


def expire(case_id: str) -> bool:
    """Ends a case that nobody decided, or that the applicant did not amend, in time; tells the applicant and those
    who were asked.

    False where the answer came at the last moment, or the time is not over: then the case goes on.
    """
    case = registration(case_id)
    if case.state in ENDED:
        return True
    asked = _unanswered(case)
    if asked is None:
        return False
    late = {"late": "applicant" if asked.state == DecisionState.RETURNED else "approver"}
    send_once(mail_to_applicant(case, "registration_expired", late))
    for approver in asked.approvers:
        _tell(case, "registration_unanswered", approver.name, approver.email, approver.locale, late)
    _end(case, CaseState.EXPIRED)
    return True


def _unanswered(case: CaseRecord) -> DecisionRecord | None:
    """The decision that was not made in time, or whose question the applicant did not answer in time."""
    if case.state == CaseState.SUBMITTED:
        return None
    asked = decision_on(case)
    if case.state == CaseState.AMENDING:
        return asked if clock.now() >= case.amend_until else None
    asked = expire_decision(asked.decision_id)
    return asked if asked.state == DecisionState.EXPIRED else None


def fail(case_id: str, failure: str) -> None:
    """Records that an execution failed and tells the administrators, once a case; the reconciler starts it again."""
    case = registration(case_id)
    if case.state in ENDED:
        return
    case.failure = failure
    case.failures += 1
    case.retry_at = clock.now() + retry_after(case.failures)
    if case.state != CaseState.FAILED:
        case.enter(CaseState.FAILED)
    commit(replace(case))
    for admin in staff_with(Role.ADMIN):
        _tell(case, "registration_failed", admin.name, admin.email, admin.locale, {"failure": failure})


def _tell(case: CaseRecord, template: str, name: str, email: str, locale: str, more: Mapping[str, str]) -> None:
    values = {"name": name, "company_name": case.company_name, "case_id": case.case_id, **more}
    send_once(Mail(f"registration:{case.case_id}:{template}", email, locale, template, clock.now(), values))


def _end(case: CaseRecord, state: CaseState) -> None:
    """An end without a dealer: code and address are free at once, the documents are deleted after a while."""
    freed = [_give_back(case, key) for key in _claimed(case)]
    case.ended_at = clock.now()
    case.documents_until = case.ended_at + timedelta(days=policy().rejected_documents_days)
    case.claims, case.task_token = [], None
    case.enter(state)
    commit(replace(case), *freed)
