"""Days as people ask for them. Pure: today is given, because it depends on where the venue is."""

from datetime import date, timedelta

from yaji.experience.discover.types import DateRange

#: the words that name days, in the order they are offered
NAMES = ("today", "tomorrow", "weekend", "week")
#: no one looks for a show further away; keeps every date the calendar can do sums with
HORIZON = timedelta(days=1100)
LONGEST = timedelta(days=366)


def named(name: str, today: date) -> DateRange | None:
    """The days ``name`` means today. The weekend is what is left of this week's, or the coming one."""
    if name == "today":
        return DateRange(today, today, name)
    if name == "tomorrow":
        tomorrow = today + timedelta(days=1)
        return DateRange(tomorrow, tomorrow, name)
    if name == "week":
        return DateRange(today, today + timedelta(days=6), name)
    if name == "weekend":
        sunday = today + timedelta(days=6 - today.weekday())
        return DateRange(max(today, sunday - timedelta(days=1)), sunday, name)
    return None


def iso(text: str) -> date | None:
    """The date written ``YYYY-MM-DD``, or None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def days(text: str, until: str, today: date) -> DateRange | None:
    """The days of “when” and, for a range, “until”; None means any day.

    Dates that cannot be meant (the year 1, the year 9000) are no filter. The past is not looked into,
    a range the wrong way round is turned, and one end alone is one day.
    """
    found = named(text, today)
    if found:
        return found
    ends = [day for day in (iso(text), iso(until)) if day and abs(day - today) <= HORIZON]
    if not ends or max(ends) < today:
        return None
    first = max(min(ends), today)
    return DateRange(first, min(max(ends), first + LONGEST))


def month(text: str, today: date) -> date:
    """The first day of the month written ``YYYY-MM``; this month for anything else or further away."""
    first = iso(f"{text}-01")
    return first if first and today.replace(day=1) <= first <= today + HORIZON else today.replace(day=1)


def month_after(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
