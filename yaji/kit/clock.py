"""The only place that asks what time it is. Aware UTC inside, local time at the edge."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)
