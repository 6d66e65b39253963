"""Two owners who leave at the same moment must not leave the house without one."""

import threading

import pytest
from django.db import transaction

from yaji.kernel.identity import operations, queries
from yaji.kernel.identity.factories import make_membership, make_organisation, make_user
from yaji.kernel.identity.models import Membership
from yaji.kit.testing import race


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_both_leave():
    party = make_organisation()
    owners = [make_user() for _ in range(2)]
    for owner in owners:
        make_membership(owner, party, "owner")
    actors = [queries.actor_of(owner) for owner in owners]
    outcomes = race(
        lambda i: operations.remove_member(actor=actors[i], party=party.public_id, user=owners[i].public_id), times=2
    )
    assert sorted(outcome.won for outcome in outcomes) == [False, True]
    assert next(outcome for outcome in outcomes if not outcome.won).refused
    assert Membership.objects.filter(party=party, role="owner").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_would_leave():
    """The same look and leave with nothing held between the two: the house ends without an owner."""
    party = make_organisation()
    owners = [make_user() for _ in range(2)]
    members = [make_membership(owner, party, "owner") for owner in owners]
    both_looked = threading.Barrier(2)

    def leave(i):
        others = Membership.objects.filter(party=party, role="owner").exclude(pk=members[i].pk).exists()
        both_looked.wait(timeout=20)
        if others:
            with transaction.atomic():
                Membership.objects.filter(pk=members[i].pk).delete()

    race(leave, times=2)
    assert Membership.objects.filter(party=party, role="owner").count() == 0
