"""The doctor's checks of mails, questions, orders and of what waits: each finds what was made sick on purpose."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from yaji.delivery.cli import checks as _checks  # noqa: F401  # imported to be plugged
from yaji.kernel.identity.factories import make_actor, make_visitor
from yaji.kernel.messages import operations as messages
from yaji.kernel.messages.models import Announcement, Message
from yaji.kernel.orders.models import OrderLine
from yaji.kit import clock
from yaji.kit.doctor import checks
from yaji.kit.ids import mint
from yaji.verticals.tickets.factories import buy, make_performance, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def settled(django_capture_on_commit_callbacks):
    def run(fn, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return fn(*args, **kwargs)

    return run


def found(name):
    """(level, facts, link) of everything a check finds now."""
    return [(finding.level, finding.facts, finding.link) for finding in checks[name].run()]


def ask():
    return messages.ask(
        actor=make_visitor(), subject="other", text="Anybody there?", key=mint("key"), email="ada@example.org"
    )


def later(**by):
    return time_machine.travel(clock.now() + timedelta(**by))


def test_mails_that_wait_too_long_are_found_and_sent_ones_are_not():
    ask()
    mail = Message.objects.get()
    with later(minutes=9):
        assert found("mails.waiting") == []
    with later(minutes=11):
        assert found("mails.waiting") == [("error", {"waiting": 1}, "")]
    Message.objects.update(state="sending")
    with later(minutes=31):
        assert found("mails.waiting") == [("error", {"waiting": 1}, "")]
    Message.objects.update(state="queued")
    messages.deliver(message=mail.public_id)
    with later(days=3):
        assert found("mails.waiting") == []


def test_an_announcement_cut_short_is_found():
    row = Announcement.objects.create(public_id="ann_1", key="k", topic="show:x", kind="x", at=clock.now())
    assert found("mails.waiting") == []
    with later(minutes=31):
        assert found("mails.waiting") == [("error", {"announcements": 1}, "")]
        row.done_at = clock.now()
        row.save()
        assert found("mails.waiting") == []


def test_mails_that_failed_are_found_for_a_week_with_the_way_to_their_list():
    ask()
    assert found("mails.failed") == []
    Message.objects.update(state="failed", reason="550 no such mailbox")
    link = reverse("messages_console:failed")
    assert found("mails.failed") == [("warning", {"count": 1, "kinds": ["messages.asked"]}, link)]
    with later(days=8):
        assert found("mails.failed") == []
    Message.objects.update(emptied=True)
    assert found("mails.failed") == []


def test_questions_that_wait_are_found_until_they_are_answered():
    row = ask()
    with later(days=1):
        assert found("questions.waiting") == []
    with later(days=2, minutes=1):
        assert found("questions.waiting") == [("warning", {"count": 1}, reverse("messages_console:questions"))]
        messages.answer(actor=make_actor(operator=True), question=row.public_id, text="Yes.")
        assert found("questions.waiting") == []


def test_orders_that_time_forgot_are_found(settled):
    house = mint("par")
    owner = make_actor(roles={house: "owner"})
    row = make_performance(house, actor=owner)
    unpaid = place(make_visitor(), row, seats=[0])
    paid = settled(buy, make_visitor(), row, seats=[1])
    assert found("orders.stuck") == []
    with later(hours=1):
        assert found("orders.stuck") == [("warning", {"count": 1, "refs": [unpaid]}, "")]
    line = OrderLine.objects.get(order__public_id=paid)
    with later(days=30):
        assert ("error", {"count": 1, "refs": [line.pk]}, "") in found("orders.stuck")
