"""What a person finds."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from yaji.experience.discover import queries, steps
from yaji.experience.discover.factories import describe
from yaji.experience.discover.models import Entry
from yaji.kernel.catalog.ports import recommenders
from yaji.kit.testing import count_statements
from yaji.kit.text import local

pytestmark = pytest.mark.django_db

#: a Wednesday, noon in Shanghai
NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def at(days, hour=19, minute=30):
    """So many days from today at this time in Shanghai."""
    return datetime(2026, 11, 25, hour - 8, minute, tzinfo=UTC) + timedelta(days=days)


def refs(*args, **kwargs):
    return [found.ref for found in queries.search(*args, **kwargs).items]


@pytest.fixture
def town(index):
    """A few shows that differ in what is searched for."""
    shanghai = {"city_code": "shanghai", "city": local("Shanghai", "上海"), "zone_name": "Asia/Shanghai"}
    suzhou = {"city_code": "suzhou", "city": local("Suzhou", "苏州"), "zone_name": "Asia/Shanghai"}
    index(
        describe(
            "peony",
            title=local("The Peony Pavilion", "牡丹亭"),
            summary=local("Kunqu in one evening", "昆曲 一夜本"),
            people=local("Xunmeng Ensemble", "寻梦昆剧社"),
            category="performance",
            moments=[at(0), at(3)],
            price_from=18_000,
            currency="CNY",
            **suzhou,
        ),
        describe(
            "beethoven",
            title=local("Beethoven’s Ninth", "贝多芬第九交响曲"),
            people=local("Antonín Dvořák Quartet", "德沃夏克四重奏"),
            venue=local("Tinglan House", "听澜剧院"),
            moments=[at(1)],
            price_from=40_000,
            currency="CNY",
            **shanghai,
        ),
        describe(
            "dvorak",
            title=local("From the New World", "自新大陆"),
            summary=local("Dvořák and Beethoven", "德沃夏克与贝多芬"),
            moments=[at(2)],
            price_from=8_000,
            currency="CNY",
            **shanghai,
        ),
        describe(
            "lamps", title=local("Lamps of the river", "江上灯火"), category="exhibition", price_from=0, currency="CNY"
        ),
        describe("over", title=local("Yesterday’s Peony", "昨日牡丹"), moments=[at(-1)], **shanghai),
    )


def test_one_chinese_character_finds_a_title(town):
    assert refs("牡") == ["peony"]
    assert refs("亭") == ["peony"]


def test_several_characters_are_a_phrase_in_order(town):
    assert refs("牡丹亭") == ["peony"]
    assert refs("交响") == ["beethoven"]
    assert queries.search("响交").approximate


def test_accents_and_case_do_not_matter(town):
    for typed in ("dvorak", "DVOŘÁK", "Dvořák", "ｄｖｏｒａｋ"):
        assert refs(typed) == ["beethoven", "dvorak"]


def test_title_beats_people_beats_venue_beats_summary_and_sooner_wins_ties(index):
    index(
        describe("summary", summary="moon", moments=[at(1)]),
        describe("venue", venue="moon", moments=[at(2)]),
        describe("people", people="moon", moments=[at(3)]),
        describe("later", title="moon", moments=[at(5)]),
        describe("sooner", title="moon", moments=[at(4)]),
        describe("undated", title="moon"),
    )
    assert refs("moon") == ["sooner", "later", "undated", "people", "venue", "summary"]


def test_words_may_be_in_different_fields_and_languages(town):
    assert refs("peony 苏州") == ["peony"]
    assert refs("贝多芬 tinglan") == ["beethoven"]
    assert refs("concert shanghai") == ["beethoven", "dvorak"]


def test_the_last_word_may_be_unfinished(town):
    assert refs("the peo") == ["peony"]
    assert refs("peo the") == ["peony"]
    assert refs("beeth nin") == []


@pytest.mark.parametrize("typed", ["beethovn", "bethoven", "beehtoven", "beethovven", "beetoven"])
def test_a_typing_error_is_corrected_and_said(town, typed):
    results = queries.search(f"{typed} ninth")
    assert [found.ref for found in results.items] == ["beethoven"]
    assert results.corrected == "beethoven ninth"


def test_a_correct_query_is_not_corrected(town):
    assert queries.search("beethoven").corrected == ""
    assert queries.search("peony", city="shanghai").corrected == ""


def test_one_wrong_or_missing_character_still_finds(town):
    for typed in ("牡单亭", "牡丹停", "牡的丹亭"):
        results = queries.search(typed)
        assert [found.ref for found in results.items] == ["peony"], typed
        assert results.approximate


def test_what_shares_most_characters_comes_first(index):
    index(
        describe("three", title="春江花好", moments=[at(9)]),
        describe("two", title="春江", moments=[at(1)]),
        describe("four", title="花月春江", moments=[at(8)]),
    )
    assert refs("春江花月夜") == ["four", "three"]


def test_nothing_like_it_is_nothing(town):
    results = queries.search("zzzzqqqq")
    assert (results.items, results.total, results.corrected, results.approximate) == ([], 0, "", False)


def test_what_is_over_is_not_listed_and_what_has_no_date_is(town):
    assert refs() == ["peony", "beethoven", "dvorak", "lamps"]
    with time_machine.travel(at(0, 20), tick=False):
        assert queries.search("peony").items[0].starts_at == at(3)
    with time_machine.travel(at(4), tick=False):
        assert refs() == ["lamps"]
        assert refs("peony") == []


@pytest.mark.req("TIX-07")
def test_filters_by_category_city_day_and_price(town):
    assert refs(category="performance") == ["peony"]
    assert refs(city="shanghai") == ["beethoven", "dvorak"]
    assert refs(when="today") == ["peony"]
    assert refs(when="tomorrow") == ["beethoven"]
    assert refs(when="weekend") == ["peony"]
    assert refs(when="2026-11-26", until="2026-11-27") == ["beethoven", "dvorak"]
    assert refs(max_price=180) == ["peony", "dvorak", "lamps"]
    assert refs(max_price=179) == ["dvorak", "lamps"]
    assert refs(max_price=0) == ["lamps"]


def test_the_shown_date_is_one_of_the_asked_days(town):
    [found] = queries.search(when="weekend").items
    assert found.starts_at == at(3)
    assert str(found.starts_at.tzinfo) == "Asia/Shanghai"
    assert found.more == 0
    assert queries.search("peony").items[0].more == 1


def test_counts_leave_out_the_facets_own_filter(town):
    facets = queries.search(city="shanghai", category="concert").facets
    assert {count.value: count.count for count in facets.cities} == {"shanghai": 2}
    assert {count.value: count.count for count in facets.categories} == {"concert": 2}
    facets = queries.search(when="tomorrow").facets
    assert [day.count for day in facets.days[:4]] == [1, 1, 1, 1]
    assert len(facets.days) == 14
    assert str(facets.cities[0].label) == "Shanghai"


def test_a_chosen_city_stays_among_the_choices_when_nothing_is_left(town):
    facets = queries.search(city="suzhou", when="tomorrow").facets
    assert [(count.value, count.count) for count in facets.cities] == [("shanghai", 1), ("suzhou", 0)]


def test_today_is_the_venues_day(index):
    """At noon in Shanghai it is still yesterday evening in New York."""
    index(
        describe(
            "there",
            city_code="ny",
            city="New York",
            zone_name="America/New_York",
            moments=[NOW + timedelta(minutes=30)],
        ),
        describe("here", city_code="sh", city="Shanghai", zone_name="Asia/Shanghai", moments=[at(0), at(1)]),
        describe("near", city_code="sh", city="Shanghai", zone_name="Asia/Shanghai", moments=[at(0)]),
    )
    assert queries.local_today("ny").isoformat() == "2026-11-24"
    assert queries.local_today("sh").isoformat() == queries.local_today().isoformat() == "2026-11-25"
    assert refs(city="ny", when="today") == ["there"]
    assert refs(city="sh", when="today") == ["here", "near"]


def test_an_exhibition_is_on_until_its_last_slot_of_the_day(index):
    index(describe("show", category="exhibition", zone_name="Asia/Shanghai", moments=[at(0, 10), at(0, 12), at(0, 16)]))
    [found] = queries.search(when="today").items
    assert (found.starts_at, found.more) == (at(0, 12), 1)
    with time_machine.travel(at(0, 17), tick=False):
        assert refs(when="today") == []


def test_home_page_lists(town):
    assert [found.ref for found in queries.tonight(limit=3)] == ["peony"]
    assert [found.ref for found in queries.tonight(limit=3, city="shanghai")] == []
    assert [found.ref for found in queries.this_week(limit=2)] == ["peony", "beethoven"]
    shelves = queries.by_category(limit=1)
    assert {code: [found.ref for found in shelf] for code, shelf in shelves.items()} == {
        "concert": ["beethoven"],
        "exhibition": ["lamps"],
        "performance": ["peony"],
    }
    assert next(iter(shelves)) == "concert"


def test_others_of_its_kind_are_recommended_near_by_first_then_sooner(index):
    def one(ref, days, city="shanghai", **fields):
        return describe(ref, city_code=city, city=city, moments=[at(days)], **fields)

    index(
        one("here", 5),
        one("far and soon", 1, "london"),
        one("near and late", 9),
        one("near and soon", 2),
        one("over", -1),
        one("another kind", 1, category="film"),
    )
    assert [found.ref for found in queries.alike("here")] == ["near and soon", "near and late", "far and soon"]
    assert [found.ref for found in queries.alike("here", limit=1)] == ["near and soon"]
    assert queries.alike("nothing") == []
    (card,) = recommenders["discover.same_kind"].like("here", limit=1)
    assert (card.ref, str(card.title)) == ("near and soon", "near and soon")
    assert "shanghai" in card.line.in_language("en")
    index(*(one(f"more {n}", n + 3) for n in range(20)))
    with count_statements() as spent:
        queries.alike("here")
    assert len(spent) == 3


def test_suggestions_are_of_titles_and_people(town):
    assert [found.ref for found in queries.suggest("dvo")] == ["beethoven"]
    assert [found.ref for found in queries.suggest("牡")] == ["peony"]
    assert queries.suggest("") == queries.suggest("  %  ") == []


def test_all_documents_are_those_not_over(town):
    assert sorted(listed.ref for listed in queries.all_documents()) == ["beethoven", "dvorak", "lamps", "peony"]


def test_counts_by_day(town):
    counts = queries.counts_by_day(at(0).date(), at(30).date())
    assert {day.isoformat(): n for day, n in counts.items()} == {
        "2026-11-25": 1,
        "2026-11-26": 1,
        "2026-11-27": 1,
        "2026-11-28": 1,
    }
    assert queries.counts_by_day(at(0).date(), at(30).date(), city="suzhou", category="concert") == {}


SEARCHES = [
    {},
    {"words": "moon"},
    {"words": "moom"},
    {"words": "月光"},
    {"words": "月亮光"},
    {"words": "月光", "category": "concert", "city": "shanghai", "when": "week", "max_price": 100},
    {"words": "mooon lihgt quartte"},
]


@pytest.mark.parametrize("asked", SEARCHES, ids=str)
def test_a_search_costs_the_same_for_two_and_for_twenty(index, asked):
    def add(count, prefix):
        index(
            *(
                describe(
                    f"{prefix}{n}",
                    title=local("Moon light quartet", "月光四重奏"),
                    city_code="shanghai",
                    city=local("Shanghai", "上海"),
                    moments=[at(day) for day in range(5)],
                    price_from=5_000,
                    currency="CNY",
                )
                for n in range(count)
            )
        )

    add(2, "a")
    with count_statements() as at_two:
        assert len(queries.search(**asked).items) == 2
    add(18, "b")
    with count_statements() as at_twenty:
        assert len(queries.search(**asked).items) == 20
    assert len(at_two) == len(at_twenty) <= 12


def test_lists_cost_the_same_for_two_and_for_twenty(index):
    def costs():
        with count_statements() as statements:
            queries.tonight(limit=50)
            queries.this_week(limit=50)
            queries.by_category(limit=50)
            queries.suggest("evening")
        return len(statements)

    def add(count, prefix):
        index(*(describe(f"{prefix}{n}", title="Evening", moments=[at(0), at(1)]) for n in range(count)))

    add(2, "a")
    at_two = costs()
    add(18, "b")
    assert at_two == costs() <= 16


def test_only_large_answers_are_kept_and_not_for_long(index, monkeypatch):
    monkeypatch.setattr(queries, "BROAD", 3)
    index(describe("a", title="moon"), describe("b", title="moon"))
    assert refs("moon") == ["a", "b"]
    index(describe("c", title="moon"))
    assert refs("moon") == ["a", "b", "c"]
    index(describe("d", title="moon"))
    assert refs("moon") == ["a", "b", "c"]
    assert refs("moon", category="concert") == ["a", "b", "c", "d"]
    with time_machine.travel(NOW + timedelta(seconds=queries.SECONDS_KEPT + 1), tick=False):
        assert refs("moon") == ["a", "b", "c", "d"]


def test_what_left_the_index_leaves_kept_answers_too(index, monkeypatch):
    monkeypatch.setattr(queries, "BROAD", 2)
    index(describe("a", title="moon"), describe("b", title="moon"))
    assert refs("moon") == ["a", "b"]
    with transaction.atomic():
        steps.drop_documents(["a"])
    assert refs("moon") == ["b"]


def test_far_pages_are_empty_or_the_last_allowed(town):
    assert queries.search(page=10**9).items == []
    assert queries.search(page=-5).page == 1


def test_a_price_in_a_currency_without_cents(index):
    index(describe("yen", price_from=3_000, currency="JPY"), describe("yuan", price_from=300_001, currency="CNY"))
    assert refs(max_price=3000) == ["yen"]
    assert refs(max_price=3001) == ["yen", "yuan"]
    assert Entry.objects.count() == 2
