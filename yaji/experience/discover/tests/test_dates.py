"""Days as people name them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaji.experience.discover import dates
from yaji.experience.discover.types import DateRange

WEDNESDAY = date(2026, 11, 25)
SATURDAY = date(2026, 11, 28)
SUNDAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("name", "today", "first", "last"),
    [
        ("today", WEDNESDAY, WEDNESDAY, WEDNESDAY),
        ("tomorrow", WEDNESDAY, date(2026, 11, 26), date(2026, 11, 26)),
        ("weekend", WEDNESDAY, SATURDAY, SUNDAY),
        ("weekend", SATURDAY, SATURDAY, SUNDAY),
        ("weekend", SUNDAY, SUNDAY, SUNDAY),
        ("week", WEDNESDAY, WEDNESDAY, date(2026, 12, 1)),
    ],
)
def test_named_days(name, today, first, last):
    assert dates.days(name, "", today) == DateRange(first, last, name)


def test_a_date_a_range_and_a_range_the_wrong_way_round():
    assert dates.days("2026-12-05", "", WEDNESDAY) == DateRange(date(2026, 12, 5), date(2026, 12, 5))
    expected = DateRange(date(2026, 12, 5), date(2026, 12, 9))
    assert dates.days("2026-12-05", "2026-12-09", WEDNESDAY) == expected
    assert dates.days("2026-12-09", "2026-12-05", WEDNESDAY) == expected


def test_the_past_is_not_looked_into():
    assert dates.days("2026-11-01", "", WEDNESDAY) is None
    assert dates.days("2026-11-01", "2026-12-01", WEDNESDAY) == DateRange(WEDNESDAY, date(2026, 12, 1))


@pytest.mark.parametrize(
    "text", ["", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "soon", "%", "２０２６-11-30"]
)
def test_what_cannot_be_meant_is_no_filter(text):
    assert dates.days(text, "", WEDNESDAY) is None
    assert dates.days("", text, WEDNESDAY) is None


@given(st.text(max_size=12), st.text(max_size=12), st.dates(min_value=date(2000, 1, 1), max_value=date(2900, 1, 1)))
def test_any_text_gives_days_to_come_or_none(text, until, today):
    found = dates.days(text, until, today)
    assert found is None or today <= found.first <= found.last <= found.first + timedelta(days=366)


@given(st.text(max_size=8), st.dates(min_value=date(2000, 1, 1), max_value=date(2900, 1, 1)))
def test_a_month_always_begins_with_its_first_day(text, today):
    first = dates.month(text, today)
    assert first.day == 1
    assert dates.month_before(dates.month_after(first)) == first


def test_months():
    assert dates.month("2027-02", WEDNESDAY) == date(2027, 2, 1)
    assert dates.month("2026-01", WEDNESDAY) == date(2026, 11, 1)
    assert dates.month("nonsense", WEDNESDAY) == date(2026, 11, 1)
