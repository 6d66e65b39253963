"""Personal data at rest and in logs (S15): canaries typed by guests and members, looked for in the raw database."""

import io
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client
from structlog.stdlib import ProcessorFormatter

from tests.security.world import sign_in
from yaji.kernel.identity.factories import make_membership, make_organisation, make_user
from yaji.kernel.identity.models import Party
from yaji.kernel.identity.operations import invite
from yaji.kernel.identity.queries import actor_of
from yaji.kernel.orders.models import Order
from yaji.verticals.tickets.factories import make_performance
from yaji.verticals.tickets.models import Pass, Performance
from yaji.verticals.tickets.queries import prices_of
from yaji.verticals.tickets.types import SellingTerms

#: the address of an account is how one signs in, and stands open; the identity README says why
OPEN = {
    "identity_user": ("email",),
    "account_emailaddress": ("email",),
}
GUESTS = 6
QUESTIONS = [
    {"id": "diet", "kind": "text", "label": {"en": "Diet"}, "per": "order", "required": True},
    {"id": "size", "kind": "text", "label": {"en": "Size"}, "per": "unit", "required": True},
]


@dataclass
class Planted:
    """What was typed: ``sealed`` may stand nowhere, ``accounts`` only where :data:`OPEN` says."""

    sealed: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)

    def word(self) -> str:
        self.sealed.append(f"Canary{secrets.token_hex(6)}")
        return self.sealed[-1]

    def address(self) -> str:
        self.sealed.append(f"dove{secrets.token_hex(6)}@example.org")
        return self.sealed[-1]

    def phone(self) -> str:
        self.sealed.append(f"+86 139 {secrets.randbelow(10**4):04} {secrets.randbelow(10**4):04}")
        return self.sealed[-1]

    def account(self) -> str:
        self.accounts.append(f"member{secrets.token_hex(6)}@example.org")
        return self.accounts[-1]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Every line of every logger from INFO up, as the site writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(ProcessorFormatter(processors=settings.LOGGING["formatters"]["lines"]["processors"]))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


def guest_buys(planted: Planted, row: Performance, seat: int) -> None:
    """The whole way of a guest over HTTP, with answers and names; then somebody asks for the order again."""
    client = Client()
    price = next(price for price in prices_of(row) if price.zone == "a")
    want = {"want": f"{price.offer}:1:{seat}", "expected": str(price.price), "key": secrets.token_hex(8)}
    placed = client.post("/en/orders/place/", want)
    assert placed.status_code == 302, placed.content.decode()[:2000]
    order = Order.objects.get(public_id=placed["Location"].split("/")[3])
    line = order.lines.get().public_id
    address = planted.address()
    paying = client.post(
        f"/en/orders/{order.public_id}/checkout/",
        {
            "name": planted.word(),
            "email": address,
            "key": secrets.token_hex(8),
            "provider": "sandbox",
            f"{line}-diet": planted.word(),
            f"{line}-0-name": planted.word(),
            f"{line}-0-size": planted.word(),
        },
    )
    assert paying.status_code == 302, paying.content.decode()
    client.post(paying["Location"], {"do": "first", "method": "card"})
    assert client.get(f"/en/orders/{order.public_id}/").status_code == 200
    assert Pass.objects.filter(order=order.public_id).exists()
    cache.clear()
    client.post("/en/orders/find/", {"email": address})


def member_settles_in(planted: Planted) -> None:
    """An account with a profile; a sign-in that fails; a code that is asked for."""
    client = Client()
    user = make_user(planted.account())
    sign_in(client, user)
    profile = {"name": planted.word(), "phone": planted.phone(), "language": "en", "timezone": "Asia/Shanghai"}
    assert client.post("/en/me/profile/", profile).status_code == 302
    stranger = Client()
    stranger.post("/en/account/login/", {"login": planted.address(), "password": planted.word()})
    stranger.post("/en/account/login/code/", {"email": planted.accounts[-1]})
    stranger.get("/en/search/", {"q": planted.word()})


def staff_look(planted: Planted, party: Any, row: Performance) -> None:
    """The team searches its list for a name and invites somebody; both are personal data of others."""
    desk = Client()
    user = make_user("desk@lantern.example")
    make_membership(user, party, "owner")
    sign_in(desk, user)
    at = f"/en/console/{party.public_id}/performances/{row.public_id}/attendees/"
    assert desk.get(at, {"q": planted.sealed[0]}).status_code == 200
    invite(actor=actor_of(user), party=party.public_id, email=planted.address(), role="viewer")


def stored() -> dict[str, str]:
    """Every table as text, row by row; sessions unpacked, because they are only signed."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = "\n".join(" | ".join(map(repr, row)) for row in cursor.fetchall())
        cursor.execute("SELECT session_data FROM django_session")
        found["django_session"] = "\n".join(unpacked(row[0]) for row in cursor.fetchall())
        assert found["django_session"]
    return found


class AsItLies:
    """A serializer that leaves what was serialized as it is."""

    def loads(self, data: bytes) -> bytes:
        return data


def unpacked(session: str) -> str:
    """A stored session without its signature and packing, which hide nothing."""
    return repr(signing.loads(session, salt=SessionStore().key_salt, serializer=AsItLies))


def leaks(planted: Planted) -> dict[str, list[str]]:
    """Tables in which a canary can be read, with the canaries."""
    tables = stored()
    found = {table: [word for word in planted.sealed if word in text] for table, text in tables.items()}
    for table, text in tables.items():
        if table not in OPEN:
            found[table] += [word for word in planted.accounts if word in text]
    return {table: words for table, words in found.items() if words}


def raw_file() -> bytes:
    """The bytes of a SQLite database, with what waits in its log; nothing for other engines."""
    if connection.vendor != "sqlite":
        return b""
    path = Path(connection.settings_dict["NAME"])
    return b"".join(file.read_bytes() for file in (path, path.with_name(path.name + "-wal")) if file.exists())


@pytest.fixture
def planted(transactional_db: None, log: io.StringIO, settings: Any) -> Planted:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    settings.EMAIL_BACKEND = "yaji.kernel.messages.backend.StoredMail"
    cache.clear()
    planted = Planted()
    party = make_organisation(make_user("owner@lantern.example"))
    row = make_performance(party.public_id, terms=SellingTerms(named=True, questions=QUESTIONS))
    for seat in range(GUESTS):
        guest_buys(planted, row, seat)
    for _ in range(5):
        cache.clear()
        member_settles_in(planted)
    staff_look(planted, party, row)
    return planted


def test_no_canary_is_found_at_rest_or_in_a_log(planted: Planted, log: io.StringIO) -> None:
    assert len(planted.sealed) >= 50
    assert leaks(planted) == {}
    assert [word for word in planted.sealed if word.encode() in raw_file()] == []
    said = log.getvalue()
    assert "request_started" in said, "the log was listened to"
    assert [word for word in [*planted.sealed, *planted.accounts] if word in said] == []
    bite(planted)


def bite(planted: Planted) -> None:
    """The same look finds a canary that was not sealed."""
    Party.objects.filter(slug__isnull=False).update(slug=planted.sealed[0])
    assert leaks(planted) == {"identity_party": [planted.sealed[0]]}
