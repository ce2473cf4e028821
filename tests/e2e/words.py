"""The front end's own words, so that tests name buttons and headings as a reader of either language does."""

import json
from functools import cache

from infra.packaging import ROOT


class Words:
    """`say("orders:do.ship")` in one language, its places filled in."""

    def __init__(self, locale: str) -> None:
        self._locale = locale

    def __call__(self, key: str, **values: object) -> str:
        feature, _, name = key.partition(":")
        text = _words(feature, self._locale)[name]
        for place, value in values.items():
            assert f"{{{place}}}" in text, (key, place)
            text = text.replace(f"{{{place}}}", str(value))
        return text


@cache
def _words(feature: str, locale: str) -> dict[str, str]:
    found = ROOT / "web" / "src" / feature / "words" / f"{locale}.json"
    read: dict[str, str] = json.loads(found.read_text(encoding="utf-8"))
    return read
