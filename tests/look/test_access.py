"""Contrast, names, roles and landmarks: what axe finds on the main pages, light and dark."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import Browser, Theme, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Pages = Callable[[Callable[..., Visit]], Iterator[tuple[str, Visit]]]
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RUN = "() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
PALE = """() => document.querySelectorAll("main p").forEach(
  element => Object.assign(element.style, {color: "#ddd", background: "#fff"})
)"""


def complaints(page: Page) -> list[str]:
    """Each violation with the elements it is about."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(RUN)
    return [f"{each['id']}: {'; '.join(node['html'][:160] for node in each['nodes'][:4])}" for each in found]


@pytest.mark.req("TIX-25")
@pytest.mark.parametrize(("theme", "device"), [("light", "phone"), ("dark", "desktop")])
def test_nothing_to_complain_of(browser: Browser, every_page: Pages, theme: Theme, device: str) -> None:
    found = []
    for path, visit in every_page(lambda: getattr(browser, device)(theme=theme)):
        visit.open(f"/en{path}")
        visit.page.wait_for_timeout(200)  # an island comes after the page
        found += [f"{path} {line}" for line in complaints(visit.page)]
    assert found == []


def test_pale_letters_are_seen(browser: Browser) -> None:
    page = browser.phone().open("/en/help/")
    assert complaints(page) == []
    page.evaluate(PALE)
    assert [line.split(":")[0] for line in complaints(page)] == ["color-contrast"]
