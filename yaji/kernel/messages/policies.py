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
