"""The NinjaAPI and its one way to say no."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.errors import ValidationError as ShapeError

from yaji.kernel.identity.http import BrowserAuth, TokenAuth
from yaji.kit.errors import BadInput, Forbidden, Refusal
from yaji.kit.http.refusals import as_json

api = NinjaAPI(
    title="Yaji 雅集",
    version="1.0",
    description="Everything a page does, for programs. Refusals carry a code, a message and a next step.",
    openapi_url="/openapi.json",
    docs_url="/docs",
    docs_decorator=require_safe,
    urls_namespace="api",
    auth=[TokenAuth(), BrowserAuth()],
)


def _answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    body = as_json(refusal, getattr(request, "request_id", ""))
    response = api.create_response(request, body, status=refusal.status)
    if "seconds" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return _answer(request, refusal)


@api.exception_handler(AuthenticationError)
def not_authenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    refusal = Forbidden()
    body = as_json(refusal, getattr(request, "request_id", ""))
    return api.create_response(request, body, status=401)


@api.exception_handler(ShapeError)
def wrong_shape(request: HttpRequest, error: ShapeError) -> HttpResponse:
    errors = [{"where": [str(part) for part in e["loc"]], "what": e["msg"]} for e in error.errors]
    detail = "; ".join(f"{'.'.join(e['where'])}: {e['what']}" for e in errors)[:500]
    return _answer(request, BadInput(detail=detail, errors=errors))


for room in settings.ROOMS:
    if find_spec(f"{room}.api"):
        module = import_module(f"{room}.api")
        api.add_router(getattr(module, "prefix", ""), module.router, tags=[room.rsplit(".", 1)[-1]])
