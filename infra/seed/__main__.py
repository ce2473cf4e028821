"""`python -m infra.seed`: fills an empty system. The settings come by the environment, as those of a function do."""

import argparse
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
from infra.seed import dealers, goods, rebates
from infra.seed.staff import PASSWORD, PEOPLE, hire
from infra.seed.trade import Step, Trade

MONTHS = 3
"""How many whole months of trade lie behind the present one."""
NO_MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:none"


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
    with acting(Caller("seed", "local", "seed")), ids.seeded(2026):
        tell_the_past()
        let_one_wait()
    sys.stdout.write(users())
    return 0


def tell_the_past() -> None:
    """Everything up to now. Nobody is mailed about the past, and its workflows are walked here, not by a machine."""
    with _environment(MAIL_DELIVERY=MailDelivery.MARK, REGISTRATION_MACHINE_ARN=NO_MACHINE):
        now = clock.now()
        present = Period.of(business_day(now, settings().zone))
        first = present
        for _ in range(MONTHS):
            first = first.previous()
        opening = first.starts_at(settings().zone) + timedelta(hours=8)
        with clock.at(opening):
            staff = hire()
            goods.stock_the_shelves(first.first_day)
            rebates.promise(first)
            owners = {one.key: _admit(one, staff) for one in dealers.DEALERS}
        steps = [*Trade(staff, owners).steps(first, now), *_settlement(present, staff, owners)]
        for step in sorted(steps, key=lambda step: (step.at, step.name)):
            with clock.at(step.at):
                step.act()


def _admit(applicant: dealers.Applicant, staff: dict[str, Principal]) -> Principal:
    return dealers.admit(applicant, dealers.apply(applicant), staff[applicant.region])


def _settlement(present: Period, staff: dict[str, Principal], owners: dict[str, Principal]) -> Iterator[Step]:
    month = rebates.latest_settled(present)
    at: datetime = month.ends_at(settings().zone) + rebates.settled_at(month)
    finance = (staff["finance"], staff["finance2"])
    yield Step(at, f"{month}-settle", partial(rebates.settle, month, finance))
    for days, key in ((1, "tiancheng"), (2, "hengda")):
        yield Step(at + timedelta(days=days), f"{month}-confirm-{key}", partial(rebates.confirm, month, owners[key]))


def let_one_wait() -> None:
    """One registration runs for real: its approval lies in the mailbox."""
    dealers.apply(dealers.WAITING)


@contextmanager
def _environment(**changed: str) -> Iterator[None]:
    """The settings of the environment with some changed, for a while."""
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    settings.cache_clear()
    yield
    for name, value in before.items():
        os.environ[name] = value or ""
    settings.cache_clear()


def users() -> str:
    """Who may sign in, for people."""
    lines = [f"Demo users (password {PASSWORD}):"]
    lines += [f"  {person.email:<32} {person.role:<18} {person.name}" for person in PEOPLE.values()]
    lines += [
        f"  {one.email:<32} {'dealer_owner':<18} {one.contact_name}, {one.company_name}" for one in dealers.DEALERS
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
