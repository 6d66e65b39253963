"""How files leave the house."""

from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from yaji.kernel.media import shelves
from yaji.kernel.media.queries import get_original, get_rendition
from yaji.kernel.media.types import FORMATS
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound

#: nothing inside a file may load, run or frame anything; a drawing may colour itself
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'; base-uri 'none'"


@require_safe
def rendition(request: HttpRequest, ref: str, name: str) -> HttpResponseBase:
    """A public rendition: inline, because we encoded it ourselves, and cached for ever, because its name says what."""
    size = get_rendition(ref, name)
    etag = f'"{size.sha256}"'
    known = get_conditional_response(request, etag=etag)
    response = known or _send(size.file, size.mime, f"{ref}.{FORMATS[size.mime].extension}", attachment=False)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # mail programs on the web show pictures, too
    response["ETag"] = etag
    return _guarded(response)


@require_safe
def original(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The original, for those who keep it; always as an attachment."""
    actor = cast(Actor, request.actor)  # type: ignore[attr-defined]  # set by identity's middleware
    asset = get_original(actor, ref)
    extension = FORMATS[asset.mime].extension
    response = _send(asset.file, asset.mime, f"{ref}.{extension}", attachment=True)
    response["Cache-Control"] = "private, no-store"
    return _guarded(response)


def _send(file: str, mime: str, name: str, *, attachment: bool) -> HttpResponseBase:
    try:
        content = shelves.fetch(file)
    except FileNotFoundError as lost:
        raise NotFound() from lost
    return FileResponse(content, content_type=mime, filename=name, as_attachment=attachment)


def _guarded(response: HttpResponse | HttpResponseBase) -> HttpResponseBase:
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


#: mounted at the root, without a language in front; MEDIA_URL must lead here
urlpatterns = [
    path("media/<slug:ref>/original", original, name="media_original"),
    path("media/<slug:ref>/<str:name>", rendition, name="media_rendition"),
]
