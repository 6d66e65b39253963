"""``yaji serve``: the site, its jobs and its schedule under one command.

Everything is stopped by Ctrl-C or SIGTERM: answers that have begun are given, a job that has begun is finished.
"""

import argparse
import os
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from yaji.delivery.cli.certificates import Certificate, certificate, names_of_this_machine
from yaji.delivery.cli.processes import Household, Service

READY_WITHIN_SECONDS = 60.0
TLS_FOLDER = Path("var") / "tls"


@dataclass(frozen=True)
class Site:
    """How the site is to be served."""

    host: str
    port: int
    workers: int
    threads: int
    jobs: bool
    tls: Certificate | None

    @property
    def url(self) -> str:
        """The address to open on this machine."""
        own = {"127.0.0.1": "localhost", "0.0.0.0": "localhost", "::": "localhost", "::1": "localhost"}  # noqa: S104
        return f"{'https' if self.tls else 'http'}://{own.get(self.host, self.host)}:{self.port}"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for all (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="(%(default)s)")
    parser.add_argument(
        "--workers", type=int, default=1, help="processes that answer; 1 is right on SQLite (%(default)s)"
    )
    parser.add_argument("--threads", type=int, default=8, help="threads in each of them (%(default)s)")
    parser.add_argument("--no-jobs", dest="jobs", action="store_false", help="leave jobs and schedule to `yaji worker`")
    parser.add_argument("--tls", action="store_true", help="https with a certificate made here, so phones get a camera")


def run(options: argparse.Namespace) -> int:
    return serve(read(options), opened=lambda site: say(f"Yaji is open at {site.url}/"))


def read(options: argparse.Namespace) -> Site:
    """The site as the options describe it; makes the certificate if one is wanted."""
    names = names_of_this_machine(options.host)
    tls = certificate(TLS_FOLDER, names) if options.tls else None
    return Site(options.host, options.port, options.workers, options.threads, options.jobs, tls)


def serve(site: Site, opened: Callable[[Site], None]) -> int:
    """Serve until asked to stop; ``opened`` is called once the site answers."""
    environment = surroundings(site)
    services = [Service("web", web_command(site), environment)]
    if site.jobs:
        worker = [sys.executable, "-m", "yaji.delivery.cli.main", "worker"]
        services.append(Service("worker", worker, environment))
    household = Household(services, say)
    threading.Thread(target=_announce, args=(site, opened), daemon=True).start()
    code = household.run()
    say("Stopped.")
    return code


def web_command(site: Site) -> list[str]:
    """The command line of the web server: WSGI threads, no websockets, HTTP/1."""
    words = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", site.host, "--port", str(site.port),
        "--workers", str(site.workers), "--blocking-threads", str(site.threads), "--http", "1", "--no-ws",
        "--log-level", "error", "--respawn-failed-workers", "--workers-kill-timeout", "10",
    ]  # fmt: skip
    if site.tls:
        words += ["--ssl-certificate", str(site.tls.chain), "--ssl-keyfile", str(site.tls.key)]
        words += ["--ssl-protocol-min", "tls1.2"]
    return [*words, "yaji.delivery.web.wsgi:application"]


def surroundings(site: Site) -> dict[str, str]:
    """Settings that follow from how the site is served, where nobody has set them."""
    wanted = {"YAJI_SITE_URL": site.url}
    if site.host not in ("127.0.0.1", "localhost", "::1"):
        wanted["YAJI_HOSTS"] = ",".join(
            f"[{name}]" if ":" in name else name for name in names_of_this_machine(site.host)
        )
    return {name: value for name, value in wanted.items() if name not in os.environ}


def say(text: str) -> None:
    print(text, flush=True)


def _announce(site: Site, opened: Callable[[Site], None]) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    own = replace(site, host="127.0.0.1") if site.host in ("0.0.0.0", "::") else site  # noqa: S104
    while time.monotonic() < until:
        if _answers(own.url + "/healthz"):
            opened(site)
            return
        time.sleep(0.2)
    say(f"{site.url}/ does not answer yet.")


def _answers(url: str) -> bool:
    context = ssl.create_default_context() if url.startswith("https") else None
    if context:  # our own certificate: we only ask whether somebody is there
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    try:
        with urllib.request.urlopen(url, timeout=2, context=context):  # noqa: S310
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
