"""`python -m tests.e2e.set_policy NAME=NUMBER ...`: changes the policy of a deployed system."""

import sys

from chalicelib.company.commands import save_policy
from chalicelib.kernel.context import Caller, acting

with acting(Caller("e2e", "local", "e2e")):
    save_policy(**{name: int(number) for name, _, number in (one.partition("=") for one in sys.argv[1:])})
