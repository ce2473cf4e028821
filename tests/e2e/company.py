"""The company of the first seed, as tests meet it: its people, its months, its goods."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chalicelib.company.rules import Policy
from chalicelib.kernel import clock
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import Settings
from chalicelib.rebates.settlement_rules import ready_month
from infra.seed.dealers import DEALERS
from infra.seed.staff import PASSWORD, PEOPLE
from tests.e2e.system import System

ZONE = Settings().zone


@dataclass(frozen=True)
class Company:
    """Everybody of infra/seed, on a deployed system."""

    system: System

    def token(self, person: str) -> str:
        """A member of staff, by the seed's name for them, signed in."""
        return self.system.sign_in(PEOPLE[person].email, PASSWORD)

    def sign_in(self, dealer: str) -> str:
        """A dealer's owner, by the seed's name for the dealer, signed in."""
        return self.system.sign_in(next(one.email for one in DEALERS if one.key == dealer), PASSWORD)

    def has_been_told(self) -> bool:
        """Whether the last thing that the seed did lies in that dealer's inbox."""
        order = self.system.ask("GET", "/api/orders?limit=1", token=self.sign_in("northstar")).body["items"][0]
        told = self.system.ask("GET", "/api/messages", token=self.sign_in("northstar")).body["items"]
        return f"orders/{order['order_id']}" in {message["link"] for message in told}

    def today(self) -> str:
        """The business day."""
        return business_day(clock.now(), ZONE).isoformat()

    def ready_period(self) -> str:
        """The month that the seed left to be settled: the last one whose cut-off has passed."""
        return str(ready_month(clock.now(), ZONE, Policy().arrival_cutoff_days))

    def put_on_sale(self, sku: str, price: str, pieces: int) -> None:
        """A new product in the warehouse of the east, made by the project's commands."""
        self.system.run("-m", "tests.e2e.put_on_sale", sku, price, str(pieces))

    def levels(self, location: str) -> Iterator[dict[str, Any]]:
        """What lies at a location, by SKU."""
        token, cursor = self.token("warehouse"), ""
        while True:
            page = self.system.ask("GET", f"/api/stock?location={location}&limit=200{cursor}", token=token)
            assert page.status == 200, page
            yield from page.body["items"]
            if not page.body["next"]:
                return
            cursor = f"&cursor={page.body['next']}"

    def level(self, location: str, sku: str) -> dict[str, Any]:
        """What lies of one SKU at a location."""
        return next(level for level in self.levels(location) if level["sku"] == sku)
