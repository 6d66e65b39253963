"""What forms send, read strictly into shapes. Refuses what can't be meant."""

from typing import Any

from django.http import QueryDict

from yaji.kernel.orders.models import Order
from yaji.kernel.orders.types import Want
from yaji.kit.errors import BadInput

MOST_WANTS, MOST_PLACES = 20, 100


def whole(text: str) -> int:
    """A non-negative whole number in ASCII digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= 13):
        raise BadInput(detail=text[:40])
    return int(text)


def plain(text: str) -> str:
    """One line of text without what no database would store."""
    return "".join(letter for letter in text if letter.isprintable())


def key(data: QueryDict) -> str:
    """The idempotency key of a form."""
    text = data.get("key", "")
    if not 8 <= len(text) <= 80 or not text.isascii() or not text.isprintable():
        raise BadInput(detail="key")
    return text


def wants(data: QueryDict) -> list[Want]:
    """``want=OFFER:QTY:P,P,…`` for each wish."""
    texts = data.getlist("want")
    if len(texts) > MOST_WANTS:
        raise BadInput(detail="want")
    return [_want(text) for text in texts]


def _want(text: str) -> Want:
    offer, _, rest = text[:1_000].partition(":")
    qty, _, places = rest.partition(":")
    positions = tuple(whole(place) for place in places.split(",") if place)
    if len(positions) > MOST_PLACES:
        raise BadInput(detail="want")
    return Want(plain(offer), whole(qty), positions)


def checkout(data: QueryDict, order: Order) -> dict[str, Any]:
    """Name, e-mail and, by line, answers and attendee names."""
    details = {line.public_id: _details(data, line) for line in order.lines.all()}
    return {"name": plain(data.get("name", "")), "email": plain(data.get("email", "")), "details": details}


def _details(data: QueryDict, line: Any) -> dict[str, Any]:
    ref, questions = line.public_id, line.terms.get("questions", [])
    once = [q for q in questions if q.get("per") != "unit"]
    each = [q for q in questions if q.get("per") == "unit"]
    found: dict[str, Any] = {}
    if once:
        found["answers"] = _answers(data, ref, once)
    if each or line.terms.get("named"):
        found["units"] = [
            {"name": plain(data.get(f"{ref}-{n}-name", ""))[:120], "answers": _answers(data, f"{ref}-{n}", each)}
            for n in range(line.qty)
        ]
    return found


def _answers(data: QueryDict, name: str, questions: list[dict[str, Any]]) -> dict[str, Any]:
    return {q["id"]: _answer(data.get(f"{name}-{q['id']}", ""), q["kind"]) for q in questions}


def _answer(text: str, kind: str) -> str | bool | None:
    if kind == "yes_no":
        return {"yes": True, "no": False}.get(text)
    return plain(text)[:500]


def units(data: QueryDict) -> dict[str, list[int]]:
    """``unit=LINE:N`` for each unit to return."""
    chosen: dict[str, list[int]] = {}
    for text in data.getlist("unit")[:MOST_PLACES]:
        ref, _, number = text.partition(":")
        chosen.setdefault(plain(ref), []).append(whole(number))
    return chosen
