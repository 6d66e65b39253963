"""Halls, shows, performances, prices and the way to being on sale."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from yaji.kernel.catalog.ports import indexers
from yaji.kernel.catalog.queries import offers_of
from yaji.kernel.events.queries import facts_about
from yaji.kernel.inventory import queries as inventory
from yaji.kit import clock
from yaji.kit.errors import Forbidden, NotFound
from yaji.kit.states import IllegalMove
from yaji.kit.text import local
from yaji.verticals.tickets import operations, queries
from yaji.verticals.tickets.errors import (
    AlreadyPast,
    BadPlan,
    BadPrices,
    BadTerms,
    BadTimes,
    NoPricesYet,
    NotACategory,
    NotATimeZone,
    TooManyAtOnce,
)
from yaji.verticals.tickets.factories import PRICES, SMALL_PLAN, make_hall, make_performance, make_show
from yaji.verticals.tickets.fulfilment import TicketIndexer
from yaji.verticals.tickets.models import Performance, Plan, Show, Venue
from yaji.verticals.tickets.types import PriceDraft, SellingTerms, ShowDraft, Times

pytestmark = pytest.mark.django_db


def times(days=7, hours=2):
    start = clock.now() + timedelta(days=days)
    return Times(start, start + timedelta(hours=hours))


def test_on_sale_means_one_offer_for_each_price_and_pools_behind_them(house, owner):
    row = make_performance(house, actor=owner)
    offers = list(offers_of([row.public_id]))
    assert [(o.price, o.zone, o.state) for o in offers] == [
        (38000, "a", "on_sale"),
        (18000, "b", "on_sale"),
        (12000, "", "on_sale"),
    ]
    assert {o.pool for o in offers} == set(row.pools)
    assert inventory.count_left(row.pools) == {row.seat_pool: 32, row.area_pools["pit"]: 10}
    assert {p.offer for p in queries.prices_of(row)} == {o.public_id for o in offers}
    assert offers[0].on_sale_until == row.ends_at
    kinds = [fact.kind for fact in facts_about(row.public_id)]
    assert kinds[0] == "tickets.performance_scheduled"
    assert "tickets.performance_opened" in kinds


def test_plans_have_versions_and_the_same_again_is_no_new_one(house, owner):
    hall = make_hall(house, actor=owner)
    same = operations.add_plan(actor=owner, hall=hall.public_id, plan=SMALL_PLAN)
    assert same.version == 1
    other = SMALL_PLAN | {"focus": {"x": 0, "y": 100}}
    assert operations.add_plan(actor=owner, hall=hall.public_id, plan=other).version == 2
    assert queries.newest_plan(hall).version == 2


def test_a_plan_never_changes(house, owner):
    from django.db import DatabaseError, transaction

    hall = make_hall(house, actor=owner)
    for write in (
        lambda: Plan.objects.filter(hall=hall).update(seats=1),
        lambda: Plan.objects.filter(hall=hall).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_a_bad_plan_makes_no_hall(house, owner):
    venue = operations.create_venue(actor=owner, organiser=house, name=local("H"), zone="Asia/Shanghai")
    with pytest.raises(BadPlan):
        operations.create_hall(actor=owner, venue=venue.public_id, name=local("H"), plan={"sections": []})
    assert not venue.halls.exists()


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd"])
def test_a_time_zone_must_exist(house, owner, zone):
    with pytest.raises(NotATimeZone):
        operations.create_venue(actor=owner, organiser=house, name=local("H"), zone=zone)


def test_four_clients(house, owner, four):
    row = make_performance(house, actor=owner)
    show, hall, venue = row.show.public_id, row.plan.hall.public_id, row.plan.hall.venue.public_id
    draft = ShowDraft(title=local("Mine now"), category="film")
    asks = {
        "create_venue": lambda a: operations.create_venue(actor=a, organiser=house, name=local("V"), zone="UTC"),
        "change_venue": lambda a: operations.change_venue(actor=a, venue=venue, name=local("V")),
        "create_hall": lambda a: operations.create_hall(actor=a, venue=venue, name=local("H"), plan=SMALL_PLAN),
        "add_plan": lambda a: operations.add_plan(actor=a, hall=hall, plan=SMALL_PLAN),
        "create_show": lambda a: operations.create_show(actor=a, organiser=house, draft=draft),
        "change_show": lambda a: operations.change_show(actor=a, show=show, draft=draft),
        "set_terms": lambda a: operations.set_terms(actor=a, show=show, terms=SellingTerms()),
        "schedule": lambda a: operations.schedule_performances(actor=a, show=show, hall=hall, times=[times()]),
        "reschedule": lambda a: operations.reschedule_performance(actor=a, performance=row.public_id, times=times(9)),
        "set_prices": lambda a: operations.set_prices(actor=a, performances=[row.public_id], prices=PRICES),
        "window": lambda a: operations.set_sale_window(
            actor=a, performance=row.public_id, on_sale_from=None, on_sale_until=None
        ),
        "pause": lambda a: operations.pause_sale(actor=a, performances=[row.public_id]),
        "open": lambda a: operations.put_on_sale(actor=a, performances=[row.public_id]),
    }
    for name, ask in asks.items():
        for who in ("nobody", "stranger", "viewer"):
            before = (Show.objects.count(), Venue.objects.count(), Performance.objects.count())
            with pytest.raises((Forbidden, NotFound)):
                ask(four[who])
            assert (Show.objects.count(), Venue.objects.count(), Performance.objects.count()) == before, (name, who)
        assert ask(four["manager"]), name


def test_drafts_are_seen_by_the_team_only(house, owner, four):
    row = make_performance(house, actor=owner, on_sale=False)
    for who in ("nobody", "stranger"):
        with pytest.raises(NotFound):
            queries.performance_for(four[who], row.public_id)
        with pytest.raises(NotFound):
            queries.show_for(four[who], row.show.public_id)
        assert not queries.live_performances(four[who], row.show)
        assert not queries.shows_of(four[who], house)
        assert not queries.venues_of(four[who], house)
    assert queries.performance_for(four["viewer"], row.public_id) == row
    operations.put_on_sale(actor=owner, performances=[row.public_id])
    assert queries.performance_for(four["nobody"], row.public_id) == row
    assert list(queries.live_performances(four["nobody"], row.show)) == [row]


def test_there_must_be_something_to_sell_and_it_must_be_to_come(house, owner):
    row = make_performance(house, actor=owner, on_sale=False)
    bare = operations.schedule_performances(
        actor=owner, show=row.show.public_id, hall=row.plan.hall.public_id, times=[times()]
    )[0]
    with pytest.raises(NoPricesYet):
        operations.put_on_sale(actor=owner, performances=[bare.public_id])
    Performance.objects.filter(pk=row.pk).update(
        starts_at=datetime(2020, 1, 1, tzinfo=UTC), ends_at=datetime(2020, 1, 2, tzinfo=UTC)
    )
    with pytest.raises(AlreadyPast):
        operations.put_on_sale(actor=owner, performances=[row.public_id])
    assert not offers_of([row.public_id, bare.public_id])


def test_one_of_several_that_can_not_be_opened_opens_none(house, owner):
    row = make_performance(house, actor=owner, on_sale=False)
    bare = operations.schedule_performances(
        actor=owner, show=row.show.public_id, hall=row.plan.hall.public_id, times=[times()]
    )[0]
    with pytest.raises(NoPricesYet):
        operations.put_on_sale(actor=owner, performances=[row.public_id, bare.public_id])
    row.refresh_from_db()
    assert (row.state, row.seat_pool) == ("draft", None)


def test_pause_and_open_again_keeps_the_pools(house, owner):
    row = make_performance(house, actor=owner)
    operations.pause_sale(actor=owner, performances=[row.public_id])
    assert {o.state for o in offers_of([row.public_id])} == {"paused"}
    with pytest.raises(IllegalMove):
        operations.pause_sale(actor=owner, performances=[row.public_id])
    again = operations.put_on_sale(actor=owner, performances=[row.public_id])[0]
    assert again.pools == row.pools
    assert {o.state for o in offers_of([row.public_id])} == {"on_sale"}


def test_prices_may_change_while_on_sale_and_keep_their_offer(house, owner):
    row = make_performance(house, actor=owner, prices=PRICES[:1])
    offer = offers_of([row.public_id])[0]
    cheaper = PriceDraft("a", local("Stalls", "池座"), 30000, 2)
    operations.set_prices(actor=owner, performances=[row.public_id], prices=[cheaper, PRICES[2]])
    offers = {o.public_id: o for o in offers_of([row.public_id])}
    assert offers[offer.public_id].price == 30000
    assert offers[offer.public_id].detail == {"en": "Stalls", "zh-hans": "池座"}
    assert {o.state for o in offers.values()} == {"on_sale"}
    assert len(offers) == 2
    operations.set_prices(actor=owner, performances=[row.public_id], prices=[PRICES[2]])
    assert offers_of([row.public_id]).get(public_id=offer.public_id).state == "closed"


@pytest.mark.parametrize(
    "prices",
    [
        [],
        [PRICES[0], PRICES[0]],
        [PriceDraft("nowhere", local("X"), 1)],
        [PriceDraft("a", local("X"), -1)],
        [PriceDraft("a", local("X"), 10**15)],
        [PriceDraft("a", local("X"), 1, 7)],
        [PriceDraft("a", local(""), 1)],
    ],
)
def test_prices_must_fit_the_plan(house, owner, prices):
    row = make_performance(house, actor=owner, on_sale=False)
    with pytest.raises(BadPrices):
        operations.set_prices(actor=owner, performances=[row.public_id], prices=prices)
    assert len(queries.prices_of(row)) == 3


def test_times_must_make_sense(house, owner):
    row = make_performance(house, actor=owner, on_sale=False)
    start = clock.now() + timedelta(days=3)
    wrong = [
        (BadTimes, Times(start, start)),
        (BadTimes, Times(start, start - timedelta(hours=1))),
        (BadTimes, Times(start, start + timedelta(days=8))),
        (BadTimes, Times(start, start + timedelta(hours=1), start + timedelta(minutes=1))),
        (BadTimes, Times(start.replace(tzinfo=None), start)),
        (AlreadyPast, Times(start - timedelta(days=9), start - timedelta(days=8))),
    ]
    for refusal, each in wrong:
        with pytest.raises(refusal):
            operations.schedule_performances(
                actor=owner, show=row.show.public_id, hall=row.plan.hall.public_id, times=[times(), each]
            )
    with pytest.raises(TooManyAtOnce):
        operations.schedule_performances(
            actor=owner, show=row.show.public_id, hall=row.plan.hall.public_id, times=[times()] * 401
        )
    assert Performance.objects.count() == 1


def test_a_series_belongs_together(house, owner):
    row = make_performance(house, actor=owner, on_sale=False)
    made = operations.schedule_performances(
        actor=owner, show=row.show.public_id, hall=row.plan.hall.public_id, times=[times(d) for d in range(2, 9)]
    )
    assert len(made) == 7
    assert len({p.series for p in made}) == 1
    assert made[0].series
    assert not row.series


def test_moving_the_time_moves_what_depends_on_it(house, owner):
    terms = SellingTerms(rules=[{"kind": "early_bird", "percent_bp": 1000, "until_days_before": 7}])
    row = make_performance(house, actor=owner, terms=terms)
    before = offers_of([row.public_id])[0].terms
    later = Times(row.starts_at + timedelta(days=3), row.ends_at + timedelta(days=3))
    operations.reschedule_performance(actor=owner, performance=row.public_id, times=later)
    after = offers_of([row.public_id])[0]
    moved = datetime.fromisoformat(after.terms["rules"][0]["until"]) - datetime.fromisoformat(
        before["rules"][0]["until"]
    )
    assert moved == timedelta(days=3)
    assert after.on_sale_until == later.ends_at
    assert "tickets.performance_moved" in [fact.kind for fact in facts_about(row.public_id)]


@pytest.mark.parametrize("start", ["9999-12-31T23:00", "0001-01-01T00:30", "2027-02-30T20:00", "soon"])
def test_a_start_no_calendar_knows_is_refused(house, owner, start):
    row = make_performance(house, actor=owner)
    with pytest.raises(BadTimes):
        operations.move_to(actor=owner, performance=row.public_id, start=start)
    assert Performance.objects.get(pk=row.pk).starts_at == row.starts_at


def test_the_early_bird_ends_at_midnight_of_the_venue(house, owner):
    terms = SellingTerms(rules=[{"kind": "early_bird", "percent_bp": 1000, "until_days_before": 7}])
    start = datetime(2027, 3, 20, 11, 30, tzinfo=UTC)  # 19:30 in Shanghai
    row = make_performance(house, actor=owner, terms=terms, starts_at=start)
    rule = offers_of([row.public_id])[0].terms["rules"][0]
    assert rule["until"] == "2027-03-13T00:00:00+08:00"
    assert rule["day"] == "2027-03-13"


def test_new_terms_reach_the_offers(house, owner):
    row = make_performance(house, actor=owner)
    terms = SellingTerms(named=True, max_per_order=4, returns={"allowed": False}, fee_per_unit=500)
    operations.set_terms(actor=owner, show=row.show.public_id, terms=terms)
    offer = offers_of([row.public_id])[0]
    assert offer.max_per_order == 4
    assert offer.terms["named"] is True
    assert offer.terms["returns"]["allowed"] is False
    assert offer.terms["fee"]["per_unit"] == 500


@pytest.mark.parametrize(
    "change",
    [
        {"min_per_order": 0},
        {"min_per_order": 5, "max_per_order": 4},
        {"fee_per_unit": -1},
        {"rules": [{"kind": "loyalty", "percent_bp": 100}]},
        {"rules": [{"kind": "member", "percent_bp": 100}, {"kind": "member", "percent_bp": 200}]},
        {"rules": [{"kind": "member"}]},
        {"rules": [{"kind": "member", "percent_bp": 10_001}]},
        {"rules": [{"kind": "member", "percent_bp": True}]},
        {"rules": [{"kind": "member", "percent_bp": 10, "price": 5}]},
        {"rules": [{"kind": "group", "percent_bp": 10, "min_qty": 1}]},
        {"rules": [{"kind": "early_bird", "percent_bp": 10}]},
        {"returns": {"allowed": True, "until_hours": -1}},
        {"returns": {"allowed": True, "fee_bp": 10_001}},
        {"questions": [{"id": "Bad Id", "kind": "text", "label": {"en": "?"}}]},
        {"questions": [{"id": "a", "kind": "file", "label": {"en": "?"}}]},
        {"questions": [{"id": "a", "kind": "text", "label": {}}]},
        {"questions": [{"id": "a", "kind": "choice", "label": {"en": "?"}, "choices": [{"en": "one"}]}]},
        {"questions": [{"id": "a", "kind": "text", "label": {"en": "?"}}] * 2},
    ],
)
def test_terms_that_can_not_be_are_refused(house, owner, change):
    with pytest.raises(BadTerms):
        make_show(house, actor=owner, terms=replace(SellingTerms(), **change))
    assert not Show.objects.exists()


def test_a_show_is_of_a_known_kind(house, owner):
    with pytest.raises(NotACategory):
        make_show(house, actor=owner, category="séance")


def test_what_is_over_ends_by_itself(house, owner):
    row = make_performance(house, actor=owner)
    assert operations.end_past() == 0
    Performance.objects.filter(pk=row.pk).update(
        starts_at=datetime(2020, 1, 1, tzinfo=UTC), ends_at=datetime(2020, 1, 2, tzinfo=UTC)
    )
    assert operations.end_past() == 1
    row.refresh_from_db()
    assert row.state == "over"
    assert {o.state for o in offers_of([row.public_id])} == {"closed"}
    assert operations.end_past() == 0


class Asked(TicketIndexer):
    """Counts how often search wants documents."""

    def __init__(self):
        self.times = 0

    def documents(self, subjects):
        self.times += 1
        return super().documents(subjects)


def test_opening_many_evenings_describes_the_show_no_oftener_than_opening_two(house, owner, settled):
    counts = []
    for evenings in (2, 6):
        show, hall = make_show(house, actor=owner), make_hall(house, actor=owner)
        rows = operations.schedule_performances(
            actor=owner,
            show=show.public_id,
            hall=hall.public_id,
            times=[times(days=n + 2) for n in range(evenings)],
        )
        refs = [row.public_id for row in rows]
        operations.set_prices(actor=owner, performances=refs, prices=PRICES)
        asked = Asked()
        with indexers.instead("ticket", asked):
            opened = settled(operations.put_on_sale, actor=owner, performances=refs)
        assert {row.state for row in opened} == {"on_sale"}
        assert offers_of(refs).filter(state="on_sale").count() == 3 * evenings
        counts.append(asked.times)
    assert counts[0] == counts[1] <= 2
