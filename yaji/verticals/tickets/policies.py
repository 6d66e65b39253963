"""Who may do what with shows, halls, passes and at the door. Pure: everything needed is on the arguments."""

from typing import Protocol

from yaji.kit.actor import Actor

MAKERS = ("owner", "manager")
SELLERS = ("owner", "manager", "box_office")
WATCHERS = ("owner", "manager", "box_office", "finance", "viewer")
DOOR = ("owner", "manager", "box_office", "door")
TEAM = ("owner", "manager", "box_office", "door", "finance", "viewer")


class Carried(Protocol):
    """A pass, as far as access to it goes."""

    @property
    def public_id(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def order(self) -> str: ...


def may_manage(actor: Actor, organiser: str) -> bool:
    """Make and change halls, shows, prices; put on sale and pause."""
    return actor.operator or actor.holds(organiser, MAKERS)


def may_watch(actor: Actor, organiser: str) -> bool:
    """See drafts and how they sell."""
    return actor.operator or actor.holds(organiser, WATCHERS)


def may_see_attendees(actor: Actor, organiser: str) -> bool:
    """See who comes: the check-in list with names."""
    return actor.operator or actor.holds(organiser, DOOR)


def may_check_in(actor: Actor, organiser: str) -> bool:
    """Let people in: the team at the door, and a paired device."""
    return actor.operator or actor.holds(organiser, DOOR)


def may_pair_devices(actor: Actor, organiser: str) -> bool:
    return actor.operator or actor.holds(organiser, SELLERS)


def may_see_pass(actor: Actor, carried: Carried) -> bool:
    """The buyer, or whoever was handed a signed link to the order or to this pass."""
    return carried.owner == actor.ref or bool(actor.keys & {carried.owner, carried.order, carried.public_id})
