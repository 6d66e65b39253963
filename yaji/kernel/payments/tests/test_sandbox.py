"""The sandbox's hosted page: several ways to pay, and every way to misbehave."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import translation

from yaji.kernel.events.queries import facts_about
from yaji.kernel.payments import operations, queries
from yaji.kernel.payments.errors import BadSignature
from yaji.kernel.payments.models import Notice
from yaji.kernel.payments.ports import gateways
from yaji.kernel.payments.providers.sandbox import company
from yaji.kernel.payments.providers.sandbox.delivery import deliver, deliver_due
from yaji.kernel.payments.providers.sandbox.gateway import SandboxGateway
from yaji.kernel.payments.providers.sandbox.models import SandboxCharge, SandboxNotice
from yaji.kernel.payments.tests.fakes import ask_back, begin, cny
from yaji.kit import clock

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.payments.tests.urls")]


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def started():
    return begin(provider="sandbox")


def press(client, started, do, method="wallet"):
    return client.post(started.url, {"do": do, "method": method})


def kinds():
    return [fact.kind.removeprefix("payments.") for fact in facts_about("ord_1")]


def outcomes():
    return list(Notice.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.req("TIX-21")
@pytest.mark.parametrize("method", ["wallet", "card"])
def test_a_wallet_or_a_bank_card_pays(client, started, method):
    page = client.get(started.url).content.decode()
    assert f'name="method" value="{method}"' in page
    assert {"wallet", "card"} == {offered.code for offered in gateways["sandbox"].methods}
    back = press(client, started, "plain", method)
    assert back["Location"] == f"/pay/return/{started.intent}/"
    assert client.get(back["Location"])["Location"] == "/en/orders/1/?payment=captured"
    row = queries.intents_of("ord_1")[0]
    assert (row.method, row.money) == (method, cny())
    assert kinds() == ["captured"]


def test_the_page_says_that_no_money_moves_in_the_buyers_language(client):
    with translation.override("zh-hans"):
        started = begin(provider="sandbox")
    chinese = client.get(started.url).content.decode()
    assert 'lang="zh-hans"' in chinese
    assert "银行卡" in chinese
    english = client.get(begin("ord_2", provider="sandbox", key="k2").url).content.decode()
    assert "Sandbox: no money moves." in english
    assert "CN¥180.00" in english


def test_decline_fails_the_attempt_and_another_may_be_made(client, started):
    back = press(client, started, "decline")
    assert client.get(back["Location"])["Location"].endswith("?payment=failed")
    assert kinds() == ["failed"]
    again = begin(provider="sandbox", key="k2")
    press(client, again, "plain")
    assert [row.state for row in queries.intents_of("ord_1")] == ["failed", "captured"]


def test_cancel_and_go_back(client, started):
    back = press(client, started, "cancel")
    assert client.get(back["Location"])["Location"].endswith("?payment=cancelled")
    assert queries.intents_of("ord_1")[0].state == "cancelled"


def test_a_late_notice_after_the_return_changes_nothing_more(client, started):
    back = press(client, started, "later")
    assert not Notice.objects.exists()
    client.get(back["Location"])
    deliver_due()
    assert not Notice.objects.exists()
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        deliver_due()
    assert outcomes() == ["ignored"]
    assert kinds() == ["captured"]


def test_a_late_notice_without_return_is_enough(client, started):
    press(client, started, "later")
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        deliver_due()
    assert (outcomes(), kinds()) == (["applied"], ["captured"])


def test_a_doubled_notice(client, started):
    press(client, started, "twice")
    assert (outcomes(), kinds()) == (["applied", "duplicate"], ["captured"])


def test_the_notice_before_the_return(client, started):
    back = press(client, started, "first")
    assert queries.captured_intent("ord_1")
    assert client.get(back["Location"])["Location"].endswith("?payment=captured")
    assert (outcomes(), kinds()) == (["applied"], ["captured"])


def test_the_return_without_a_notice(client, started):
    back = press(client, started, "silent")
    assert not queries.captured_intent("ord_1")
    client.get(back["Location"])
    assert (outcomes(), kinds()) == ([], ["captured"])


def test_neither_notice_nor_return_is_found_by_reconciliation(client, started):
    page = press(client, started, "gone")
    assert page.status_code == 200
    assert b"complete" in page.content
    assert kinds() == []
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        operations.reconcile()
    assert (outcomes(), kinds()) == ([], ["captured"])


def test_a_second_click_and_a_change_of_mind_change_nothing(client, started):
    press(client, started, "plain")
    for do in ("plain", "decline", "cancel"):
        assert press(client, started, do, "card").status_code == 302
    charge = SandboxCharge.objects.get()
    assert (charge.state, charge.method) == ("paid", "wallet")
    assert SandboxNotice.objects.count() == 1
    assert b'name="do"' not in client.get(started.url).content


@pytest.mark.parametrize(
    "form", [{}, {"do": "plain"}, {"do": "plain", "method": "cash"}, {"do": "x", "method": "card"}]
)
def test_a_form_that_makes_no_sense_changes_nothing(client, started, form):
    answer = client.post(started.url, form)
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
    assert SandboxCharge.objects.get().state == "open"


def test_an_unknown_page_and_a_sandbox_switched_off_are_not_found(client, started):
    assert client.get("/sandbox/pay/nothing/").status_code == 404
    with override_settings(YAJI_SANDBOX=False):
        assert client.get(started.url).status_code == 404


def test_the_hosted_page_needs_a_csrf_token(started):
    assert Client(enforce_csrf_checks=True).post(started.url, {"do": "plain", "method": "card"}).status_code == 403
    assert SandboxCharge.objects.get().state == "open"


def test_the_page_carries_no_inline_script_or_style(client, started):
    answer = client.get(started.url)
    page = answer.content.decode()
    assert "style=" not in page
    assert "onclick" not in page
    assert "<script>" not in page
    assert "no-store" in answer["Cache-Control"]


def test_a_notice_the_site_does_not_take_is_sent_again(started):
    company.pay(SandboxCharge.objects.get(), method="card", manner="plain")
    notice = SandboxNotice.objects.get()
    with gateways.instead("sandbox", Deaf()):
        deliver(notice.event_id)
    notice.refresh_from_db()
    assert (notice.delivered_at, notice.tries, kinds()) == (None, 1, [])
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        deliver_due()
    notice.refresh_from_db()
    assert notice.delivered_at
    assert kinds() == ["captured"]


class Deaf(SandboxGateway):
    """A site that lost its secret for a while."""

    def verify(self, headers, body, now):
        raise BadSignature()


def test_a_refund_is_given_back_and_told(client, started):
    press(client, started, "plain")
    ask_back(started.intent, cny(5_000))
    assert kinds() == ["captured", "refund_requested", "refunded"]
    deliver_due()
    assert outcomes() == ["applied", "ignored"]
    assert SandboxCharge.objects.get().refunded == 5_000
