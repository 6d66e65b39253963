"""Dates at the organiser's desk: which go on sale together, when their sale opens and closes, what is no date."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from yaji.kernel.identity.factories import make_actor
from yaji.kernel.inventory.types import SOLD
from yaji.kit import clock
from yaji.kit.text import LocalText
from yaji.verticals.tickets import operations, queries
from yaji.verticals.tickets.factories import buy, make_performance
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.overview import by_block
from yaji.verticals.tickets.queries.stock import NOT_FOR_SALE, stock_of
from yaji.verticals.tickets.types import PriceDraft

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(boss, party):
    return make_performance(party, actor=make_actor(boss))


def sibling(row, *, state, days=20, priced=True):
    """Another date of the same show, written as it would stand there."""
    made = Performance.objects.create(
        show=row.show,
        plan=row.plan,
        starts_at=clock.now() + timedelta(days=days),
        ends_at=clock.now() + timedelta(days=days, hours=2),
        zone=row.zone,
        state=state,
    )
    if priced:
        made.prices.create(zone="a", name={"en": "Front"}, price=380_00)
    return made


def states(*rows):
    return [Performance.objects.get(pk=each.pk).state for each in rows]


def test_all_at_once_opens_priced_drafts_to_come_and_nothing_else(desk, party, row):
    base = f"/en/console/{party}/shows/{row.show.public_id}/"
    draft, past = sibling(row, state="draft"), sibling(row, state="draft", days=-2)
    paused, unpriced = sibling(row, state="paused"), sibling(row, state="draft", priced=False)
    assert "Put 1 date on sale" in desk.get(base).content.decode(), "the button counts what it opens"
    answer = desk.post(f"{base}sale/", follow=True)
    assert "On sale: 1." in answer.content.decode()
    assert states(draft, past, paused, unpriced) == ["on_sale", "draft", "paused", "draft"]
    # one that is named is resumed, or refused with the reason
    assert desk.post(f"{base}sale/", {"performance": paused.public_id}).status_code == 302
    assert states(paused) == ["on_sale"]
    assert "in the past" in desk.post(f"{base}sale/", {"performance": past.public_id}).content.decode()


def test_nothing_to_open_is_said_with_its_reason(desk, party, row):
    address = f"/en/console/{party}/shows/{row.show.public_id}/sale/"
    unpriced = sibling(row, state="draft", priced=False)
    refused = desk.post(address)
    assert refused.status_code == 409
    assert "Set the prices, then put it on sale." in refused.content.decode()
    unpriced.delete()
    past = sibling(row, state="draft", days=-2)
    refused = desk.post(address)
    assert refused.status_code == 409
    assert "in the past" in refused.content.decode()
    assert states(past) == ["draft"]


def test_the_sale_window_is_changed_on_the_venue_s_clock(desk, party, row):
    page = f"/en/console/{party}/performances/{row.public_id}/"
    zone = ZoneInfo(row.zone)
    opens = (row.local_start - timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    closes = (row.local_start - timedelta(days=1)).replace(hour=18, minute=30, second=0, microsecond=0)
    typed = {"opens": f"{opens:%Y-%m-%dT%H:%M}", "closes": f"{closes:%Y-%m-%dT%H:%M}"}
    assert desk.post(f"{page}window/", typed).status_code == 302
    row.refresh_from_db()
    assert (row.on_sale_from, row.on_sale_until) == (opens, closes)
    assert row.on_sale_from.astimezone(zone).hour == 10
    shown = desk.get(page).content.decode()
    assert all(f'value="{value}"' in shown for value in typed.values()), "shown as it was typed"
    # the wrong way round, and what is no date, change nothing
    for wrong in (
        {"opens": typed["closes"], "closes": typed["opens"]},
        {"opens": "soon"},
        {"opens": "9999-12-31T10:00"},
    ):
        assert desk.post(f"{page}window/", wrong).status_code == 422
    row.refresh_from_db()
    assert (row.on_sale_from, row.on_sale_until) == (opens, closes)
    assert desk.post(f"{page}window/", {"opens": "", "closes": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.on_sale_from, row.on_sale_until) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first_day": "9999-12-31"}, "Choose a year from 2000 to 2200."),
        ({"first_day": "9999-12-31", "last_day": "9999-12-31"}, "Choose a year from 2000 to 2200."),
        ({"first_day": "0001-01-01"}, "Choose a year from 2000 to 2200."),
        ({"times": "14:00, 19:30+02:00"}, "Write times as 19:30, several with commas between."),
        ({"times": "19:30+02:00"}, "Write times as 19:30, several with commas between."),
    ],
)
def test_dates_and_times_that_can_t_be_are_refused_beside_the_field(desk, party, row, wrong, said):
    day = (clock.now() + timedelta(days=20)).date().isoformat()
    usual = {"hall": row.plan.hall.public_id, "kind": "evening", "first_day": day, "times": "19:30"}
    address = f"/en/console/{party}/shows/{row.show.public_id}/schedule/"
    answer = desk.post(address, {**usual, "minutes": 120, "doors": 45, **wrong})
    assert answer.status_code == 200
    assert said in answer.content.decode().replace("&#x27;", "'")
    assert Performance.objects.count() == 1


def test_a_category_taken_off_sale_keeps_its_figures_and_its_sold_seats(desk, party, row, boss, settled):
    settled(buy, make_actor(), row, seats=[0, 1], counts={"floor": 2})
    actor, address = make_actor(boss), f"/en/console/{party}/performances/{row.public_id}/sales.csv"
    usual = {
        price.zone: PriceDraft(price.zone, price.name, price.price, price.mark) for price in queries.prices_of(row)
    }

    def lines():
        said = desk.get(address).content.decode("utf-8-sig").splitlines()[1:]
        return {name: rest.split(",") for name, _, rest in (line.partition(",") for line in said)}

    before = lines()
    assert before["Front"] == ["380", "16", "2", "0", "0", "14", "760"]
    operations.set_prices(actor=actor, performances=[row.public_id], prices=[usual["b"]])
    row.refresh_from_db()
    stock = stock_of(row)
    assert stock.seats[:3] == bytes([SOLD, SOLD, NOT_FOR_SALE])
    assert [price.zone for price in stock.prices] == ["b"], "buyers see what is for sale"
    after = lines()
    assert after["Front"] == ["380", "2", "2", "0", "0", "0", "760"]
    assert [after[name][-1] for name in before] == [before[name][-1] for name in before], "takings stay"
    assert next(block for block in by_block(row, stock) if block["sold"])["sold"] == 2
    # for sale again at another price: the two that were sold before are counted once, at what they cost
    again = PriceDraft("a", LocalText({"en": "Front again"}), 400_00, 1)
    operations.set_prices(actor=actor, performances=[row.public_id], prices=[again, usual["b"]])
    settled(buy, make_actor(), row, seats=[2])
    assert lines()["Front again"] == ["400", "16", "1", "0", "0", "13", "400"]
    assert lines()["Front"][2] == "2"
