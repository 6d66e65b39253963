"""Hold places and make an order of them."""

from collections.abc import Sequence

from yaji.kernel.orders.placing import place_all
from yaji.kernel.orders.types import PlaceRequest, Want
from yaji.kit.actor import Actor
from yaji.kit.errors import Refusal
from yaji.kit.operation import operation


@operation
def place_many(requests: Sequence[PlaceRequest]) -> list[str | Refusal]:
    """Order refs, or why not, in order of the requests. Each is all or nothing; refusals are values."""
    return place_all(requests)


@operation
def place(
    *,
    actor: Actor,
    wants: Sequence[Want],
    expected: int,
    key: str,
    language: str = "en",
    channel: str = "web",
    campaign: str = "",
) -> str:
    """Hold places for ten minutes at the price the buyer has seen (``expected``, minor units); the order's ref.

    Exactly once per ``key``: the same request again gives the same order. Raises NotOnSale, NotYetOnSale,
    BadPlaces, TooManyAsked, StaleQuote, PlacesTaken, SoldOut, MixedCurrencies, NothingAsked, KeyReused.
    """
    request = PlaceRequest(actor, tuple(wants), expected, key, language, channel, campaign)
    answer = place_all([request], tidy=False)[0]
    if isinstance(answer, Refusal):
        raise answer
    return answer
