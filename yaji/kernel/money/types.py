"""Money, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import total_ordering

from babel.numbers import get_currency_precision

#: what a signed 64-bit column holds with room for sums of a million rows
LIMIT = 9_000_000_000_000


class CurrencyMismatch(TypeError):
    """Two currencies met in one sum: a programming error, not a refusal."""


def exponent(currency: str) -> int:
    """How many decimals ``currency`` has: 2 for CNY, 0 for JPY."""
    return get_currency_precision(currency)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` smallest units (fen, cents) of ``currency`` (ISO 4217)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError("money is counted in whole minor units")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise ValueError(f"not a currency code: {self.currency!r}")

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(0, currency)

    @property
    def is_zero(self) -> bool:
        return self.minor == 0

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        if not isinstance(times, int):
            raise TypeError("money is multiplied by whole numbers; use split for shares")
        return Money(self.minor * times, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def split(self, ratios: Sequence[int]) -> list["Money"]:
        """Shares proportional to ``ratios``; they add up to the whole. See :func:`split_minor`."""
        return [Money(part, self.currency) for part in split_minor(self.minor, ratios)]

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} in one sum")
        return other.minor


def split_minor(total: int, ratios: Sequence[int]) -> list[int]:
    """Divide a whole number by largest remainder: nothing is lost, ties go to the earlier share.

    ``ratios`` are non-negative whole numbers with a positive sum. Negative totals mirror positive ones.
    """
    weight = sum(ratios)
    if weight <= 0 or min(ratios) < 0:
        raise ValueError("ratios must be non-negative with a positive sum")
    if total < 0:
        return [-part for part in split_minor(-total, ratios)]
    parts = [total * ratio // weight for ratio in ratios]
    rest = total - sum(parts)
    by_remainder = sorted(range(len(ratios)), key=lambda i: (-(total * ratios[i] % weight), i))
    for i in by_remainder[:rest]:
        parts[i] += 1
    return parts


def basis_points(amount: int, points: int) -> int:
    """``points`` hundredths of a per cent of ``amount``, rounded half away from zero."""
    sign = -1 if amount < 0 else 1
    return sign * ((abs(amount) * points + 5_000) // 10_000)
