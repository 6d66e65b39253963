"""R7: notices shuffled, doubled, delayed up to 72 hours and lost, with reconciliation: one final state."""

import random
from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from yaji.kernel.events.queries import facts_about
from yaji.kernel.payments import operations, queries, states
from yaji.kernel.payments.operations import reconciling
from yaji.kernel.payments.tests.fakes import ask_back, begin, cny
from yaji.kit import clock

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("yaji.kernel.payments.tests.urls"),
]
PERMUTATIONS = 200
LOST = 0.05

#: what happens at the provider to each payment, in order; the last is what is true in the end
FATES = {
    "paid": ["captured"],
    "held": ["authorised", "captured"],
    "retried": ["failed", "captured"],
    "revived": ["cancelled", "failed", "captured"],
    "declined": ["failed"],
    "given_up_then_declined": ["cancelled", "failed"],
    "held_then_declined": ["authorised", "failed"],
    "left": ["cancelled"],
    "lapsed": ["expired"],
}
#: in the end, told from the fates alone
EXPECTED = {fate: happenings[-1] for fate, happenings in FATES.items()}


class World:
    """One run of every fate, with its notices on their way."""

    def __init__(self, fake, seed):
        self.fake = fake
        self.dice = random.Random(seed)
        self.name = f"ord_{seed}_"
        self.post = []  # (when, headers, body)
        self.started = clock.now()

    def send(self, reference, state, serial):
        if self.dice.random() < LOST:
            return
        headers, body = self.fake.notice(reference, f"evt_{reference}_{serial}", state=state)
        for _ in range(self.dice.choice([1, 1, 2, 3])):
            delay = self.dice.choice([0, 0, self.dice.random() * 60, self.dice.random() * 72 * 60])
            self.post.append((clock.now() + timedelta(minutes=delay), self.dice.random(), headers, body))

    def run(self, travel):
        intents = {fate: begin(self.name + fate, key=self.name + fate).intent for fate in FATES}
        for fate, ref in intents.items():
            for serial, state in enumerate(FATES[fate]):
                self.fake.happens(ref, state)
                self.send(ref, state, serial)
        self.deliver(travel, hours=6)
        travel.move_to(self.started + timedelta(hours=7))
        operations.reconcile()
        for fate in ("paid", "retried"):
            if queries.intent(intents[fate]).state == "captured":
                refund = ask_back(intents[fate], cny(5_000), key=f"{self.name}{fate}:back")
                for serial in range(2):
                    self.send(refund.public_id, "done", serial)
        self.deliver(travel, hours=80)
        for hours in (81, 90, 97):
            travel.move_to(self.started + timedelta(hours=hours))
            operations.reconcile()
        return self.outcome(intents)

    def deliver(self, travel, hours):
        """Whatever is due within so many hours after the start, in order of arrival."""
        until = self.started + timedelta(hours=hours)
        due, self.post = [p for p in self.post if p[0] <= until], [p for p in self.post if p[0] > until]
        for when, _, headers, body in sorted(due, key=lambda post: post[:2]):
            travel.move_to(max(when, clock.now()))
            operations.receive_notice(provider="fake", headers=headers, body=body)

    def outcome(self, intents):
        rows = {fate: queries.intent(ref) for fate, ref in intents.items()}
        money = Counter(
            (fate, fact.kind)
            for fate in FATES
            for fact in facts_about(self.name + fate)
            if fact.kind in ("payments.captured", "payments.refunded", "payments.refund_failed", "payments.mismatch")
        )
        return {fate: row.state for fate, row in rows.items()}, {f: r.refunded for f, r in rows.items()}, money


def holds(outcome):
    found, refunded, money = outcome
    captured = {fate for fate, state in EXPECTED.items() if state == "captured"}
    returned = {"paid", "retried"}
    assert found == EXPECTED
    assert refunded == {fate: 5_000 if fate in returned else 0 for fate in FATES}
    assert money == Counter(
        {(fate, "payments.captured"): 1 for fate in captured} | {(fate, "payments.refunded"): 1 for fate in returned}
    )


def all_hold(fake, seeds):
    with time_machine.travel(clock.now(), tick=False) as travel:
        for seed in seeds:
            holds(World(fake, seed).run(travel))


def test_two_hundred_permutations_end_alike(fake):
    all_hold(fake, range(PERMUTATIONS))
    assert sum(refund["amount"].minor for refund in fake.refunds.values()) == 2 * 5_000 * PERMUTATIONS
    assert queries.stuck(clock.now()) == []


@pytest.mark.parametrize(
    ("state", "verbs"),
    [("failed", {}), ("pending", {"capture": "captured"}), ("cancelled", {"capture": "captured"})],
    ids=["a failure is final", "only captures count", "a cancelled payment can't fail"],
)
def test_the_property_bites_when_a_move_is_missing(fake, monkeypatch, state, verbs):
    """Seeded bugs: take away moves that only matter when notices come in an unusual order."""
    monkeypatch.setitem(states.INTENT, state, verbs)
    with pytest.raises(AssertionError):
        all_hold(fake, range(20))


def test_the_property_bites_without_reconciliation(fake, monkeypatch):
    """Seeded bug: nobody asks, so a lost notice stays lost."""
    monkeypatch.setattr(reconciling, "_look_after", lambda row: None)
    with pytest.raises(AssertionError):
        all_hold(fake, range(20))


def test_every_order_of_any_two_reports_leads_to_the_same_state():
    """The table itself: ranks make the final state independent of order and number of reports."""

    def walk(state, *reports):
        for report in reports:
            state = states.INTENT[state].get(states.VERB_OF_CHARGE[report], state)
        return state

    reports = list(states.VERB_OF_CHARGE)
    for begun in ("created", "pending"):
        for one in reports:
            for other in reports:
                assert walk(begun, one, other) == walk(begun, other, one) == walk(begun, one, other, one)
