"""The pages of search, without script."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from yaji.experience.discover.factories import describe
from yaji.kit.text import local

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _town(index):
    with time_machine.travel(NOW, tick=False):
        index(
            describe(
                "peony",
                title=local("The Peony Pavilion", "牡丹亭"),
                venue=local("Tinglan House", "听澜剧院"),
                city=local("Suzhou", "苏州"),
                city_code="suzhou",
                category="performance",
                zone_name="Asia/Shanghai",
                moments=[NOW + timedelta(hours=7, minutes=30), NOW + timedelta(days=3)],
                price_from=18_000,
                currency="CNY",
                url_name="discover:calendar",
            ),
            describe("gone", title="No page", url_name="nowhere:at_all"),
        )
        yield


def get(client, name, language="en", **query):
    with override(language):
        address = reverse(name) if ":list" not in name else reverse(name, kwargs={"category": query.pop("category")})
    return client.get(address, query)


def test_a_search_shows_cards_with_date_place_and_price(client):
    page = get(client, "discover:search", q="peony").content.decode()
    assert "The Peony Pavilion" in page
    assert "Wed 25 Nov, 19:30 and 1 more date · Tinglan House, Suzhou" in page
    assert "from CN¥180.00" in page
    assert "1 result" in page


def test_the_same_in_chinese(client):
    page = get(client, "discover:search", "zh-hans", q="牡").content.decode()
    assert "牡丹亭" in page
    assert "11月25日 周三 19:30" in page
    assert "苏州 听澜剧院" in page


def test_a_correction_is_said(client):
    page = get(client, "discover:search", q="peonny").content.decode()
    assert "Did you mean “peony”?" in page


def test_no_result_says_what_to_do_next(client):
    assert "Nothing found for “zzzz”" in get(client, "discover:search", q="zzzz").content.decode()
    page = get(client, "discover:search", q="peony", city="nowhere").content.decode()
    assert "Without the filters" in page
    assert "?q=peony" in page
    assert "Nothing fits all of this" in get(client, "discover:all", max_price="1").content.decode()


def test_a_result_without_a_page_is_left_out(client):
    page = get(client, "discover:all").content.decode()
    assert "No page" not in page


def test_htmx_is_given_the_part_that_changes(client):
    with override("en"):
        address = reverse("discover:search")
    response = client.get(address, {"q": "peony"}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert page.lstrip().startswith('<div id="results"')
    assert "HX-Request" in response["Vary"]
    back = client.get(address, {"q": "peony"}, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert back.content.decode().lstrip().lower().startswith("<!doctype html>")


def test_a_category_has_a_page_and_a_strange_one_has_not(client):
    page = get(client, "discover:list", category="performance")
    assert page.status_code == 200
    assert "<h1>Stage</h1>" in page.content.decode()
    assert get(client, "discover:list", category="no-such-thing").status_code == 404


def test_the_calendar_counts_days_and_lists_the_chosen_one(client):
    page = get(client, "discover:calendar").content.decode()
    assert "November 2026" in page
    assert "Wednesday 25 November" in page
    assert "The Peony Pavilion" in page
    page = get(client, "discover:calendar", day="2026-11-26").content.decode()
    assert "Nothing on this day" in page
    for odd in ("0001-01-01", "9999-12-31", "nonsense", "2026-02-31"):
        assert get(client, "discover:calendar", day=odd, month=odd[:7]).status_code == 200


def test_filters_survive_in_links(client):
    page = get(client, "discover:search", q="peony", max_price="200").content.decode()
    assert "?q=peony&amp;when=2026-11-26&amp;max_price=200" in page
    assert 'value="200"' in page


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 10_000},
        {"q": "<script>alert(1)</script>"},
        {"q": '%\' OR "1"="1', "city": "\x7f", "when": "9999-99-99", "max_price": "-1e9", "page": "-3"},
        {"when": "0000-00-00", "until": "٣", "max_price": "٣٤", "page": "9" * 40},
        {"q": "a:* & !b <-> NEAR(", "category": "{title}"},
    ],
    ids=range(5),
)
def test_bad_input_is_a_page(client, query):
    for name in ("discover:search", "discover:all", "discover:calendar"):
        response = get(client, name, **query)
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("field", ["q", "city", "when", "page"])
def test_a_zero_byte_leads_nowhere(client, field):
    assert get(client, "discover:search", **{field: "peony\x00"}).status_code == 404


def test_only_reading_is_allowed(client):
    with override("en"):
        assert client.post(reverse("discover:search")).status_code == 405


def test_the_api_answers_the_same(client):
    found = client.get("/api/v1/search", {"q": "peonny"}).json()
    assert [item["ref"] for item in found["items"]] == ["peony"]
    assert found["corrected"] == "peony"
    assert found["items"][0]["title"] == {"en": "The Peony Pavilion", "zh-hans": "牡丹亭"}
    assert found["items"][0]["starts_at"] == "2026-11-25T19:30:00+08:00"
    facets = client.get("/api/v1/facets").json()
    assert facets["cities"] == [{"value": "suzhou", "label": {"en": "Suzhou", "zh-hans": "苏州"}, "count": 1}]
    assert len(facets["days"]) == 14
    suggested = client.get("/api/v1/suggest", {"q": "pav"}).json()
    assert [item["ref"] for item in suggested["items"]] == ["peony"]


def test_the_api_refuses_shapes_that_make_no_sense(client):
    assert client.get("/api/v1/search", {"page": "many"}).status_code == 422
    assert client.get("/api/v1/search", {"page": 0}).status_code == 422
    assert client.get("/api/v1/search", {"max_price": -1}).status_code == 422
    assert client.get("/api/v1/search", {"q": "x" * 10_000}).status_code == 200
    assert client.get("/api/v1/search", {"q": "peony\x00"}).status_code == 400
