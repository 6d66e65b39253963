"""Amounts that people type."""

import re

from yaji.kernel.money.errors import NotAnAmount
from yaji.kernel.money.types import LIMIT, Money, exponent

_AMOUNT = re.compile(r"(\d{1,13})(?:\.(\d{1,4}))?", re.ASCII)


def parse_amount(text: str, currency: str) -> Money:
    """The amount a person typed: ASCII digits with at most the currency's decimals, not negative."""
    plain = text.strip().replace(",", "")
    match = _AMOUNT.fullmatch(plain)
    places = exponent(currency)
    if not match or len(match[2] or "") > places:
        raise NotAnAmount(text=text[:40], currency=currency)
    minor = int(match[1]) * 10**places + int((match[2] or "").ljust(places, "0") or 0)
    if minor > LIMIT:
        raise NotAnAmount(text=text[:40], currency=currency)
    return Money(minor, currency)
