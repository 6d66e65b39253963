"""An order's life at random, against a model that knows nothing of the code: who has which seat, who paid what.

The model is a handful of dictionaries. Time stands still unless a rule moves it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from yaji.kernel.inventory import queries as inventory
from yaji.kernel.orders import errors, operations, queries
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.tests import trade as t
from yaji.kernel.orders.tests.books import balances, faults
from yaji.kernel.payments import operations as payments
from yaji.kernel.payments import queries as paid
from yaji.kernel.payments.errors import AlreadyPaid, TooManyAttempts
from yaji.kernel.payments.ports import gateways
from yaji.kernel.payments.tests.fakes import fake_provider
from yaji.kit import clock
from yaji.kit.actor import Actor

SEATS, PLACES, PRICE = 4, 3, 101
HOLD, LONGEST, PIN = timedelta(minutes=10), timedelta(minutes=30), timedelta(minutes=6)
FEE, COMMISSION = 1_000, 333
BUYERS = [Actor(ref=f"usr_{n}", label=f"B{n}") for n in range(3)]


@dataclass
class Known:
    """What the model knows of an order."""

    buyer: Actor
    seats: tuple[int, ...]
    places: int
    placed: datetime
    until: datetime
    state: str = "placed"
    extended: bool = False
    kept: set[tuple[int, int]] = field(default_factory=set)  # (line number, unit) that are still the buyer's
    back: int = 0
    intents: list[str] = field(default_factory=list)

    @property
    def total(self):
        return PRICE * (len(self.seats) + self.places)


class Life(RuleBasedStateMachine):
    orders = Bundle("orders")

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        # an operation inside it is outermost, as in any test case
        self.block._from_testcase = True  # type: ignore[attr-defined]  # Django's own mark
        self.block.__enter__()
        inventory.layout.cache_clear()
        inventory.layout_of_pool.cache_clear()
        self.travel = time_machine.travel(clock.now().replace(microsecond=0), tick=False)
        self.time = self.travel.start()
        self.provider = fake_provider()
        self.fake = self.provider.__enter__()
        # a second way to pay, at the same company
        self.other = gateways.instead("other", self.fake)
        self.other.__enter__()
        terms = {
            "returns": {"allowed": True, "fee_bp": FEE},
            "commission_bp": COMMISSION,
            "release_at": t.soon(hours=2).isoformat(),
        }
        self.pools = [t.named_pool(SEATS), t.counted_pool(PLACES)]
        self.offers = [t.put_offer(pool, price=PRICE, terms=terms) for pool in self.pools]
        self.known: dict[str, Known] = {}

    def teardown(self):
        self.other.__exit__(None, None, None)
        self.provider.__exit__(None, None, None)
        self.travel.stop()
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # what the model says

    def taken(self):
        seats, places = set(), 0
        for known in self.known.values():
            if known.state == "placed" and known.until > clock.now():
                seats |= set(known.seats)
                places += known.places
            for line, unit in known.kept:
                if known.seats and line == 0:
                    seats.add(known.seats[unit])
                else:
                    places += 1
        return seats, places

    # rules

    @rule(
        target=orders,
        buyer=st.sampled_from(BUYERS),
        seats=st.sets(st.integers(0, SEATS - 1), max_size=2),
        places=st.integers(0, 2),
    )
    def place(self, buyer, seats, places):
        wants = [t.want(self.offers[0], 1, *sorted(seats))] if seats else []
        wants += [t.want(self.offers[1], places)] if places else []
        busy, used = self.taken()
        fits = wants and not seats & busy and used + places <= PLACES
        try:
            ref = t.place(*wants, actor=buyer, expected=PRICE * (len(seats) + places))
        except (errors.PlacesTaken, errors.SoldOut, errors.NothingAsked):
            assert not fits
            return multiple()
        assert fits
        now = clock.now()
        self.known[ref] = Known(buyer, tuple(sorted(seats)), places, now, now + HOLD)
        return ref

    @rule(target=orders, buyer=st.sampled_from(BUYERS), seats=st.sets(st.integers(0, SEATS - 1), max_size=2))
    def buy(self, buyer, seats):
        """The usual way, in one go, so that lives get somewhere."""
        ref = self.place(buyer, seats, 1)
        if isinstance(ref, str):
            self.begin(ref, "fake")
            self.provider_says(ref, True, "captured")
            return ref
        return multiple()

    @rule(ref=orders)
    def pay_twice(self, ref):
        """In two windows."""
        self.begin(ref, "fake")
        self.begin(ref, "other")
        self.provider_says(ref, True, "captured")
        self.provider_says(ref, False, "captured")

    @rule(ref=orders, provider=st.sampled_from(["fake", "other"]))
    def begin(self, ref, provider):
        known = self.known[ref]
        may = known.state == "placed" and known.until > clock.now()
        longer = max(known.until, min(clock.now() + PIN, known.placed + LONGEST))
        try:
            intent = t.begin(ref, known.buyer, provider=provider)
        except TooManyAttempts:
            known.until = longer
            return
        except (errors.HoldExpired, errors.NotPayable, AlreadyPaid):
            assert not may or longer - clock.now() <= timedelta(minutes=1)
            return
        assert may
        known.until = longer
        known.intents.append(intent)

    @rule(ref=orders, last=st.booleans(), state=st.sampled_from(["captured", "captured", "failed"]))
    def provider_says(self, ref, last, state):
        known = self.known[ref]
        if not known.intents:
            return
        intent = known.intents[-1 if last else 0]
        before = paid.intent(intent).state
        if before not in ("pending", "cancelled") or self.fake.charges[intent]["state"] == "captured":
            return
        self.fake.happens(intent, state)
        with t.told():
            payments.check(intent=intent)
        open_still = known.state == "placed" and known.until > clock.now()
        if state == "captured" and open_still:
            known.state = "paid"
            known.kept = {(0, n) for n in range(len(known.seats))}
            known.kept |= {(1 if known.seats else 0, n) for n in range(known.places)}
        elif state == "failed" and open_still and not known.extended and before == "pending":
            known.extended = True
            known.until = max(known.until, min(clock.now() + timedelta(minutes=10), known.placed + LONGEST))

    @rule(ref=orders)
    def say_it_again(self, ref):
        for intent in self.known[ref].intents:
            with t.told():
                payments.check(intent=intent)

    @rule(ref=orders)
    def give_up(self, ref):
        known = self.known[ref]
        try:
            with t.told():
                operations.abandon(actor=known.buyer, order=ref)
        except errors.NotPayable:
            assert known.state != "placed"
            return
        assert known.state == "placed"
        known.state = "cancelled"

    @rule(minutes=st.sampled_from([1, 4, 7, 11]))
    def time_passes(self, minutes):
        self.time.shift(timedelta(minutes=minutes))

    @rule()
    def sweep(self):
        with t.told():
            operations.lapse_due()
        for known in self.known.values():
            if known.state == "placed" and known.until <= clock.now():
                known.state = "lapsed"

    @rule(ref=orders, by_staff=st.booleans(), data=st.data())
    def give_back(self, ref, by_staff, data):
        known = self.known[ref]
        if not known.kept:
            return
        units = data.draw(st.sets(st.sampled_from(sorted(known.kept)), min_size=1, max_size=3))
        lines = queries.lines_of(Order.objects.get(public_id=ref))
        asked: dict[str, list[int]] = {}
        for line, unit in units:
            asked.setdefault(lines[line].public_id, []).append(unit)
        if by_staff:
            got, fee = t.refund(ref, asked), 0
        else:
            got = t.give_back(ref, asked, actor=known.buyer)
            fee = sum((PRICE * len(numbers) * FEE + 5_000) // 10_000 for numbers in asked.values())
        assert got.minor == PRICE * len(units) - fee
        known.back += got.minor
        known.kept -= units
        if not known.kept:
            known.state = "refunded"

    @rule()
    def release(self):
        self.time.shift(timedelta(hours=3))
        with t.told():
            operations.release_due()
        for known in self.known.values():
            known.state = "closed" if known.state == "paid" else known.state

    # what must hold after every step

    @invariant()
    def states_agree(self):
        rows = {row.public_id: row for row in Order.objects.all()}
        for ref, known in self.known.items():
            row = rows[ref]
            assert row.state == known.state, (ref, row.state, known)
            assert row.held_until == known.until or row.state != "placed", (row.held_until, known.until)
            assert row.refunded == known.back

    @invariant()
    def places_agree(self):
        seats, places = self.taken()
        assert set(inventory.taken(self.pools[0])) == seats
        assert inventory.count_left(self.pools)[self.pools[1]] == PLACES - places

    @invariant()
    def money_agrees(self):
        """What the provider took and gave back, told from its own books, is what ours say is out there."""
        took = sum(charge["amount"].minor for charge in self.fake.charges.values() if charge["state"] == "captured")
        gave = sum(refund["amount"].minor for refund in self.fake.refunds.values())
        kept = sum(known.total - known.back for known in self.known.values() if known.state in SETTLED)
        found = balances()
        assert took - gave == kept == -found.get("clearing:fake", 0) - found.get("clearing:other", 0)
        # the provider gives back at once, so nothing is on its way
        assert not {"refunding:fake", "refunding:other"} & found.keys()

    @invariant()
    def books_agree(self):
        assert faults() == []


SETTLED = ("paid", "closed", "refunded")


def live(machine, *, examples, steps, shrink=True):
    """Let ``machine`` live that many lives; raises what it finds."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            report_multiple_bugs=False,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
