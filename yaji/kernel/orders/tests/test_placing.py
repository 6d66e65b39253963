"""Placing: what it costs in statements, what it refuses, what a key promises."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from yaji.kernel.catalog.models import Offer
from yaji.kernel.events.errors import KeyReused
from yaji.kernel.inventory.models import Claim, Hold
from yaji.kernel.orders import errors, operations, queries
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.tests import trade as t
from yaji.kernel.orders.types import CHANNELS, PlaceRequest, Want
from yaji.kit.actor import Actor
from yaji.kit.errors import BadInput, NotFound, Refusal
from yaji.kit.testing import count_statements

pytestmark = pytest.mark.django_db

NAMED, COUNTED = 8, 9


def request(*wants, actor=t.BUYER, key="key-0001", expected=None, **more):
    return PlaceRequest(actor, tuple(wants), t.total(wants, actor) if expected is None else expected, key, **more)


def warm(*wants):
    """Layouts are kept in memory from the first look on."""
    t.place(*wants)


def traces():
    """What a refused request must not leave behind."""
    return Order.objects.count(), OrderLine.objects.count(), _holds(), _keys()


def _holds():
    return list(Hold.objects.filter(state=1).values_list("ref", flat=True))


def _keys():
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM events_key")
        return cursor.fetchone()[0]


def statements(requests):
    with count_statements() as found:
        answers = operations.place_many(requests)
    assert all(isinstance(answer, str) for answer in answers)
    return found


# statements


def test_two_named_places_are_held_and_ordered_by_few_statements():
    offer = t.seats()
    warm(t.want(offer, 1, 0))
    wanted = request(t.want(offer, 2, 3, 4))
    with count_statements() as found:
        operations.place(actor=t.BUYER, wants=wanted.wants, expected=wanted.expected, key="key-one")
    assert len(found) <= NAMED, "\n".join(found)
    assert sum("events_key" in sql for sql in found) == sum("events_fact" in sql for sql in found) == 1


def test_counted_places_are_held_and_ordered_by_few_statements():
    offer = t.places()
    warm(t.want(offer))
    with count_statements() as found:
        operations.place(actor=t.BUYER, wants=[t.want(offer, 2)], expected=2 * t.PRICE, key="key-one")
    assert len(found) <= COUNTED, "\n".join(found)


@pytest.mark.parametrize("kind", ["named", "counted"])
def test_a_batch_costs_the_same_however_many_buyers_are_in_it(kind):
    offer = t.seats(90) if kind == "named" else t.places(90)
    warm(t.want(offer, 1, *([0] if kind == "named" else [])))

    def batch(first, size):
        buyers = [Actor(ref=f"usr_{first + n}", label=f"B{n}") for n in range(size)]
        wants = [t.want(offer, 1, *([first + n] if kind == "named" else [])) for n in range(size)]
        return [request(w, actor=b, key=f"key-{first + n}") for n, (b, w) in enumerate(zip(buyers, wants, strict=True))]

    two, twenty = statements(batch(1, 2)), statements(batch(10, 20))
    assert len(two) == len(twenty)
    assert len(two) <= COUNTED


# refusals


def refused(error, *wants, actor=t.BUYER, expected=t.PRICE, **more):
    before = traces()
    with pytest.raises(error) as caught:
        operations.place(actor=actor, wants=list(wants), expected=expected, key="key-refused", **more)
    assert traces() == before
    return caught.value


def test_nothing_asked_is_refused():
    refused(errors.NothingAsked)


@pytest.mark.parametrize("state", ["draft", "paused", "closed"])
def test_an_offer_that_is_not_on_sale_is_refused(state):
    refused(errors.NotOnSale, t.want(t.seats(state=state), 1, 0))


def test_an_offer_that_is_not_known_is_refused():
    refused(errors.NotOnSale, Want("off_none", 1))


def test_an_offer_is_sold_inside_its_window_only():
    refused(errors.NotYetOnSale, t.want(t.seats(on_sale_from=t.soon(hours=1)), 1, 0))
    refused(errors.NotOnSale, t.want(t.seats(on_sale_until=t.soon(hours=-1)), 1, 0))
    assert t.place(t.want(t.seats(on_sale_from=t.soon(hours=-1), on_sale_until=t.soon(hours=1)), 1, 0))


@pytest.mark.parametrize("qty", [0, -1, 5, 10**12])
def test_a_number_outside_the_offers_bounds_is_refused(qty):
    offer = t.places(20, min_per_order=1, max_per_order=4)
    refused(errors.TooManyAsked, Want(offer, qty))


def test_the_bounds_count_every_line_of_the_same_evening():
    pool = t.counted_pool(20)
    one, two = t.put_offer(pool, max_per_order=4), t.put_offer(pool, max_per_order=4)
    refused(errors.TooManyAsked, Want(one, 3), Want(two, 2), expected=5 * t.PRICE)
    refused(errors.TooManyAsked, Want(one, 3), Want(one, 2), expected=5 * t.PRICE)
    assert t.place(Want(one, 2), Want(two, 2))
    pair = t.places(20, min_per_order=2)
    refused(errors.TooManyAsked, Want(pair, 1))


@pytest.mark.parametrize(
    ("qty", "positions"),
    [(2, (0,)), (1, (0, 1)), (2, (0, 0)), (1, (10,)), (1, (-1,)), (1, (2**40,)), (1, ()), (1, (5,))],
)
def test_places_that_do_not_fit_are_refused(qty, positions):
    offer = t.put_offer(t.named_pool(10, ["a"] * 5 + ["b"] * 5), zone="a")
    refused(errors.BadPlaces, Want(offer, qty, positions), expected=qty * t.PRICE)


def test_counted_places_have_no_positions_and_no_place_stands_in_two_lines():
    refused(errors.BadPlaces, Want(t.places(), 1, (0,)))
    offer = t.seats()
    refused(errors.BadPlaces, Want(offer, 1, (0,)), Want(offer, 1, (0,)), expected=2 * t.PRICE)


def test_two_currencies_make_two_orders():
    refused(errors.MixedCurrencies, Want(t.places(), 1), Want(t.places(currency="EUR"), 1))


@pytest.mark.parametrize("seen", [0, -t.PRICE, t.PRICE - 1, t.PRICE + 1, 10**18])
def test_any_other_total_than_the_one_it_costs_is_refused(seen):
    refusal = refused(errors.StaleQuote, t.want(t.seats(), 1, 0), expected=seen)
    assert refusal.facts["total"] == t.PRICE


def test_a_price_that_changed_since_the_buyer_looked_is_refused():
    offer = t.seats()
    seen = t.total([t.want(offer, 1, 0)])
    Offer.objects.filter(public_id=offer).update(price=t.PRICE + 100)
    refusal = refused(errors.StaleQuote, t.want(offer, 1, 0), expected=seen)
    assert refusal.facts["total"] == t.PRICE + 100


def test_taken_places_and_empty_pools_are_refused_by_name():
    offer, counted = t.seats(), t.places(3)
    t.place(t.want(offer, 1, 1))
    t.place(t.want(counted, 2))
    refusal = refused(errors.PlacesTaken, t.want(offer, 2, 0, 1), expected=2 * t.PRICE)
    assert refusal.facts["positions"] == [1]
    assert "Seat 2" in refusal.text
    refusal = refused(errors.SoldOut, t.want(counted, 2), expected=2 * t.PRICE)
    assert refusal.facts == {"asked": 2, "left": 1}


@pytest.mark.parametrize("channel", ["", "fax", "web\x00", "partner:" + "x" * 30, "partner:名"])
def test_an_unknown_channel_is_refused(channel):
    refused(BadInput, t.want(t.seats(), 1, 0), channel=channel)


@pytest.mark.req("OPS-38")
@pytest.mark.parametrize("channel", [*CHANNELS, "partner:lantern"])
def test_every_order_records_where_it_came_from_for_good(channel):
    ref = t.place(t.want(t.seats(), 1, 0), channel=channel)
    order = queries.order_for(t.BUYER, ref)
    assert order.channel == channel
    with pytest.raises(DatabaseError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(channel="web" if channel != "web" else "api")
    assert Order.objects.get(pk=order.pk).channel == channel


def test_price_terms_and_split_of_a_line_never_change():
    ref = t.place(t.want(t.seats(), 1, 0))
    attempts: list[dict[str, Any]] = [{"amount": 1}, {"terms": {}}, {"split": []}, {"seller": "par_x"}]
    for changes in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            OrderLine.objects.filter(order__public_id=ref).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        Order.objects.filter(public_id=ref).update(total=1)


# keys


def test_the_same_request_again_is_the_same_order():
    offer = t.seats()
    first = t.place(t.want(offer, 1, 0), key="key-same")
    assert t.place(t.want(offer, 1, 0), key="key-same") == first
    assert Order.objects.count() == 1


def test_the_same_key_for_another_request_is_refused():
    offer = t.seats()
    t.place(t.want(offer, 1, 0), key="key-same")
    with pytest.raises(KeyReused):
        t.place(t.want(offer, 1, 1), key="key-same")
    assert Order.objects.count() == 1


def test_keys_belong_to_their_actor():
    offer = t.seats()
    one = t.place(t.want(offer, 1, 0), key="key-same")
    assert t.place(t.want(offer, 1, 1), key="key-same", actor=t.STRANGER) != one


def test_a_refusal_does_not_use_up_its_key():
    offer = t.seats()
    held = t.place(t.want(offer, 1, 0), actor=t.STRANGER)
    for place in (lambda: t.place(t.want(offer, 1, 0), key="key-mine"), lambda: place_one(offer)):
        with pytest.raises(errors.PlacesTaken):
            place()
    operations.abandon(actor=t.STRANGER, order=held)
    assert t.place(t.want(offer, 1, 0), key="key-mine")


def place_one(offer):
    answer = operations.place_many([request(t.want(offer, 1, 0), key="key-mine")])[0]
    assert isinstance(answer, Refusal)
    raise answer


# batches


def test_a_batch_answers_in_order_and_refusals_are_values():
    offer, counted = t.seats(), t.places(2)
    answers = operations.place_many(
        [
            request(t.want(offer, 1, 0), key="key-a"),
            request(t.want(offer, 1, 0), key="key-b", actor=t.STRANGER),
            request(t.want(counted, 2), key="key-c"),
            request(t.want(counted, 1), key="key-d", expected=1),
            request(t.want(counted, 1), key="key-e"),
            request(t.want(offer, 1, 1), key="key-f"),
        ]
    )
    kinds = [answer if isinstance(answer, str) else type(answer) for answer in answers]
    assert [type(kind) is str for kind in kinds] == [True, False, True, False, False, True]
    assert kinds[1] is errors.PlacesTaken
    assert kinds[3] is errors.StaleQuote
    assert kinds[4] is errors.SoldOut
    assert traces() == (3, 3, _holds(), 3)
    assert len(_holds()) == 3


def test_a_key_that_stands_twice_in_a_batch_is_one_order():
    offer = t.seats()
    same = [request(t.want(offer, 1, 0)), request(t.want(offer, 1, 0)), request(t.want(offer, 1, 1))]
    first, again, other = operations.place_many(same)
    assert first == again
    assert isinstance(other, KeyReused)
    assert Order.objects.count() == 1


def test_a_double_of_a_refused_request_is_refused_with_it():
    """It was once answered with the ref of an order that never came to be."""
    offer = t.seats()
    t.place(t.want(offer, 1, 0))
    first, again = operations.place_many([request(t.want(offer, 1, 0)), request(t.want(offer, 1, 0))])
    assert isinstance(first, errors.PlacesTaken)
    assert isinstance(again, errors.PlacesTaken)


@pytest.mark.parametrize("company", [0, 1])
def test_an_order_that_loses_one_line_holds_nothing(company):
    """Alone in a batch, or beside a request refused for its shape: both once left the other line held."""
    offer, counted = t.seats(), t.places(1)
    t.place(t.want(counted, 1))
    before = traces()
    wanted = [request(t.want(offer, 1, 0), t.want(counted, 1), key="key-two")]
    others = [request(Want(offer, 0), key=f"key-bad-{n}", expected=0) for n in range(company)]
    answers = operations.place_many(wanted + others)
    assert isinstance(answers[0], errors.SoldOut)
    assert traces() == before
    assert not Claim.objects.filter(state=1).exists()


def test_who_was_refused_only_for_a_loser_is_decided_again():
    """In order of arrival: the first wants a place that is gone, so the second gets the place they share."""
    offer, counted = t.seats(), t.places(1)
    t.place(t.want(counted, 1))
    first, second, third = operations.place_many(
        [
            request(t.want(offer, 1, 0), t.want(counted, 1), key="key-1"),
            request(t.want(offer, 1, 0), key="key-2"),
            request(t.want(offer, 1, 0), key="key-3"),
        ]
    )
    assert isinstance(first, errors.SoldOut)
    assert isinstance(second, str)
    assert isinstance(third, errors.PlacesTaken)
    assert len(_holds()) == 2


def test_a_batch_ends_as_its_requests_one_by_one_would():
    offer, counted = t.seats(4), t.places(3)
    wanted = [
        request(t.want(offer, 2, 0, 1), t.want(counted, 2), key="key-0"),
        request(t.want(offer, 1, 1), t.want(counted, 1), key="key-1"),
        request(t.want(counted, 2), t.want(offer, 1, 2), key="key-2"),
        request(t.want(offer, 2, 1, 2), key="key-3"),
        request(t.want(offer, 2, 2, 3), t.want(counted, 1), key="key-4"),
        request(t.want(counted, 1), key="key-5"),
    ]
    answers = [isinstance(answer, str) for answer in operations.place_many(wanted)]
    # the first takes 0, 1 and two; the second and third lose; the fourth wants 1; the fifth fits; the last is late
    assert answers == [True, False, False, False, True, False]


# whose it is


def test_an_order_is_its_buyers_and_its_sellers():
    ref = t.place(t.want(t.seats(), 1, 0))
    for actor in (t.BUYER, t.STAFF, t.OPERATOR, Actor(ref="vis_2", label="", keys=frozenset({ref}))):
        assert queries.order_for(actor, ref).public_id == ref
    for actor in (t.NOBODY, t.STRANGER, t.OTHER_STAFF):
        with pytest.raises(NotFound):
            queries.order_for(actor, ref)
    with pytest.raises(NotFound):
        queries.order_for(t.BUYER, "ord_\x00")
