"""The NinjaAPI and its one way to say no."""

import json
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as ShapeError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from yaji.delivery.api import operating
from yaji.delivery.api.documents import complete
from yaji.delivery.api.errors import CsrfMissing, SignInFirst, Unreadable
from yaji.kernel.identity.http import BrowserAuth, TokenAuth
from yaji.kit.errors import BadInput, NotFound, Refusal
from yaji.kit.http.plain import is_plain
from yaji.kit.http.refusals import as_json, note_right


class PlainParser(Parser):
    """Reads JSON strictly: no NaN or Infinity, no text that no column holds."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = json.loads(request.body, parse_constant=_no_number)
        if not is_plain(body):
            raise ValueError("a text holds a zero byte or half a character")
        return body

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        found = super().parse_querydict(data, list_fields, request)
        if not all(is_plain(value) for value in found.values()):
            raise Unreadable()
        return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


class HouseAPI(NinjaAPI):
    """The API, with a description that names every refusal; written once, as it takes more than a second."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return _described(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)

    def describe(self, path_prefix: str) -> OpenAPISchema:
        """The description, written anew."""
        schema = super().get_openapi_schema(path_prefix=path_prefix)
        complete(schema)
        return schema


@cache
def _described(house: HouseAPI, path_prefix: str) -> OpenAPISchema:
    return house.describe(path_prefix)


api = HouseAPI(
    title="Yaji 雅集",
    version="1.0",
    description="Everything a page does, for programs. Refusals carry a code, a message and a next step.",
    openapi_url="/openapi.json",
    docs_url="/docs",
    docs_decorator=require_safe,
    urls_namespace="api",
    auth=[TokenAuth(), BrowserAuth()],
    parser=PlainParser(),
)


def _answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    body = as_json(refusal, getattr(request, "request_id", ""))
    response = api.create_response(request, body, status=refusal.status)
    if "seconds" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    note_right(request, refusal)
    return _answer(request, refusal)


@api.exception_handler(AuthenticationError)
def not_authenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _answer(request, SignInFirst())


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, NotFound())


@api.exception_handler(HttpError)
def not_understood(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: a body it can't parse, a browser's write without its CSRF token."""
    return _answer(request, CsrfMissing() if error.status_code == 403 else Unreadable())


@api.exception_handler(ShapeError)
def wrong_shape(request: HttpRequest, error: ShapeError) -> HttpResponse:
    errors = [{"where": [str(part) for part in e["loc"]], "what": e["msg"]} for e in error.errors]
    detail = "; ".join(f"{'.'.join(e['where'])}: {e['what']}" for e in errors)[:500]
    return _answer(request, BadInput(detail=detail, errors=errors))


api.add_router("", operating.router)
for room in settings.ROOMS:
    if find_spec(f"{room}.api"):
        module = import_module(f"{room}.api")
        api.add_router(getattr(module, "prefix", ""), module.router, tags=[room.rsplit(".", 1)[-1]])
