"""Writes of identity that other rooms compose into their own operations."""

from datetime import datetime
from typing import Any

from yaji.kernel.events.steps import record
from yaji.kernel.identity import events
from yaji.kernel.identity.errors import AlreadyAsked, AlreadyDecided, OwnRequest, StandingOverlaps, UnknownPurpose
from yaji.kernel.identity.models import Approval, Consent, Party, Standing
from yaji.kernel.identity.ports import purposes
from yaji.kernel.identity.queries import lock_party
from yaji.kernel.identity.states import APPROVAL
from yaji.kernel.money.types import Money
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.operation import needs_transaction
from yaji.kit.states import IllegalMove, move


@needs_transaction
def decide(*, actor: Actor, purpose: str, given: bool, source: str) -> Consent:
    """Write down the actor's decision about a plugged purpose, in the version of its text shown today.

    ``source`` says where it was made, such as ``checkout`` or ``privacy``. Deciding the same again adds
    a row: the log says when somebody was asked.
    """
    text = purposes.get(purpose)
    if text is None:
        raise UnknownPurpose(purpose=purpose)
    return Consent.objects.create(person=actor.ref, purpose=purpose, version=text.version, given=given, source=source)


@needs_transaction
def grant_standing(
    *,
    actor: Actor,
    party: str,
    kind: str,
    since: datetime | None = None,
    until: datetime | None = None,
    source: str = "",
) -> Standing:
    """Let ``kind`` hold for a party from ``since`` (now) until ``until`` (open end), not overlapping itself.

    ``source`` is the public id of what gave it, such as an order.
    """
    row = lock_party(party)
    start = since or clock.now()
    same = Standing.objects.filter(party=row, kind=kind).exclude(until__lte=start)
    if until is not None:
        same = same.filter(since__lt=until)
    if same.exists():
        raise StandingOverlaps(kind=kind)
    standing = Standing.objects.create(party=row, kind=kind, since=start, until=until, source=source)
    _record_standing(actor, row, standing)
    return standing


@needs_transaction
def end_standing(*, actor: Actor, party: str, kind: str) -> int:
    """End now whatever of ``kind`` holds or would hold later; how many rows that was."""
    row = lock_party(party)
    now = clock.now()
    rows = list(Standing.objects.filter(party=row, kind=kind).exclude(until__lte=now))
    for standing in rows:
        standing.until = max(now, standing.since)
        standing.save(update_fields=["until"])
        _record_standing(actor, row, standing)
    return len(rows)


def _record_standing(actor: Actor, party: Party, standing: Standing) -> None:
    until = standing.until.isoformat() if standing.until else None
    record([events.StandingChanged(subject=party.public_id, standing=standing.kind, until=until)], actor=actor)


@needs_transaction
def ask_approval(
    *, actor: Actor, party: str, kind: str, subject: str, body: dict[str, Any], amount: Money, why: str, ref: str
) -> Approval:
    """Let something wait for a second person's yes, under a ``ref`` the caller minted (``apr_…``).

    One request per ``kind`` and ``subject`` waits at a time; another is refused with AlreadyAsked.
    """
    if Approval.objects.filter(kind=kind, subject=subject, state="waiting").exists():
        raise AlreadyAsked()
    row = Approval.objects.create(
        public_id=ref,
        party=party,
        kind=kind,
        subject=subject,
        body=body,
        amount=amount.minor,
        currency=amount.currency,
        why=why[:200],
        asked_by=actor.ref,
        asked_label=actor.label[:80],
    )
    asked = events.ApprovalAsked(
        subject=row.public_id, about=subject, what=kind, amount=amount.minor, currency=amount.currency
    )
    record([asked], actor=actor)
    return row


@needs_transaction
def decide_approval(*, actor: Actor, approval: Approval, yes: bool) -> None:
    """A second person decides. Whoever asked may only decline. The caller has checked that the actor may decide.

    Exactly one decision wins; the loser of a race is refused with AlreadyDecided.
    """
    if yes and actor.ref == approval.asked_by:
        raise OwnRequest()
    changes = {"decided_by": actor.ref, "decided_label": actor.label[:80], "decided_at": clock.now()}
    try:
        move(approval, "approve" if yes else "decline", APPROVAL, **changes)
    except IllegalMove:
        raise AlreadyDecided() from None
    decided = events.ApprovalDecided(
        subject=approval.public_id, about=approval.subject, what=approval.kind, approved=yes
    )
    record([decided], actor=actor)
