"""Telling finance that a program's budget runs out."""

from chalicelib.aws.mail import Mail, send_once
from chalicelib.company.queries import staff_with
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.rebates.records import RunRecord


def warn(run: RunRecord) -> None:
    """Mails all of finance the budgets that a closed run has brought to a threshold: once each, however often.

    What the run paid stands: a budget changes no payout.
    """
    reached = [budget for budget in run.summary["budgets"] if budget["warned_at"]] if run.summary else []
    for budget in reached:
        cause = f"budget:{budget['family']}:{budget['year']}:{budget['budget']}:{budget['warned_at']}"
        for person in staff_with(Role.FINANCE):
            values = {**budget, "name": person.name, "program_name": budget["name"], "run_id": run.run_id}
            mail = Mail(f"{cause}:{person.user_id}", person.email, person.locale, "budget_warning", clock.now(), values)
            send_once(mail)
