"""The pages that belong to no room: home, help, feedback."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from yaji.experience.discover import queries as discover


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is on tonight and this week, and the ways in."""
    context = {
        "structured": _site(),
        "tonight": discover.tonight(limit=8),
        "week": discover.this_week(limit=12),
        "categories": discover.categories(),
    }
    return render(request, "web/home.html", context)


def _site() -> dict[str, Any]:
    """Whose site this is and how it is searched, for search engines."""
    home_url = settings.SITE_URL + reverse("home")
    search = settings.SITE_URL + reverse("discover:search") + "?q={search_term_string}"
    action = {"@type": "SearchAction", "target": search, "query-input": "required name=search_term_string"}
    logo = settings.SITE_URL + static("web/icon-512.png")
    return {
        "@graph": [
            {"@type": "WebSite", "name": str(settings.SITE_NAME), "url": home_url, "potentialAction": action},
            {"@type": "Organization", "name": str(settings.SITE_NAME), "url": home_url, "logo": logo},
        ]
    }


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/help.html")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "web/styleguide.html")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The site as something a phone can install."""
    icons = [
        {"src": static(f"web/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    body = {
        "name": settings.SITE_NAME,
        "short_name": "Yaji",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#fbf8f2",
        "theme_color": "#fbf8f2",
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json")
