"""Every address of the site: each room's pages, where they live, and what belongs to no room."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic.base import RedirectView

from yaji.delivery.api.site import api
from yaji.delivery.web import failures, health, legal, metrics, pages, sitemap

Patterns = list[URLPattern | URLResolver]


urlpatterns: Patterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", metrics.metrics),
    path("robots.txt", sitemap.robots),
    path("sitemap.xml", sitemap.sitemap),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    path("api/v1/", api.urls),
    path("", include("yaji.kernel.media.pages")),
    path("", include("yaji.kernel.payments.pages")),
    path("", include("yaji.kernel.messages.pages")),
    path("", RedirectView.as_view(pattern_name="home"), name="root"),
]
urlpatterns += i18n_patterns(
    path("", pages.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("terms/", legal.terms, name="terms"),
    path("privacy/", legal.privacy, name="privacy"),
    path("", include("yaji.kernel.messages.pages.mine")),
    path("account/", include("allauth.urls")),
    path("me/", include("yaji.kernel.identity.pages")),
    path("orders/", include("yaji.kernel.orders.pages")),
    path("", include("yaji.verticals.tickets.pages")),
    path("", include("yaji.experience.discover.pages")),
    path("console/", include("yaji.delivery.console.pages")),
    path("console/", include("yaji.kernel.messages.console")),
    path("console/", include("yaji.kernel.identity.console")),
    path("console/", include("yaji.kernel.orders.console")),
    path("console/", include("yaji.verticals.tickets.console")),
    *([path("styleguide/", pages.styleguide, name="styleguide")] if settings.YAJI_DEMO else []),
)

handler400 = failures.bad_request
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.server_error
