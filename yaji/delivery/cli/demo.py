"""``yaji demo``: a database with the demo town in it, served.

Each room may have a ``demo`` module. Its ``seed()`` is called in the order of the rooms and must be safe to run
again; its ``accounts()`` names role accounts to print.
"""

import argparse
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings
from django.core.management import call_command

from yaji.delivery.cli import serve, statics

arguments = serve.arguments


def run(options: argparse.Namespace) -> int:
    """Bring the database and the static files up to date, seed, print where to go, serve."""
    if not settings.YAJI_DEMO:
        serve.say("YAJI_DEMO is off: the demo town is not for a real site.")
        return 1
    site = serve.read(options)
    with Progress("Database"):
        call_command("migrate", interactive=False, verbosity=0)
    with Progress("Static files"):
        statics.collect()
    for module in demo_modules():
        if hasattr(module, "seed"):
            with Progress(f"Demo: {module.__name__.split('.')[-2]}"):
                module.seed()
    return serve.serve(site, opened=_welcome)


def demo_modules() -> Iterator[ModuleType]:
    """The rooms' demo modules, in the order of the rooms: what comes later may build on what came before."""
    for room in settings.ROOMS:
        if find_spec(f"{room}.demo"):
            yield import_module(f"{room}.demo")


class Progress:
    """Says what is being done, and how long it took if anybody could have noticed."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._started = 0.0

    def __enter__(self) -> None:
        self._started = time.monotonic()
        print(f"  {self._what} … ", end="", flush=True)

    def __exit__(self, kind: object, *rest: object) -> None:
        print("failed" if kind else f"done ({time.monotonic() - self._started:.1f} s)", flush=True)


def _welcome(site: serve.Site) -> None:
    lines = ["", f"Yaji is open:  {site.url}/", f"Mailbox:       {site.url}/demo/mail", ""]
    accounts = [account for module in demo_modules() for account in getattr(module, "accounts", list)()]
    if accounts:
        lines += [
            "Accounts of the demo:",
            *(f"  {a['role']:<11} {a['email']:<26} {a['password']}" for a in accounts),
            "",
        ]
    if site.tls:
        lines += [f"Phones may be told to trust {site.tls.authority}", ""]
    serve.say("\n".join([*lines, "Ctrl-C stops everything."]))
