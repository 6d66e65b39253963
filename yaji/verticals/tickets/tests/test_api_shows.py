"""Posters and terms of shows over HTTP: what is kept, what is shown, what is refused."""

import pytest

from yaji.kernel.identity.factories import make_actor, make_organisation, make_user
from yaji.kernel.media import operations as media
from yaji.kernel.media.errors import StillInUse
from yaji.kernel.media.factories import make_asset
from yaji.kernel.media.models import Asset
from yaji.verticals.tickets.factories import make_performance
from yaji.verticals.tickets.tests.test_api import send

pytestmark = pytest.mark.django_db

SHOW = {"title": {"en": "A"}, "category": "film"}


@pytest.fixture
def boss():
    return make_user()


@pytest.fixture
def party(boss):
    return make_organisation(boss).public_id


@pytest.fixture
def actor(boss, party):
    return make_actor(boss)


@pytest.fixture
def row(party, actor):
    return make_performance(party, actor=actor)


@pytest.fixture
def desk(client, boss):
    client.force_login(boss)
    return client


def test_a_poster_is_shown_and_stays_until_it_is_taken_off(desk, party, actor, row):
    poster = make_asset(actor, purpose="poster", owner=party)
    path, public = f"/shows/{row.show.public_id}", {"id": poster.public_id, "url": poster.url(), "alt": poster.alt}
    assert send(desk, "get", path)["poster"] is None
    assert send(desk, "put", path, {**SHOW, "poster": poster.public_id})["poster"] == public
    assert send(desk, "put", path, SHOW)["poster"] == public
    assert send(desk, "put", path, {**SHOW, "poster": poster.public_id})["poster"] == public
    assert send(desk, "get", path)["poster"] == public
    assert [show["poster"] for show in send(desk, "get", f"/organisers/{party}/shows")] == [public]
    assert public["url"]
    assert send(desk, "put", path, {**SHOW, "poster": ""})["poster"] is None


def test_a_new_show_with_a_poster_of_ones_own(desk, party, actor):
    poster = make_asset(actor, purpose="poster")
    made = send(desk, "post", f"/organisers/{party}/shows", {**SHOW, "poster": poster.public_id}, 201)
    assert made["poster"]["id"] == poster.public_id
    assert send(desk, "post", f"/organisers/{party}/shows", SHOW, 201)["poster"] is None


def test_pictures_that_are_no_poster_of_the_house_are_refused_by_name(desk, party, actor, row):
    strange = make_asset(make_actor(), purpose="poster").public_id
    avatar = make_asset(actor, purpose="avatar").public_id
    for ref, code in ((strange, "not_your_picture"), ("med_GONE", "not_your_picture"), (avatar, "another_purpose")):
        for method, path in (("put", f"/shows/{row.show.public_id}"), ("post", f"/organisers/{party}/shows")):
            assert send(desk, method, path, {**SHOW, "poster": ref}, 422)["code"] == f"media.{code}"
    row.show.refresh_from_db()
    assert (row.show.poster, row.show.title["en"] == "A") == ("", False)


def test_a_poster_that_is_shown_is_not_removed(desk, actor, row):
    old, new = make_asset(actor, purpose="poster"), make_asset(actor, purpose="poster")
    for poster in (old, new):
        send(desk, "put", f"/shows/{row.show.public_id}", {**SHOW, "poster": poster.public_id})
    with pytest.raises(StillInUse):
        media.remove(actor=actor, asset=new.public_id)
    media.remove(actor=actor, asset=old.public_id)
    assert list(Asset.objects.all()) == [new]


QUESTION = {"id": "q1", "kind": "text", "label": {"en": "Why?"}}


@pytest.mark.parametrize(
    "terms",
    [
        {"rules": [{"kind": []}]},
        {"rules": [{"kind": {}, "amount": 1}]},
        {"rules": [{"kind": "member", "amount": "1"}]},
        {"rules": [{"kind": "member", "amount": True}]},
        {"rules": [{"amount": 1}]},
        {"rules": [{"kind": "nobody", "amount": 1}]},
        {"rules": [5]},
        {"questions": [{**QUESTION, "id": []}]},
        {"questions": [{**QUESTION, "id": {"a": 1}}]},
        {"questions": [{**QUESTION, "kind": []}]},
        {"questions": [{**QUESTION, "per": []}]},
        {"questions": [{**QUESTION, "kind": "choice", "choices": 5}]},
        {"questions": [{**QUESTION, "kind": "choice", "choices": [[], []]}]},
        {"questions": [{**QUESTION, "label": [1]}]},
        {"returns": {"until_hours": []}},
        {"returns": {"allowed": []}},
        {"returns": []},
    ],
)
def test_terms_out_of_shape_are_refused(desk, row, terms):
    before = (row.show.rules, row.show.questions, row.show.returns)
    assert send(desk, "put", f"/shows/{row.show.public_id}/terms", terms, 422)["code"]
    row.show.refresh_from_db()
    assert (row.show.rules, row.show.questions, row.show.returns) == before


def test_terms_in_shape_are_kept_as_they_were_sent(desk, row):
    terms = {
        "rules": [
            {"kind": "early_bird", "percent_bp": 1000, "until_days_before": 7},
            {"kind": "group", "amount": 500, "min_qty": 6},
            {"kind": "member", "price": 0},
        ],
        "returns": {"allowed": False, "until_hours": 24, "fee_bp": 500},
        "questions": [
            {**QUESTION, "per": "unit", "required": True},
            {**QUESTION, "id": "q2", "kind": "choice", "per": "order", "required": False,
             "choices": [{"en": "Meat", "zh-hans": "荤"}, {"en": "None", "zh-hans": "素"}]},
        ],
        "named": True, "min_per_order": 1, "max_per_order": 4, "fee_per_unit": 100,
    }  # fmt: skip
    kept = send(desk, "put", f"/shows/{row.show.public_id}/terms", terms)["terms"]
    assert kept == terms
