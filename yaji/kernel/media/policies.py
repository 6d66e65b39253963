"""Who may do what with a file."""

from typing import Protocol

from yaji.kit.actor import Actor

#: roles at a party that look after its pictures
KEEPERS = ("owner", "manager")


class Owned(Protocol):
    """Anything with an owner: the public id of a person or an organisation."""

    @property
    def owner(self) -> str: ...


def may_upload(actor: Actor, owner: str) -> bool:
    """People for themselves, keepers for their party, the operator and the system for anyone. Never a visitor."""
    if actor.operator or actor.kind == "system":
        return True
    return actor.kind == "user" and (owner == actor.ref or actor.holds(owner, KEEPERS))


def may_see_original(actor: Actor, asset: Owned) -> bool:
    """Whoever may upload for the owner. Renditions are public, originals are not."""
    return may_upload(actor, asset.owner)


def may_remove(actor: Actor, asset: Owned) -> bool:
    return may_upload(actor, asset.owner)
