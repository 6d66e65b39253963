"""The one statement behind a search: a page of documents and all counts, from one set of hits."""
# ruff: noqa: S608  # the texts are put together here from our own words; what was asked is always a parameter

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from yaji.experience.discover.engines import engine
from yaji.experience.discover.engines.columns import COLUMNS
from yaji.experience.discover.types import DateRange, Filters, Level
from yaji.kit import sql

#: days counted for the strip of dates
STRIP = 14


@dataclass(frozen=True)
class Answer:
    """``page``: ids in order, one more than asked for if there are more. ``groups``: how many documents by
    (category, city) under the date and price filters. ``days``: how many by day under all filters but the
    date. ``hits``: how many have the words at all."""

    page: list[int]
    groups: dict[tuple[str, str], int]
    days: dict[date, int]
    hits: int


@dataclass(frozen=True)
class Span:
    """Which part of the result is wanted, and at which moment the question is asked."""

    now: datetime
    today: date
    size: int
    offset: int = 0


class _Statement:
    """SQL text and its parameters, growing together. Texts are ours; what was asked is always a parameter."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.params: list[Any] = []

    def add(self, text: str, *params: Any) -> "_Statement":
        self.text.append(text)
        self.params.extend(params)
        return self

    def run(self) -> list[tuple[Any, ...]]:
        return sql.run("".join(self.text), self.params)


def ask(levels: Sequence[Level], filters: Filters, span: Span) -> Answer:
    """Documents that are not over and are in one of ``levels`` (all of them, if there are none)."""
    statement = _Statement().add("WITH ")
    table = _hits(statement, levels, filters.days, span)
    _page(statement, table, bool(levels), filters, span)
    _groups(statement.add(" UNION ALL "), table, filters)
    _by_day(statement.add(" UNION ALL "), bool(levels), filters, span)
    if levels:
        statement.add(" UNION ALL SELECT 'hits', '', COUNT(*), '' FROM found")
    return _read(statement.run())


def first(levels: Sequence[Level], filters: Filters, span: Span) -> list[int]:
    """Only the page of :func:`ask`, without counts: one more id than asked for if there are more."""
    statement = _Statement().add("WITH ")
    table = _hits(statement, levels, filters.days, span)
    _page(statement, table, bool(levels), filters, span)
    return _read(statement.run()).page


def first_of_each(categories: Sequence[str], limit: int, now: datetime) -> list[int]:
    """The next few documents of each category, all sooner first."""
    statement = _Statement().add("SELECT id FROM (")
    for n, category in enumerate(categories):
        statement.add(" UNION ALL " if n else "").add(
            "SELECT * FROM (SELECT id, starts_at FROM discover_entry WHERE category = %s AND ends_at >= %s "
            f"ORDER BY starts_at, id LIMIT %s) AS c{n}",
            category,
            now,
            limit,
        )
    statement.add(") AS each_category ORDER BY starts_at, id")
    return [row[0] for row in statement.run()] if categories else []


def alike(ref: str, now: datetime, limit: int) -> list[int]:
    """What is to come of the same category as document ``ref``: in its city first, sooner first. Without itself."""
    statement = _Statement().add(
        "WITH own AS MATERIALIZED (SELECT e.id, e.category, e.city_code FROM discover_entry e "
        "JOIN discover_document d ON d.id = e.id WHERE d.ref = %s) SELECT id FROM (",
        ref,
    )
    for far, is_it in enumerate(("=", "<>")):
        statement.add(" UNION ALL " if far else "").add(
            f"SELECT * FROM (SELECT e.id, e.starts_at, {far} AS far FROM discover_entry e "
            f"WHERE e.category = (SELECT category FROM own) AND e.city_code {is_it} (SELECT city_code FROM own) "
            f"AND e.id <> (SELECT id FROM own) AND e.ends_at >= %s ORDER BY e.starts_at, e.id LIMIT %s) AS part{far}",
            now,
            limit,
        )
    statement.add(") AS parts ORDER BY far, starts_at, id LIMIT %s", limit)
    return [row[0] for row in statement.run()]


def _hits(statement: _Statement, levels: Sequence[Level], days: DateRange | None, span: Span) -> str:
    """What has the words and is to come in the asked days, as a table of
    (id, level, soon, category, city_code, price_units); its name.

    With words it is found once and kept. Without, and without days, the table's own indexes serve each
    part of the answer better than a set kept aside.
    """
    if levels:
        found, params = engine().found(levels)
        statement.add(f"found AS MATERIALIZED ({found} AND e.ends_at >= %s) ", *params, span.now)
    else:
        found = f"SELECT 0 AS level, {COLUMNS} FROM discover_entry e WHERE e.ends_at >= %s"
        statement.add(f"found AS NOT MATERIALIZED ({found}) ", span.now)
    if days is None:
        return "found"
    _on_days(statement.add(", "), days, span)
    if not levels:
        return "onday"
    statement.add(", hit AS MATERIALIZED (SELECT found.level, onday.* FROM found JOIN onday ON onday.id = found.id) ")
    return "hit"


def _on_days(statement: _Statement, days: DateRange, span: Span) -> None:
    """What is to come in these days. Only where a day has begun are its single moments looked at."""
    several = days.first != days.last
    soon = (
        "CASE WHEN first_at >= %s THEN first_at ELSE (SELECT MIN(m.starts_at) FROM discover_moment m "
        "WHERE m.document_id = discover_day.document_id AND m.starts_at >= %s) END"
    )
    statement.add("onday AS MATERIALIZED (SELECT document_id AS id, category, city_code, price_units, ")
    statement.add(f"{f'MIN({soon})' if several else soon} AS soon", span.now, span.now)
    statement.add(
        " FROM discover_day WHERE local_date BETWEEN %s AND %s AND last_at >= %s",
        days.first.isoformat(),
        days.last.isoformat(),
        span.now,
    )
    statement.add(" GROUP BY document_id, category, city_code, price_units) " if several else ") ")


def _page(statement: _Statement, table: str, by_words: bool, filters: Filters, span: Span) -> None:
    order = "level, soon, id" if by_words else "soon, id"
    statement.add(f"SELECT 'item' AS part, CAST(id AS text) AS a, ROW_NUMBER() OVER (ORDER BY {order}) AS n, ")
    statement.add(f"'' AS b FROM (SELECT * FROM {table} WHERE 1 = 1")
    _narrow(statement, table, filters)
    statement.add(f" ORDER BY {order} LIMIT %s OFFSET %s) AS page", span.size + 1, span.offset)


def _groups(statement: _Statement, table: str, filters: Filters) -> None:
    statement.add(f"SELECT 'group', category, COUNT(*), city_code FROM {table} WHERE 1 = 1")
    _price(statement, table, filters)
    statement.add(" GROUP BY category, city_code")


def _by_day(statement: _Statement, by_words: bool, filters: Filters, span: Span) -> None:
    statement.add("SELECT 'day', CAST(d.local_date AS text), COUNT(*), '' FROM discover_day d")
    if by_words:
        statement.add(" JOIN found ON found.id = d.document_id")
    statement.add(
        " WHERE d.local_date BETWEEN %s AND %s AND d.last_at >= %s",
        span.today.isoformat(),
        (span.today + timedelta(days=STRIP - 1)).isoformat(),
        span.now,
    )
    _narrow(statement, "d", filters)
    statement.add(" GROUP BY d.local_date")


def _narrow(statement: _Statement, table: str, filters: Filters) -> None:
    if filters.category:
        statement.add(f" AND {table}.category = %s", filters.category)
    if filters.city:
        statement.add(f" AND {table}.city_code = %s", filters.city)
    _price(statement, table, filters)


def _price(statement: _Statement, table: str, filters: Filters) -> None:
    if filters.max_price is not None:
        statement.add(f" AND {table}.price_units <= %s", filters.max_price)


def _read(rows: Sequence[tuple[Any, ...]]) -> Answer:
    page: dict[int, int] = {}
    groups: dict[tuple[str, str], int] = {}
    days: dict[date, int] = {}
    hits = 0
    for part, a, n, b in rows:
        if part == "item":
            page[n] = int(a)
        elif part == "group":
            groups[a, b] = n
        elif part == "day":
            days[date.fromisoformat(a)] = n
        else:
            hits = n
    return Answer([page[n] for n in sorted(page)], groups, days, hits)
