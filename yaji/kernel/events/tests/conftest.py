"""A fact of nobody's, and a listener that remembers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from django.db import transaction

from yaji.kernel.events import steps
from yaji.kernel.events.ports import listeners
from yaji.kernel.events.types import Fact, Heard
from yaji.kit.actor import Actor

ANN = Actor(ref="usr_ann", label="Ann")


@dataclass(frozen=True, kw_only=True)
class Opened(Fact):
    kind: ClassVar[str] = "shop.opened"
    door: int = 0
    names: tuple[str, ...] = ()


@dataclass
class Ear:
    """Hears facts; fails on those whose door is in ``deaf``."""

    heard: list[Heard] = field(default_factory=list)
    deaf: set[int] = field(default_factory=set)

    def __call__(self, fact: Heard) -> None:
        if fact.body["door"] in self.deaf:
            raise RuntimeError("did not hear")
        self.heard.append(fact)

    @property
    def doors(self) -> list[int]:
        return [fact.body["door"] for fact in self.heard]


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    listeners.plug("shop.opened", "tests.ear", ear)
    yield ear
    listeners.unplug("shop.opened", "tests.ear")


def say(*doors: int) -> None:
    with transaction.atomic():
        steps.record([Opened(subject="shp_1", door=door) for door in doors], actor=ANN)
