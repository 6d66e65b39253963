"""The door: devices, who comes, letting in."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Status

from yaji.kernel.identity.http import BrowserAuth, TokenAuth, actor_of_request
from yaji.kit.errors import NotFound, require
from yaji.kit.http.shapes import Refused
from yaji.kit.http.throttle import Limit, client_address, spend
from yaji.verticals.tickets import operations, policies, queries
from yaji.verticals.tickets.api.routes import router
from yaji.verticals.tickets.doorway import DeviceAuth
from yaji.verticals.tickets.errors import DoorClosed
from yaji.verticals.tickets.schemas.organiser import (
    AdmissionOut,
    AttendeeOut,
    CheckInIn,
    DeviceIn,
    DeviceOut,
    PairedOut,
    PairIn,
    PairingOut,
)
from yaji.verticals.tickets.schemas.public import PerformanceOut

TAGS = ["Door"]
AT_DOOR = [DeviceAuth(), TokenAuth(), BrowserAuth()]
NO: dict[int, Any] = {403: Refused, 404: Refused, 409: Refused, 422: Refused}
PAIRINGS = Limit("tickets.pair", per_minute=10, burst=10)
SCANS = Limit("tickets.scan", per_minute=240, burst=120)


@router.get(
    "/door/performances", response=list[PerformanceOut], auth=AT_DOOR, summary="What is on about now", tags=TAGS
)
def at_door(request: HttpRequest) -> list[PerformanceOut]:
    return [PerformanceOut.of(row) for row in queries.performances_at_door(actor_of_request(request))]


@router.post(
    "/performances/{ref}/check-ins",
    response={200: AdmissionOut, **NO},
    auth=AT_DOOR,
    summary="Let somebody in, once",
    tags=TAGS,
)
def check_in(request: HttpRequest, ref: str, body: CheckInIn) -> AdmissionOut:
    """With ``Idempotency-Key`` the same scan may be sent again: the answer is the same.

    A scanner that was given a gate in the console stands at that one, whatever ``gate`` says.
    """
    actor = actor_of_request(request)
    spend(SCANS, actor.ref)
    key = request.headers.get("Idempotency-Key", "")[:64]
    gate = queries.gate_of_device(actor) or body.gate
    said = operations.check_in(actor=actor, performance=ref, code=body.code, gate=gate, key=key)
    return AdmissionOut.of(said)


@router.get(
    "/performances/{ref}/attendees",
    response={200: list[AttendeeOut], **NO},
    auth=AT_DOOR,
    summary="Who comes",
    tags=TAGS,
)
def attendees(request: HttpRequest, ref: str, offset: int = 0) -> list[AttendeeOut]:
    """Up to 500 from ``offset`` on, by number of the order. Scanners see them about the time of the performance."""
    row = queries.performance_at_door(ref)
    actor = actor_of_request(request)
    if row is None or not policies.may_see_attendees(actor, row.show.organiser):
        raise NotFound(ref=ref)
    if not queries.is_open_to(actor, row):
        raise DoorClosed(state=_("not on about now"))
    start = max(0, min(offset, 10**6))
    return [
        AttendeeOut(
            id=each.public_id,
            order_code=each.order_code,
            label=dict(each.label),
            category=dict(each.category),
            holder=each.holder,
            state=each.state,
            entered_at=each.check_in.at if hasattr(each, "check_in") else None,
        )
        for each in queries.attendees(actor, row)[start : start + 500]
    ]


@router.get(
    "/organisers/{party}/devices", response={200: list[DeviceOut], **NO}, summary="Scanners of a house", tags=TAGS
)
def devices(request: HttpRequest, party: str) -> list[DeviceOut]:
    actor = actor_of_request(request)
    require(policies.may_pair_devices(actor, party))
    return [DeviceOut.of(row) for row in queries.devices_of(actor, party)]


@router.post(
    "/organisers/{party}/devices", response={201: PairingOut, **NO}, summary="A new scanner, to be paired", tags=TAGS
)
def make_device(request: HttpRequest, party: str, body: DeviceIn) -> Any:
    made = operations.make_device(actor=actor_of_request(request), organiser=party, name=body.name, gate=body.gate)
    return Status(201, PairingOut(id=made.device, secret=made.secret, until=made.until))


@router.post(
    "/devices/{ref}/pair",
    response={200: PairedOut, 410: Refused, **NO},
    auth=None,
    summary="Pair with the secret",
    tags=TAGS,
)
def pair(request: HttpRequest, ref: str, body: PairIn) -> PairedOut:
    spend(PAIRINGS, client_address(request))
    row, token = operations.pair_device(actor=actor_of_request(request), device=ref, secret=body.secret)
    return PairedOut(device=DeviceOut.of(row), token=token)


@router.delete("/devices/{ref}", response={204: None, **NO}, summary="Revoke a scanner", tags=TAGS)
def revoke(request: HttpRequest, ref: str) -> Any:
    operations.revoke_device(actor=actor_of_request(request), device=ref)
    return Status(204, None)
