"""What every answer carries (S10), whoever asks and whatever comes of it."""

import re
from http.cookies import Morsel
from typing import Any

import pytest

from tests.security import matrix
from tests.security.table import TABLE, body_of, expected, filled, questions
from tests.security.world import World, undone

pytestmark = pytest.mark.django_db

#: files of strangers have a policy of their own, stricter than the site's
OWN_POLICY = ("media/", "demo/mail/<slug:ref>/html", "demo/mail/<slug:ref>/files/")
READS = [(address, key) for address, key in questions() if key.split()[0] == "GET"]
#: pages about a person or an order: nothing between the server and the browser may keep them
PERSONAL = re.compile(r"^(me/|orders/|passes/|console/|account/|tickets/door/<|api/v1/(me|orders|notices|media))")
#: kept by nobody because nobody asks twice, or free of anything personal
KEPT = ("orders/find/", "api/v1/orders/providers")


def policy_of(answer: Any) -> dict[str, list[str]]:
    """The content security policy, by directive."""
    parts = [part.split() for part in answer.headers.get("Content-Security-Policy", "").split(";")]
    return {part[0]: part[1:] for part in parts if part}


def asked(world: World, address: str, key: str) -> Any:
    """The answer to somebody whom the table lets in, else to nobody."""
    method, _, instead = key.partition(" with ")
    lets = [who for who, answer in expected(TABLE[address][key]).items() if answer == "ok"]
    path = matrix.path_of(address, filled(world, address, instead))
    with undone():
        return matrix.send(world, (lets or ["nobody"])[-1], method, path, body_of(address, key))


@pytest.mark.parametrize(("address", "key"), READS, ids=lambda text: text.replace(" ", "~"))
def test_every_answer_is_guarded(world: World, address: str, key: str) -> None:
    answer = asked(world, address, key)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer.headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN")
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers
    policy = policy_of(answer)
    assert policy["base-uri"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & set(policy.get("script-src", []))
    if not address.startswith(OWN_POLICY):
        assert policy["script-src"][0] == "'self'"
        assert "'unsafe-inline'" not in policy["style-src"]
        assert policy["object-src"] == policy["frame-ancestors"] == ["'none'"]
        assert policy["form-action"] == ["'self'"]
        assert "camera=(self)" in answer["Permissions-Policy"]


@pytest.mark.parametrize(
    ("address", "key"),
    [(address, key) for address, key in READS if PERSONAL.match(address) and not address.startswith(KEPT)],
    ids=lambda text: text.replace(" ", "~"),
)
def test_what_is_personal_is_kept_by_no_cache(world: World, address: str, key: str) -> None:
    answer = asked(world, address, key)
    said = answer.headers.get("Cache-Control", "")
    assert "no-store" in said or "private" in said, said
    assert "public" not in said


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/en/", "/en/account/login/", "/api/v1/me", "/healthz"])
def test_no_method_repeats_what_was_sent(world: World, method: str, path: str) -> None:
    answer = world.clients["buyer"].generic(method, path, headers={"X-Secret": "a word of the sender"})
    assert answer.status_code == 405
    assert "a word of the sender" not in answer.content.decode()


def test_a_refused_right_is_noted(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Who asked is bound to the line by the request's own log; what was asked is named without its query."""
    house = world.refs["party"]
    for path in (f"/en/console/{house}/shows/?q=secret", f"/api/v1/organisations/{house}/members"):
        caplog.clear()
        with undone(), caplog.at_level("WARNING"):
            assert matrix.send(world, "stranger", "GET", path).status_code == 403
        lines = [record.getMessage() for record in caplog.records if "right_refused" in record.getMessage()]
        assert len(lines) == 1
        assert "secret" not in lines[0]


@pytest.mark.parametrize(("address", "key"), questions(), ids=lambda text: text.replace(" ", "~"))
def test_every_cookie_is_closed(world: World, address: str, key: str) -> None:
    """HttpOnly but for the one that our own script reads; Lax; nothing for other hosts or other paths."""
    cookies: list[Morsel[str]] = list(asked(world, address, key).cookies.values())
    for cookie in [cookie for cookie in cookies if cookie.value]:  # the others are being deleted
        assert cookie["samesite"] in ("Lax", "Strict"), cookie.key
        assert cookie["path"] == "/", cookie.key
        assert cookie["domain"] == "", cookie.key
        assert cookie["httponly"] or cookie.key == "csrftoken", cookie.key
