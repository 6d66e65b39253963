"""How fast places may be held: a buyer's script must not empty a hall that it will never pay for."""

from django.conf import settings
from django.http import HttpRequest

from yaji.kernel.identity.http import actor_of_request
from yaji.kit.http.throttle import Limit, client_address, spend

#: baskets of one buyer: enough to change one's mind a few times while a hold lives
OF_ONE = Limit("orders.hold", per_minute=1, burst=8)


def spend_hold(request: HttpRequest) -> None:
    """One more hold for this buyer and from this address, or TooMany.

    A browser that throws its cookies away is another buyer each time, so the address is counted too; people behind
    one address share that limit, which ``YAJI_HOLDS_PER_MINUTE`` sets. 0 is no limit at all.
    """
    per_minute: int = settings.YAJI_HOLDS_PER_MINUTE
    if per_minute:
        spend(OF_ONE, actor_of_request(request).ref)
        spend(Limit("orders.hold.address", per_minute=per_minute, burst=per_minute), client_address(request))
