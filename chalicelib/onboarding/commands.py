"""Submitting a registration, and starting again what has stopped."""

from typing import Any

from chalicelib.aws import workflows
from chalicelib.aws.files import UploadForm, upload_form
from chalicelib.aws.once import Once
from chalicelib.aws.tables import commit, create, replace
from chalicelib.company.queries import policy, region
from chalicelib.kernel import clock, ids
from chalicelib.kernel.context import caller
from chalicelib.kernel.errors import Code, Conflict, Invalid, NotFound
from chalicelib.kernel.settings import settings
from chalicelib.onboarding.records import CaseRecord, case_key, state_key
from chalicelib.onboarding.rules import LARGEST_DOCUMENT, OPEN, Application, CaseState, execution_name

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

    Where the start fails, the reconciler makes up for it.
    """
    try:
        region(application.region)
    except NotFound as error:
        raise Invalid.field("region", "is no region of ours") from error
    case_id = f"C{ids.token(8)}"
    stated = {name: value for name, value in vars(application).items() if name != "documents"}
    made = CaseRecord(
        *case_key(case_id),
        **stated,
        case_id=case_id,
        state=CaseState.SUBMITTED,
        attempt=1,
        consented_from=caller().where,
        documents=[{"upload_id": upload_id, "file_name": name} for upload_id, name in application.documents],
        submitted_at=clock.now(),
    )
    made.index()
    commit(once.write(made), create(made))
    workflows.try_start(settings().registration_machine_arn, execution_name(case_id, 1), _given(made))
    return made


def _given(case: CaseRecord) -> dict[str, Any]:
    wait = policy().registration_answer_seconds
    return {"case_id": case.case_id, "attempt": case.attempt, "settings": {"answer_seconds": wait}}


def restart_stopped() -> int:
    """Starts every open case without a live execution again, under the next attempt; tells how many.

    One whose first start never came about is started under the attempt that it has.
    """
    return sum(_restart(case) for state in OPEN for case in CaseRecord.by_state.query(state_key(state)))


def _restart(case: CaseRecord) -> bool:
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
