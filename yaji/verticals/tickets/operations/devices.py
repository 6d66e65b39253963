"""Scanners at the door: made in the console, paired once by a QR code, revoked at any time."""

import secrets
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest

from yaji.kernel.events.steps import record
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound, require
from yaji.kit.operation import operation
from yaji.kit.states import move
from yaji.verticals.tickets import queries
from yaji.verticals.tickets.errors import PairingClosed
from yaji.verticals.tickets.events import DeviceMade, DevicePaired, DeviceRevoked
from yaji.verticals.tickets.models import Device
from yaji.verticals.tickets.policies import may_pair_devices
from yaji.verticals.tickets.states import DEVICE
from yaji.verticals.tickets.types import Pairing

#: how long a pairing code may wait for its phone
PAIRING = timedelta(minutes=15)


@operation
def make_device(*, actor: Actor, organiser: str, name: str, gate: str = "") -> Pairing:
    """A device waiting for its phone. The secret is shown once, in a QR code, and works once."""
    require(may_pair_devices(actor, organiser))
    secret, until = secrets.token_urlsafe(24), clock.now() + PAIRING
    device = Device.objects.create(
        organiser=organiser, name=name[:80], gate=gate[:80], secret_hash=hashed(secret), pair_until=until
    )
    record([DeviceMade(subject=device.public_id, organiser=organiser)], actor=actor)
    return Pairing(device.public_id, secret, until)


@operation
def pair_device(*, actor: Actor, device: str, secret: str) -> tuple[Device, str]:
    """Pair the phone that shows this secret, once: the device, and what it carries. Raises PairingClosed."""
    row = queries.lock_device(device)
    fits = row is not None and compare_digest(row.secret_hash, hashed(secret))
    if row is None or not fits or row.state != "pairing" or row.pair_until <= clock.now():
        raise PairingClosed()
    bearer = f"dor_{secrets.token_urlsafe(32)}"
    move(row, "pair", DEVICE, secret_hash=hashed(bearer), last_seen_at=clock.now())
    record([DevicePaired(subject=row.public_id, organiser=row.organiser)], actor=actor)
    return row, bearer


@operation
def revoke_device(*, actor: Actor, device: str) -> Device:
    """From now on the device lets nobody in, and forgets how it did."""
    row = queries.lock_device(device)
    if row is None:
        raise NotFound(ref=device)
    require(may_pair_devices(actor, row.organiser) or actor.ref == row.public_id)
    move(row, "revoke", DEVICE, secret_hash="")
    record([DeviceRevoked(subject=row.public_id, organiser=row.organiser)], actor=actor)
    return row


def hashed(secret: str) -> str:
    """What is stored of a secret (192 random bits or more, so a plain hash is enough)."""
    return sha256(secret.encode()).hexdigest()
