"""Who is acting. Every operation takes an actor first, so that every fact can say who did it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

ActorKind = Literal["visitor", "user", "device", "system"]


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held at one party, for example ``Grant("door", "par_01J…")``."""

    role: str
    party: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a browser nobody signed in with, a device, or the system itself.

    ``ref`` is a public id that survives erasure of the person; ``label`` is the name shown in the
    audit trail. ``grants`` are read once when the request begins, so a policy needs no query.
    """

    ref: str
    label: str
    kind: ActorKind = "user"
    grants: frozenset[Grant] = field(default_factory=frozenset)
    operator: bool = False
    #: orders, passes… that a signed link opened for this browser
    keys: frozenset[str] = field(default_factory=frozenset)
    #: facts about the person that prices may depend on, such as ``member``
    standing: frozenset[str] = field(default_factory=frozenset)

    def holds(self, party: str, roles: Iterable[str]) -> bool:
        """Whether the actor has one of ``roles`` at ``party``."""
        return any(grant.party == party and grant.role in roles for grant in self.grants)

    def parties(self, roles: Iterable[str]) -> frozenset[str]:
        """The parties at which the actor has one of ``roles``."""
        wanted = frozenset(roles)
        return frozenset(grant.party for grant in self.grants if grant.role in wanted)


SYSTEM = Actor(ref="system", label="Yaji", kind="system", operator=True)
