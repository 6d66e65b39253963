"""Who stands at the door: a paired phone by its cookie or token, or somebody of the team."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from yaji.kernel.identity.http import act_as, actor_of_request
from yaji.kit.actor import Actor
from yaji.verticals.tickets import queries
from yaji.verticals.tickets.errors import DeviceUnknown
from yaji.verticals.tickets.models import Device
from yaji.verticals.tickets.policies import DOOR

COOKIE = "yaji_door"


def door_actor(request: HttpRequest) -> tuple[Actor, Device | None]:
    """The paired phone if this is one, else whoever is signed in."""
    secret = request.COOKIES.get(COOKIE, "")
    device = queries.device_by_secret(secret) if secret else None
    return (queries.actor_of_device(device), device) if device else (actor_of_request(request), None)


def doors(actor: Actor) -> frozenset[str]:
    """The parties at whose doors the actor may let people in."""
    return actor.parties(DOOR)


class DeviceAuth(HttpBearer):
    """API access for scanners: ``Authorization: Bearer dor_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        if not token.startswith("dor_"):
            return None
        device = queries.device_by_secret(token)
        if device is None:
            raise DeviceUnknown()
        actor = queries.actor_of_device(device)
        act_as(request, actor)
        return actor
