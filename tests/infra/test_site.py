"""The built site: what the dealer's first page loads, what it may not hold, and that it runs under its policy."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.deploy import SITE

FIRST_PAGE = ("index.html", "src/home/home_page.tsx")
WORDS = ("src/home/words/zh-CN.json", "src/orders/words/zh-CN.json")
MOST = 200 * 1024


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """What the build says of its parts; `make test` builds the site first."""
    found: dict[str, Any] = json.loads((SITE / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    return found


def files(manifest: dict[str, Any], *names: str) -> set[str]:
    """The scripts that come with these parts: their own and those that they cannot do without."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        part = manifest[name]
        found.add(part["file"])
        waiting += part.get("imports", [])
    return found


def test_the_dealers_first_page_loads_at_most_200_kb_of_script(manifest: dict[str, Any]) -> None:
    loaded = files(manifest, *FIRST_PAGE, *WORDS)
    sizes = {name: len(gzip.compress((SITE / name).read_bytes())) for name in loaded if name.endswith(".js")}
    assert sum(sizes.values()) <= MOST, sizes


def test_staff_pages_load_on_demand(manifest: dict[str, Any]) -> None:
    first = files(manifest, *FIRST_PAGE)
    for page in ("src/rebates/settlement_page.tsx", "src/insights/audit_page.tsx", "src/settings/settings_page.tsx"):
        assert manifest[page]["isDynamicEntry"] is True
        assert manifest[page]["file"] not in first


def scripts() -> Iterator[Path]:
    yield from SITE.rglob("*.js")


def test_no_secret_and_no_address_is_in_the_build() -> None:
    for script in scripts():
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"AKIA[0-9A-Z]{16}|BEGIN [A-Z ]*PRIVATE KEY|amazonaws\.com|cloudfront", text), script.name


def test_the_page_holds_no_script_of_its_own() -> None:
    """The policy lets no inline script run: every script is a file of the site."""
    page = (SITE / "index.html").read_text(encoding="utf-8")
    for attributes, inside in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
        assert "src=" in attributes
        assert inside.strip() == ""
    assert not re.search(r"\son[a-z]+=", page)


def test_style_sheets_go_before_scripts_on_a_thin_line() -> None:
    page = (SITE / "index.html").read_text(encoding="utf-8")
    loads = re.findall(r'<script[^>]*\bsrc=[^>]*>|<link rel="modulepreload"[^>]*>', page)
    assert len(loads) > 1
    assert [load for load in loads if 'fetchpriority="low"' not in load] == []
