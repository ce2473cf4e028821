"""A campaign's days and states."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.promotions.campaign_rules import LIFECYCLE, PromotionStanding, State, standing, validity

_P = PromotionStanding


@pytest.mark.parametrize(
    ("today", "stands"),
    [("2026-10-31", _P.UPCOMING), ("2026-11-01", _P.RUNNING), ("2026-11-30", _P.RUNNING), ("2026-12-01", _P.OVER)],
)
def test_a_published_campaign_stands_by_its_days(today: str, stands: PromotionStanding) -> None:
    assert standing(State.PUBLISHED, "2026-11-01", "2026-11-30", date.fromisoformat(today)) is stands


@pytest.mark.parametrize("state", [State.DRAFT, State.ENDED, State.WITHDRAWN])
def test_any_other_state_stands_whatever_the_day(state: State) -> None:
    assert standing(state, "2026-11-01", "2026-11-30", date(2026, 11, 15)) == state.value


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("Asia/Shanghai", datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 11, 1, 16, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)),
    ],
)
def test_it_is_in_force_until_the_last_instant_of_its_last_day(zone: str, begins: datetime, ends: datetime) -> None:
    """The second is a day of 25 hours: the clocks are set back."""
    day = date(2026, 11, 1)
    assert validity(day, day, ZoneInfo(zone)) == (begins, ends)
    last = (ends - timedelta(microseconds=1)).astimezone(ZoneInfo(zone))
    assert (last.date(), last.hour, last.minute, last.second) == (day, 23, 59, 59)


def test_every_state_can_be_reached() -> None:
    assert LIFECYCLE.unreachable() == set()
