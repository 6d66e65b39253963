"""Who may follow, read and send again."""

from yaji.kit.actor import Actor


def may_follow(actor: Actor) -> bool:
    """People with an account: a visitor has no address to write to."""
    return actor.kind == "user"


def may_read_notices(actor: Actor) -> bool:
    return actor.kind == "user"


def may_oversee(actor: Actor) -> bool:
    """The operator: see failed messages and send them again."""
    return actor.operator


def may_ask(actor: Actor) -> bool:
    """Everybody, signed in or not; a device at the door has no questions."""
    return actor.kind in ("user", "visitor")


def may_answer(actor: Actor) -> bool:
    """The operator: questions come to the house."""
    return actor.operator
