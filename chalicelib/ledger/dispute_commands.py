"""Disputes of a statement: by entry, with evidence; resolved entry by entry, until the statement is sent again.

A statement that was sent is never edited: a correction is a new entry in an open month, which a resolution names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.aws import files
from chalicelib.aws.files import UploadForm
from chalicelib.aws.once import Once
from chalicelib.aws.tables import commit, replace
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock, ids
from chalicelib.kernel.documents import LARGEST_DOCUMENT, is_document
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries
from chalicelib.ledger.records import StatementRecord
from chalicelib.ledger.rules import STATEMENT, ChangeKind, ChangeState, StatementState
from chalicelib.ledger.statement_commands import answer

_UPLOAD_ID_LENGTH = 26


def _incoming_key(upload_id: str) -> str:
    """Where an upload lies until a dispute keeps it."""
    return f"incoming/{upload_id}"


def offer_evidence(content_type: str) -> tuple[str, UploadForm]:
    """An id that nobody can guess, and the form with which one document is posted under it."""
    upload_id = ids.token(_UPLOAD_ID_LENGTH)
    return upload_id, files.upload_form(_incoming_key(upload_id), content_type, LARGEST_DOCUMENT)


def dispute(
    statement: StatementRecord, causes: Sequence[str], reason: str, documents: Sequence[tuple[str, str]], once: Once
) -> StatementRecord:
    """The dealer disputes entries of the statement, named by their causes, with a reason and with evidence.

    `documents` are pairs of upload id and file name: what is no PDF, JPEG or PNG is refused. No figure changes.
    """
    within = [
        entry.cause
        for entry in queries.entries_of(statement.dealer_id, causes)
        if statement.first_period <= entry.period <= statement.period
    ]
    unknown = sorted(set(causes) - set(within))
    if unknown:
        details = [
            {"field": "entries", "problem": "is no entry of this statement", "cause": cause} for cause in unknown
        ]
        raise Invalid("Only entries of this statement can be disputed.", details)
    STATEMENT.transition(StatementState(statement.state), StatementState.DISPUTED)
    kept = [_keep(statement.statement_id, place, *document) for place, document in enumerate(documents)]
    statement.disputed, statement.reason = list(dict.fromkeys(causes)), reason
    made = {
        "at": clock.iso(clock.now()),
        "entries": statement.disputed,
        "reason": reason,
        "documents": kept,
        "resolutions": [],
    }
    statement.disputes = [*statement.disputes, made]
    return answer(statement, StatementState.DISPUTED, once)


def _keep(statement_id: str, place: int, upload_id: str, name: str) -> dict[str, str]:
    """Keeps an upload beside the statement, then looks at what is kept: nobody can exchange it any more."""
    incoming, kept = _incoming_key(upload_id), f"statements/{statement_id}/evidence/{upload_id}"
    field = f"documents.{place}"
    if files.stored(kept) is None:
        if files.stored(incoming) is None:
            raise Invalid.field(field, "nothing was uploaded under it, or more than a day ago: upload the file again")
        files.keep(incoming, kept)
    found = files.stored(kept)
    if found is None or not is_document(found.content_type, found.size, found.head):
        raise Invalid.field(field, "is no PDF, JPEG or PNG file")
    return {"key": kept, "name": name}


@dataclass(frozen=True)
class Resolution:
    """What came of a disputed entry: why it is right, or the adjustment that corrects it, or both in words."""

    cause: str
    explanation: str
    change_id: str | None = None


def resolve(
    statement: StatementRecord, resolutions: Sequence[Resolution], by: Principal, once: Once
) -> StatementRecord:
    """Staff say what came of disputed entries; once all are resolved, the statement is sent for confirmation again.

    The days within which it is to be answered begin anew. 409 `wrong_state` where nothing is disputed; 422 names what
    is not disputed, or no booked adjustment of this dealer.
    """
    if statement.state != StatementState.DISPUTED:
        raise STATEMENT.wrong_state(statement.state, [StatementState.DISPUTED])
    _demand_right(statement, resolutions)
    *earlier, present = statement.disputes
    said = {one["cause"]: one for one in present["resolutions"]}
    for one in resolutions:
        said[one.cause] = vars(one) | {"by": by.name, "at": clock.iso(clock.now())}
    statement.disputes = [*earlier, present | {"resolutions": list(said.values())}]
    if set(statement.disputed) <= said.keys():
        _send_again(statement)
    statement.index(settings().zone)
    commit(once.write(statement), replace(statement))
    return statement


def _send_again(statement: StatementRecord) -> None:
    statement.state = str(STATEMENT.transition(StatementState.DISPUTED, StatementState.SENT))
    statement.sent_at = clock.now()
    statement.answered_at = statement.answered_by = statement.reason = None
    statement.disputed = []


def _demand_right(statement: StatementRecord, resolutions: Sequence[Resolution]) -> None:
    wrong: list[Mapping[str, Any]] = []
    for place, one in enumerate(resolutions):
        if one.cause not in statement.disputed:
            wrong.append({"field": f"entries.{place}.cause", "problem": "is not disputed", "cause": one.cause})
        if one.change_id and not _corrects(statement.dealer_id, one.change_id):
            problem = "is no adjustment of this dealer that was booked"
            wrong.append({"field": f"entries.{place}.change_id", "problem": problem})
    if wrong:
        raise Invalid("Please correct: " + ", ".join(str(one["field"]) for one in wrong) + ".", wrong)


def _corrects(dealer_id: str, change_id: str) -> bool:
    found = queries.account_change_as_is(change_id)
    if found is None or found.dealer_id != dealer_id:
        return False
    return bool(found.what == ChangeKind.ADJUSTMENT and found.state == ChangeState.BOOKED)
