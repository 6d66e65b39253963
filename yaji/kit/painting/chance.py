"""Seeded chance that paints the same picture on every machine and Python version."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


class Dice:
    """A stream of numbers fixed by its seed.

    ``random.Random`` promises stability only for ``random()``; posters are stored by the hash of their
    bytes, so the whole stream is written out here (SplitMix64 started from SHA-256 of the seed).
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._state = int.from_bytes(sha256(seed.encode("utf-8", "replace")).digest()[:8], "big")

    def fork(self, name: str) -> Dice:
        """An independent stream, so that drawing more of one motif does not move the others."""
        return Dice(f"{self._seed}\x1f{name}")

    def roll(self) -> float:
        """A number in [0, 1)."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((z ^ (z >> 31)) >> 11) / (1 << 53)

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self.roll()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.roll() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely."""
        return choices[int(self.roll() * len(choices))]

    def chance(self, share: float) -> bool:
        """True in the given share of cases (0 to 1)."""
        return self.roll() < share

    def sign(self) -> int:
        """-1 or 1."""
        return 1 if self.roll() < 0.5 else -1

    def around(self, middle: float, spread: float) -> float:
        """A bell-shaped number about the middle, never further away than the spread."""
        return middle + spread * (self.roll() + self.roll() + self.roll() - 1.5) / 1.5
