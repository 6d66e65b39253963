"""Nobody can make this house call an address of their choice (S7): there is no outgoing HTTP at all."""

import ast
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.architecture.sources import PACKAGE
from tests.security.world import build

CALLING = {
    *("urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib", "telnetlib", "xmlrpc"),
    *("smtplib", "socket", "asyncio", "websockets"),
}
#: modules that may open a connection, and to what: none of it is text that a visitor typed
DECLARED = {
    "kernel/messages/transport.py": "the mail server of YAJI_MAIL_URL",
    "delivery/cli/processes.py": "a free port of this machine",
    "delivery/cli/certificates.py": "this machine's own address, for its certificate",
    "delivery/cli/serve.py": "this machine's own address",
}


def callers() -> Iterator[str]:
    """Modules of the package, tests left out, that import something which opens connections."""
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        if "/tests/" in name or name.startswith("kit/testing"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
            if isinstance(node, ast.ImportFrom) and node.module:
                found = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            if found & CALLING:
                yield name


def test_only_declared_modules_can_call_anywhere() -> None:
    assert set(callers()) <= set(DECLARED)


def test_the_search_finds_those_that_are_declared() -> None:
    assert "kernel/messages/transport.py" in set(callers())


@pytest.mark.django_db
def test_a_sale_with_everything_in_it_calls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows described with addresses inside, orders, payments, passes, mails, questions: no connection is tried."""
    connection.ensure_connection()
    tried: list[Any] = []

    def refuse(self: socket.socket, address: Any) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    build("http://169.254.169.254/latest/meta-data/ http://localhost:6379/ https://example.org/@127.0.0.1/")
    assert tried == []
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", 9))
    assert tried, "the guard was in place"
