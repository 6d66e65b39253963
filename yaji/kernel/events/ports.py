"""Where rooms plug in what should happen after a fact, and from time to time."""

from collections import defaultdict

from yaji.kernel.events.types import Every, Listener
from yaji.kit.registry import AlreadyPlugged, Registry


class Listeners:
    """Any number of named listeners for each kind of fact."""

    def __init__(self) -> None:
        self._by_kind: dict[str, dict[str, Listener]] = defaultdict(dict)

    def plug(self, kind: str, name: str, listener: Listener) -> None:
        if name in self._by_kind[kind]:
            raise AlreadyPlugged(f"{name!r} already listens to {kind!r}")
        self._by_kind[kind][name] = listener

    def unplug(self, kind: str, name: str) -> None:
        """Take a listener out again; for tests."""
        self._by_kind[kind].pop(name, None)

    def of(self, kind: str) -> list[tuple[str, Listener]]:
        return sorted(self._by_kind.get(kind, {}).items())


listeners = Listeners()
schedule: Registry[Every] = Registry("schedule")
