"""Who may see a payment."""

from yaji.kit.actor import Actor


def may_see_intent(actor: Actor, *, payer: str, subject: str) -> bool:
    """The payer, whoever holds the key of what is paid for, and the operator."""
    return actor.operator or actor.ref == payer or subject in actor.keys
