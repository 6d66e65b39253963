"""What the door needs: devices, tonight's performances, who is in."""

from datetime import timedelta
from hashlib import sha256

from django.db.models import Q, QuerySet

from yaji.kit import clock
from yaji.kit.actor import Actor, Grant
from yaji.verticals.tickets.models import CheckIn, Device, Pass, Performance
from yaji.verticals.tickets.policies import DOOR, may_pair_devices, may_see_attendees
from yaji.verticals.tickets.types import SCANNER_DAYS

#: what is on now: from so long before the start until so long after the end
BEFORE, AFTER = timedelta(hours=12), timedelta(hours=6)
SEEN_EVERY = timedelta(minutes=1)


def devices_of(actor: Actor, organiser: str) -> QuerySet[Device]:
    """The organiser's devices that are neither revoked nor too old, newest first, for the team that pairs them."""
    if not may_pair_devices(actor, organiser):
        return Device.objects.none()
    return Device.objects.filter(_lasting(), organiser=organiser).exclude(state="revoked").order_by("-id")


def lock_device(ref: str) -> Device | None:
    """The device, locked until the transaction ends; None if there is none."""
    return Device.objects.select_for_update().filter(public_id=ref).first()


def device_by_secret(secret: str) -> Device | None:
    """The paired device that carries this secret, while it lasts. Notes that it was seen, at most once a minute."""
    hashed = sha256(secret.encode()).hexdigest()
    row = Device.objects.filter(_lasting(), secret_hash=hashed, state="active").first()
    now = clock.now()
    if row is not None and (row.last_seen_at is None or now - row.last_seen_at > SEEN_EVERY):
        Device.objects.filter(pk=row.pk).update(last_seen_at=now)
    return row


def _lasting() -> Q:
    """Devices younger than a scanner's life. It counts from when one was made, at most minutes before its pairing."""
    return Q(created_at__gt=clock.now() - timedelta(days=SCANNER_DAYS))


def gate_of_device(actor: Actor) -> str:
    """The gate at which the console put this device; empty for people, and for devices that are at none."""
    if actor.kind != "device":
        return ""
    return Device.objects.filter(public_id=actor.ref).values_list("gate", flat=True).first() or ""


def actor_of_device(row: Device) -> Actor:
    """A device as an actor: it may let people in for its organiser, and nothing else."""
    return Actor(row.public_id, row.name, "device", frozenset({Grant("door", row.organiser)}))


def performance_at_door(ref: str) -> Performance | None:
    """The performance with its show and hall; the caller checks who asks."""
    rows = Performance.objects.select_related("show", "plan__hall__venue").defer("plan__document")
    return rows.filter(public_id=ref).first()


def performances_at_door(actor: Actor) -> list[Performance]:
    """What the actor may let people in to about now, soonest first."""
    rows = _on_now().filter(show__organiser__in=actor.parties(DOOR))
    rows = rows.select_related("show", "plan__hall__venue").defer("plan__document")
    return list(rows.order_by("starts_at", "id")[:100])


def is_open_to(actor: Actor, performance: Performance) -> bool:
    """Whether the actor may work at this performance at this hour: a device only about now, people always."""
    return actor.kind != "device" or _on_now().filter(pk=performance.pk).exists()


def _on_now() -> QuerySet[Performance]:
    now = clock.now()
    rows = Performance.objects.filter(starts_at__lte=now + BEFORE, ends_at__gte=now - AFTER)
    return rows.exclude(state__in=["draft", "cancelled"])


def door_count(performance: Performance) -> tuple[int, int]:
    """How many are in, and how many are expected in all."""
    inside = CheckIn.objects.filter(performance=performance).count()
    return inside, Pass.objects.filter(performance=performance).exclude(state="revoked").count()


def attendees(actor: Actor, performance: Performance) -> QuerySet[Pass]:
    """Everybody who comes, by number of the order, with when they went in; for the team at the door.

    A device sees them while the performance is on, and not before or after.
    """
    if not may_see_attendees(actor, performance.show.organiser) or not is_open_to(actor, performance):
        return Pass.objects.none()
    rows = Pass.objects.filter(performance=performance).exclude(state="revoked")
    return rows.select_related("check_in").order_by("order_code", "id")
