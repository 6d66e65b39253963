"""The demo town: whole, sold in part, and the same again without doubles; never empty tonight."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from yaji.kernel.identity import demo as people
from yaji.kernel.inventory.queries import miscounted_holds, miscounted_pools, orphan_claims
from yaji.verticals.tickets import demo
from yaji.verticals.tickets.models import Hall, Pass, Performance, Show, Venue
from yaji.verticals.tickets.queries.stock import stock_of

ZONE = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 11, 24, 15, 0, tzinfo=ZONE)


@pytest.fixture
def small_town(monkeypatch):
    """The town with a handful of its shows: every kind, and two concerts."""
    keep = {"peony-pavilion", "the-salt-road", "ten-thousand-rings", "tides-v-cranes"}
    whole = demo.town()
    monkeypatch.setattr(demo, "town", lambda: {**whole, "shows": [s for s in whole["shows"] if s["key"] in keep]})
    concerts = demo.concerts
    monkeypatch.setattr(demo, "concerts", lambda spec: concerts(spec)[:2])


def tonight(moment):
    rows = Performance.objects.filter(starts_at__gt=moment, starts_at__lt=moment + timedelta(hours=24))
    return [row for row in rows if row.state == "on_sale" and stock_of(row).free > 0]


@pytest.mark.django_db(transaction=True)
def test_the_town_is_seeded_once_and_rolls_forward(small_town):
    with time_machine.travel(EVENING, tick=True):
        demo.seed()
        first = (Venue.objects.count(), Hall.objects.count(), Show.objects.count(), Performance.objects.count())
        assert first[:3] == (3, 5, 6)
        assert tonight(EVENING)
        assert Pass.objects.filter(state="valid").count() > 10
        assert (
            Pass.objects.filter(owner=people.seed_people()["buyer"].public_id).exists()
            or Pass.objects.filter(owner=people.seed_people()["member"].public_id).exists()
        )
        sold = Pass.objects.count()
        demo.seed()
        again = (Venue.objects.count(), Hall.objects.count(), Show.objects.count(), Performance.objects.count())
        assert (again, Pass.objects.count()) == (first, sold)
    later = EVENING + timedelta(days=3)
    with time_machine.travel(later, tick=True):
        demo.seed()
        assert tonight(later)
        live = Counter(Performance.objects.filter(ends_at__gt=later).values_list("series", flat=True))
        assert max(live.values()) == 1, "a chain has one link to come"
    assert not miscounted_pools()
    assert not miscounted_holds()
    assert not orphan_claims()


def test_posters_are_painted_for_every_show():
    spec = demo.town()
    seeds = [show["seed"] for show in [*spec["shows"], *demo.concerts(spec)]]
    assert len(set(seeds)) == len(seeds) == 54
