"""What is due by the clock: applicants who do not answer, and the documents of what came to nothing."""

from datetime import datetime

from chalicelib.approvals.sweep_commands import do_each
from chalicelib.aws import files, workflows
from chalicelib.aws.tables import commit, replace
from chalicelib.kernel import clock
from chalicelib.onboarding.queries import due_cases, registration
from chalicelib.onboarding.records import CaseRecord
from chalicelib.onboarding.rules import WITHOUT_DEALER, CaseState
from chalicelib.onboarding.workflow_commands import expire, mail_wanted


def sweep() -> int:
    """Reminds applicants, ends the cases of those who did not answer, deletes the documents of cases that came to
    nothing; tells with how many cases something was done."""
    return do_each(due_cases(), _sweep)


def _sweep(case_id: str) -> bool:
    case, now = registration(case_id), clock.now()
    if case.state == CaseState.AMENDING:
        return _chase(case, now)
    if case.state in WITHOUT_DEALER and case.documents_until is not None and now >= case.documents_until:
        return _delete_documents(case, now)
    return False


def _chase(case: CaseRecord, now: datetime) -> bool:
    """The end before the reminder: who comes too late is not reminded."""
    if now >= case.amend_until:
        expire(case.case_id)
        workflows.wake(case.task_token, {"outcome": "expired"})
        return True
    if case.remind_at is None or now < case.remind_at:
        return False
    mail_wanted(case, "reminder")
    case.remind_at = None
    case.index()
    commit(replace(case))
    return True


def _delete_documents(case: CaseRecord, now: datetime) -> bool:
    """First the files, then the mark: what breaks off in between is done again."""
    if case.documents_deleted_at:
        return False
    files.delete_all(case.documents_folder)
    case.documents_deleted_at = now
    case.index()
    commit(replace(case))
    return True
