"""Registries: where rooms above plug into ports of rooms below."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class AlreadyPlugged(RuntimeError):
    """Two rooms claim the same kind."""


class NotPlugged(LookupError):
    """Nobody serves this kind."""


class Registry(Generic[T]):
    """One plug per key. A second plug for the same key is an error at start."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._plugs: dict[str, T] = {}

    def plug(self, key: str, plug: T) -> None:
        if key in self._plugs:
            raise AlreadyPlugged(f"{self.name}: {key!r} is plugged twice")
        self._plugs[key] = plug

    def __getitem__(self, key: str) -> T:
        try:
            return self._plugs[key]
        except KeyError:
            raise NotPlugged(f"{self.name}: nothing is plugged for {key!r}") from None

    def __contains__(self, key: str) -> bool:
        return key in self._plugs

    def get(self, key: str) -> T | None:
        return self._plugs.get(key)

    def items(self) -> list[tuple[str, T]]:
        """All plugs, sorted by key, so that order never depends on import order."""
        return sorted(self._plugs.items())

    def values(self) -> list[T]:
        return [plug for _, plug in self.items()]

    @contextmanager
    def instead(self, key: str, plug: T) -> Iterator[T]:
        """Swap one plug for the length of a ``with`` block; for tests."""
        missing = object()
        before = self._plugs.get(key, missing)
        self._plugs[key] = plug
        try:
            yield plug
        finally:
            if before is missing:
                del self._plugs[key]
            else:
                self._plugs[key] = before  # type: ignore[assignment]  # it is a T: not the marker
