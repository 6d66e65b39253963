"""Writes of identity that other rooms compose into their own operations."""

from datetime import datetime

from yaji.kernel.events.steps import record
from yaji.kernel.identity import events
from yaji.kernel.identity.errors import StandingOverlaps, UnknownPurpose
from yaji.kernel.identity.models import Consent, Party, Standing
from yaji.kernel.identity.ports import purposes
from yaji.kernel.identity.queries import lock_party
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.operation import needs_transaction


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
