"""Everything that matters is two clicks from the first page, on a phone and on a desk."""

from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.browser import Browser, Visit
from tests.look.conftest import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: what a visitor comes for, and what somebody with an account has
VISITOR = {
    *("discover:all", "discover:list", "discover:calendar", "discover:search"),
    *("tickets:show", "tickets:performance", "tickets:my_passes", "tickets:door"),
    *("orders:mine", "orders:find", "account_login", "account_signup", "help"),
}
BUYER = {"identity:home", "identity:profile", "identity:privacy", "orders:mine", "tickets:my_passes"}
SELLER = {"identity:organisations", "console_home"}
#: what can be pressed: links, and forms that lead on by themselves
WAYS = """() => [
  ...[...document.querySelectorAll("a[href]")].filter(a => a.checkVisibility()).map(a => a.href),
  ...[...document.querySelectorAll("form[method=get], form:not([method])")]
    .filter(form => form.checkVisibility()).map(form => form.action),
]"""


def names(addresses: Iterable[str], base: str) -> dict[str, str]:
    """Pages by the name of their address, one of each."""
    found: dict[str, str] = {}
    for address in addresses:
        if address.startswith(base):
            path = urlsplit(address).path
            try:
                found.setdefault(resolve(path).view_name, path)
            except Resolver404:
                continue
    return found


def within(visit: Visit, clicks: int) -> set[str]:
    """Names of the pages that so many clicks from the first page reach."""
    reached: dict[str, str] = {"home": "/en/"}
    edge = dict(reached)
    for _ in range(clicks):
        seen: dict[str, str] = {}
        for name, path in edge.items():
            if name in ("account_logout", "manifest"):
                continue
            visit.open(path)
            seen.update(names(visit.page.evaluate(WAYS), visit.base))
        edge = {name: path for name, path in seen.items() if name not in reached}
        reached.update(edge)
    return set(reached)


@pytest.mark.req("TIX-24")
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_two_clicks_from_home(browser: Browser, town: Town, device: str) -> None:
    for user, wanted in ((None, VISITOR), (town.buyer, BUYER), (town.owner, SELLER)):
        visit = getattr(browser, device)()
        if user:
            town.sign_in(visit, user)
        assert wanted - within(visit, 2) == set()


def test_what_is_further_away_is_not_counted(browser: Browser, town: Town) -> None:
    assert "tickets:performance" not in within(browser.phone(), 1)
