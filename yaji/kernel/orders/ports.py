"""What a trade plugs in to have its offers priced, handed over and shown to who bought them."""

from collections.abc import Sequence
from typing import Protocol

from yaji.kernel.orders.types import Ask, Cut, Handed, Line, PriceLine, Stage
from yaji.kit.actor import Actor
from yaji.kit.registry import Registry


class Fulfiller(Protocol):
    """Hands over what was bought of one kind. Each call is inside the order's transaction and takes a
    constant number of statements, however many lines there are."""

    def reserve(self, *, lines: Sequence[Line]) -> None:
        """At checkout: refuse (``AnswersMissing``) if the lines' details will not do."""
        ...

    def fulfil(self, *, lines: Sequence[Line]) -> None:
        """The money is there: make what the buyer gets. Called once per line."""
        ...

    def cancel(self, *, cuts: Sequence[Cut]) -> None:
        """Units were given back: what was handed over for them is void. Refuse if one was used."""
        ...


class Pricer(Protocol):
    """Adds price lines in one stage. Pure: looks at nothing but its arguments."""

    @property
    def stage(self) -> Stage: ...

    def adjust(self, ask: Ask, so_far: Sequence[PriceLine]) -> list[PriceLine]:
        """Lines to add for this ask; ``so_far`` are those of earlier stages and pricers."""
        ...


class Showcase(Protocol):
    """Shows what a paid order has brought its buyer, on the order's own page. A kind may go without one."""

    def show(self, *, actor: Actor, order: str) -> Handed | None:
        """What ``actor`` may see of it, or None if there is nothing. Leaves out what is somebody else's."""
        ...


fulfillers: Registry[Fulfiller] = Registry("fulfillers")
pricers: Registry[Pricer] = Registry("pricers")
showcases: Registry[Showcase] = Registry("showcases")
