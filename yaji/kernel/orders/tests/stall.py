"""A small trade for tests: a stall that sells numbered chairs and cups of tea, and remembers what it handed over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from yaji.kernel.catalog.models import Offer
from yaji.kernel.inventory import steps as inventory
from yaji.kernel.orders import operations, queries
from yaji.kernel.orders.types import Cut, Line, Want
from yaji.kernel.payments import operations as payments
from yaji.kernel.payments.providers.sandbox import company
from yaji.kit.actor import Actor
from yaji.kit.ids import mint
from yaji.kit.text import local

KIND = "stall"
CHAIRS = 12
RETURNS = {"allowed": True, "until": "2999-01-01T00:00:00+00:00", "fee_bp": 1000}


@dataclass
class StallFulfiller:
    """Hands over names, and takes them back."""

    handed: list[str] = field(default_factory=list)
    back: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)

    def reserve(self, *, lines: Sequence[Line]) -> None:
        pass

    def fulfil(self, *, lines: Sequence[Line]) -> None:
        self.handed += [line.ref for line in lines]

    def cancel(self, *, cuts: Sequence[Cut]) -> None:
        self.back += [(cut.line.ref, cut.units) for cut in cuts]


def make_chairs(seller: str, *, price: int = 10_000, subject: str = "", **terms: Any) -> Offer:
    """Twelve numbered chairs on sale; they may be returned for a fee of a tenth."""
    with transaction.atomic():
        labels = [{"en": f"Chair {n + 1}", "zh-hans": f"{n + 1} 号椅"} for n in range(CHAIRS)]
        layout = inventory.create_layout(labels=labels, zones=[""] * CHAIRS)
        pool = inventory.open_pool(layout=layout, capacity=CHAIRS)
    return _offer(seller, pool, price, subject, "Chair by the stage", "台边的椅子", terms)


def make_tea(seller: str, *, price: int = 1_500, subject: str = "", cups: int = 50, **terms: Any) -> Offer:
    """Cups of tea, counted."""
    with transaction.atomic():
        pool = inventory.open_pool(layout=None, capacity=cups)
    return _offer(seller, pool, price, subject, "A cup of tea", "一杯茶", terms)


def _offer(seller: str, pool: int, price: int, subject: str, en: str, zh: str, terms: dict[str, Any]) -> Offer:
    return Offer.objects.create(
        public_id=mint("off"),
        kind=KIND,
        seller=seller,
        subject=subject or mint("sub"),
        title=local("An evening of stories", "说书的晚上"),
        detail=local(en, zh),
        currency="CNY",
        price=price,
        pool=pool,
        terms={"returns": RETURNS, "commission_bp": 500, **terms},
        state="on_sale",
    )


def wants_of(offer: Offer, *positions: int, qty: int = 0) -> list[Want]:
    return [Want(offer.public_id, qty or len(positions), tuple(positions))]


def place(actor: Actor, offer: Offer, *positions: int, qty: int = 0) -> str:
    """An order held at its price; its ref."""
    wants = wants_of(offer, *positions, qty=qty)
    total = queries.quote_for(actor, wants).total.minor
    return operations.place(actor=actor, wants=wants, expected=total, key=mint("key"))


def pay(actor: Actor, order: str, *, name: str = "Lin Yu", email: str = "lin@example.org") -> str:
    """Checked out and paid at the sandbox; the order's ref. What follows a commit must be let run."""
    operations.check_out(actor=actor, order=order, name=name, email=email, details={}, language="en")
    started = operations.pay(actor=actor, order=order, provider="sandbox", return_path="/", key=mint("key"))
    settle_intent(started.intent)
    return order


def settle_intent(intent: str) -> None:
    """The buyer pays at the sandbox, and we ask how it went."""
    charge = company.find(intent)
    assert charge is not None
    company.pay(charge, method="card", manner="silent")
    payments.check(intent=intent)


def buy(actor: Actor, offer: Offer, *positions: int, qty: int = 0, **contact: str) -> str:
    return pay(actor, place(actor, offer, *positions, qty=qty), **contact)
