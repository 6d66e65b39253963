"""Refunds over any split tree, in any order: never more than was paid, exact, and everybody whole at the end (R9)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from yaji.kernel.ledger.types import apportion
from yaji.kernel.money.types import split_minor

DEPTH, PARTIES = 4, 20


@dataclass
class Node:
    """A share of a sale, split further or kept by a party."""

    share: int
    children: list["Node"] = field(default_factory=list)

    def leaves(self) -> list[int]:
        return [n for child in self.children for n in child.leaves()] if self.children else [self.share]


@st.composite
def shares(draw: st.DrawFn) -> list[int]:
    """What each party of a random tree has got of a random sum."""
    root = Node(draw(st.one_of(st.integers(1, 300), st.integers(1, 10**9))))
    level, parties = [root], 1
    for _ in range(DEPTH):
        grown = []
        for node in level:
            into = draw(st.integers(1, min(4, PARTIES - parties + 1)))
            if into > 1:
                ratios = draw(st.lists(st.integers(0, 10_000), min_size=into, max_size=into).filter(any))
                node.children = [Node(part) for part in split_minor(node.share, ratios)]
                parties += into - 1
                grown += node.children
        level = grown
    return root.leaves()


@st.composite
def refunded(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """A split, and partial refunds of it that end in a full one."""
    split = draw(shares())
    left, parts = sum(split), []
    for _ in range(draw(st.integers(0, 8))):
        part = draw(st.integers(0, left))
        parts.append(part)
        left -= part
    return split, [*parts, left]


Apportion = Callable[[int, Sequence[int]], list[int]]


def refund_all(split: Sequence[int], parts: Sequence[int], spread: Callable[[int, list[int]], list[int]]) -> None:
    """Refund part after part and look after each one."""
    back = [0] * len(split)
    for part in parts:
        taken = spread(part, back)
        assert sum(taken) == part
        assert all(amount >= 0 for amount in taken), "a refund gave somebody money"
        back = [b + amount for b, amount in zip(back, taken, strict=True)]
        assert all(b <= share for b, share in zip(back, split, strict=True)), "more was taken than a party had"
    assert back == list(split), "a full refund left somebody with a part"


def check(example: tuple[list[int], list[int]], how: Callable[[list[int]], Callable[..., Any]]) -> None:
    split, parts = example
    refund_all(split, parts, how(split))


def over_what_is_left(split: list[int]) -> Callable[[int, list[int]], list[int]]:
    return lambda part, back: apportion(part, [share - b for share, b in zip(split, back, strict=True)])


def by_rounding_the_running_total(split: list[int]) -> Callable[[int, list[int]], list[int]]:
    """The seeded mistake: round what has been refunded in all, and subtract what was taken before."""

    def spread(part: int, back: list[int]) -> list[int]:
        total = split_minor(sum(back) + part, split)
        return [now - before for now, before in zip(total, back, strict=True)]

    return spread


def by_rounding_down(split: list[int]) -> Callable[[int, list[int]], list[int]]:
    """The seeded mistake: each share on its own, and the remainder is forgotten."""
    return lambda part, back: [part * share // sum(split) for share in split]


def property_of(how: Callable[[list[int]], Callable[..., Any]], phases: Sequence[Phase]) -> Callable[[], None]:
    @settings(
        max_examples=300,
        derandomize=True,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    @given(refunded())
    def prop(example: tuple[list[int], list[int]]) -> None:
        check(example, how)

    return prop


def test_refunds_of_any_split_in_any_order_are_exact() -> None:
    property_of(over_what_is_left, [Phase.generate, Phase.shrink])()


@pytest.mark.parametrize("mistake", [by_rounding_the_running_total, by_rounding_down])
def test_a_refund_with_a_mistake_is_caught(mistake: Callable[[list[int]], Callable[..., Any]]) -> None:
    with pytest.raises(AssertionError):
        property_of(mistake, [Phase.generate])()


def test_a_known_split_where_the_running_total_takes_money_back() -> None:
    """The Alabama paradox with four parties: one more to share, one less for the smallest."""
    split = [9, 9, 2, 1]
    spread = by_rounding_the_running_total(split)
    back, seen = [0] * 4, []
    for _ in range(sum(split)):
        taken = spread(1, back)
        seen.append(taken)
        back = [b + t for b, t in zip(back, taken, strict=True)]
    assert any(min(taken) < 0 for taken in seen)
    refund_all(split, [1] * sum(split), over_what_is_left(split))


def test_ties_go_to_the_earlier_share() -> None:
    assert apportion(1, [5, 5]) == [1, 0]
    assert apportion(3, [5, 5]) == [2, 1]


@pytest.mark.parametrize(("amount", "left"), [(0, [3, 0]), (0, []), (0, [0])])
def test_nothing_is_spread_as_nothing(amount: int, left: list[int]) -> None:
    assert apportion(amount, left) == [0] * len(left)


@pytest.mark.parametrize(("amount", "left"), [(11, [5, 5]), (1, []), (1, [0]), (-1, [5])])
def test_no_more_than_is_left_and_never_less_than_nothing(amount: int, left: list[int]) -> None:
    with pytest.raises(ValueError):
        apportion(amount, left)
