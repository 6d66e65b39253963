"""What an attacker tries by hand: hosts, redirects, cookies that were made up, sessions that were planted."""

import secrets
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.test import Client

from tests.security import matrix
from tests.security.world import World, undone
from yaji.kernel.identity.http import KEYS_COOKIE, VISITOR_COOKIE
from yaji.kernel.orders.models import Order
from yaji.verticals.tickets.models import Pass
from yaji.verticals.tickets.operations import revoke_device
from yaji.verticals.tickets.printing import spoken_code
from yaji.verticals.tickets.queries import actor_of_device, device_by_secret

pytestmark = pytest.mark.django_db
EVIL = "evil.example"


@pytest.fixture(autouse=True)
def _taken_back() -> Any:
    cache.clear()
    with undone():
        yield


@pytest.mark.parametrize("host", [EVIL, f"localhost.{EVIL}", f"localhost@{EVIL}", "localhost:80@evil", "a b", ""])
def test_a_made_up_host_is_refused(world: World, host: str) -> None:
    answer = Client(raise_request_exception=False).get("/en/", headers={"host": host})
    assert answer.status_code == 400 or (host == "" and answer.status_code == 200)
    assert EVIL not in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "Forwarded", "X-Original-URL", "X-Rewrite-URL", "Referer"],
)
def test_no_header_finds_its_way_into_a_page(world: World, name: str) -> None:
    """What a cache would keep for everybody must not hold what one visitor sent."""
    for path in ("/en/", f"/en/tickets/s/{world.refs['show']}/", "/en/account/login/", "/sitemap.xml"):
        answer = Client().get(path, headers={name: f"https://{EVIL}/"})
        assert answer.status_code == 200
        assert EVIL not in answer.content.decode()
        assert EVIL not in str(answer.headers)


@pytest.mark.parametrize(
    "path", [f"//{EVIL}", f"/\\{EVIL}", f"/%5C{EVIL}", f"//{EVIL}/en/", f"/en//{EVIL}", "/%0d%0aX-Evil:1"]
)
def test_no_address_leads_off_the_site(world: World, path: str) -> None:
    answer = Client(raise_request_exception=False).get(path)
    target = answer.headers.get("Location", "/")
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize("target", [f"https://{EVIL}/", f"//{EVIL}/", f"/\\{EVIL}", "javascript:run()", f"/..//{EVIL}"])
def test_the_way_back_from_paying_stays_on_the_site(world: World, target: str) -> None:
    answer = world.clients["buyer"].post(
        f"/api/v1/orders/{world.refs['ready']}/pay",
        {"return_path": target},
        content_type="application/json",
        headers={"Idempotency-Key": secrets.token_hex(8)},
    )
    if answer.status_code == 200:
        back = Client().get(f"/pay/return/{answer.json()['intent']}/")["Location"]
        assert back.startswith("/")
        assert not back.startswith(("//", "/\\"))
    else:
        assert answer.status_code == 422


def test_signing_in_makes_a_new_session(world: World) -> None:
    """A session that somebody planted in a browser is not the one that is signed in."""
    client = Client()
    client.post("/en/account/login/code/", {"email": "buyer@example.org"})
    planted = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.force_login(world.people["buyer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/en/me/").status_code == 302


@pytest.mark.parametrize("salt", ["", "yaji.orders.link", VISITOR_COOKIE])
def test_keys_that_the_house_did_not_give_open_nothing(world: World, salt: str) -> None:
    """Neither plain text nor what was signed for something else."""
    refs = [(world.refs["order"], 4_102_444_800)]
    client = Client()
    client.cookies[KEYS_COOKIE] = signing.dumps(refs, salt=salt) if salt else str(refs)
    assert client.get(f"/en/orders/{world.refs['order']}/").status_code == 404


def test_an_order_link_opens_that_order_and_nothing_else(world: World) -> None:
    client = Client()
    client.get(f"/en/orders/open/{world.refs['order_token']}/")
    assert client.get(f"/en/orders/{world.refs['order']}/").status_code == 200
    assert client.get(f"/en/orders/{world.refs['held']}/").status_code == 404
    assert client.get(f"/en/passes/open/{world.refs['order_token']}/").status_code == 404
    assert client.get(f"/unsubscribe/{world.refs['order_token']}").status_code == 404


def test_a_pass_link_does_not_open_the_order_it_came_from(world: World) -> None:
    client = Client()
    client.get(f"/en/passes/open/{world.refs['pass_token']}/")
    assert client.get(f"/en/passes/{world.refs['ticket']}/").status_code == 200
    for tail in ("", "return/"):
        assert client.get(f"/en/orders/{world.refs['order']}/{tail}").status_code == 404
    shown = client.get(f"/en/passes/order/{world.refs['order']}/").content.decode()
    others = Pass.objects.filter(order=world.refs["order"]).exclude(public_id=world.refs["ticket"])
    assert others.count() == 2
    assert [row for row in others if row.public_id in shown or spoken_code(row.code) in shown] == []


def test_a_revoked_scanner_is_dead_at_once(world: World) -> None:
    device = device_by_secret(world.refs["scanner"])
    assert device is not None
    path = f"/en/tickets/door/{world.refs['performance']}/"
    assert matrix.ask(world, "scanner", "GET", path) == "ok"
    revoke_device(actor=actor_of_device(device), device=device.public_id)
    assert matrix.ask(world, "scanner", "GET", path) == "404"


def test_one_place_is_not_sold_twice_by_sending_twice(world: World) -> None:
    """The same form again is the same order; another form for the same seat is refused."""
    quote = world.clients["stranger"].get(
        f"/en/tickets/p/{world.refs['performance']}/quote", {"seat": "9"}, headers={"Accept": "application/json"}
    )
    want = quote.json()["wants"][0]
    form = {"want": f"{want['offer']}:1:9", "expected": str(quote.json()["expected"]), "key": "one-and-the-same"}
    first, again = (world.clients["stranger"].post("/en/orders/place/", form)["Location"] for _ in range(2))
    assert first == again
    other = world.clients["buyer"].post("/en/orders/place/", form)
    assert other.status_code == 409
    assert Order.objects.filter(public_id=first.split("/")[3]).count() == 1


def test_with_a_seat_of_a_dearer_category_the_cheap_offer_is_refused(world: World) -> None:
    quote = world.clients["stranger"].get(
        f"/en/tickets/p/{world.refs['performance']}/quote", {"seat": "31"}, headers={"Accept": "application/json"}
    )
    cheap = quote.json()
    form = {"want": f"{cheap['wants'][0]['offer']}:1:9", "expected": str(cheap["expected"]), "key": "front-for-back"}
    assert world.clients["stranger"].post("/en/orders/place/", form).status_code in (409, 422)
