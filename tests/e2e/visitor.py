"""A person at a browser: one size, one language, signed in or not. What the console complains of fails the test."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from infra.packaging import ROOT
from infra.seed.staff import PASSWORD
from tests.e2e.words import Words

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
SIZES: Mapping[str, Any] = {"desk": DESK, "phone": PHONE}
LOCALES = ("zh-CN", "en")
WAYS = [("desk", "zh-CN"), ("phone", "en"), ("desk", "en"), ("phone", "zh-CN")]
"""Size and language; both of both stand in the first two."""
_MOST_TABS = 80
expect.set_options(timeout=60_000)
"""A function's first call on a busy machine takes seconds."""
_HARMLESS = ("Failed to load resource: the server responded with a status of 4", "net::ERR_")
"""A refused request is no fault of the page: what it says of it is asserted where it matters."""


@dataclass
class Visitor:
    """One page of one browser, at a site."""

    page: Page
    site: str
    locale: str

    @property
    def say(self) -> Words:
        """The words of the visitor's language."""
        return Words(self.locale)

    def press(self, key: str, **values: object) -> None:
        """Presses the button with these words."""
        self.page.get_by_role("button", name=self.say(key, **values), exact=True).click()

    def follow(self, key: str, **values: object) -> None:
        """Follows the first link with these words."""
        self.page.get_by_role("link", name=self.say(key, **values), exact=True).first.click()

    def sees(self, text: str) -> None:
        """The text stands on the page, once it has come."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def open(self, path: str) -> None:
        """Goes to a path of the site, such as `/orders`, and waits until its heading stands."""
        self.page.goto(f"{self.site}/#{path}")
        expect(self.page.locator("h1")).to_be_visible()

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Signs in as a person does."""
        self.page.goto(f"{self.site}/#/sign-in")
        self.sign_in_here(email, password)

    def sign_in_here(self, email: str, password: str = PASSWORD) -> None:
        """Fills the form that stands here, and waits until it has led on."""
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("button[type=submit]").click()
        expect(self.page).not_to_have_url(re.compile("#/sign-in"))
        expect(self.page.locator("h1")).to_be_visible()

    def tab_to(self, role: str, name: str) -> None:
        """Presses Tab until the focus is on the element of that role whose name begins so."""
        wanted = self.page.get_by_role(role, name=re.compile(f"^{re.escape(name)}")).first  # type: ignore[arg-type]
        expect(wanted).to_be_visible()
        for _ in range(_MOST_TABS):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to the {role} {name!r} of {self.page.url}")

    def at_rest(self) -> None:
        """Waits until the page has read what it shows: nothing turns, and no new page's part began to meanwhile."""
        turning = self.page.locator("main .mantine-Loader-root")
        for _ in range(3):
            expect(turning).to_have_count(0)
            self.page.wait_for_timeout(250)
        expect(turning).to_have_count(0)

    def fits(self) -> None:
        """Nothing scrolls sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px"

    def has_no_serious_fault(self) -> None:
        """Axe finds nothing serious or critical on the page as it stands."""
        self.page.evaluate(_axe())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        faults = [
            (fault["id"], [node["target"] for node in fault["nodes"]][:3])
            for fault in found["violations"]
            if fault["impact"] in {"serious", "critical"}
        ]
        assert faults == [], f"{self.page.url}: {faults}"


@contextmanager
def visiting(browser: Browser, site: str, way: tuple[str, str]) -> Iterator[Visitor]:
    """A visitor of `way`: size and language."""
    size, locale = way
    complaints: list[str] = []
    phone = size == "phone"
    with browser.new_context(locale=locale, viewport=SIZES[size], has_touch=phone, is_mobile=phone) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        yield Visitor(page, site, locale)
    grave = [text for text in complaints if not any(known in text for known in _HARMLESS)]
    assert grave == [], grave


@cache
def _axe() -> str:
    """The source of axe-core, run in the page itself: its policy lets no foreign script in."""
    return Path(ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
