"""What of an order can be given back now, for pages and programs alike."""

from dataclasses import dataclass

from yaji.kernel.money.types import basis_points
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.operations.returning import check_window
from yaji.kit.errors import Refusal
from yaji.kit.text import LocalText


@dataclass(frozen=True, slots=True)
class Returnable:
    """One unit: what it cost, and what comes back if it alone is returned (minor units)."""

    line: OrderLine
    unit: int
    label: LocalText
    paid: int
    back: int


def returnable(order: Order) -> list[Returnable]:
    """The units whose return window is open, by line and number."""
    if order.state not in ("paid", "closed"):
        return []
    lines = [line for line in order.lines.all() if line.state in ("sold", "released") and window_is_open(line)]
    return [_unit(line, unit) for line in lines for unit in range(line.qty) if unit not in line.gone]


def window_is_open(line: OrderLine) -> bool:
    """Whether the terms this line was sold under allow a return now."""
    try:
        check_window(line.returns)
    except Refusal:
        return False
    return True


def _unit(line: OrderLine, unit: int) -> Returnable:
    paid = line.unit_amounts[unit]
    fee = basis_points(paid, int(line.returns.get("fee_bp", 0)))
    label = LocalText(line.labels[unit]) if line.labels else LocalText(line.detail)
    return Returnable(line, unit, label, paid, paid - fee)
