"""Periods in the business time zone: forms, edges, and the instants at which they begin and end."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kernel.periods import Period, PeriodKind, business_day, day_starts

LAW = settings(derandomize=True, deadline=None, database=None, max_examples=100)
SHANGHAI, NEW_YORK, SAO_PAULO = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), ZoneInfo("America/Sao_Paulo")

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
KINDS = st.sampled_from(PeriodKind)
PERIODS = st.builds(Period.of, DAYS, KINDS)
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
ZONES = st.sampled_from([SHANGHAI, NEW_YORK, SAO_PAULO, ZoneInfo("UTC"), ZoneInfo("Pacific/Apia")])


class TestForms:
    @pytest.mark.parametrize(
        ("text", "kind", "first_day", "last_day"),
        [
            ("2026-10", PeriodKind.MONTH, date(2026, 10, 1), date(2026, 10, 31)),
            ("2026-12", PeriodKind.MONTH, date(2026, 12, 1), date(2026, 12, 31)),
            ("2028-02", PeriodKind.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
            ("2026-Q1", PeriodKind.QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
            ("2026-Q4", PeriodKind.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
            ("2026", PeriodKind.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        ],
    )
    def test_a_text_and_its_days(self, text: str, kind: PeriodKind, first_day: date, last_day: date) -> None:
        period = Period.parse(text)
        assert (period.kind, period.first_day, period.last_day) == (kind, first_day, last_day)
        assert str(period) == text

    @pytest.mark.parametrize(
        "text",
        ["", "26", "2026-13", "2026-00", "2026-1", "2026-Q0", "2026-Q5", "2026-q1", "2026-10-01", " 2026", "0999"],
    )
    def test_nothing_else_is_a_period(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not a period"):
            Period.parse(text)

    @LAW
    @given(PERIODS)
    def test_a_text_reads_back(self, period: Period) -> None:
        assert Period.parse(str(period)) == period


class TestEdges:
    @pytest.mark.parametrize(
        ("day", "quarter"),
        [
            (date(2026, 3, 31), "2026-Q1"),
            (date(2026, 4, 1), "2026-Q2"),
            (date(2026, 9, 30), "2026-Q3"),
            (date(2026, 12, 31), "2026-Q4"),
        ],
    )
    def test_the_quarter_of_a_day(self, day: date, quarter: str) -> None:
        assert Period.of(day, PeriodKind.QUARTER) == Period.parse(quarter)

    @pytest.mark.parametrize(
        ("text", "previous", "following", "last_year"),
        [
            ("2026-01", "2025-12", "2026-02", "2025-01"),
            ("2026-12", "2026-11", "2027-01", "2025-12"),
            ("2026-Q1", "2025-Q4", "2026-Q2", "2025-Q1"),
            ("2026-Q4", "2026-Q3", "2027-Q1", "2025-Q4"),
            ("2026", "2025", "2027", "2025"),
        ],
    )
    def test_neighbours(self, text: str, previous: str, following: str, last_year: str) -> None:
        period = Period.parse(text)
        assert [str(each) for each in (period.previous(), period.next(), period.last_year())] == [
            previous,
            following,
            last_year,
        ]

    def test_months(self) -> None:
        quarter = Period.parse("2026-Q4")
        assert [str(month) for month in quarter.months()] == ["2026-10", "2026-11", "2026-12"]
        assert [quarter.ends_in(month) for month in quarter.months()] == [False, False, True]
        assert not quarter.ends_in(Period.parse("2025-12"))

    @pytest.mark.parametrize(
        ("outer", "inner", "covers"),
        [
            ("2026", "2026-Q4", True),
            ("2026-Q4", "2026-12", True),
            ("2026-Q4", "2026-Q4", True),
            ("2026-Q4", "2026-09", False),
            ("2026-Q4", "2027-01", False),
            ("2026-12", "2026-Q4", False),
        ],
    )
    def test_covers(self, outer: str, inner: str, covers: bool) -> None:
        assert Period.parse(outer).covers(Period.parse(inner)) is covers

    @LAW
    @given(DAYS, KINDS)
    def test_a_day_lies_in_its_period_and_in_no_other(self, day: date, kind: PeriodKind) -> None:
        period = Period.of(day, kind)
        assert period.first_day <= day <= period.last_day
        assert period.previous().last_day == period.first_day - timedelta(days=1)
        assert period.next().first_day == period.last_day + timedelta(days=1)
        assert period.covers(Period.of(day))


class TestInstants:
    def test_a_month_in_shanghai_begins_at_its_midnight(self) -> None:
        october = Period.parse("2026-10")
        assert october.starts_at(SHANGHAI) == datetime(2026, 9, 30, 16, tzinfo=UTC)
        assert october.ends_at(SHANGHAI) == datetime(2026, 10, 31, 16, tzinfo=UTC)
        assert october.last_instant(SHANGHAI) == datetime(2026, 10, 31, 15, 59, 59, 999999, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("instant", "day"),
        [
            (datetime(2026, 10, 31, 15, 59, 59, 999999, tzinfo=UTC), date(2026, 10, 31)),
            (datetime(2026, 10, 31, 16, tzinfo=UTC), date(2026, 11, 1)),
            (datetime(2026, 12, 31, 16, tzinfo=UTC), date(2027, 1, 1)),
        ],
    )
    def test_the_business_day_changes_at_midnight_in_shanghai(self, instant: datetime, day: date) -> None:
        assert business_day(instant, SHANGHAI) == day

    @pytest.mark.parametrize(("month", "hours"), [("2026-03", 743), ("2026-11", 721), ("2026-10", 744)])
    def test_a_month_with_a_change_of_clocks_has_its_own_length(self, month: str, hours: int) -> None:
        period = Period.parse(month)
        assert period.ends_at(NEW_YORK) - period.starts_at(NEW_YORK) == timedelta(hours=hours)

    def test_a_day_without_a_midnight_begins_when_the_clocks_change(self) -> None:
        """In 2018 São Paulo went from 23:59:59 on 3 November to 01:00 on the 4th."""
        begins = day_starts(date(2018, 11, 4), SAO_PAULO)
        assert begins == datetime(2018, 11, 4, 3, tzinfo=UTC)
        assert business_day(begins, SAO_PAULO) == date(2018, 11, 4)
        assert business_day(begins - timedelta(microseconds=1), SAO_PAULO) == date(2018, 11, 3)

    @LAW
    @given(INSTANTS, ZONES, KINDS)
    def test_an_instant_lies_in_the_period_of_its_business_day(
        self, instant: datetime, zone: ZoneInfo, kind: PeriodKind
    ) -> None:
        period = Period.of(business_day(instant, zone), kind)
        assert period.starts_at(zone) <= instant <= period.last_instant(zone)
        assert period.ends_at(zone) == period.next().starts_at(zone)
