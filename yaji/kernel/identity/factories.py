"""Accounts, organisations and actors for tests and the demo town. They write rows, not operations."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from yaji.kernel.identity.models import Membership, Party, Standing, User
from yaji.kernel.identity.queries import actor_of
from yaji.kernel.identity.types import ORGANISATION, Role, handle
from yaji.kit.actor import Actor, Grant
from yaji.kit.ids import mint
from yaji.kit.text import LocalText, local

_numbers = count(1)


def make_user(
    email: str = "", *, name: str = "", password: str | None = None, verified: bool = True, **fields: Any
) -> User:
    """An account with its person and a (verified) address."""
    user = User.objects.create_user(email or f"person{next(_numbers)}@example.org", password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    if name:
        user.person.person_name = name
        user.person.save()
    return user


def make_organisation(owner: User | None = None, name: str | LocalText = "Lantern Hall", **fields: Any) -> Party:
    """An organisation; ``owner`` becomes its owner."""
    text = name if isinstance(name, LocalText) else local(name)
    fields.setdefault("slug", f"organisation-{next(_numbers)}")
    party = Party.objects.create(kind=ORGANISATION, name=text, **fields)
    if owner is not None:
        make_membership(owner, party, "owner")
    return party


def make_membership(user: User, party: Party, role: Role) -> Membership:
    """A role, given without asking anybody."""
    return Membership.objects.create(user=user, party=party, role=role)


def make_standing(user: User, kind: str = "member", **fields: Any) -> Standing:
    """A standing that holds from now (or ``since``) on."""
    return Standing.objects.create(party=user.person, kind=kind, **fields)


def make_actor(
    user: User | None = None,
    *,
    roles: Mapping[str, str] | None = None,
    operator: bool = False,
    keys: Iterable[str] = (),
    standing: Iterable[str] = (),
) -> Actor:
    """An actor: of ``user`` as stored, or invented (no rows) with ``roles`` = {party ref: role}."""
    if user is not None:
        return actor_of(user, keys=keys)
    ref = mint("usr")
    grants = frozenset(Grant(role, party) for party, role in (roles or {}).items())
    return Actor(ref, handle(ref), "user", grants, operator, frozenset(keys), frozenset(standing))


def make_visitor(*, keys: Iterable[str] = ()) -> Actor:
    """An actor for a browser nobody signed in with (no rows)."""
    ref = mint("vis")
    return Actor(ref, handle(ref), "visitor", keys=frozenset(keys))
