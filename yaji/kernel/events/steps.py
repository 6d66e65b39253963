"""Writes inside somebody's operation: record facts, claim an idempotency key."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError, transaction

from yaji.kernel.events.errors import KeyReused
from yaji.kernel.events.models import FactRow, Key, Missed
from yaji.kernel.events.ports import listeners
from yaji.kernel.events.types import Fact, Heard
from yaji.kit import clock, sql
from yaji.kit.actor import Actor
from yaji.kit.operation import needs_transaction

log = structlog.get_logger(__name__)
#: a fact that was missed is told again after this long, then twice as long each time, up to the other
SOON = timedelta(seconds=10)
LATEST = timedelta(minutes=15)


@needs_transaction
def record(facts: Sequence[Fact], *, actor: Actor) -> None:
    """Record what just happened (one statement) and let listeners hear it after the commit."""
    record_said([(fact, actor) for fact in facts])


@needs_transaction
def record_said(said: Sequence[tuple[Fact, Actor]]) -> None:
    """Like :func:`record` for facts of different actors: one statement, however many actors there are."""
    now = clock.now()
    rows = [(f.kind, f.subject, a.ref, a.label, f.body(), now, bool(listeners.of(f.kind))) for f, a in said]
    found = sql.insert_rows(
        "events_fact",
        {
            "kind": "text",
            "subject": "text",
            "actor_ref": "text",
            "actor_label": "text",
            "body": "jsonb",
            "at": "timestamptz",
            "pending": "bool",
        },
        rows,
        returning=("id", "kind", "subject", "actor_ref", "body", "pending"),
    )
    pending = sorted((row for row in found if row[5]), key=lambda row: row[0])
    heard = [Heard(row[0], row[1], row[2], row[3], sql.document(row[4]), now) for row in pending]
    if heard:
        # robust: the commit has happened, so whatever goes wrong now is the worker's to try again, not an answer
        transaction.on_commit(lambda: tell_all(heard), robust=True)


def tell_all(heard: Sequence[Heard]) -> int:
    """Let every listener hear each fact and clear its flag at once. Facts that a listener failed on stay pending.

    Runs outside any transaction. Returns how many facts are done. A process that dies among many has cleared
    those before.
    """
    return sum([_tell(fact) and _clear(fact) for fact in heard])


def tell_again(fact: Heard, tries: int) -> bool:
    """Tell a fact that was missed; True if it is done now.

    The next try is set before the telling, ever later, so that a fact whose listener takes the whole process
    down does not hold up the others either.
    """
    later = clock.now() + min(SOON * 2 ** min(tries, 12), LATEST)
    turn = Missed(fact_id=fact.id, tries=tries + 1, again_at=later)
    Missed.objects.bulk_create(
        [turn], update_conflicts=True, unique_fields=["fact"], update_fields=["tries", "again_at"]
    )
    done = _tell(fact) and _clear(fact)
    if done:
        Missed.objects.filter(pk=fact.id).delete()
    return done


def _clear(fact: Heard) -> bool:
    try:
        FactRow.objects.filter(pk=fact.id, pending=True).update(pending=False)
    except DatabaseError:
        log.exception("flag_not_cleared", fact=fact.kind, fact_id=fact.id)
        return False
    return True


def _tell(fact: Heard) -> bool:
    ok = True
    for name, listener in listeners.of(fact.kind):
        try:
            listener(fact)
        except Exception:
            log.exception("listener_failed", listener=name, fact=fact.kind, fact_id=fact.id)
            ok = False
    return ok


@needs_transaction
def claim_key(*, actor: Actor, operation: str, key: str, body: dict[str, Any], ref: str) -> str | None:
    """None if ``key`` is new (its answer will be ``ref``), else the answer it was given before.

    Keys belong to an actor and an operation. Raises :class:`KeyReused` if the body differs.
    """
    answer = claim_keys([(actor, operation, key, body, ref)])[0]
    if isinstance(answer, KeyReused):
        raise answer
    return answer


@needs_transaction
def claim_keys(wanted: Sequence[tuple[Actor, str, str, dict[str, Any], str]]) -> list[str | KeyReused | None]:
    """Claim many keys by one statement (two if any was there before). Answers in order.

    A key that stands twice in ``wanted`` is answered for the second with the first's ref.
    """
    now = clock.now()
    rows = [(_name(actor, op, key), _digest(body), ref) for actor, op, key, body, ref in wanted]
    firsts: dict[str, tuple[str, str]] = {}
    for name, digest, ref in rows:
        firsts.setdefault(name, (digest, ref))
    fresh = {
        row[0]
        for row in sql.insert_rows(
            "events_key",
            {"key": "text", "request": "text", "response": "text", "at": "timestamptz"},
            [(name, digest, ref, now) for name, (digest, ref) in sorted(firsts.items())],
            conflict="ON CONFLICT DO NOTHING",
            returning=("key",),
        )
    }
    known = dict(firsts)
    old = [name for name in firsts if name not in fresh]
    if old:
        known.update({row.key: (row.request, row.response) for row in Key.objects.filter(pk__in=old)})
    return [_answer(known[name], digest, ref, name in fresh) for name, digest, ref in rows]


@needs_transaction
def forget_keys(wanted: Sequence[tuple[Actor, str, str]]) -> None:
    """Forget keys whose request was refused: a refusal is not an effect."""
    if wanted:
        Key.objects.filter(pk__in=[_name(actor, op, key) for actor, op, key in wanted]).delete()


def _answer(known: tuple[str, str], digest: str, ref: str, fresh: bool) -> str | KeyReused | None:
    if known[0] != digest:
        return KeyReused()
    return None if fresh and known[1] == ref else known[1]


def _name(actor: Actor, operation: str, key: str) -> str:
    plain = f"{actor.ref}:{operation}:{key}"
    return plain if len(plain) <= 160 else hashlib.sha256(plain.encode()).hexdigest()


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
