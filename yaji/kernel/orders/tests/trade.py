"""A trade of these tests' own: it sells seats and places of nothing in particular, and keeps its deeds as facts.

So that a rolled back transaction takes its deeds with it, as it would any trade's.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.test import TestCase

from yaji.kernel.catalog.steps import change_offers, put_offers
from yaji.kernel.catalog.types import OfferDraft
from yaji.kernel.events.queries import facts_about, facts_of_kind
from yaji.kernel.events.steps import record
from yaji.kernel.events.types import Fact
from yaji.kernel.inventory import queries as inventory
from yaji.kernel.inventory.steps import create_layout, open_pool
from yaji.kernel.orders import operations
from yaji.kernel.orders.errors import AnswersMissing, NotReturnable
from yaji.kernel.orders.ports import fulfillers
from yaji.kernel.orders.queries import quote_for
from yaji.kernel.orders.types import Want
from yaji.kernel.payments import operations as payments
from yaji.kit import clock
from yaji.kit.actor import SYSTEM, Actor, Grant
from yaji.kit.ids import mint
from yaji.kit.operation import operation
from yaji.kit.text import local

KIND = "thing"
HOUSE, OTHER_HOUSE = "par_house", "par_other"
PRICE = 18_000

BUYER = Actor(ref="usr_buyer", label="Lin")
STRANGER = Actor(ref="usr_stranger", label="Somebody")
NOBODY = Actor(ref="vis_nobody", label="", kind="visitor")
STAFF = Actor(ref="usr_staff", label="Desk", grants=frozenset({Grant("box_office", HOUSE)}))
OTHER_STAFF = Actor(ref="usr_rival", label="Rival", grants=frozenset({Grant("owner", OTHER_HOUSE)}))
OPERATOR = Actor(ref="usr_operator", label="Ops", operator=True)


@dataclass(frozen=True, kw_only=True)
class Handed(Fact):
    """What was bought was handed over. The subject is the line."""

    kind: ClassVar[str] = "trade.handed"
    qty: int


@dataclass(frozen=True, kw_only=True)
class Voided(Fact):
    """What was handed over is void again."""

    kind: ClassVar[str] = "trade.voided"
    units: list[int]


class Trade:
    """Hands over by stating so; wants a ``size`` where the terms say it; takes nothing back that was ``used``."""

    def __init__(self):
        self.used = set()

    def reserve(self, *, lines):
        wrong = {line.ref: "size" for line in lines if line.terms.get("asks") and not line.details.get("size")}
        if wrong:
            raise AnswersMissing(fields=wrong)

    def fulfil(self, *, lines):
        record([Handed(subject=line.ref, qty=line.qty) for line in lines], actor=SYSTEM)

    def cancel(self, *, cuts):
        for cut in cuts:
            if self.used & {(cut.line.ref, unit) for unit in cut.units}:
                raise NotReturnable(why="one was used.")
        record([Voided(subject=cut.line.ref, units=list(cut.units)) for cut in cuts], actor=SYSTEM)


@contextmanager
def plugged():
    with fulfillers.instead(KIND, Trade()) as trade:
        yield trade


# what is for sale


def labels(size):
    return [{"en": f"Seat {n + 1}", "zh-hans": f"{n + 1} 座"} for n in range(size)]


@operation
def named_pool(size=10, zones=None):
    return open_pool(layout=create_layout(labels=labels(size), zones=zones or ["a"] * size), capacity=size)


@operation
def counted_pool(capacity=10):
    return open_pool(layout=None, capacity=capacity)


@operation
def put_offer(pool, *, state="on_sale", **changes):
    """An offer of the test's trade on ``pool``; its ref."""
    fields: dict[str, Any] = {
        "kind": KIND,
        "seller": HOUSE,
        "subject": "sub_1",
        "currency": "CNY",
        "price": PRICE,
        "terms": {},
    }
    draft = OfferDraft(title=local("An evening", "一晚"), detail=local("Seat", "座位"), pool=pool, **fields | changes)
    row = put_offers([draft], actor=SYSTEM)[0]
    change_offers([row], actor=SYSTEM, state=state)
    return row.public_id


def seats(size=10, **changes):
    """An offer of named places."""
    return put_offer(named_pool(size), **changes)


def places(capacity=10, **changes):
    """An offer of counted places."""
    return put_offer(counted_pool(capacity), **changes)


RETURNS = {"returns": {"allowed": True}}


# what a buyer does


@contextmanager
def told():
    """What follows a commit follows, in every kind of test case."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield


def total(wants, actor=BUYER):
    return quote_for(actor, wants).total.minor


def place(*wants, actor=BUYER, key="", expected=None, **more):
    asked = list(wants)
    price = total(asked, actor) if expected is None else expected
    with told():
        return operations.place(actor=actor, wants=asked, expected=price, key=key or mint("key"), **more)


def check_out(order, actor=BUYER, details=None, **changes):
    fields: dict[str, Any] = {
        "name": "Lin Yu",
        "email": "lin@example.org",
        "language": "en",
        "details": details or {},
    } | changes
    return operations.check_out(actor=actor, order=order, **fields)


def begin(order, actor=BUYER, key="", provider="fake"):
    """Check out and go to the provider; the intent."""
    check_out(order, actor)
    started = operations.pay(actor=actor, order=order, provider=provider, return_path="/", key=key or mint("key"))
    return started.intent


def capture(fake, intent):
    """The provider takes the money and the browser comes back."""
    fake.happens(intent, "captured")
    with told():
        payments.check(intent=intent)


def buy(fake, *wants, actor=BUYER):
    """Hold, check out, pay; the order's ref."""
    order = place(*wants, actor=actor)
    capture(fake, begin(order, actor))
    return order


def give_back(order, units, actor=BUYER, key=""):
    with told():
        return operations.return_units(actor=actor, order=order, units=units, key=key or mint("key"))


def refund(order, units, actor=STAFF, key="", why="sorry"):
    with told():
        return operations.refund_units(actor=actor, order=order, units=units, why=why, key=key or mint("key"))


# what can be seen


def want(offer, qty=1, *positions):
    return Want(offer, len(positions) or qty, tuple(positions))


def facts(subject):
    return [fact.kind for fact in facts_about(subject)]


def handed(line):
    """How often a line was handed over, and which of its units were made void, in order."""
    said = [(fact.kind, fact.body) for fact in facts_about(line)]
    times = sum(kind == Handed.kind for kind, _ in said)
    return times, [unit for kind, body in said if kind == Voided.kind for unit in body["units"]]


def handed_in_all():
    return facts_of_kind(Handed.kind).count()


def left(pool):
    return inventory.count_left([pool])[pool]


def soon(**by):
    return clock.now() + timedelta(**by)
