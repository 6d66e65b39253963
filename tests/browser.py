"""A real browser against a live server, with a recorder in the page that counts what a person has to do.

    @pytest.mark.browser
    def test_j1(browser: Browser) -> None:
        visit = browser.phone(language="zh-hans")
        visit.open("/zh-hans/")
        visit.page.get_by_role("link", name="今晚").click()
        …
        assert visit.done() <= Effort(screens=5, taps=9, fields=2)

Every visit fails its test at the end if a page logged an error, a script threw, or something was blocked by the
page policy, unless the test says that it expects it (``visit.expect_trouble("…")``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tools.services import chromium

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 820, "height": 1180}
DESKTOP = {"width": 1440, "height": 900}
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
RECORDER = Path(__file__).with_name("recorder.js")
PATIENCE_MS = 10_000

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Effort:
    """What a journey asked of a person, without the payment provider's page."""

    screens: int = 0
    taps: int = 0
    fields: int = 0

    def __le__(self, budget: Effort) -> bool:
        return self.screens <= budget.screens and self.taps <= budget.taps and self.fields <= budget.fields


class Visit:
    """One person with one window."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context = context
        self.base = base
        self.trouble: list[str] = []
        self._expected: list[str] = []
        self._events: list[dict[str, Any]] = []
        context.expose_binding("__recorded", self._record)
        context.add_init_script(path=RECORDER)
        context.on("page", self._watch)
        self.page = context.new_page()

    def open(self, path: str) -> Page:
        """Go to a path of the site."""
        self.page.goto(self.base + path)
        return self.page

    def expect_trouble(self, text: str) -> None:
        """Messages that hold ``text`` are part of this test."""
        self._expected.append(text)

    def unexpected(self) -> list[str]:
        return [line for line in self.trouble if not any(text in line for text in self._expected)]

    def done(self) -> Effort:
        """What was asked of the person until now. Screens are pages loaded or swapped in under a new address."""
        self.page.wait_for_timeout(50)  # the last event may still be on its way
        own = [event for event in self._events if not provider(event["path"])]
        screens = [event["path"] for event in own if event["kind"] == "screen"]
        shown = [path for before, path in zip(["", *screens], screens, strict=False) if path != before]
        fields = {(event["path"], event["name"]) for event in own if event["kind"] == "field"}
        taps = sum(event["kind"] in ("tap", "key") for event in own)
        return Effort(screens=len(shown), taps=taps, fields=len(fields))

    def sideways(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def _record(self, source: dict[str, Any], event: dict[str, Any]) -> None:
        self._events.append(event)

    def _watch(self, page: Page) -> None:
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # a refusal is an answer with a status, which Chromium logs as an error; pages are watched below
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.trouble.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        missing = response.status >= 400 and response.request.resource_type not in ("document", "fetch", "xhr")
        if response.status >= 500 or missing:
            self.trouble.append(f"{response.status}: {response.url}")


def provider(path: str) -> bool:
    """Whether a path is the payment provider's, whose page is not ours to count."""
    return "/sandbox/" in path


class Browser:
    """Opens visits, each a browser of its own: no cookies in common."""

    def __init__(self, chromium: Chromium, base: str) -> None:
        self._chromium = chromium
        self._base = base
        self.visits: list[Visit] = []

    def phone(self, language: str = "en", theme: Theme = "light", **options: Any) -> Visit:
        return self.visit(PHONE, language, theme, has_touch=True, is_mobile=True, device_scale_factor=2, **options)

    def desktop(self, language: str = "en", theme: Theme = "light", **options: Any) -> Visit:
        return self.visit(DESKTOP, language, theme, **options)

    def visit(self, size: dict[str, int], language: str, theme: Theme, **options: Any) -> Visit:
        """A window of ``size`` whose reader prefers ``language`` and ``theme``."""
        locale = {"zh-hans": "zh-CN"}.get(language, language)
        options.setdefault("reduced_motion", "reduce")
        context = self._chromium.new_context(
            viewport=size, locale=locale, color_scheme=theme, base_url=self._base, **options
        )
        visit = Visit(context, self._base)
        self.visits.append(visit)
        return visit

    def close(self) -> list[str]:
        """Close all windows. What went wrong in them unexpectedly."""
        trouble = [line for visit in self.visits for line in visit.unexpected()]
        for visit in self.visits:
            visit.context.close()
        return trouble


@pytest.fixture(scope="session")
def browser_process() -> Iterator[Chromium]:
    """One Chromium for the whole run."""
    # playwright runs an event loop of its own in this thread, and Django would refuse to use the database beside it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        process = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield process
        process.close()


@pytest.fixture
def browser(browser_process: Chromium, live_server: Any) -> Iterator[Browser]:
    """Windows onto the live server. Troubles of a page fail the test that opened it."""
    house = Browser(browser_process, live_server.url)
    yield house
    trouble = house.close()
    assert not trouble, "\n".join(trouble)


@pytest.fixture
def phone(browser: Browser) -> Visit:
    """A phone, 390 px wide, English."""
    return browser.phone()


@pytest.fixture
def desktop(browser: Browser) -> Visit:
    """A window 1440 px wide, English."""
    return browser.desktop()
