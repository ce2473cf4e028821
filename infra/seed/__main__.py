"""`python -m infra.seed`: fills an empty system. The settings come by the environment, as those of a function do."""

import argparse
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from chalicelib.company.queries import regions
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock, ids
from chalicelib.kernel.context import Caller, acting
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import MailDelivery, settings
from chalicelib.ledger.statement_commands import confirm_unanswered
from infra.seed import dealers, goods, money, notes, promotions, rebates, wallets
from infra.seed.plan import REGISTRATION_NOTE, STATEMENT_NOTES
from infra.seed.staff import PASSWORD, PEOPLE, hire
from infra.seed.trade import Step, Trade

MONTHS = 6
"""How many whole months of trade lie behind the present one."""
NO_MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:none"
LATE = timedelta(days=6)
"""The latest statements were sent so long ago at most: they still wait for their answers."""
BANKED = timedelta(hours=5)
"""How long ago the last bank file was loaded."""
DISPUTES = "hengda"
CONFIRMS = "tiancheng"
SILENT = "luming"
"""Who disputes the latest statement, who confirms it, and who never answers one."""


def main() -> int:
    """Fills the system behind AWS_ENDPOINT_URL (or `--endpoint`) and says who may sign in."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.seed", description="Fills an empty system with a small company."
    )
    parser.add_argument("--endpoint", help="where AWS answers (default: AWS_ENDPOINT_URL)")
    asked = parser.parse_args()
    if asked.endpoint:
        os.environ["AWS_ENDPOINT_URL"] = asked.endpoint
    if regions():
        sys.stderr.write("This system is not empty, so it is not seeded.\n")
        return 1
    fill()
    sys.stdout.write(users())
    return 0


def fill() -> None:
    """Makes the whole company: the same ids and figures for the same day, every time."""
    with acting(Caller("seed", "local", "seed")), ids.seeded(2026):
        staff, owners = tell_the_past()
        let_some_wait(staff, owners)


People = dict[str, Principal]


def tell_the_past() -> tuple[People, People]:
    """Everything up to now; the staff and the dealers' owners. Nobody is mailed about the past, and its workflows are
    walked here, not by a machine."""
    with _environment(MAIL_DELIVERY=MailDelivery.MARK, REGISTRATION_MACHINE_ARN=NO_MACHINE), _quiet():
        now = clock.now()
        present = Period.of(business_day(now, settings().zone))
        first = Period(present.first - MONTHS, 1)
        opening = first.starts_at(settings().zone) + timedelta(hours=8)
        with clock.at(opening):
            staff = hire()
            goods.stock_the_shelves(first)
            rebates.promise(first)
            owners = {one.key: _admit(one, staff) for one in dealers.DEALERS}
            rebates.build_tree(owners, first)
            money.begin(first)
            wallets.set_rules()
        succeeded = Period(first.first + 3, 1).starts_at(settings().zone) + timedelta(hours=10)
        steps = [
            Step(succeeded, "succeed", partial(rebates.succeed_colours, Period(first.first + 4, 1))),
            *Trade(staff, owners).steps(first, now),
            *_settlements(first, now, staff, owners),
            *promotions.steps(now, staff, owners),
        ]
        for step in sorted(steps, key=lambda step: (step.at, step.name)):
            with clock.at(step.at):
                step.act()
        with clock.at(now - BANKED):
            money.load_bank_file()
        notes.catch_up(owners.values())
        rebates.try_draft(present.previous())
    return staff, owners


def _admit(applicant: dealers.Applicant, staff: dict[str, Principal]) -> Principal:
    return dealers.admit(applicant, dealers.apply(applicant), staff[applicant.region], staff["finance"])


def _settlements(
    first: Period, now: datetime, staff: dict[str, Principal], owners: dict[str, Principal]
) -> Iterator[Step]:
    """Every month but the last one that can be settled is; the latest was settled late and is not answered by all."""
    finance = (staff["finance"], staff["finance2"])
    latest = rebates.latest_settled(now)
    month = first
    while month < latest:
        at = rebates.settled_at(month)
        yield Step(at, f"{month}-settle", partial(rebates.settle, month, finance))
        for place, (key, owner) in enumerate(owners.items()):
            if key != SILENT:
                answered = at + timedelta(days=1 + place % 4, hours=place)
                yield Step(answered, f"{month}-confirm-{key}", partial(rebates.confirm, month, owner))
        yield Step(at + timedelta(days=17), f"{month}-confirm-rest", confirm_unanswered)
        month = month.next()
    at = max(rebates.settled_at(latest), now - LATE)
    yield Step(at, f"{latest}-settle", partial(rebates.settle, latest, finance))
    yield Step(at + timedelta(days=1), f"{latest}-confirm", partial(rebates.confirm, latest, owners[CONFIRMS]))
    yield Step(at + timedelta(days=2), f"{latest}-dispute", partial(rebates.object_to, latest, owners[DISPUTES]))
    for hours, by, text in STATEMENT_NOTES:
        written = partial(notes.about_statement, latest, owners[DISPUTES], staff[by] if by else owners[DISPUTES], text)
        yield Step(at + timedelta(hours=hours), f"{latest}-note-{hours}", written)


def let_some_wait(staff: People, owners: People) -> None:
    """One registration runs for real: its approval lies in the mailbox, and its applicant asks something. And finance
    is asked for an adjustment and a payout."""
    notes.about_registration(dealers.apply(dealers.WAITING), REGISTRATION_NOTE)
    wallets.ask_for_payout(owners[CONFIRMS])
    money.ask_for_adjustment(str(owners[CONFIRMS].dealer_id), staff["finance"])


@contextmanager
def _environment(**changed: str) -> Iterator[None]:
    """The settings of the environment with some changed, for a while."""
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    settings.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ[name] = value or ""
        settings.cache_clear()


@contextmanager
def _quiet() -> Iterator[None]:
    """Warnings are left out for a while: that no machine walks the past is meant so."""
    log = logging.getLogger("qudao")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


SHOWN = ("tiancheng", "hengda", "northstar", "pengyi", "yanling")
"""Dealers whose owners are named here."""


def users() -> str:
    """Who may sign in, for people."""
    lines = [f"Demo users (password {PASSWORD}):"]
    lines += [f"  {person.email:<32} {person.role:<18} {person.name}" for person in PEOPLE.values()]
    lines += [
        f"  {one.email:<32} {'dealer_owner':<18} {one.contact_name}, {one.company_name}"
        for one in dealers.DEALERS
        if one.key in SHOWN
    ]
    rest = len(dealers.DEALERS) - len(SHOWN)
    lines += [f"  The owners of the other {rest} dealers have the same password; GET /dealers names them to staff."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
