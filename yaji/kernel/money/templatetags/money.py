"""Template filters for money."""

from django import template

from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.types import Money

register = template.Library()


@register.filter
def money(value: Money | int, currency: str = "") -> str:
    """``{{ order.total|money }}`` or ``{{ minor|money:"CNY" }}``, in the reader's language."""
    if isinstance(value, Money):
        return format_money(value)
    return format_money(Money(int(value), currency)) if value is not None and currency else ""
