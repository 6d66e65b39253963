"""The engine of this database gives exactly what a plain reading of the documents gives.

The suite runs on both engines, so both are held to the same independent model, and so to one another.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from yaji.experience.discover import queries
from yaji.experience.discover.engines import sqlite
from yaji.experience.discover.factories import describe
from yaji.kit.text import LocalText

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
LATIN = ("ab", "abc", "abcd", "moon", "moonlight", "river", "42", "a")
HAN = "牡丹亭游园惊梦"
CATEGORIES = ("concert", "cinema")
CITIES = ("shanghai", "suzhou", "hangzhou")


@dataclass
class Model:
    """A document as the model sees it: for each field the token lists of its texts."""

    n: int
    fields: list[list[list[str]]]
    category: str
    city: str
    moments: list[datetime]
    price: int | None


def cut(text):
    """Tokens by the simplest rule that is right for the letters used here."""
    spaced = "".join(f" {c} " if c in HAN else c for c in text)
    return spaced.lower().split()


def some_text(chance):
    parts = []
    for _ in range(chance.randrange(0, 5)):
        han = "".join(chance.choices(HAN, k=chance.randrange(1, 4)))
        parts.append(chance.choice([han, chance.choice(LATIN)]))
    return " ".join(parts)


def some_documents(chance, count):
    models, documents = [], []
    for n in range(count):
        texts = {name: LocalText({"en": some_text(chance), "zh-hans": some_text(chance)}) for name in TEXTS}
        moments = [NOW + timedelta(days=chance.randrange(-3, 12), hours=chance.randrange(-6, 6)) for _ in range(3)]
        moments = moments[: chance.randrange(0, 4)]
        city, category = chance.choice(CITIES), chance.choice(CATEGORIES)
        price = chance.choice([None, 0, 5_000, 5_001, 40_000])
        documents.append(
            describe(
                f"shw_{n:03d}",
                **texts,
                city=LocalText({"en": city}),
                city_code=city,
                category=category,
                moments=moments,
                price_from=price,
                currency="CNY",
                zone_name="Asia/Shanghai",
            )
        )
        fields = [[cut(text) for text in texts[name].values()] for name in TEXTS]
        fields[2].append([city])
        models.append(Model(n, fields, category, city, sorted(moments), price))
    return models, documents


TEXTS = ("title", "people", "venue", "summary")


def holds(phrase, text, prefix):
    size = len(phrase)
    for start in range(len(text) - size + 1):
        part = text[start : start + size]
        if part[:-1] == phrase[:-1] and (part[-1] == phrase[-1] or (prefix and part[-1].startswith(phrase[-1]))):
            return True
    return False


def level(model, query):
    """The first rank in which every chunk of the query is found, or None."""
    chunks = [cut(chunk) for chunk in query.split()]
    chunks = [chunk for chunk in chunks if chunk != ["a"]] or chunks
    for n in range(1, 5):
        texts = [text for field in model.fields[:n] for text in field]
        if all(
            any(holds(chunk, text, may_go_on(chunk) and i == len(chunks) - 1) for text in texts)
            for i, chunk in enumerate(chunks)
        ):
            return n
    return None


def may_go_on(chunk):
    return chunk[-1] not in HAN and len(chunk[-1]) > 1


def local_day(moment):
    return (moment + timedelta(hours=8)).date()


def upcoming(model, days):
    return [m for m in model.moments if m >= NOW and (days is None or days[0] <= local_day(m) <= days[1])]


def expected(models, query, category, city, days, price):
    """Refs in order, and the counts of categories, cities and days."""
    hits = [(found, m) for m in models if (found := level(m, query) if query else 1)]
    alive = [(found, m) for found, m in hits if not m.moments or m.moments[-1] >= NOW]
    priced = [(f, m) for f, m in alive if price is None or (m.price is not None and m.price <= price * 100)]
    timed = [(f, m) for f, m in priced if days is None or upcoming(m, days)]
    shown = [(f, m) for f, m in timed if category in ("", m.category) and city in ("", m.city)]
    never = datetime(9999, 1, 1, tzinfo=UTC)
    shown.sort(key=lambda entry: (entry[0], min(upcoming(entry[1], days), default=never), entry[1].n))
    by_category = {c: sum(m.category == c and city in ("", m.city) for _, m in timed) for c in CATEGORIES}
    by_city = {c: sum(m.city == c and category in ("", m.category) for _, m in timed) for c in CITIES}
    strip = [TODAY + timedelta(days=n) for n in range(14)]
    chosen = [m for _, m in priced if category in ("", m.category) and city in ("", m.city)]
    by_day = {day: sum(bool(upcoming(m, (day, day))) for m in chosen) for day in strip}
    return [f"shw_{m.n:03d}" for _, m in shown], by_category, by_city, by_day, bool(alive)


def some_query(chance):
    parts = []
    for _ in range(chance.choice([0, 1, 1, 2, 2, 3])):
        han = "".join(chance.choices(HAN, k=chance.randrange(1, 4)))
        latin = chance.choice([*LATIN, "moo", "ri", "moonl"])
        parts.append(chance.choice([han, han, latin, latin + han[0], han[0] + latin]))
    return " ".join(parts)


def some_filters(chance):
    days = chance.choice([None, (TODAY + timedelta(days=1), TODAY + timedelta(days=3)), (TODAY, TODAY)])
    return chance.choice(["", "concert"]), chance.choice(["", "suzhou"]), days, chance.choice([None, 0, 50, 51])


@pytest.mark.parametrize(("seed", "wordy"), [(0, 4), (1, 4), (2, 1), (3, 1), (4, 99)])
@time_machine.travel(NOW, tick=False)
def test_answers_equal_a_plain_reading(index, monkeypatch, seed, wordy):
    """250 documents, 120 queries for each of five seeds: the same refs in the same order, the same counts.

    SQLite has two ways to rank; ``wordy`` says from how many words on it takes the second.
    """
    monkeypatch.setattr(sqlite, "WORDY", wordy)
    chance = random.Random(seed)
    models, documents = some_documents(chance, 250)
    index(*documents)
    compared = 0
    while compared < 120:
        query = some_query(chance)
        category, city, days, price = some_filters(chance) if compared % 2 else ("", "", None, None)
        refs, by_category, by_city, by_day, found_any = expected(models, query, category, city, days, price)
        if not found_any:
            continue  # the search goes on with corrections, which have tests of their own
        when, until = (days[0].isoformat(), days[1].isoformat()) if days else ("", "")
        got = queries.search(
            query, category=category, city=city, when=when, until=until, max_price=price, size=len(models)
        )
        asked = (query, category, city, days, price)
        assert [item.ref for item in got.items] == refs, asked
        assert got.total == len(refs), asked
        assert {c.value: c.count for c in got.facets.categories if c.count} == {
            k: n for k, n in by_category.items() if n
        }
        assert {c.value: c.count for c in got.facets.cities if c.count} == {k: n for k, n in by_city.items() if n}, (
            asked
        )
        assert {d.day: d.count for d in got.facets.days} == by_day, asked
        compared += 1


@time_machine.travel(NOW, tick=False)
def test_pages_follow_one_another_without_gap_or_repeat(index):
    _, documents = some_documents(random.Random(3), 120)
    index(*documents)
    for query in ("", "moon", "牡"):
        whole = [item.ref for item in queries.search(query, size=500).items]
        answer = queries.search(query, size=7)
        pages = [item.ref for item in answer.items]
        while answer.more:
            answer = queries.search(query, size=7, page=answer.page + 1)
            pages += [item.ref for item in answer.items]
        assert pages == whole
        assert len(whole) > 14
