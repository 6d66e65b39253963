"""What the house keeps of a sale is agreed."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from yaji.kernel.events.steps import record
from yaji.kernel.orders.errors import CommissionRefused
from yaji.kernel.orders.events import CommissionSet
from yaji.kernel.orders.models import CommissionRate
from yaji.kernel.orders.policies import may_set_commission
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import require
from yaji.kit.operation import operation

#: "from now on" may be this old by the time it arrives
SLACK = timedelta(minutes=5)


@operation
def set_commission(
    *, actor: Actor, rate_bp: int, since: datetime, seller: str = "", category: str = ""
) -> CommissionRate:
    """From ``since`` on keep ``rate_bp`` basis points of what ``seller`` sells in ``category``; empty means any.

    What was placed before keeps the rate it was placed at. The most specific rate wins, then the newest.
    Raises CommissionRefused for a rate outside 0–10,000 or a date in the past.
    """
    require(may_set_commission(actor))
    if type(rate_bp) is not int or not 0 <= rate_bp <= 10_000:
        raise CommissionRefused(why=_("the rate is not between 0 and 100 %."))
    if since < clock.now() - SLACK:
        raise CommissionRefused(why=_("the date has passed."))
    row = CommissionRate.objects.create(
        seller=seller, category=category, rate_bp=rate_bp, since=since, set_by=actor.ref
    )
    fact = CommissionSet(subject=seller or "any", category=category, rate_bp=rate_bp, since=since.isoformat())
    record([fact], actor=actor)
    return row
