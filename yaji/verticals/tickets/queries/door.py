"""What the door needs: devices, tonight's performances, who is in."""

from datetime import timedelta
from hashlib import sha256

from django.db.models import QuerySet

from yaji.kit import clock
from yaji.kit.actor import Actor, Grant
from yaji.verticals.tickets.models import CheckIn, Device, Pass, Performance
from yaji.verticals.tickets.policies import DOOR, may_pair_devices, may_see_attendees

#: what is on now: from so long before the start until so long after the end
BEFORE, AFTER = timedelta(hours=12), timedelta(hours=6)
SEEN_EVERY = timedelta(minutes=1)


def devices_of(actor: Actor, organiser: str) -> QuerySet[Device]:
    """The organiser's devices that aren't revoked, newest first, for the team that pairs them."""
    if not may_pair_devices(actor, organiser):
        return Device.objects.none()
    return Device.objects.filter(organiser=organiser).exclude(state="revoked").order_by("-id")


def lock_device(ref: str) -> Device | None:
    """The device, locked until the transaction ends; None if there is none."""
    return Device.objects.select_for_update().filter(public_id=ref).first()


def device_by_secret(secret: str) -> Device | None:
    """The paired device that carries this secret. Notes that it was seen, at most once a minute."""
    row = Device.objects.filter(secret_hash=sha256(secret.encode()).hexdigest(), state="active").first()
    now = clock.now()
    if row is not None and (row.last_seen_at is None or now - row.last_seen_at > SEEN_EVERY):
        Device.objects.filter(pk=row.pk).update(last_seen_at=now)
    return row


def actor_of_device(row: Device) -> Actor:
    """A device as an actor: it may let people in for its organiser, and nothing else."""
    return Actor(row.public_id, row.name, "device", frozenset({Grant("door", row.organiser)}))


def performance_at_door(ref: str) -> Performance | None:
    """The performance with its show and hall; the caller checks who asks."""
    rows = Performance.objects.select_related("show", "plan__hall__venue").defer("plan__document")
    return rows.filter(public_id=ref).first()


def performances_at_door(actor: Actor) -> list[Performance]:
    """What the actor may let people in to about now, soonest first."""
    now = clock.now()
    rows = Performance.objects.filter(
        show__organiser__in=actor.parties(DOOR), starts_at__lte=now + BEFORE, ends_at__gte=now - AFTER
    ).exclude(state__in=["draft", "cancelled"])
    rows = rows.select_related("show", "plan__hall__venue").defer("plan__document")
    return list(rows.order_by("starts_at", "id")[:100])


def door_count(performance: Performance) -> tuple[int, int]:
    """How many are in, and how many are expected in all."""
    inside = CheckIn.objects.filter(performance=performance).count()
    return inside, Pass.objects.filter(performance=performance).exclude(state="revoked").count()


def attendees(actor: Actor, performance: Performance) -> QuerySet[Pass]:
    """Everybody who comes, by number of the order, with when they went in; for the team at the door."""
    if not may_see_attendees(actor, performance.show.organiser):
        return Pass.objects.none()
    rows = Pass.objects.filter(performance=performance).exclude(state="revoked")
    return rows.select_related("check_in").order_by("order_code", "id")
