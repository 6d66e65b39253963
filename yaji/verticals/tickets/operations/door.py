"""Letting people in: once for each pass."""

from django.utils.translation import gettext as _

from yaji.kernel.events.steps import claim_key, record
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.kit.ids import is_human_code, plain_code
from yaji.kit.operation import operation
from yaji.kit.states import IllegalMove, move
from yaji.verticals.tickets import moments, passes, queries
from yaji.verticals.tickets.errors import (
    DoorClosed,
    PassForged,
    PassReplaced,
    PassRevoked,
    PassUnknown,
    PassUsed,
    WrongDay,
    WrongGate,
    WrongShow,
)
from yaji.verticals.tickets.events import PassUsed as PassUsedFact
from yaji.verticals.tickets.models import CheckIn, Pass, Performance
from yaji.verticals.tickets.policies import may_check_in
from yaji.verticals.tickets.states import PASS
from yaji.verticals.tickets.types import Admission


@operation
def check_in(
    *, actor: Actor, performance: str, code: str, gate: str = "", key: str = "", by_list: bool = False
) -> Admission:
    """Let the bearer of ``code`` (scanned, typed, or a pass ref from the list) in to ``performance``. Once.

    The same scan sent again with the same ``key`` gets the same answer. Raises PassForged, PassUnknown,
    PassReplaced, WrongShow, WrongDay, PassRevoked, PassUsed, WrongGate, DoorClosed (to a device also long before and
    after the performance); NotFound for doors that aren't theirs. Where ``gate`` names one of the plan's gates,
    places of its other gates are sent there.
    """
    at = queries.performance_at_door(performance)
    if at is None or not may_check_in(actor, at.show.organiser):
        raise NotFound(ref=performance)
    if at.state not in ("on_sale", "paused", "over"):
        raise DoorClosed(state=at.state)
    if not queries.is_open_to(actor, at):
        raise DoorClosed(state=_("not on about now"))
    carried, way = _listed(code) if by_list else _presented(code)
    _check_performance(carried, at)
    body = {"pass": carried.public_id, "performance": performance}
    if key and claim_key(actor=actor, operation="tickets.check_in", key=key, body=body, ref=carried.public_id):
        return _admission(carried, at)
    if not by_list:
        _check_gate(carried, at, gate)
    _use(carried)
    CheckIn.objects.create(carried=carried, performance=at, device=actor.ref, gate=gate[:80], way=way)
    fact = PassUsedFact(subject=carried.public_id, performance=at.public_id, device=actor.ref)
    record([fact], actor=actor)
    return _admission(carried, at)


def _presented(code: str) -> tuple[Pass, str]:
    """The pass behind what was scanned or typed, locked."""
    if passes.looks_like_token(code):
        token = passes.verify(code)
        row = queries.lock_pass_by_ref(token.pass_ref)
        if row is None:
            # signed by us, but for a pass we don't know: a key that got out, or another database
            raise PassForged()
        if row.version != token.version:
            raise PassReplaced()
        return row, "code"
    row = queries.lock_pass_by_code(plain_code(code)) if is_human_code(code) else None
    if row is None:
        raise PassUnknown()
    return row, "typed"


def _listed(ref: str) -> tuple[Pass, str]:
    row = queries.lock_pass_by_ref(ref)
    if row is None:
        raise PassUnknown()
    return row, "list"


def _check_performance(carried: Pass, at: Performance) -> None:
    other = carried.performance
    if other.pk == at.pk:
        return
    if other.show_id == at.show_id:
        raise WrongDay(when=moments.when(other), performance=other.public_id)
    raise WrongShow(title=other.show.title, where=moments.where(other), when=moments.when(other))


def _check_gate(carried: Pass, at: Performance, gate: str) -> None:
    """Refuse a pass that is still good but whose place is reached by another gate than this one."""
    known = {each.casefold() for each in queries.compiled(at.plan_id).gates}
    if carried.state != "valid" or gate.casefold() not in known:
        return
    right = queries.gate_of(carried)
    if right and right.casefold() != gate.casefold():
        raise WrongGate(gate=right)


def _use(carried: Pass) -> None:
    if carried.state == "valid":
        try:
            move(carried, "use", PASS)
        except IllegalMove:
            carried.refresh_from_db(fields=["state"])
        else:
            return
    if carried.state == "revoked":
        raise PassRevoked()
    first = CheckIn.objects.filter(carried=carried).first()
    zone = carried.performance.zone
    raise PassUsed(time=moments.moment(first.at, zone) if first else "–", gate=(first.gate if first else "") or "–")


def _admission(carried: Pass, at: Performance) -> Admission:
    inside, expected = queries.door_count(at)
    return Admission(
        pass_ref=carried.public_id,
        label=carried.label,
        category=carried.category,
        holder=carried.holder,
        at=clock.now(),
        inside=inside,
        expected=expected,
    )
