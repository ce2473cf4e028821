"""What is due of open decisions by the clock: reminders, escalation, the end."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from aws_lambda_powertools import Logger

from chalicelib.approvals.commands import OpenedMeanwhile, close, mail_link, waiting_items
from chalicelib.approvals.queries import decision, due
from chalicelib.approvals.records import DecisionRecord
from chalicelib.approvals.rules import Approver, DecisionState, Occasion
from chalicelib.aws.mail import Mail, send_once
from chalicelib.aws.tables import Write, commit, replace
from chalicelib.company.queries import staff_with
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock

logger = Logger(service="qudao")


def urge_late() -> int:
    """Reminds, escalates or ends each open decision that is due; tells with how many something was done."""
    return do_each(due(), _urge)


def do_each(names: Sequence[str], do: Callable[[str], bool]) -> int:
    """Does something for each of `names`, and tells for how many `do` said that it did.

    One that fails does not keep the others waiting; in the end the first failure is raised.
    """
    done = 0
    failures: list[Exception] = []
    for name in names:
        try:
            done += do(name)
        except Exception as failure:
            logger.exception("could not be done", due=name)
            failures.append(failure)
    if failures:
        raise failures[0]
    return done


def _urge(decision_id: str) -> bool:
    """What is due of one decision: its end before all, else escalation, else the reminder. Each is done once."""
    found, now = decision(decision_id), clock.now()
    if found.state != DecisionState.OPEN:
        return False
    if found.expires and now >= found.ends_at:
        return close(found, DecisionState.EXPIRED).state == DecisionState.EXPIRED
    if found.escalate_at is not None and now >= found.escalate_at:
        return _escalate(found)
    if found.remind_at is not None and now >= found.remind_at:
        return _remind(found)
    return False


def _remind(found: DecisionRecord) -> bool:
    """Mails everybody who was asked a further link; those sent before still work."""
    for approver in found.approvers:
        mail_link(found, approver, Occasion.REMINDER)
    found.remind_at = None
    return _keep_if_open(found)


def _escalate(found: DecisionRecord) -> bool:
    """Asks the administrators as well, each by a link, and tells those who were asked first. No reminder after it."""
    if found.escalated_to is None and not _ask_administrators(found):
        return False
    for approver in found.approvers[len(found.asked) :]:
        mail_link(found, approver, Occasion.ESCALATION)
    for approver in found.first_asked if found.escalated_to else []:
        values = {**found.shown, "name": approver.name, "decision_id": found.decision_id}
        cause = f"approval:{found.decision_id}:escalated"
        send_once(
            Mail(cause, approver.email, approver.locale, f"{found.template}_escalated", clock.now(), values),
        )
    found.remind_at = found.escalate_at = None
    return _keep_if_open(found)


def _ask_administrators(found: DecisionRecord) -> bool:
    """Writes down who is asked as well, before anybody is mailed; false where it was decided at this moment."""
    known = {approver.user_id for approver in found.first_asked} | set(found.not_by)
    further = [
        Approver(one.user_id, one.email, one.name, one.locale)
        for one in staff_with(Role.ADMIN)
        if one.user_id not in known
    ]
    found.escalated_to = [asdict(approver) for approver in further]
    return _keep_if_open(found, *waiting_items(found.decision_id, further))


def _keep_if_open(found: DecisionRecord, *more: Write) -> bool:
    """Writes a decision that is still as it was read; false where somebody was quicker (what is due stays due)."""
    found.index()
    try:
        commit(replace(found, or_else=lambda _: OpenedMeanwhile()), *more)
    except OpenedMeanwhile:
        return False
    return True
