"""A house that plays tonight, somebody who bought, and the pages of the site that people see most."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from tests.browser import Visit
from yaji.kernel.identity.factories import make_actor, make_organisation, make_user
from yaji.kernel.identity.models import User
from yaji.kit import clock
from yaji.kit.text import local
from yaji.verticals.tickets.factories import buy, make_performance, make_show, place
from yaji.verticals.tickets.queries.places import forget_compiled

#: six in the evening in Shanghai
SIX_O_CLOCK = 10


@dataclass(frozen=True)
class Town:
    """Who and what there is. Paths are without the language."""

    buyer: User
    owner: User
    house: str
    show: str
    performance: str
    paid: str
    held: str

    @property
    def public(self) -> list[str]:
        return [
            *("/", "/whats-on/", "/whats-on/performance/", "/calendar/", "/search/?q=pavilion", "/search/?q=zzzz"),
            *(f"/tickets/s/{self.show}/", f"/tickets/p/{self.performance}/"),
            f"/tickets/p/{self.performance}/quote?seat=10&seat=11",
            *("/help/", "/orders/", "/orders/find/", "/account/login/", "/account/signup/"),
        ]

    @property
    def own(self) -> list[str]:
        return [
            *(f"/orders/{self.held}/checkout/", f"/orders/{self.paid}/", f"/passes/order/{self.paid}/"),
            *("/orders/", "/passes/", "/me/", "/me/profile/", "/me/privacy/"),
        ]

    @property
    def console(self) -> list[str]:
        return ["/console/", f"/console/{self.house}/shows/"]

    def sign_in(self, visit: Visit, user: User) -> None:
        """The cookie of a login: how one signs in is looked at elsewhere."""
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.save()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": store.session_key, "url": visit.base}
        visit.context.add_cookies([cookie])  # type: ignore[list-item]  # a dict is what it takes


@pytest.fixture(autouse=True)
def _own_address(live_server: Any, settings: Any) -> None:
    settings.SITE_URL = live_server.url
    # plans are kept by row number, and every test begins to count again
    forget_compiled()


@pytest.fixture(autouse=True)
def _evening() -> Iterator[None]:
    """The same hour whenever the tests are run, so that “tonight” is."""
    today = datetime.now(UTC).replace(hour=SIX_O_CLOCK, minute=0, second=0, microsecond=0)
    with time_machine.travel(today, tick=True):
        yield


@pytest.fixture
def town(_evening: None) -> Town:
    owner = make_user("owner@example.org", name="Owner")
    buyer = make_user("mei@example.org", name="Mei Tan")
    house = make_organisation(owner, local("Lantern House", "灯下剧院"))
    show = make_show(house.public_id, local("The Peony Pavilion", "牡丹亭"))
    performance = make_performance(
        house.public_id, show=show, starts_at=clock.now().replace(second=0, microsecond=0) + timedelta(hours=2)
    )
    actor = make_actor(buyer)
    paid = buy(actor, performance, seats=[0, 1])
    held = place(actor, performance, seats=[4, 5], counts={"floor": 1})
    return Town(buyer, owner, house.public_id, show.public_id, performance.public_id, paid, held)


@pytest.fixture
def every_page(town: Town) -> Callable[[Callable[..., Visit]], Iterator[tuple[str, Visit]]]:
    """Opens each page as whoever may see it: ``for path, visit in every_page(lambda: browser.phone())``."""

    def walk(window: Callable[..., Visit]) -> Iterator[tuple[str, Visit]]:
        for user, paths in ((None, town.public), (town.buyer, town.own), (town.owner, town.console)):
            visit = window()
            if user:
                town.sign_in(visit, user)
            for path in paths:
                yield path, visit

    return walk
