"""What buyers see."""

import base64
import json
import re
from urllib.parse import urlsplit

import pytest

from yaji.kernel.inventory import steps as inventory
from yaji.kernel.media.steps import store_painting
from yaji.kit.operation import operation
from yaji.kit.painting import paint, raster
from yaji.kit.testing import count_statements
from yaji.kit.text import LocalText
from yaji.verticals.tickets import operations, queries
from yaji.verticals.tickets.factories import PRICES, make_hall, make_performance, make_show
from yaji.verticals.tickets.queries.stock import pack, stock_of
from yaji.verticals.tickets.tests.test_plans import TOWN
from yaji.verticals.tickets.types import SellingTerms

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(house, owner):
    return make_performance(house, actor=owner)


@operation
def block(pool, positions):
    inventory.block(pool, positions, ref="kept")


def at(row, tail="", language="en"):
    return f"/{language}/tickets/p/{row.public_id}/{tail}"


def as_json(client, address):
    return client.get(address, headers={"Accept": "application/json"})


def test_the_show_page_in_both_languages(client, row):
    for language, word in (("en", "Choose"), ("zh-hans", "演出")):
        response = client.get(f"/{language}/tickets/s/{row.show.public_id}/")
        assert response.status_code == 200
        assert word in response.content.decode()
        assert row.public_id in response.content.decode()


def test_a_poster_is_shown_and_named_to_machines(client, row):
    keep = operation(store_painting)
    poster = keep(
        svg=paint("s", "fan", 80, 100, title="T"),
        alt=LocalText({"en": "Poster"}),
        raster_bytes=raster("s", "fan", 80, 100, title="T", fmt="jpeg"),
        purpose="poster",
    )
    type(row.show).objects.filter(pk=row.show_id).update(poster=poster.public_id)
    for address in (f"/en/tickets/s/{row.show.public_id}/", at(row)):
        response = client.get(address)
        assert response.status_code == 200
        told = [json.loads(each) for each in re.findall(rb'ld\+json"[^>]*>(.*?)</script>', response.content, re.DOTALL)]
        images = [event["image"] for each in told for event in each.get("@graph", []) if "image" in event]
        assert images
        assert client.get(urlsplit(str(images[0])).path).status_code == 200


def test_strangers_do_not_learn_of_drafts(client, house, owner):
    row = make_performance(house, actor=owner, on_sale=False)
    for address in (
        f"/en/tickets/s/{row.show.public_id}/",
        at(row),
        at(row, "map"),
        at(row, "stock"),
        at(row, "quote"),
    ):
        assert client.get(address).status_code == 404


def test_the_page_lists_free_seats_only(client, row):
    block(row.seat_pool, [0, 1])
    body = client.get(at(row)).content.decode()
    assert 'name="seat" value="2"' in body
    assert 'name="seat" value="0"' not in body
    assert f'name="qty-{queries.prices_of(row)[2].offer}"' in body


def test_the_map_may_be_kept_for_ever_with_its_digest_only(client, row):
    first = client.get(at(row, "map"))
    assert first["Cache-Control"] == "no-cache"
    kept = client.get(at(row, f"map?v={row.plan.digest[:16]}"))
    assert "immutable" in kept["Cache-Control"]
    plan = kept.json()
    assert plan["size"] == len(plan["x"]) == len(plan["zone"]) == 32
    assert plan["numbers"] is None
    assert plan["mark"] == {"24": 1}
    assert plan["areas"][0]["zones"] == ["floor"]


def test_the_stock_is_two_bits_a_seat_and_has_an_etag(client, row, settings):
    block(row.seat_pool, [1, 5])
    first = client.get(at(row, "stock"))
    packed = base64.b64decode(first.json()["seats"])
    assert len(packed) == 8
    assert [packed[i // 4] >> 2 * (i % 4) & 3 for i in range(8)] == [0, 3, 0, 0, 0, 3, 0, 0]
    assert sorted(first.json()["left"].values()) == [10, 14, 16]
    again = client.get(at(row, "stock"), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_twenty_thousand_seats_take_five_kilobytes():
    assert len(pack(bytes(20_000))) == 5_000


def test_a_zone_without_a_price_is_not_for_sale(house, owner):
    row = make_performance(house, actor=owner, prices=PRICES[:1])
    assert stock_of(row).seats == bytes(16) + bytes([3]) * 16


def test_the_quote_explains_the_price(client, row):
    offers = {price.zone: price.offer for price in queries.prices_of(row)}
    response = as_json(client, at(row, f"quote?seat=0&seat=1&seat=17&qty-{offers['floor']}=1"))
    said = response.json()
    assert said["expected"] == 2 * 38000 + 18000 + 12000
    assert [w["qty"] for w in said["wants"]] == [2, 1, 1]
    assert said["wants"][0] == {"offer": offers["a"], "qty": 2, "seats": [0, 1]}
    page = client.get(at(row, "quote?seat=0"))
    assert "380.00" in page.content.decode()
    assert f'value="{offers["a"]}:1:0"' in page.content.decode()


def test_every_discount_is_a_line(client, house, owner):
    terms = SellingTerms(
        rules=[
            {"kind": "early_bird", "percent_bp": 1000, "until_days_before": 2},
            {"kind": "member", "percent_bp": 500},
        ],
        fee_per_unit=500,
    )
    row = make_performance(house, actor=owner, terms=terms)
    said = as_json(client, at(row, "quote?seat=0&seat=1")).json()
    assert [line["less"] for line in said["lines"]] == [False, True, False]
    assert said["expected"] == 76000 - 7600 + 1000
    assert "Booked before" in said["lines"][1]["reason"]


@pytest.mark.parametrize(
    "query", ["seat=99", "seat=-1", "seat=x", "seat=٣", "qty-off_nothing=1", "seat=1e3", "seat=9999999999", "qty-x=1.5"]
)
def test_places_that_are_not_there_are_refused(client, row, query):
    response = as_json(client, at(row, f"quote?{query}"))
    assert response.status_code == 422
    assert response.json()["code"] == "orders.bad_places"


def test_nothing_chosen_is_said_so(client, row):
    assert as_json(client, at(row, "quote")).json()["code"] == "orders.nothing_asked"
    page = client.get(at(row, "quote"))
    assert page.status_code == 422


def test_best_available(client, row):
    assert as_json(client, at(row, "best?n=2")).json() == {"seats": [10, 11]}
    dear = as_json(client, at(row, "best?n=2&max=200"))
    assert dear.json()["seats"][0] >= 16
    page = client.get(at(row, "best?n=2"))
    assert page.status_code == 302
    assert page["Location"].endswith("quote?seat=10&seat=11")


def test_best_available_says_what_is_possible(client, row):
    block(row.seat_pool, range(16, 32))
    dearer = as_json(client, at(row, "best?n=2&max=200")).json()
    assert dearer["code"] == "tickets.dearer_together"
    assert dearer["facts"]["minor"] == 38000
    wide = as_json(client, at(row, "best?n=5")).json()
    assert (wide["code"], wide["facts"]["largest"]) == ("tickets.not_together", 4)
    block(row.seat_pool, range(16))
    assert as_json(client, at(row, "best?n=1")).json()["code"] == "tickets.nothing_left"


@pytest.mark.parametrize("query", ["n=0", "n=11", "n=-1", "n=x", "n=٣", "n=2&max=abc", "n=2&max=-5", "n=2&max=1e9"])
def test_best_available_refuses_nonsense(client, row, query):
    assert as_json(client, at(row, f"best?{query}")).status_code == 422


def test_going_back_shows_what_is_held(client, row):
    offer = queries.prices_of(row)[0].offer
    data = {"want": f"{offer}:2:3,4", "expected": "76000", "key": "a-key-of-this-form"}
    placed = client.post("/en/orders/place/", data)
    assert placed.status_code == 302
    assert placed["Location"] in client.get(at(row)).content.decode()
    client.cookies.clear()
    assert placed["Location"] not in client.get(at(row)).content.decode()


def test_states_of_the_sale_are_said(client, row, owner):
    operations.pause_sale(actor=owner, performances=[row.public_id])
    body = client.get(at(row)).content.decode()
    assert "paused" in body
    assert 'name="seat"' not in body


def test_large_halls_are_listed_block_by_block(client, house, owner):
    grand = next(hall for hall in TOWN["halls"] if hall["key"] == "grand")
    plan = {k: grand[k] for k in ("stage", "categories", "sections")}
    hall = make_hall(house, plan, actor=owner)
    row = make_performance(house, actor=owner, hall=hall, prices=PRICES[:2])
    whole = client.get(at(row)).content
    assert b'name="seat"' not in whole
    assert b"?block=stalls.a" in whole
    part = client.get(at(row, "?block=stalls.a")).content
    assert part.count(b'name="seat"') == 230
    assert len(part) < 60_000


def test_the_number_of_statements_does_not_grow(client, house, owner):
    show, hall = make_show(house, actor=owner), make_hall(house, actor=owner)
    counts = []
    for more in (2, 18):
        for _ in range(more):
            make_performance(house, actor=owner, show=show, hall=hall)
        with count_statements() as statements:
            client.get(f"/en/tickets/s/{show.public_id}/")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12
