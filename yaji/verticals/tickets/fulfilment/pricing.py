"""Early bird, group and member prices. Pure: the rules come with the offer's terms."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from yaji.kernel.money.types import basis_points
from yaji.kernel.orders.types import Ask, PriceLine, Stage
from yaji.verticals.tickets import words
from yaji.verticals.tickets.types import EARLY_BIRD, GROUP, KIND, MEMBER

#: each rule takes off what is left after the ones before it
ORDER = (EARLY_BIRD, GROUP, MEMBER)


class TicketPricer:
    """Takes off what the rules of a ticket's terms allow, one line for each rule, in a fixed order."""

    stage: Stage = "rules"

    def adjust(self, ask: Ask, so_far: Sequence[PriceLine]) -> list[PriceLine]:
        if ask.offer.kind != KIND:
            return []
        left = sum(line.amount for line in so_far)
        rules = {rule["kind"]: rule for rule in ask.offer.terms.get("rules", [])}
        made: list[PriceLine] = []
        for kind in ORDER:
            rule = rules.get(kind)
            if rule is None or not _holds(rule, ask):
                continue
            off = _off(rule, left, ask.qty)
            if off > 0:
                made.append(PriceLine("rules", rule["label"], -off, _reason(rule), kind))
                left -= off
        return made


def _holds(rule: Mapping[str, Any], ask: Ask) -> bool:
    if rule["kind"] == EARLY_BIRD:
        return ask.at < datetime.fromisoformat(rule["until"])
    if rule["kind"] == GROUP:
        return ask.order_qty >= int(rule["min_qty"])
    return MEMBER in ask.standing


def _off(rule: Mapping[str, Any], left: int, qty: int) -> int:
    """How much comes off ``left`` for ``qty`` units, never more than all of it."""
    if "percent_bp" in rule:
        off = basis_points(left, int(rule["percent_bp"]))
    elif "amount" in rule:
        off = int(rule["amount"]) * qty
    else:
        off = left - int(rule["price"]) * qty
    return max(0, min(off, left))


def _reason(rule: Mapping[str, Any]) -> dict[str, str]:
    if rule["kind"] == EARLY_BIRD:
        return dict(words.until(rule["day"]))
    if rule["kind"] == GROUP:
        return dict(words.from_qty(int(rule["min_qty"])))
    return dict(words.for_members())
