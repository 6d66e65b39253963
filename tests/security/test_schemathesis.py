"""Every operation of the API under generated requests: nothing breaks, and every answer is as it is described.

The short run is part of the suite; ``YAJI_SCHEMATHESIS_CASES=100`` asks every operation a hundred times. Requests
come from the API's own description, right and wrong in shape; blanks of an address and references in a body are,
half of the time, things that exist, and whoever asks is nobody, a buyer, an owner, or the operator.
"""

import os
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ninja import Schema
from requests import PreparedRequest, Request
from schemathesis import Case, GenerationMode, Response, openapi
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import BaseSchema

from tests.security.world import World, undone
from yaji.delivery.api.site import api
from yaji.kernel.identity.operations import create_token
from yaji.kernel.identity.queries import actor_of

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("YAJI_SCHEMATHESIS_CASES", "3"))
BASE = "http://testserver"
WHO = ("nobody", "buyer", "owner", "operator")
WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
#: what stands in a body under these names is, half of the time, a thing that exists
NAMED = {"offer": "offer", "hall": "hall", "performances": "performance", "token": "order_token", "code": "code"}


def described() -> dict[str, Any]:
    """The description that the site serves."""
    return deepcopy(dict(api.get_openapi_schema(path_prefix="/api/v1/")))


def schema_of(document: dict[str, Any]) -> BaseSchema:
    return openapi.from_dict(document)


OPERATIONS = sorted((method.upper(), path) for path, methods in described()["paths"].items() for method in methods)
SCHEMA = schema_of(described())
CHECKED = CHECKS.get_by_names(list(WANTED))


@pytest.fixture(scope="module")
def tokens(world: World) -> dict[str, str]:
    """A key for each who asks."""
    people = [who for who in WHO if who != "nobody"]
    return {who: create_token(actor=actor_of(world.people[who]), name="check").secret for who in people}


def ask(case: Case, token: str) -> int:
    """Send one request, undo what it did, and hold the answer against the description. Its status."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    sent = Request(**case.as_transport_kwargs(base_url=BASE, headers=headers)).prepare()
    cache.clear()
    with undone():
        answer = answered(sent)
    case.validate_response(answer, checks=CHECKED)
    return answer.status_code


def answered(sent: PreparedRequest) -> Response:
    """The site's answer to a request made for the wire."""
    body = sent.body or b""
    kind = sent.headers.get("Content-Type", "")
    carried = {name: value for name, value in sent.headers.items() if name not in ("Content-Type", "Content-Length")}
    response = Client(raise_request_exception=False, enforce_csrf_checks=True).generic(
        sent.method or "GET",
        (sent.url or "").removeprefix(BASE),
        body if isinstance(body, bytes) else body.encode(),
        content_type=kind,
        headers=carried,
    )
    content = b"".join(response.streaming_content) if response.streaming else response.content
    names = {name.lower(): [value] for name, value in response.headers.items()}
    return Response(response.status_code, names, content, sent, elapsed=0.1, verify=False)


def cases(method: str, path: str) -> st.SearchStrategy[Case]:
    """Requests of the right and of the wrong shape."""
    operation = SCHEMA[path][method]
    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if "requestBody" not in operation.definition.raw and not operation.definition.raw.get("parameters"):
        return right
    return st.one_of(right, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


def grounded(data: st.DataObject, case: Case, refs: dict[str, str]) -> Case:
    """The request with things that exist in its blanks, and under the names of its body that mean one."""
    for name in case.path_parameters:
        if data.draw(st.booleans(), label=f"{name} exists"):
            case.path_parameters[name] = data.draw(st.sampled_from(sorted(refs.values())), label=name)
    if data.draw(st.booleans(), label="body names things"):
        case.body = _named(case.body, refs)
    return case


def _named(value: Any, refs: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_named(item, refs) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: (refs[NAMED[key]] if isinstance(item, str) else [refs[NAMED[key]]] if isinstance(item, list) else item)
        if key in NAMED
        else {refs["line"]: [0]}
        if key == "units" and isinstance(item, dict)
        else _named(item, refs)
        for key, item in value.items()
    }


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda text: text)
def test_nothing_breaks_and_every_answer_is_as_described(
    world: World, tokens: dict[str, str], method: str, path: str
) -> None:
    """S1: no 5xx, no status, type, header or body that the description does not know."""

    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def asked(data: st.DataObject) -> None:
        case = grounded(data, data.draw(cases(method, path), label="request"), world.refs)
        who = data.draw(st.sampled_from(WHO), label="who")
        ask(case, tokens.get(who, ""))

    asked()


def test_a_wrong_description_is_noticed(world: World, tokens: dict[str, str]) -> None:
    """The same question to a description that is wrong in one place fails; so it would, were the API wrong."""
    path = "/api/v1/orders/providers"

    def first(document: dict[str, Any]) -> Case:
        case: Case = schema_of(document)[path]["GET"].Case()
        return case

    assert ask(first(described()), tokens["buyer"]) == 200
    missing, untold = described(), described()
    missing["components"]["schemas"]["ProviderOut"]["required"].append("colour")
    del untold["paths"][path]["get"]["responses"][200]
    for wrong in (missing, untold):
        with pytest.raises(FailureGroup):
            ask(first(wrong), tokens["buyer"])


def test_a_broken_operation_is_noticed(world: World, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("yaji.kernel.orders.queries.basket_of", broken)
    case = SCHEMA["/api/v1/orders/basket"]["GET"].Case()
    with pytest.raises(FailureGroup):
        ask(case, tokens["buyer"])


def test_no_two_shapes_share_a_name() -> None:
    """The description holds one shape by name: of two, programs would be told the wrong one."""
    shapes: dict[str, set[str]] = {}
    for shape in _below(Schema):
        if shape.__module__.startswith("yaji."):
            shapes.setdefault(shape.__name__, set()).add(str(sorted(shape.model_fields)))
    assert {name for name, found in shapes.items() if len(found) > 1} == set()


def _below(shape: type[Schema]) -> Iterator[type[Schema]]:
    for child in shape.__subclasses__():
        yield child
        yield from _below(child)
