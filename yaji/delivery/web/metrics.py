"""``/metrics``: numbers of this process and of the site, for Prometheus; to nobody else."""

from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from yaji.delivery.console.figures import families
from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.queries import actor_by_token
from yaji.kit.errors import require
from yaji.kit.http.throttle import client_address


class _Site:
    """Gives the site's numbers to the Prometheus client, at the moment of asking."""

    def collect(self) -> list[GaugeMetricFamily]:
        return families()


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for this machine itself, an operator, or an operator's access token. Else 403."""
    require(_from_this_machine(request) or _is_operator(request))
    site = CollectorRegistry(auto_describe=False)
    site.register(_Site())
    return HttpResponse(generate_latest() + generate_latest(site), content_type=CONTENT_TYPE_LATEST)


def _from_this_machine(request: HttpRequest) -> bool:
    """Over loopback, and not passed on: a proxy beside us is on this machine too, but whom it asks for is not."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        return ip_address(client_address(request)).is_loopback
    except ValueError:  # a socket without addresses
        return False


def _is_operator(request: HttpRequest) -> bool:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    actor = actor_by_token(secret.strip()) if scheme.lower() == "bearer" else actor_of_request(request)
    return actor is not None and actor.operator
