"""Who may do what with accounts and teams. Pure: everything needed is on the actor."""

from yaji.kernel.identity.types import ROLES
from yaji.kit.actor import Actor

_TEAM_LEADERS = ("owner", "manager")


def may_edit_self(actor: Actor) -> bool:
    """Profile, consents, tokens, export, erasure: one's own, so an account is all it takes."""
    return actor.kind == "user"


def may_create_organisation(actor: Actor) -> bool:
    return actor.kind == "user"


def may_see_team(actor: Actor, party: str) -> bool:
    """Everybody in a team may see who else is in it."""
    return actor.operator or actor.holds(party, ROLES)


def may_edit_organisation(actor: Actor, party: str) -> bool:
    return actor.operator or actor.holds(party, _TEAM_LEADERS)


def may_manage_team(actor: Actor, party: str) -> bool:
    """Invite, change roles and remove, as far as :func:`may_give` reaches."""
    return actor.operator or actor.holds(party, _TEAM_LEADERS)


def may_give(actor: Actor, party: str, role: str) -> bool:
    """Whether the actor may give or take away ``role``: only owners touch owners."""
    if role == "owner":
        return actor.operator or actor.holds(party, ("owner",))
    return may_manage_team(actor, party)


def may_change_standing(actor: Actor) -> bool:
    """Standing is granted by the house: the operator, or another room acting as the system."""
    return actor.operator


def roles_to_give(actor: Actor, party: str) -> list[str]:
    """The roles the actor may choose from, most powerful first."""
    return [role for role in ROLES if may_give(actor, party, role)]
