"""What no hand may do alone: asked by one, decided by another, once."""

from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from yaji.kernel.identity import queries, steps
from yaji.kernel.identity.errors import AlreadyAsked, AlreadyDecided, OwnRequest
from yaji.kernel.identity.factories import make_actor
from yaji.kernel.identity.models import Approval
from yaji.kernel.money.types import Money
from yaji.kit.errors import NotFound
from yaji.kit.ids import mint
from yaji.kit.operation import operation
from yaji.kit.testing import race

ROLES = {"par_house": "manager"}


@operation
def ask(*, actor, subject):
    return steps.ask_approval(
        actor=actor,
        party="par_house",
        kind="test.thing",
        subject=subject,
        body={"units": [1]},
        amount=Money(500_000, "CNY"),
        why="fire alarm",
        ref=mint("apr"),
    )


@operation
def decide(*, actor, ref, yes=True):
    steps.decide_approval(actor=actor, approval=queries.approval(ref, "test.thing"), yes=yes)


@pytest.fixture
def one():
    return make_actor(roles=ROLES)


@pytest.fixture
def other():
    return make_actor(roles=ROLES)


@pytest.mark.django_db
def test_the_yes_comes_from_somebody_else(one, other):
    row = ask(actor=one, subject="ord_1")
    assert list(queries.approvals_waiting("par_house", "test.thing")) == [row]
    with pytest.raises(OwnRequest):
        decide(actor=one, ref=row.public_id)
    decide(actor=other, ref=row.public_id)
    row.refresh_from_db()
    assert (row.state, row.asked_by, row.decided_by) == ("approved", one.ref, other.ref)
    assert list(queries.approvals_waiting("par_house", "test.thing")) == []
    with pytest.raises(AlreadyDecided):
        decide(actor=other, ref=row.public_id, yes=False)


@pytest.mark.django_db
def test_whoever_asked_may_take_it_back_and_ask_anew(one):
    row = ask(actor=one, subject="ord_1")
    with pytest.raises(AlreadyAsked):
        ask(actor=one, subject="ord_1")
    decide(actor=one, ref=row.public_id, yes=False)
    again = ask(actor=one, subject="ord_1")
    assert [each.state for each in queries.approvals_about("ord_1", "test.thing")] == ["declined", "waiting"]
    assert again.why == "fire alarm"
    with pytest.raises(NotFound):
        queries.approval(again.public_id, "another.kind")


@pytest.mark.django_db
def test_the_database_knows_the_rule_too(one):
    """From any shell: nobody approves their own request, and what was asked is not rewritten."""
    row = ask(actor=one, subject="ord_1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=row.pk).update(state="approved", decided_by=one.ref)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=row.pk).update(state="approved")
    for change in ("amount = 1", "asked_by = 'somebody'", "subject = 'ord_2'"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE identity_approval SET {change}")


@pytest.mark.django_db(transaction=True)
def test_of_eight_deciders_one_wins():
    row = ask(actor=make_actor(roles=ROLES), subject="ord_1")
    people = [make_actor(roles=ROLES) for _ in range(8)]
    outcomes = race(lambda i: decide(actor=people[i], ref=row.public_id, yes=i % 2 == 0), times=8)
    assert sum(outcome.won for outcome in outcomes) == 1
    row.refresh_from_db()
    assert row.state in ("approved", "declined")


@pytest.mark.django_db(transaction=True)
def test_without_the_conditional_move_several_would_win():
    """The control: deciding by look and then write, as ``decide_approval`` does not."""
    row = ask(actor=make_actor(roles=ROLES), subject=mint("ord"))
    everybody_looked = Barrier(4)

    def careless(i):
        seen = Approval.objects.get(pk=row.pk).state
        everybody_looked.wait(timeout=10)
        if seen == "waiting":
            Approval.objects.filter(pk=row.pk).update(state="approved", decided_by=f"usr_{i}")
        return seen == "waiting"

    outcomes = race(careless, times=4)
    assert sum(outcome.won and outcome.value for outcome in outcomes) > 1
