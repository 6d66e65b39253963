"""One house for every kind of entertainment: found, chosen, paid and given back the same way."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from yaji.kernel.identity.factories import make_organisation
from yaji.kit import clock
from yaji.kit.text import local
from yaji.verticals.tickets import operations
from yaji.verticals.tickets.factories import make_hall, make_performance, make_show
from yaji.verticals.tickets.models import Pass
from yaji.verticals.tickets.queries import prices_of
from yaji.verticals.tickets.tests.shopping import JSON, Shopper
from yaji.verticals.tickets.types import CATEGORIES, SLOT, PriceDraft, Times

pytestmark = pytest.mark.django_db

#: in both languages, what is on: film, stage, sports and others
TITLES = {
    "film": local("Paper Lanterns", "纸灯"),
    "performance": local("The Peony Pavilion", "牡丹亭"),
    "concert": local("Evening Ragas", "夜曲"),
    "match": local("Harbour Derby", "海港德比"),
    "exhibition": local("Bronze and Rain", "青铜与雨"),
    "esports": local("Grand Final", "总决赛"),
}
FLOOR = {
    "categories": [{"key": "entry", "name": {"en": "Entry", "zh-hans": "入场"}}],
    "sections": [
        {
            "key": "room",
            "kind": "standing",
            "name": {"en": "Room", "zh-hans": "展厅"},
            "capacity": 3,
            "category": "entry",
            "area": {"x": 0, "y": 0, "width": 400, "depth": 300},
        }
    ],
    "stage": {"name": {"en": "Door", "zh-hans": "门"}, "width": 200, "depth": 50},
}


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def house():
    return make_organisation(name="Lantern House").public_id


@pytest.fixture
def shopper(client, settled):
    return Shopper(client, settled)


@pytest.fixture
def on_sale(settled, house, owner):
    """A performance of a new show, put on sale as an organiser does: search hears of it after the commit."""

    def make(category="performance", **fields):
        show = make_show(house, TITLES[category], actor=owner, category=category)
        fields.setdefault("starts_at", clock.now() + timedelta(days=5))
        return settled(make_performance, house, actor=owner, show=show, **fields)

    return make


def found(client, query, language="en"):
    """Titles on the page of results."""
    answer = client.get(f"/{language}/search/?{query}")
    assert answer.status_code == 200
    return [card["title"] for card in answer.context["cards"]]


def stock(client, row, tag=""):
    return client.get(f"/en/tickets/p/{row.public_id}/stock", headers={"If-None-Match": tag} if tag else {})


@pytest.mark.req("TIX-01")
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_kind_is_found_and_bought_in_one_place_the_same_way(client, shopper, on_sale, category):
    rows = {each: on_sale(each) for each in CATEGORIES}
    titles = {each: TITLES[each]["en"] for each in CATEGORIES}
    assert sorted(found(client, "")) == sorted(titles.values())
    assert found(client, f"category={category}") == [titles[category]]
    assert client.get(f"/en/whats-on/{category}/").context["cards"][0]["title"] == titles[category]
    assert titles[category] in client.get("/en/").content.decode()
    order = shopper.buy(rows[category], "seat=0&seat=1")
    assert [row.performance for row in Pass.objects.filter(order=order, state="valid")] == [rows[category]] * 2


@pytest.mark.req("TIX-07")
def test_one_search_over_categories_cities_and_dates_bears_a_slip_and_one_character(
    client, settled, house, owner, on_sale
):
    stage, film = on_sale("performance"), on_sale("film", starts_at=clock.now() + timedelta(days=3))
    far = make_hall(house, actor=owner, zone="Europe/London")
    operations.change_venue(
        actor=owner, venue=far.venue.public_id, name=far.venue.name, city_code="london", city=local("London", "伦敦")
    )
    on_sale("match", hall=far)
    assert found(client, "q=Lanterns") == found(client, "q=Lantrens") == ["Paper Lanterns"]
    assert found(client, "q=牡", "zh-hans") == found(client, "q=丹", "zh-hans") == ["牡丹亭"]
    assert found(client, "city=london") == ["Harbour Derby"]
    assert found(client, f"when={film.local_start.date()}") == ["Paper Lanterns"]
    assert found(client, f"category=performance&city=shanghai&when={stage.local_start.date()}") == [
        "The Peony Pavilion"
    ]
    assert found(client, "category=film&city=london") == []


@pytest.mark.req("TIX-14")
@pytest.mark.parametrize("method", ["wallet", "card"])
def test_a_film_from_the_schedule_to_the_refund(client, settled, house, owner, shopper, on_sale, method):
    row = on_sale("film")
    # a session more is in the schedule at once
    tomorrow = row.starts_at + timedelta(days=1)
    again = {"show": row.show, "hall": row.plan.hall, "starts_at": tomorrow}
    later = settled(make_performance, house, actor=owner, **again)
    day = later.local_start.date()
    assert found(client, f"category=film&when={day}") == ["Paper Lanterns"]
    page = client.get(f"/en/tickets/s/{row.show.public_id}/")
    assert [each.performance for each in page.context["rows"]] == [row, later]
    # a seat of it, by either way to pay
    order = shopper.hold(later, "seat=5")
    hosted = shopper.hosted(order)
    assert f'value="{method}"' in client.get(hosted).content.decode()
    assert "You are going" in shopper.pay(hosted, method).content.decode()
    assert [each.position for each in Pass.objects.filter(order=order)] == [5]
    assert 'value="5"' not in client.get(f"/en/tickets/p/{later.public_id}/").content.decode()
    # and back
    assert "Returned and refunded" in shopper.give_back(order)
    assert {each.state for each in Pass.objects.filter(order=order)} == {"revoked"}
    assert 'name="seat" value="5"' in client.get(f"/en/tickets/p/{later.public_id}/").content.decode()


@pytest.mark.req("TIX-15")
def test_a_performance_is_up_to_date_at_every_moment(client, settled, owner, shopper, on_sale):
    row = on_sale("performance")
    with time_machine.travel(clock.now()) as traveller:
        first = stock(client, row)
        assert stock(client, row, first["ETag"]).status_code == 304
        order = shopper.buy(row, "seat=8&seat=9")
        traveller.shift(2)  # readers share an answer for a second
        sold = stock(client, row, first["ETag"])
        assert sold.status_code == 200
        left = {zone: sold.json()["left"][offer] for zone, offer in _offers(row).items()}
        assert left == {"a": 14, "b": 16, "floor": 10}
        assert "Returned and refunded" in shopper.give_back(order)
        traveller.shift(2)
        assert stock(client, row).json() == first.json()
        moved = settled(
            operations.reschedule_performance,
            actor=owner,
            performance=row.public_id,
            times=Times(row.starts_at + timedelta(days=2), row.ends_at + timedelta(days=2)),
        )
        assert found(client, f"when={moved.local_start.date()}") == ["The Peony Pavilion"]
        assert found(client, f"when={row.local_start.date()}") == []
        settled(operations.pause_sale, actor=owner, performances=[row.public_id])
        traveller.shift(2)
        assert stock(client, row).json()["state"] == "paused"
        assert client.get(f"/en/tickets/p/{row.public_id}/").context["state"] == "paused"
        answer = client.get(f"/en/tickets/p/{row.public_id}/quote?seat=1", headers=JSON)
        assert answer.status_code == 200


@pytest.mark.req("TIX-16")
def test_an_exhibition_has_slots_information_and_others_like_it(client, settled, house, owner, shopper, on_sale):
    show = make_show(
        house,
        TITLES["exhibition"],
        actor=owner,
        category="exhibition",
        description=local("Bells that rang for rain.", "祈雨的钟。"),
        age_min=6,
    )
    hall = make_hall(house, FLOOR, actor=owner)
    start = clock.now().replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=2)
    slots = [Times(start + timedelta(minutes=30 * n), start + timedelta(minutes=30 * (n + 1))) for n in range(4)]
    rows = operations.schedule_performances(
        actor=owner, show=show.public_id, hall=hall.public_id, times=slots, kind=SLOT
    )
    refs = [row.public_id for row in rows]
    operations.set_prices(actor=owner, performances=refs, prices=[PriceDraft("entry", local("Entry", "入场"), 6000)])
    settled(operations.put_on_sale, actor=owner, performances=refs)
    party = on_sale("esports")
    # information
    page = client.get(f"/en/tickets/s/{show.public_id}/").content.decode()
    for text in ("Bells that rang for rain.", "6+", "Lantern House", "10:00–10:30"):
        assert text in page, text
    # a ticket for one of the slots, and no more than there is room for
    offer = prices_of(rows[1])[0].offer
    order = shopper.buy(rows[1], f"qty-{offer}=3")
    assert [each.performance for each in Pass.objects.filter(order=order)] == [rows[1]] * 3
    listed = client.get(f"/en/tickets/s/{show.public_id}/").context["rows"]
    left = {each.performance.public_id: each.left for each in listed}
    assert [left[ref] for ref in refs] == [3, 0, 3, 3]
    # recommendation: others of its kind at the foot of its page, what is on by kind and by day everywhere
    other = settled(_exhibition, house, owner, local("Paper Mountains", "纸山"))
    page = client.get(f"/en/tickets/s/{show.public_id}/")
    assert [card["title"] for card in page.context["alike"]] == ["Paper Mountains"]
    assert f'href="/en/tickets/s/{other.show.public_id}/"' in page.content.decode()
    assert client.get(f"/en/tickets/s/{party.show.public_id}/").context["alike"] == []
    home = client.get("/en/").content.decode()
    for title in (TITLES["exhibition"]["en"], TITLES["esports"]["en"]):
        assert title in home
    assert found(client, f"when={party.local_start.date()}") == [TITLES["esports"]["en"]]


def _exhibition(house, owner, title):
    show = make_show(house, title, actor=owner, category="exhibition")
    return make_performance(house, actor=owner, show=show, starts_at=clock.now() + timedelta(days=9))


def _offers(row):
    return {price.zone: price.offer for price in prices_of(row)}
