"""No form and no write of the API is accepted from another site (S9): each is asked without its token."""

import pytest

from tests.security import matrix
from tests.security.table import TABLE, body_of, expected, filled, questions
from tests.security.world import World, undone

pytestmark = pytest.mark.django_db

#: asked without a token on purpose, and what stands in its place
OPEN = {
    "POST payments/notices/<slug:provider>/": "a provider's signature over the exact bytes",
    "POST api/v1/payments/notices/<provider>": "a provider's signature over the exact bytes",
    "POST unsubscribe/<str:token>": "the signed address: mail programs post there for their reader (RFC 8058)",
    "POST api/v1/tickets/devices/<ref>/pair": "the secret in the body; no cookie is looked at",
}
#: a browser sends no token of its own, so nobody can forge one for it
PROGRAMS = ("scanner",)


def writes() -> list[tuple[str, str]]:
    return [(address, key) for address, key in questions() if key.split()[0] != "GET"]


def guarded() -> list[tuple[str, str]]:
    return [(address, key) for address, key in writes() if f"{key.split()[0]} {address}" not in OPEN]


@pytest.mark.parametrize(("address", "key"), guarded(), ids=lambda text: text.replace(" ", "~"))
def test_without_its_token_it_is_refused(world: World, address: str, key: str) -> None:
    method, _, instead = key.partition(" with ")
    path = matrix.path_of(address, filled(world, address, instead))
    may = [who for who, answer in expected(TABLE[address][key]).items() if answer not in matrix.DENIED]
    for who in [each for each in may if each not in PROGRAMS]:
        handler = world.clients[who].handler
        handler.enforce_csrf_checks = True
        try:
            with undone():
                assert matrix.send(world, who, method, path, body_of(address, key)).status_code == 403, who
        finally:
            handler.enforce_csrf_checks = False


def test_what_is_open_is_there() -> None:
    assert set(OPEN) <= {f"{key.split()[0]} {address}" for address, key in writes()}
