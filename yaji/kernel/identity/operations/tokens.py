"""Access tokens: keys for programs that act as an account."""

import secrets
from datetime import timedelta

from django.utils.translation import gettext as _

from yaji.kernel.events.steps import record
from yaji.kernel.identity import events, policies, queries
from yaji.kernel.identity.errors import TooManyTokens
from yaji.kernel.identity.models import AccessToken
from yaji.kernel.identity.types import MAX_TOKENS, NewToken, secret_hash
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import BadInput, NotFound, require
from yaji.kit.operation import operation


@operation
def create_token(*, actor: Actor, name: str, days: int = 90) -> NewToken:
    """A token that acts as the actor for 1 to 365 ``days``. Its secret is in the answer and nowhere else."""
    require(policies.may_edit_self(actor))
    if not name.strip() or not 1 <= days <= 365:
        raise BadInput(detail=_("a name, and between 1 and 365 days"))
    user = queries.lock_account(actor)
    if user.tokens.filter(expires_at__gt=clock.now()).count() >= MAX_TOKENS:
        raise TooManyTokens(limit=MAX_TOKENS)
    secret = f"yaji_{secrets.token_urlsafe(32)}"
    row = AccessToken.objects.create(
        user=user,
        name=name.strip()[:60],
        secret_hash=secret_hash(secret),
        expires_at=clock.now() + timedelta(days=days),
    )
    record([events.TokenCreated(subject=actor.ref, token=row.public_id)], actor=actor)
    return NewToken(row.public_id, secret)


@operation
def revoke_token(*, actor: Actor, token: str) -> None:
    """Delete one of the actor's own tokens; it stops working at once."""
    require(policies.may_edit_self(actor))
    gone, _rows = AccessToken.objects.filter(user__public_id=actor.ref, public_id=token).delete()
    if not gone:
        raise NotFound(token=token)
    record([events.TokenRevoked(subject=actor.ref, token=token)], actor=actor)
