"""What the house keeps of a sale: the rate of an organiser, a category and a date, frozen into the line at placing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from yaji.kernel.money.types import basis_points
from yaji.kernel.orders import queries

#: (seller, category) → basis points; an empty part stands for any
Rates = Mapping[tuple[str, str], int]


def rates_at(moment: datetime, offers: Sequence[Any]) -> Rates:
    """The agreed rates that can concern these offers (catalog rows), by one statement."""
    sellers = {offer.seller for offer in offers}
    categories = {category_of(offer) for offer in offers}
    return queries.commission_rates(sellers, categories, moment)


def rate_of(offer: Any, rates: Rates) -> int:
    """Basis points for a sale of this offer: the most specific agreed rate, else what its terms say, else none.

    An organiser's rate for a category comes before their rate for everything, and that before a category's.
    """
    seller, category = offer.seller, category_of(offer)
    for key in ((seller, category), (seller, ""), ("", category), ("", "")):
        if key in rates:
            return rates[key]
    return int(offer.terms.get("commission_bp", 0))


def category_of(offer: Any) -> str:
    """The category that an offer's trade has put into its terms; empty if it has none."""
    return str(offer.terms.get("category", ""))


def split_of(amount: int, rate_bp: int, seller: str) -> list[list[Any]]:
    """Who gets how much of a line when its escrow is released: [[account, amount], …], frozen at placing."""
    kept = basis_points(amount, rate_bp)
    return [[f"payable:{seller}", amount - kept], ["revenue:commission", kept]]
