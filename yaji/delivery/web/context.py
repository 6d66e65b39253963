"""What every page's shell needs: navigation, languages, addresses. No queries."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse, translate_url

from yaji.kernel.identity.http import account_items
from yaji.kit.http.navigation import Entry, bar


def site(request: HttpRequest) -> dict[str, Any]:
    """Context of ``base.html``; see frontend/design/README.md."""
    path = request.path
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "home_url": reverse("home"),
        "account_url": reverse("identity:home"),
        "account_items": account_items(request),
        "nav_items": [_item(entry, path) for entry in bar("main")],
        "tab_items": [_item(entry, path) for entry in bar("tabs")],
        "footer_groups": _groups(path),
        "alternates": _alternates(request),
        "canonical_url": settings.SITE_URL + path,
        "search_words": request.GET.get("q", "")[:200],
        "demo": settings.YAJI_DEMO,
    }


def _item(entry: Entry, path: str) -> dict[str, Any]:
    try:
        url = reverse(entry.url_name, kwargs=entry.kwargs)
    except NoReverseMatch:
        url = ""
    current = bool(url) and (path == url or (path.startswith(url) and url.count("/") > 2))
    return {"label": entry.label, "url": url + entry.query, "icon": entry.icon, "current": current}


def _groups(path: str) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in bar("footer"):
        groups.setdefault(str(entry.group), []).append(_item(entry, path))
    return [{"title": title, "links": links} for title, links in groups.items()]


def _alternates(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in every language; the home page's where this page has none."""
    try:
        resolve(request.path)
        here = request.get_full_path()
    except Resolver404:
        here = reverse("home")
    current = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return [
        {"code": code, "url": translate_url(here, code), "label": label, "current": code == current}
        for code, label in settings.LANGUAGES
    ]
