"""The operator's morning, and what Prometheus is told: to whom, and whether it is true."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags

from yaji.delivery.console.figures import GAUGES
from yaji.kernel.identity import operations as identity
from yaji.kernel.identity.factories import make_actor, make_membership, make_organisation, make_user, make_visitor
from yaji.kernel.ledger.models import Account, Transfer
from yaji.kernel.messages import operations as messages
from yaji.kernel.messages.models import Message
from yaji.kit import clock
from yaji.kit.doctor import checks
from yaji.kit.ids import mint
from yaji.kit.testing import count_statements
from yaji.verticals.tickets.factories import buy, make_performance, place

pytestmark = pytest.mark.django_db
OPERATE = settings.BASE_DIR / "docs" / "operate"
OUTSIDE: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def operator():
    return make_user("operator@example.org", is_operator=True)


def browser(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def ask():
    messages.ask(actor=make_visitor(), subject="other", text="Hello?", key=mint("key"), email="ada@example.org")


def metrics(**extra):
    """{"name{labels}": value} of the site's own metrics."""
    text = Client().get("/metrics", **extra).content.decode()
    return {name: float(value) for name, value in re.findall(r"^(yaji_\S+) (\S+)$", text, re.M)}


@pytest.mark.req("TIX-39")
def test_what_is_monitored_is_true_and_every_alarm_has_a_cure(django_capture_on_commit_callbacks):
    house = mint("par")
    row = make_performance(house, actor=make_actor(roles={house: "owner"}))
    with django_capture_on_commit_callbacks(execute=True):
        buy(make_visitor(), row, seats=[0])
        buy(make_visitor(), row, seats=[1])
    place(make_visitor(), row, seats=[2])
    ask()
    Message.objects.filter(kind="messages.asked").update(state="failed")
    told = metrics()
    assert told['yaji_orders{state="paid"}'] == 2
    assert told['yaji_orders{state="placed"}'] == 1
    assert told['yaji_payments{state="captured"}'] == 2
    assert told["yaji_holds_live"] == 1
    assert told['yaji_ledger_sum{currency="CNY"}'] == 0
    assert told['yaji_mails{state="failed"}'] == 1
    assert told["yaji_questions_open"] == 1
    assert set(told) >= {"yaji_outbox_pending", "yaji_outbox_lag_seconds", "yaji_job_lag_seconds"}
    rules = (OPERATE / "metrics.md").read_text()
    runbook = (OPERATE / "runbook.md").read_text()
    by_timers = set(re.findall(r"yaji_\w+", "".join(re.findall(r"```sh\n(.*?)```", rules, re.DOTALL))))
    for name in re.findall(r"expr: .*?(yaji_\w+)", rules):
        assert name in {gauge.name for gauge in GAUGES} | by_timers
    for anchor in re.findall(r"runbook.md#([\w-]+)", rules):
        assert f"## {anchor}\n" in runbook


def test_a_ledger_that_is_off_shows_in_the_metrics():
    yuan = Account.objects.create(code="escrow:x", currency="CNY")
    euro = Account.objects.create(code="clearing:x", currency="EUR")
    Transfer.objects.create(debit=euro, credit=yuan, amount=500, currency="CNY", reason="made up", subject="x")
    assert metrics()['yaji_ledger_sum{currency="CNY"}'] == 500


def test_scraping_again_at_once_asks_the_database_nothing():
    Client().get("/metrics")
    with count_statements() as statements:
        Client().get("/metrics")
    assert statements == []


def test_waits_are_told_by_their_age():
    ask()
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        assert 3 * 3600 <= metrics()["yaji_question_age_seconds"] < 3 * 3600 + 60


def test_metrics_are_for_this_machine_and_the_operator_alone(operator, settings):
    assert Client().get("/metrics").status_code == 200
    assert Client().get("/metrics", **OUTSIDE).status_code == 403
    proxied: dict[str, Any] = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    assert Client().get("/metrics", **proxied).status_code == 403
    settings.YAJI_PROXIES = 1
    assert Client().get("/metrics", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 403
    assert browser(make_user()).get("/metrics", **OUTSIDE).status_code == 403
    assert browser(operator).get("/metrics", **OUTSIDE).status_code == 200
    for user, status in ((operator, 200), (make_user(), 403)):
        token = identity.create_token(actor=make_actor(user), name="prometheus").secret
        headers = {"Authorization": f"Bearer {token}"}
        assert Client().get("/metrics", headers=headers, **OUTSIDE).status_code == status
    assert Client().get("/metrics", headers={"Authorization": "Bearer yaji_nonsense"}, **OUTSIDE).status_code == 403
    assert Client().post("/metrics").status_code == 405


def test_the_first_page_shows_what_the_doctor_finds_and_leads_to_it(operator):
    ask()
    with time_machine.travel(clock.now() + timedelta(days=3)):
        client = browser(operator)
        page = client.get("/en/console/").content.decode()
        assert len(re.findall(r'class="stat[ "]', page)) == 6
        wanted = [finding for check in checks.values() for finding in check.run()]
        assert len(wanted) >= 2, "the unsent receipt and the question"
        for finding in wanted:
            assert finding.text in strip_tags(page).replace("&#x27;", "'").replace("&quot;", '"')
        for link in set(re.findall(r'<a class="(?:stat[^"]*|list-row-title)" href="([^"]+)"', page)):
            assert client.get(link).status_code == 200, link
        late = client.get("/en/console/checks/mails.waiting/").content.decode()
        assert "1 mail should have gone out." in late
        assert "runbook.md#mails-waiting" in late


def test_when_all_is_well_the_page_says_so(operator):
    page = browser(operator).get("/en/console/checks/ledger.balance/").content.decode()
    assert "nothing found" in page
    assert browser(operator).get("/en/console/checks/no.such/").status_code == 404


def test_who_does_not_see_how_the_site_is():
    house = make_organisation(name="Lantern Hall")
    owner = make_user("owner@example.org")
    make_membership(owner, house, "owner")
    page = browser(owner).get("/en/console/").content.decode()
    assert "Lantern Hall" in page
    assert "ledger.balance" not in page
    assert browser(owner).get("/en/console/checks/ledger.balance/").status_code == 403
    assert browser(make_user()).get("/en/console/").status_code == 403
    assert browser().get("/en/console/checks/ledger.balance/").status_code == 302
