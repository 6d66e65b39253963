"""The doors: notices, the browser's return, the API; S10 for what this room serves."""

import pytest
from django.core.cache import cache
from django.test import Client

from yaji.kernel.payments import operations, queries
from yaji.kernel.payments.models import Notice
from yaji.kernel.payments.policies import may_see_intent
from yaji.kernel.payments.tests.fakes import BUYER, STRANGER, begin
from yaji.kit.actor import SYSTEM, Actor
from yaji.kit.errors import NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.payments.tests.urls")]
DOORS = ["/payments/notices/{}/", "/api/v1/payments/notices/{}"]


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def knock(client, door, headers, body, provider="fake"):
    return client.post(door.format(provider), body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("door", DOORS)
def test_a_notice_is_taken_without_session_or_csrf_token(fake, door):
    intent = begin().intent
    fake.happens(intent, "captured")
    client = Client(enforce_csrf_checks=True)
    headers, body = fake.notice(intent, "e1")
    answers = [knock(client, door, headers, body) for _ in range(2)]
    assert [(a.status_code, a.json()["outcome"]) for a in answers] == [(200, "applied"), (200, "duplicate")]
    assert not answers[0].cookies
    assert answers[0]["X-Content-Type-Options"] == "nosniff"
    assert queries.captured_intent("ord_1")


@pytest.mark.parametrize("door", DOORS)
def test_a_notice_that_is_not_one_is_refused(fake, client, door):
    headers, body = fake.notice(begin().intent, "e1")
    assert knock(client, door, {}, body).status_code == 400
    assert knock(client, door, {}, body).json()["code"] == "payments.bad_signature"
    assert knock(client, door, headers, body, provider="nobody").status_code == 404
    assert knock(client, door, headers, b"x" * 65_537).status_code == 413
    assert client.get(door.format("fake")).status_code == 405
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("door", DOORS)
def test_ten_megabytes_are_not_read(fake, client, door):
    headers, _ = fake.notice(begin().intent, "e1")
    answer = knock(client, door, headers, b"x" * (10 * 1024 * 1024))
    assert answer.status_code == 413
    assert not Notice.objects.exists()


@pytest.mark.parametrize("claimed", ["", "0", "7", "-1", "many"])
def test_a_length_that_is_not_true_helps_nobody(client, claimed):
    answer = client.generic("POST", DOORS[0].format("sandbox"), b"x" * 70_000, CONTENT_LENGTH=claimed)
    assert answer.status_code in (400, 413)
    assert not Notice.objects.exclude(outcome="refused:payments.bad_signature").exists()


def test_the_return_asks_and_goes_on(fake, client):
    started = begin(return_path="/zh-hans/orders/1/?tab=pay#top")
    page = client.get(f"/pay/return/{started.intent}/")
    assert page["Location"] == "/zh-hans/orders/1/?tab=pay&payment=pending#top"
    assert "no-store" in page["Cache-Control"]
    fake.happens(started.intent, "captured")
    page = client.get(f"/pay/return/{started.intent}/?payment=failed&amount=1")
    assert page["Location"] == "/zh-hans/orders/1/?tab=pay&payment=captured#top"


def test_the_return_goes_on_although_the_provider_is_silent(fake, client):
    started = begin()
    fake.faults["fetch"] = "dead"
    assert client.get(f"/pay/return/{started.intent}/")["Location"].endswith("?payment=pending")


def test_a_return_from_nowhere_is_not_found(fake, client):
    with pytest.raises(NotFound):
        operations.check(intent="pay_none")


def test_a_payment_is_seen_by_its_payer_the_orders_key_and_the_operator(fake):
    intent = begin("ord_key").intent
    keyholder = Actor(ref="vis_1", label="guest", kind="visitor", keys=frozenset({"ord_key"}))
    for actor in (BUYER, keyholder, SYSTEM):
        assert queries.intent_for(actor, intent).public_id == intent
    for actor in (STRANGER, Actor(ref="vis_2", label="guest", kind="visitor")):
        with pytest.raises(NotFound):
            queries.intent_for(actor, intent)
    assert not may_see_intent(STRANGER, payer=BUYER.ref, subject="ord_key")


def test_the_api_hides_other_peoples_payments(fake, client):
    intent = begin().intent
    assert client.get(f"/api/v1/payments/intents/{intent}").status_code == 404
    assert client.get("/api/v1/payments/intents/pay_none").status_code == 404


def test_the_api_shows_a_payment_to_its_payer(fake, rf):
    from yaji.kernel.payments.api import get_intent
    from yaji.kernel.payments.schemas import IntentOut

    request = rf.get("/")
    request.actor = BUYER
    shown = IntentOut.from_orm(get_intent(request, begin().intent)).model_dump()
    assert shown["state"] == "pending"
    assert shown["amount"] == 18_000
    assert "return_path" not in shown
    assert "payer" not in shown
