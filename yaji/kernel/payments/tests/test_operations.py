"""Starting, capturing, failing, giving back: one thing at a time."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from yaji.kernel.events.errors import KeyReused
from yaji.kernel.events.queries import facts_about
from yaji.kernel.money.types import Money
from yaji.kernel.payments import operations, queries
from yaji.kernel.payments.errors import (
    AlreadyPaid,
    AmountRefused,
    BadSignature,
    InTransaction,
    NotCaptured,
    NoticeTooLarge,
    PaymentDeclined,
    ProviderUnavailable,
    RefundKeyReused,
    RefundTooLarge,
    ReturnPathRefused,
    UnknownProvider,
)
from yaji.kernel.payments.models import Intent, Notice, Refund
from yaji.kernel.payments.tests.fakes import BUYER, STRANGER, YUAN, ask_back, begin, cny
from yaji.kit import clock, triggers
from yaji.kit.errors import NotFound
from yaji.kit.operation import operation

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.payments.tests.urls")]


def kinds(subject="ord_1"):
    return [fact.kind.removeprefix("payments.") for fact in facts_about(subject)]


def last(subject="ord_1"):
    return list(facts_about(subject))[-1].body


def payer_of(subject):
    found = queries.captured_intent(subject)
    return found and found.public_id


def paid(fake, subject="ord_1", key="k1"):
    started = begin(subject, key=key)
    fake.happens(started.intent, "captured")
    operations.check(intent=started.intent)
    return started.intent


def test_start_opens_one_payment_per_key(fake):
    first, again = begin(), begin()
    fake.tell(first.intent, state="failed")
    other = begin(key="k2")
    assert first == again
    assert first.url == f"/pay/{first.intent}"
    assert [row.attempt for row in queries.intents_of("ord_1")] == [1, 2]
    assert other.intent != first.intent
    assert set(fake.charges) == {first.intent, other.intent}


def test_the_same_key_for_another_amount_is_refused(fake):
    begin()
    with pytest.raises(KeyReused):
        begin(amount=cny(1))
    assert len(queries.intents_of("ord_1")) == 1


def test_two_buyers_may_use_the_same_key(fake):
    assert begin(actor=STRANGER, subject="ord_2").intent != begin().intent


@pytest.mark.parametrize("fault", ["dead", "lost"])
def test_a_provider_that_does_not_answer_is_asked_again_with_the_same_key(fake, fault):
    fake.faults["start"] = fault
    with pytest.raises(ProviderUnavailable):
        begin()
    fake.faults.clear()
    started = begin()
    assert started.url
    assert len(fake.charges) == len(queries.intents_of("ord_1")) == 1


def test_a_payment_the_provider_declines_to_open_ends_there(fake):
    fake.faults["start"] = "no"
    with pytest.raises(PaymentDeclined):
        begin()
    assert [row.state for row in queries.intents_of("ord_1")] == ["expired"]
    assert kinds() == ["failed"]


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "x", "", "javascript:1"]
)
def test_the_buyer_returns_to_this_site_only(fake, path):
    with pytest.raises(ReturnPathRefused):
        begin(return_path=path)
    assert not Intent.objects.exists()


def test_a_provider_nobody_plugged_is_refused(fake):
    with pytest.raises(UnknownProvider):
        begin(provider="nobody")
    with pytest.raises(UnknownProvider):
        operations.receive_notice(provider="nobody", headers={}, body=b"{}")


def test_providers_are_not_called_inside_a_transaction(fake):
    with pytest.raises(InTransaction):
        operation(begin)()
    intent = begin().intent
    for call in (operations.check, operations.cancel):
        arguments = {"intent": intent, "actor": BUYER} if call is operations.cancel else {"intent": intent}
        with pytest.raises(InTransaction):
            operation(call)(**arguments)


def test_the_three_ways_to_hear_of_a_capture_state_it_once(fake):
    intent = begin().intent
    fake.happens(intent, "captured")
    assert fake.tell(intent, "e1") == "applied"
    assert operations.check(intent=intent).state == "captured"
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        operations.reconcile()
    assert fake.tell(intent, "e2") == "ignored"
    assert kinds() == ["captured"]
    fact = facts_about("ord_1").get()
    assert fact.body == {
        "intent": intent,
        "amount": YUAN,
        "currency": "CNY",
        "provider": "fake",
        "method": "",
        "late": False,
    }
    assert payer_of("ord_1") == intent
    assert queries.in_flight("ord_1") == []


def test_a_doubled_notice_is_known(fake):
    intent = begin().intent
    fake.happens(intent, "captured")
    assert [fake.tell(intent), fake.tell(intent)] == ["applied", "duplicate"]
    assert Notice.objects.count() == 2


def test_a_failure_told_after_the_capture_is_ignored(fake):
    intent = paid(fake)
    assert fake.tell(intent, "e9", state="failed") == "ignored"
    assert queries.intent(intent).state == "captured"


@pytest.mark.parametrize("ended", ["failed", "cancelled", "expired"])
def test_a_capture_after_the_end_is_stated_as_late(fake, ended):
    intent = begin().intent
    fake.tell(intent, "e1", state=ended)
    assert queries.intent(intent).state == ended
    fake.happens(intent, "captured")
    assert fake.tell(intent, "e2") == "applied"
    assert kinds() == ["failed", "captured"]
    assert last()["late"] is True


def test_a_second_capture_for_the_same_order_is_a_fact_too(fake):
    one = begin(key="a").intent
    fake.tell(one, "e1", state="failed")
    two = begin(key="b").intent
    for ref in (one, two):
        fake.happens(ref, "captured")
        operations.check(intent=ref)
    assert [fact.body["intent"] for fact in facts_about("ord_1") if fact.kind == "payments.captured"] == [one, two]
    assert payer_of("ord_1") == one


def test_what_is_paid_is_not_paid_again(fake):
    intent = paid(fake)
    with pytest.raises(AlreadyPaid):
        begin(key="again")
    ask_back(intent)
    assert begin(key="again").state == "pending"


@pytest.mark.parametrize("change", [{"amount": YUAN - 1}, {"amount": 2**53}, {"currency": "JPY"}, {"id": "fk_other"}])
def test_a_notice_that_does_not_fit_is_kept_refused_and_found(fake, change):
    intent = begin().intent
    fake.happens(intent, "captured")
    assert fake.tell(intent, "e1", **change) == "mismatch"
    assert fake.tell(intent, "e2", **change) == "mismatch"
    assert queries.intent(intent).state == "pending"
    assert kinds() == ["mismatch"]
    assert Notice.objects.filter(outcome="mismatch", reference=intent).count() == 2
    assert {"mismatch", "notice_mismatch"} == {found.kind for found in queries.stuck(clock.now())}
    assert operations.check(intent=intent).state == "captured"


def test_a_notice_about_nothing_of_ours_is_kept(fake):
    intent = begin().intent
    headers, body = fake.notice(intent, "e1", reference="pay_unknown")
    assert operations.receive_notice(provider="fake", headers=headers, body=body) == "unknown"
    assert queries.intent(intent).state == "pending"


def test_one_provider_cannot_speak_for_another(fake):
    intent = begin(provider="sandbox").intent
    fake.charges[intent] = {"state": "captured", "amount": cny(), "id": queries.intent(intent).provider_ref}
    assert fake.tell(intent) == "unknown"
    assert queries.intent(intent).state == "pending"


def test_a_notice_is_stored_before_it_is_read_and_a_forgery_takes_no_event_id(fake):
    intent = begin().intent
    fake.happens(intent, "captured")
    _, body = fake.notice(intent, "e1")
    with pytest.raises(BadSignature):
        operations.receive_notice(provider="fake", headers={"x-fake": "no", "cookie": "secret"}, body=body)
    kept = Notice.objects.get()
    assert (kept.raw, kept.headers, kept.verified, kept.event_id) == (body, {"x-fake": "no"}, False, None)
    assert kept.outcome == "refused:payments.bad_signature"
    assert fake.tell(intent, "e1") == "applied"


def test_a_notice_that_is_too_large_is_not_even_stored(fake):
    with pytest.raises(NoticeTooLarge):
        operations.receive_notice(provider="fake", headers={}, body=b" " * (64 * 1024 + 1))
    assert not Notice.objects.exists()


def test_the_stored_notice_is_sealed_and_append_only(fake):
    intent = begin().intent
    fake.tell(intent, "e1", canary="Lin Daiyu")
    row = Notice.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM payments_notice")
        assert intent not in cursor.fetchone()[0]
    for change in (
        lambda: Notice.objects.filter(pk=row.pk).update(body="x"),
        lambda: Notice.objects.filter(pk=row.pk).update(received_at=clock.now()),
        lambda: Notice.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_captured_and_amount_are_held_by_the_database(fake):
    intent = paid(fake)
    for change in ({"state": "failed"}, {"amount": 1}, {"subject": "ord_2"}, {"refunded": YUAN + 1}, {"refunded": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Intent.objects.filter(public_id=intent).update(**change)
    pending = begin("ord_2", key="p").intent
    with pytest.raises(IntegrityError), transaction.atomic():
        Intent.objects.filter(public_id=pending).update(refunded=1)


def test_cancel_closes_at_the_provider_unless_it_was_quicker(fake):
    one, two = begin(key="a").intent, begin("ord_2", key="b").intent
    assert operations.cancel(actor=BUYER, intent=one).state == "cancelled"
    fake.happens(two, "captured")
    assert operations.cancel(actor=BUYER, intent=two).state == "captured"
    assert fake.charges[one]["state"] == "cancelled"


def test_refund_in_parts_up_to_what_was_taken(fake):
    intent = paid(fake)
    ask_back(intent, cny(10_000), "r1")
    ask_back(intent, cny(8_000), "r2")
    assert [refund.state for refund in queries.refunds_of("ord_1")] == ["done", "done"]
    assert queries.intent(intent).left.is_zero
    with pytest.raises(RefundTooLarge):
        ask_back(intent, cny(1), "r3")
    assert kinds() == ["captured", "refund_requested", "refunded", "refund_requested", "refunded"]
    assert last()["key"] == "r2"


def test_the_same_refund_key_is_the_same_refund(fake):
    intent, other = paid(fake), paid(fake, "ord_2", "k2")
    assert ask_back(intent).pk == ask_back(intent).pk
    with pytest.raises(RefundKeyReused):
        ask_back(intent, cny(1))
    with pytest.raises(RefundKeyReused):
        ask_back(other)
    assert fake.calls["refund"] == 1


def test_only_what_was_taken_is_given_back(fake):
    with pytest.raises(NotCaptured):
        ask_back(begin().intent)
    with pytest.raises(NotFound):
        ask_back("pay_none")
    assert not Refund.objects.exists()


def test_a_refund_the_provider_refuses_frees_what_was_set_aside(fake):
    intent = paid(fake)
    fake.faults["refund"] = "no"
    ask_back(intent)
    assert kinds()[-1] == "refund_failed"
    assert queries.intent(intent).refunded == 0
    assert [found.kind for found in queries.stuck(clock.now())] == ["refund_failed"]
    fake.faults.clear()
    ask_back(intent, key="r2")
    assert queries.intent(intent).refunded == YUAN


def test_a_refund_done_after_all_is_counted_again_or_reported(fake):
    intent = paid(fake)
    fake.faults["refund"] = "no"
    first = ask_back(intent, cny(10_000), "r1")
    fake.faults.clear()
    ask_back(intent, cny(5_000), "r2")
    late = {"kind": "refund", "state": "done", "reference": first.public_id, "id": "fr_late", "amount": 10_000}
    assert fake.tell(intent, "e1", **late) == "applied"
    assert queries.intent(intent).refunded == 15_000
    assert queries.stuck(clock.now()) == []


def test_a_refund_done_after_its_money_went_elsewhere_is_reported(fake):
    intent = paid(fake)
    fake.faults["refund"] = "no"
    first = ask_back(intent, cny(10_000), "r1")
    fake.faults.clear()
    ask_back(intent, cny(10_000), "r2")
    late = {"kind": "refund", "state": "done", "reference": first.public_id, "id": "fr_late", "amount": 10_000}
    assert fake.tell(intent, "e1", **late) == "mismatch"
    assert queries.intent(intent).refunded == 10_000
    assert "refund_mismatch" in {found.kind for found in queries.stuck(clock.now())}


def test_what_waits_too_long_is_found(fake):
    intent = begin().intent
    assert queries.stuck(clock.now()) == []
    fake.faults["fetch"] = "dead"
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        operations.reconcile()
        assert [(found.kind, found.ref) for found in queries.stuck(clock.now())] == [("pending", intent)]


def test_a_sum_that_does_not_fit_is_found(fake):
    intent = paid(fake)
    ask_back(intent, cny(5_000))
    Intent.objects.filter(public_id=intent).update(refunded=4_000)
    assert [found.kind for found in queries.stuck(clock.now())] == ["refunds_off"]


def test_an_intent_nobody_pays_is_closed_at_the_provider(fake):
    intent = begin().intent
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        operations.reconcile()
    assert queries.intent(intent).state == fake.charges[intent]["state"] == "cancelled"


def test_an_intent_the_provider_never_heard_of_expires(fake):
    fake.faults["start"] = "dead"
    with pytest.raises(ProviderUnavailable):
        begin()
    fake.faults.clear()
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        operations.reconcile()
        assert queries.in_flight("ord_1")
    with time_machine.travel(clock.now() + timedelta(minutes=45)):
        operations.reconcile()
    assert [row.state for row in queries.intents_of("ord_1")] == ["expired"]


def test_reconciliation_leaves_a_dead_provider_alone_and_goes_on_with_others(fake):
    for i in range(8):
        begin(f"ord_{i}", key=str(i))
    sandbox = begin("ord_s", provider="sandbox", key="s").intent
    fake.faults["fetch"] = "dead"
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        operations.reconcile()
    assert fake.calls["fetch"] == 3
    assert queries.intent(sandbox).state == "cancelled"


def test_one_row_that_breaks_does_not_stop_the_others(fake, monkeypatch):
    first, second = begin(key="a").intent, begin("ord_2", key="b").intent
    fake.happens(second, "captured")
    fetch, before = fake.fetch, queries.intent(first).check_at
    monkeypatch.setattr(fake, "fetch", lambda p: fetch(p) if p.ref == second else 1 / 0)
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        operations.reconcile()
    assert queries.intent(second).state == "captured"
    assert queries.intent(first).check_at not in (None, before)


def test_triggers_are_declared_and_present(fake):
    assert not [name for name in triggers.missing(connection) if name.startswith("payments_")]


def test_amounts_of_another_currency_are_not_given_back(fake):
    intent = paid(fake)
    with pytest.raises(AmountRefused):
        ask_back(intent, Money(1, "JPY"))
