"""Money as people read it, by Babel. A currency whose sign is ambiguous is shown with its country."""

from decimal import Decimal

from babel.numbers import format_currency
from django.utils.translation import get_language

from yaji.kernel.money.types import Money, exponent

_LOCALES = {"en": "en", "zh-hans": "zh_Hans_CN"}


def format_money(money: Money, language: str | None = None) -> str:
    """``CN¥180.00`` in English, ``¥180.00`` in Chinese; negative amounts with a real minus sign."""
    locale = _LOCALES.get((language or get_language() or "en").lower(), "en")
    amount = Decimal(abs(money.minor)).scaleb(-exponent(money.currency))
    text: str = format_currency(amount, money.currency, locale=locale)
    return f"−{text}" if money.minor < 0 else text


def plain_amount(minor: int, currency: str) -> str:
    """An amount as it is typed, and as a spreadsheet reads it: 380 or 380.50."""
    places = exponent(currency)
    whole, rest = divmod(minor, 10**places)
    return f"{whole}.{rest:0{places}d}" if rest else str(whole)
