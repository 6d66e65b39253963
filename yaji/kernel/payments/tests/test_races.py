"""S5: the same thing many times at once has one effect. Each race has a control without the guard."""

import threading

import pytest
from django.db.models import F, Sum

from yaji.kernel.events.errors import KeyReused
from yaji.kernel.events.queries import facts_about
from yaji.kernel.payments import operations, queries
from yaji.kernel.payments.errors import RefundTooLarge
from yaji.kernel.payments.models import Intent, Notice, Refund
from yaji.kernel.payments.operations import starting
from yaji.kernel.payments.providers.sandbox import company
from yaji.kernel.payments.providers.sandbox.models import SandboxCharge, SandboxNotice, SandboxRefund
from yaji.kernel.payments.tests.fakes import YUAN, ask_back, begin, cny
from yaji.kit import clock
from yaji.kit.actor import SYSTEM
from yaji.kit.testing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("yaji.kernel.payments.tests.urls")]


def captured(fake, subject="ord_1"):
    intent = begin(subject, key=subject).intent
    fake.happens(intent, "captured")
    operations.check(intent=intent)
    return intent


def kinds(subject="ord_1"):
    return [fact.kind for fact in facts_about(subject)]


def test_two_hundred_starts_with_one_key_are_one_payment():
    answers = [
        outcome.value
        for _ in range(10)
        for outcome in race(lambda i: begin(provider="sandbox"), times=20)
        if outcome.won
    ]
    assert len(answers) == 200
    assert len({answer.intent for answer in answers}) == 1
    assert {answer.url for answer in answers} == {answers[0].url}
    assert Intent.objects.count() == SandboxCharge.objects.count() == 1


def test_one_key_with_other_amounts_is_one_payment(fake):
    outcomes = race(lambda i: begin(amount=cny(100 + i)), times=8)
    assert sum(outcome.won for outcome in outcomes) == 1
    assert all(isinstance(outcome.error, KeyReused) for outcome in outcomes if not outcome.won)
    assert Intent.objects.count() == 1


def test_one_notice_delivered_many_times_at_once_is_applied_once(fake):
    intent = begin().intent
    fake.happens(intent, "captured")
    answers = [outcome.value for outcome in race(lambda i: fake.tell(intent, "e1"))]
    assert sorted(answers) == ["applied"] + ["duplicate"] * 7
    assert Notice.objects.count() == 8
    assert kinds() == ["payments.captured"]


def test_return_notice_and_reconciliation_at_once_state_one_capture(fake):
    intent = begin().intent
    fake.happens(intent, "captured")
    Intent.objects.update(check_at=clock.now())
    ways = [
        lambda i: operations.check(intent=intent),
        lambda i: fake.tell(intent, f"e{i}"),
        lambda i: operations.reconcile(),
        lambda i: operations.cancel(actor=SYSTEM, intent=intent),
    ]
    assert all(outcome.won for outcome in race(lambda i: ways[i % 4](i), times=12))
    assert kinds() == ["payments.captured"]


def test_a_full_refund_asked_for_eight_times_at_once_is_given_once(fake):
    intent = captured(fake)
    outcomes = race(lambda i: ask_back(intent, key=f"r{i}"))
    assert sum(outcome.won for outcome in outcomes) == 1
    assert all(isinstance(outcome.error, RefundTooLarge) for outcome in outcomes if not outcome.won)
    assert queries.intent(intent).refunded == YUAN
    assert len(fake.refunds) == 1


def test_parts_asked_for_at_once_never_exceed_the_whole(fake):
    intent = captured(fake)
    won = [outcome for outcome in race(lambda i: ask_back(intent, cny(5_000), f"r{i}")) if outcome.won]
    assert len(won) == 3
    assert queries.intent(intent).refunded == sum(given["amount"].minor for given in fake.refunds.values()) == 15_000


def test_the_same_refund_asked_for_and_sent_many_times_at_once_is_one(fake):
    intent = captured(fake)
    outcomes = race(lambda i: ask_back(intent, cny(100)))
    assert len({outcome.value.public_id for outcome in outcomes}) == 1
    ref = outcomes[0].value.public_id
    Refund.objects.update(state="sent", try_at=clock.now(), ended_at=None)
    assert all(outcome.won for outcome in race(lambda i: operations.send_refund(refund=ref)))
    assert len(fake.refunds) == 1
    assert queries.refund(ref).state == "done"


def test_the_sandbox_itself_gives_back_once_per_key():
    intent = begin(provider="sandbox").intent
    charge = SandboxCharge.objects.get(reference=intent)
    company.pay(charge, method="card", manner="silent")
    outcomes = race(lambda i: company.give_back(charge, key="rfd_1", amount=cny(100)))
    assert len({outcome.value.refund_id for outcome in outcomes}) == SandboxRefund.objects.count() == 1


def test_of_many_clicks_on_the_hosted_page_one_counts():
    intent = begin(provider="sandbox").intent
    charge = SandboxCharge.objects.get(reference=intent)
    clicks = [
        lambda: company.pay(charge, method="card", manner="plain"),
        lambda: company.decline(charge, method="card"),
    ]
    outcomes = race(lambda i: clicks[i % 2]())
    assert sum(outcome.value is not None for outcome in outcomes) == SandboxNotice.objects.count() == 1


def test_control_without_the_lock_the_refunds_exceed_the_whole(fake):
    """The same eight callers, reading and then writing in statements of their own: all of them win."""
    intent = Intent.objects.get(public_id=captured(fake))
    everybody_has_read = threading.Barrier(8)

    def unguarded(i):
        row = Intent.objects.get(pk=intent.pk)
        everybody_has_read.wait()
        if row.refunded + YUAN > row.amount:
            raise RefundTooLarge()
        now = clock.now()
        Refund.objects.create(intent=row, key=f"r{i}", amount=YUAN, currency="CNY", requested_by="x", created_at=now)
        Intent.objects.filter(pk=row.pk).update(refunded=row.refunded + YUAN)

    assert all(outcome.won for outcome in race(unguarded))
    assert Refund.objects.aggregate(sum=Sum("amount"))["sum"] == 8 * YUAN
    assert {found.kind for found in queries.stuck(clock.now())} == {"refunds_off"}


def test_control_even_then_the_column_holds_against_adding(fake):
    """Without the lock but adding in the database, the CHECK is the last guard."""
    intent = Intent.objects.get(public_id=captured(fake))
    outcomes = race(lambda i: Intent.objects.filter(pk=intent.pk).update(refunded=F("refunded") + YUAN))
    assert sum(outcome.won for outcome in outcomes) == 1


def test_of_eight_who_begin_with_keys_of_their_own_all_get_one_payment(fake):
    answers = [outcome.value.intent for outcome in race(lambda i: begin(key=f"k{i}"))]
    assert len(answers) == 8
    assert len(set(answers)) == Intent.objects.count() == len(fake.charges) == 1


def test_control_if_nothing_serves_again_every_start_is_a_payment(fake, monkeypatch):
    monkeypatch.setattr(starting, "_serves", lambda *asked: False)
    assert all(outcome.won for outcome in race(lambda i: begin(key=f"k{i}")))
    assert Intent.objects.count() == 8
