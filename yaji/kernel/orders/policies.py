"""Who may do what with an order."""

from collections.abc import Collection, Sequence

from yaji.kit.actor import Actor

#: roles that sell and take back for a seller
DESK = ("owner", "manager", "box_office")
#: roles that may see a seller's orders
READERS = (*DESK, "finance", "viewer")


def may_see(actor: Actor, buyer: str, ref: str, sellers: Collection[str]) -> bool:
    """The buyer, a browser with a signed link, a seller's staff for an order with their lines, the operator."""
    return owns(actor, buyer, ref) or actor.operator or any(actor.holds(seller, READERS) for seller in sellers)


def owns(actor: Actor, buyer: str, ref: str) -> bool:
    """The buyer (also before they signed in), or whoever opened the link that was mailed to them."""
    return actor.ref == buyer or buyer in actor.keys or ref in actor.keys


def narrowed_to(actor: Actor, buyer: str, ref: str) -> list[str]:
    """The sellers to whose lines a look at this order is limited; none where the whole of it is the actor's to see."""
    return [] if owns(actor, buyer, ref) or actor.operator else sorted(actor.parties(READERS))


def may_return(actor: Actor, buyer: str, ref: str) -> bool:
    return owns(actor, buyer, ref)


def may_refund(actor: Actor, sellers: Sequence[str]) -> bool:
    """Staff who sell, for lines that are all their own; the operator; the system."""
    return actor.operator or all(actor.holds(seller, DESK) for seller in sellers)


def may_set_commission(actor: Actor) -> bool:
    """What the house keeps is the operator's to agree."""
    return actor.operator


def may_read_sales(actor: Actor, seller: str) -> bool:
    """Whoever works with a seller's orders: the desk, finance, those who only look; the operator."""
    return actor.operator or actor.holds(seller, READERS)


def may_withdraw(actor: Actor, seller: str) -> bool:
    return actor.operator or actor.holds(seller, ("owner", "manager"))
