"""Transfers, and how a refund is spread over shares."""

from collections.abc import Sequence
from dataclasses import dataclass

from yaji.kernel.money.types import split_minor


@dataclass(frozen=True, slots=True)
class Posting:
    """``amount`` (minor units, > 0) of ``currency`` leaves ``debit`` and arrives at ``credit``."""

    debit: str
    credit: str
    amount: int
    currency: str
    reason: str
    subject: str


def apportion(amount: int, left: Sequence[int]) -> list[int]:
    """Spread ``amount`` over shares in proportion to what each still has.

    Never negative, never more than is left, adds up exactly; ties go to the earlier share. Raises
    ValueError if ``amount`` is more than all of them have.
    """
    if amount < 0 or amount > sum(left):
        raise ValueError("a refund cannot be more than what is left")
    return split_minor(amount, left) if amount else [0] * len(left)
