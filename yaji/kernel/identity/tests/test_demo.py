"""The demo's people: complete, safe to seed twice, impossible elsewhere."""

import pytest
from django.contrib.auth import authenticate

from yaji.kernel.identity import demo, queries
from yaji.kernel.identity.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.identity.tests.urls")]


def test_seeding_twice_gives_the_same_people(rf):
    first, again = demo.seed_people(), demo.seed_people()
    assert first == again
    assert User.objects.count() == len(demo.PEOPLE)
    house = first["house"].public_id
    assert queries.actor_of(first["organiser"]).holds(house, ["owner"])
    assert queries.actor_of(first["box_office"]).holds(house, ["box_office"])
    assert queries.actor_of(first["door"]).holds(house, ["door"])
    assert queries.actor_of(first["operator"]).operator
    assert queries.actor_of(first["member"]).standing == {"member"}
    assert queries.actor_of(first["buyer"]).standing == frozenset()
    for line in demo.accounts():
        assert authenticate(rf.get("/"), email=line["email"], password=line["password"])


def test_outside_the_demo_there_are_no_such_accounts(settings):
    settings.YAJI_DEMO = False
    with pytest.raises(demo.NotTheDemo):
        demo.seed_people()
    assert not User.objects.exists()
