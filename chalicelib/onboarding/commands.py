"""Submitting a registration and amending it, and starting again what has stopped."""

from typing import Any

from chalicelib.approvals.commands import void_decisions
from chalicelib.approvals.sweep_commands import do_each
from chalicelib.aws import workflows
from chalicelib.aws.files import UploadForm, upload_form
from chalicelib.aws.once import Once
from chalicelib.aws.tables import commit, create, replace
from chalicelib.company.queries import policy, region
from chalicelib.kernel import clock, ids
from chalicelib.kernel.context import caller
from chalicelib.kernel.documents import LARGEST_DOCUMENT
from chalicelib.kernel.errors import Code, Conflict, Invalid, NotFound
from chalicelib.kernel.settings import settings
from chalicelib.onboarding.queries import registration_behind
from chalicelib.onboarding.records import CaseRecord, case_key, state_key
from chalicelib.onboarding.rules import (
    CONSENT_VERSION,
    LIFECYCLE,
    OPEN,
    Application,
    CaseState,
    execution_name,
    subject_of,
)

AMENDED = {"outcome": "amended"}
"""What the workflow is told when the applicant has answered."""
_UPLOAD_ID_LENGTH = 26


def incoming_key(upload_id: str) -> str:
    """Where an upload lies until its case keeps it."""
    return f"incoming/{upload_id}"


def offer_upload(content_type: str) -> tuple[str, UploadForm]:
    """An id that nobody can guess, and the form with which one document is posted under it."""
    upload_id = ids.token(_UPLOAD_ID_LENGTH)
    return upload_id, upload_form(incoming_key(upload_id), content_type, LARGEST_DOCUMENT)


def submit(application: Application, once: Once) -> CaseRecord:
    """Takes a registration and starts its workflow. It says the same whether or not company or address are known.

    422 `consent.version` where another text was consented to than that of today. Where the start fails, the reconciler
    makes up for it.
    """
    if application.consent_version != CONSENT_VERSION:
        raise Invalid.field("consent.version", "the text has changed: consent to it as it is today")
    _must_be_ours(application.region)
    case_id = f"C{ids.token(8)}"
    made = CaseRecord(
        *case_key(case_id),
        **_stated(application),
        case_id=case_id,
        state=CaseState.SUBMITTED,
        attempt=1,
        consented_from=caller().where,
        submitted_at=clock.now(),
    )
    made.index()
    commit(once.write(made), create(made))
    workflows.try_start(settings().registration_machine_arn, execution_name(case_id, 1), _given(made))
    return made


def _must_be_ours(region_id: str) -> None:
    try:
        region(region_id)
    except NotFound as error:
        raise Invalid.field("region", "is no region of ours") from error


def _stated(application: Application) -> dict[str, Any]:
    """What an applicant stated, by the names of the record."""
    documents = [{"upload_id": upload_id, "file_name": name} for upload_id, name in application.documents]
    return vars(application) | {"documents": documents}


def _given(case: CaseRecord) -> dict[str, Any]:
    """What an execution is given. Each wait lasts a little longer than the time that it waits for."""
    wanted = policy()
    margin = wanted.wait_margin_seconds
    waits = {
        "answer_seconds": wanted.registration_answer_seconds,
        "answer_wait_seconds": wanted.registration_answer_seconds + margin,
        "amend_seconds": wanted.registration_amend_seconds,
        "amend_wait_seconds": wanted.registration_amend_seconds + margin,
        "duplicate_wait_seconds": wanted.duplicate_answer_seconds,
    }
    return {"case_id": case.case_id, "attempt": case.attempt, "settings": waits}


def amend(case_id: str, secret: str, application: Application, once: Once) -> CaseRecord:
    """Takes the applicant's answer to what was wanted: the case as it is stated now, under its next revision.

    404 for a wrong link; 409 `wrong_state` where nothing is wanted, `link_expired` where the time is over; 422
    `consent` where the text has changed since and the applicant did not consent anew. It says the same whether or not
    company or address are known: the check finds out. Open approvals become void, and the workflow goes on at the
    check. Where it cannot be woken, the reconciler makes up for it.
    """
    case = registration_behind(case_id, secret)
    if case.state != CaseState.AMENDING:
        raise LIFECYCLE.wrong_state(case.state, [CaseState.AMENDING])
    if clock.now() >= case.amend_until:
        raise Conflict(Code.LINK_EXPIRED, "The time to answer is over.")
    if (application.consent_version or case.consent_version) != CONSENT_VERSION:
        raise Invalid.field("consent", "the text has changed: consent to it as it is today")
    _must_be_ours(application.region)
    _restate(case, application)
    commit(once.write(case), replace(case))
    void_decisions(subject_of(case_id))
    workflows.try_wake(case.task_token, AMENDED)
    return case


def _restate(case: CaseRecord, application: Application) -> None:
    stated = _stated(application)
    if application.consent_version is None:
        stated["consent_version"] = case.consent_version
    else:
        case.consented_from = caller().where
    for name, value in stated.items():
        setattr(case, name, value)
    case.revision += 1
    case.wanted = case.remind_at = case.amend_until = None
    case.enter(CaseState.SUBMITTED)


def restart_stopped() -> int:
    """Starts every open case without a live execution again, under the next attempt; tells how many.

    One whose first start never came about is started under the attempt that it has; one that failed rests a while
    longer each time; one that was amended while its execution could not be told is told now.
    """
    open_cases = {case.case_id: case for state in OPEN for case in CaseRecord.by_state.query(state_key(state))}
    return do_each(list(open_cases), lambda case_id: _restart(open_cases[case_id]))


def _restart(case: CaseRecord) -> bool:
    if case.state == CaseState.FAILED and case.retry_at is not None and clock.now() < case.retry_at:
        return False
    if case.state == CaseState.SUBMITTED and case.task_token and workflows.try_wake(case.task_token, AMENDED):
        return False
    machine = settings().registration_machine_arn
    workflows.start(machine, execution_name(case.case_id, case.attempt), _given(case))
    if workflows.is_live(machine, execution_name(case.case_id, case.attempt)):
        return False
    case.attempt += 1
    try:
        commit(replace(case))
    except Conflict as conflict:
        if conflict.code != Code.VERSION_CONFLICT:
            raise
        return False
    workflows.start(machine, execution_name(case.case_id, case.attempt), _given(case))
    return True
