"""Some real orders of the demo: placed, checked out and paid at the sandbox, so that there are passes and takings.

Only for what is on in the next two days; later evenings are filled by allotments, which cost one statement each.
"""

import random
from collections.abc import Sequence
from datetime import timedelta

from yaji.kernel.identity.queries import visitor
from yaji.kernel.orders import operations as orders
from yaji.kernel.orders.queries import quote_for
from yaji.kernel.orders.types import Want
from yaji.kernel.payments import operations as payments
from yaji.kernel.payments.providers.sandbox import company
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import Refusal
from yaji.kit.ids import mint
from yaji.verticals.tickets.choosing import Choice, best_places, wants_of
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.queries import prices_of

SOON = timedelta(days=2)
ORDERS = 4
#: invented people, in the language they bought in
BUYERS = (
    ("梁月白", "liang@demo.example", "zh-hans"),
    ("Ada Winterbourne", "ada@demo.example", "en"),
    ("周予安", "zhou@demo.example", "zh-hans"),
    ("Tomas Kvist", "tomas@demo.example", "en"),
    ("许知远山", "xu@demo.example", "zh-hans"),
    ("Imani Osei", "imani@demo.example", "en"),
)


def sell_some(performance: Performance, regulars: Sequence[tuple[Actor, str, str, str]]) -> int:
    """A few orders for a performance that is on soon; how many were paid. ``regulars`` are accounts that buy too.

    What can't be had (the house is nearly full) is left: this is a demo, not a promise.
    """
    if performance.starts_at - clock.now() > SOON or performance.show.named:
        return 0
    dice = random.Random(f"sales/{performance.series}")
    crowd = [(visitor(mint("vis")), *who) for who in dice.sample(BUYERS, ORDERS - 1)]
    buyers = [dice.choice(list(regulars)), *crowd] if regulars else crowd
    return sum(_buy(performance, buyer, dice) for buyer in buyers)


def _buy(performance: Performance, buyer: tuple[Actor, str, str, str], dice: random.Random) -> bool:
    actor, name, email, language = buyer
    try:
        wants = _wants(performance, dice)
        total = quote_for(actor, wants).total.minor
        order = orders.place(actor=actor, wants=wants, expected=total, key=mint("key"), language=language)
    except Refusal:
        return False
    orders.check_out(actor=actor, order=order, name=name, email=email, details={}, language=language)
    started = orders.pay(actor=actor, order=order, provider="sandbox", return_path="/", key=mint("key"))
    charge = company.find(started.intent)
    if charge is None:
        return False
    company.pay(charge, method="card", manner="silent")
    payments.check(intent=started.intent)
    return True


def _wants(performance: Performance, dice: random.Random) -> list[Want]:
    prices = prices_of(performance)
    qty = dice.choice((1, 2, 2, 2, 3))
    seated = [price for price in prices if not price.area]
    if seated:
        zone = dice.choice(seated).zone
        return wants_of(performance, Choice(best_places(performance, qty=qty, limit=None, zones=[zone])), prices)
    return wants_of(performance, Choice(counts=((dice.choice(prices).offer, qty),)), prices)
