"""Every address of the site: each room's pages, where they live, and what belongs to no room."""

from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic.base import RedirectView

from yaji.delivery.api.site import api
from yaji.delivery.web import failures, health, pages, sitemap

Patterns = list[URLPattern | URLResolver]


def _room(prefix: str, module: str) -> Patterns:
    return [path(prefix, include(f"yaji.{module}"))] if find_spec(f"yaji.{module}") else []


urlpatterns: Patterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("robots.txt", sitemap.robots),
    path("sitemap.xml", sitemap.sitemap),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    path("api/v1/", api.urls),
    *_room("", "kernel.media.pages"),
    *_room("", "kernel.payments.pages"),
    *_room("", "kernel.messages.pages"),
    path("", RedirectView.as_view(pattern_name="home"), name="root"),
]
urlpatterns += i18n_patterns(
    path("", pages.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("account/", include("allauth.urls")),
    *_room("me/", "kernel.identity.pages"),
    *_room("orders/", "kernel.orders.pages"),
    *_room("", "verticals.tickets.pages"),
    *_room("", "experience.discover.pages"),
    *_room("console/", "delivery.console.pages"),
    *_room("console/", "kernel.identity.console"),
    *_room("console/", "kernel.orders.console"),
    *_room("console/", "verticals.tickets.console"),
    *([path("styleguide/", pages.styleguide, name="styleguide")] if settings.YAJI_DEMO else []),
)

handler400 = failures.bad_request
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.server_error
