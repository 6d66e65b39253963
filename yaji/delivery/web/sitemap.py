"""What search engines are told."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from yaji.experience.discover.queries import all_documents, categories

#: what is neither about one thing nor about one person
PAGES = ("home", "discover:all", "discover:calendar", "help")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /api/", "Disallow: /*/console/", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in both languages, each naming its twin."""
    urls = [_url(name, {}) for name in PAGES]
    urls += [_url("discover:list", {"category": code}) for code in categories()]
    urls += [_url(document.url_name, document.url_kwargs) for document in all_documents()]
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">' + "".join(dict.fromkeys(urls)) + "</urlset>"
    )
    return HttpResponse(body, content_type="application/xml")


def _url(name: str, kwargs: dict[str, str]) -> str:
    addresses = {}
    for code, _ in settings.LANGUAGES:
        with override(code):
            addresses[code] = settings.SITE_URL + reverse(name, kwargs=kwargs)
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{c}" href="{a}"/>' for c, a in addresses.items())
    return "".join(f"<url><loc>{address}</loc>{links}</url>" for address in addresses.values())
