"""The site as people start it: processes of its own on the test database, asked over HTTP, stopped by a signal."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import connection

from yaji.delivery.cli import serve
from yaji.kernel.events.models import Due

pytestmark = pytest.mark.django_db(transaction=True)
START_SECONDS = 60.0


def test_database_url() -> str:
    """The test database, as the processes of the site are told of it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    login = ":".join(filter(None, [values["USER"], values["PASSWORD"]]))
    return f"postgres://{login}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


test_database_url.__test__ = False  # type: ignore[attr-defined]  # its name is an accident


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """``yaji`` with some words, and what it printed."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.log = folder / f"{words[0]}-{time.monotonic_ns()}.log"
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("YAJI_", "DJANGO_"))}
        environment = {**plain, "YAJI_DATABASE_URL": test_database_url(), "YAJI_MEDIA_ROOT": str(folder / "media")}
        command = [sys.executable, "-m", "yaji.delivery.cli.main", *words]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, env=environment, start_new_session=True)

    def until(self, text: str) -> None:
        """Wait until it has printed ``text``."""
        end = time.monotonic() + START_SECONDS
        while text not in self.printed:
            assert time.monotonic() < end, self.printed
            assert self.process.poll() is None, self.printed
            time.sleep(0.1)

    @property
    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    running: list[Site] = []
    yield running
    for site in running:
        site.stop()


def get(url: str, cookie: str = "") -> HTTPResponse | urllib.error.HTTPError:
    """The answer as it is, redirects not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object) -> None:
            return None

    request = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})  # noqa: S310
    try:
        answer: HTTPResponse = urllib.request.build_opener(Stay).open(request, timeout=20)
        return answer
    except urllib.error.HTTPError as error:
        return error


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_command_serves_works_and_stops(number: signal.Signals, sites: list[Site], tmp_path: Path) -> None:
    port = free_port()
    site = Site(tmp_path, "serve", "--port", str(port))
    sites.append(site)
    site.until("Yaji is open")
    assert get(f"http://127.0.0.1:{port}/healthz").status == 200
    assert get(f"http://127.0.0.1:{port}/readyz").status == 200
    end = time.monotonic() + START_SECONDS
    while not Due.objects.exists():  # the worker has run the schedule
        assert time.monotonic() < end, site.printed
        time.sleep(0.2)
    assert site.stop(number) == 0
    assert site.printed.rstrip().endswith("Stopped.")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def signed_in() -> str:
    """The cookie of a new account's login."""
    user = get_user_model()._default_manager.create(email="mei@example.org")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@pytest.mark.req("TIX-34")
@pytest.mark.req("TIX-32")
def test_two_sites_and_a_worker_share_nothing_but_the_database(sites: list[Site], tmp_path: Path) -> None:
    """Who signed in at one process is signed in at the other; health is asked of each."""
    ports = [free_port(), free_port()]
    sites += [Site(tmp_path, "serve", "--no-jobs", "--port", str(port)) for port in ports]
    sites.append(Site(tmp_path, "worker"))
    for site in sites[:2]:
        site.until("Yaji is open")
    cookie = signed_in()
    for port in ports:
        assert get(f"http://127.0.0.1:{port}/healthz").status == 200
        assert get(f"http://127.0.0.1:{port}/readyz").status == 200
        assert get(f"http://localhost:{port}/en/me/").status == 302
        assert get(f"http://localhost:{port}/en/me/", cookie).status == 200


def test_a_taken_port_ends_the_command_with_a_reason(sites: list[Site], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        site = Site(tmp_path, "serve", "--no-jobs", "--port", str(taken.getsockname()[1]))
        sites.append(site)
        assert site.process.wait(60) == 1
    assert "giving up" in site.printed


def options(**changed: object) -> serve.Site:
    values = {"host": "127.0.0.1", "port": 8000, "workers": 1, "threads": 8, "jobs": True, "tls": None}
    return serve.Site(**{**values, **changed})  # type: ignore[arg-type]  # made up by the tests


def test_open_to_the_network_it_answers_to_the_names_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YAJI_HOSTS", raising=False)
    monkeypatch.delenv("YAJI_SITE_URL", raising=False)
    assert "YAJI_HOSTS" not in serve.surroundings(options())
    wide = serve.surroundings(options(host="0.0.0.0", port=8443))  # noqa: S104
    assert socket.gethostname() in wide["YAJI_HOSTS"].split(",")
    assert "*" not in wide["YAJI_HOSTS"]
    assert wide["YAJI_SITE_URL"] == "http://localhost:8443"


def test_what_somebody_has_set_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YAJI_HOSTS", "shop.example")
    monkeypatch.setenv("YAJI_SITE_URL", "https://shop.example")
    assert serve.surroundings(options(host="0.0.0.0")) == {}  # noqa: S104
