"""A contact sheet of every page: languages × widths × light and dark, written to ``shots/``.

    python -m tools.shots [--only TEXT] [--language en] [--width 390] [--theme light] [--no-pseudo] [--list]

Serves the demo town from ``var/shots.sqlite3``, walks its pages as a visitor and as each role, and takes one page for
every address of the site that it meets. Fails on sideways scrolling, an error in the console, an answer of 500 or
404, and, with a locale that marks every translated text, on texts that are not translated.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Literal

from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, ConsoleMessage, Error, FloatRect, Page, sync_playwright

from tools.services import chromium
from tools.shots_scenes import EXPECTED, portraits, purchase, refusals

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "shots"
DATABASE = f"sqlite:///{ROOT / 'var' / 'shots.sqlite3'}"
PSEUDO = ROOT / "var" / "pseudo"
LANGUAGES = ("en", "zh-hans")
WIDTHS = (390, 820, 1440)
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
ROLES = ("", "buyer", "door", "organiser", "operator")
PAGES_PER_ROLE = 150
#: so many shows, houses or orders are looked into for links: the first may be empty
OF_A_KIND = 3
TALLEST = 6000
#: what a file to save is answered with here: there is nothing to photograph
NO_PAGE = 460
START_SECONDS = 300.0
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync")
#: addresses that act, leave, or are no pages
PASSED_BY = re.compile(
    r"logout|/static/|/media/|/files/|\.(?:pdf|ics|csv|json|zip|png|svg|xml|txt|webmanifest)\b|/api/|/i18n/"
)
#: reads what a person would, but for names, code and data that says so
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const box = walk.currentNode.parentElement;
    if (!box || box.closest("script, style, code, pre, [translate=no], [lang=en], noscript")) continue;
    const text = walk.currentNode.textContent.trim();
    if (text && box.checkVisibility()) found.push(text);
  }
  return found;
}"""
MARKED = re.compile(r"⟦[^⟧]*⟧")
WORDS = re.compile(r"[A-Za-z]{3,}(?:\s+[A-Za-z]{2,})+")


@dataclass
class Route:
    """One address of the site and the first page met under it."""

    name: str
    path: str
    role: str

    @property
    def file(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", f"{self.role or 'visitor'}-{self.name}".lower()).strip("-")


@dataclass
class Findings:
    """What is wrong, page by page."""

    lines: list[str] = field(default_factory=list)

    def add(self, route: Route, where: str, what: str) -> None:
        self.lines.append(f"{route.path} as {route.role or 'visitor'} ({where}): {what}")


def load_rooms() -> None:
    """Let this process see the database that is photographed."""
    os.environ.update({"YAJI_DEMO": "1", "YAJI_DATABASE_URL": DATABASE, "DJANGO_SETTINGS_MODULE": "yaji.settings.dev"})
    # playwright runs an event loop in this thread, and Django would refuse to use the database beside it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import_module("django").setup()


@contextmanager
def served(settings: str = "yaji.settings.dev") -> Iterator[str]:
    """The demo on a free port; yields how its addresses begin."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "yaji.delivery.cli.main", "demo", "--port", str(port), "--no-jobs"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        until = time.monotonic() + START_SECONDS
        while not answers(port):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("The demo does not start; its messages stand above.")
            time.sleep(0.5)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def cookies(role: str, base: str) -> list[SetCookieParam]:
    """The login of one of the demo's people."""
    if not role:
        return []
    settings = import_module("django.conf").settings
    auth = import_module("django.contrib.auth")
    address = next(a["email"] for a in import_module("yaji.kernel.identity.demo").accounts() if a["role"] == role)
    user = auth.get_user_model()._default_manager.get(email=address)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[auth.SESSION_KEY] = str(user.pk)
    session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": base}]


class Window:
    """One person's browser window, and what went wrong in it."""

    def __init__(
        self, browser: Browser, base: str, role: str, *, language: str, width: int, theme: Theme = "light"
    ) -> None:
        self.base = base
        self.language = language
        self.trouble: list[str] = []
        self._context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            reduced_motion="reduce",
            locale=language.replace("zh-hans", "zh-CN"),
        )
        self._context.add_cookies(cookies(role, base))
        self.page = self._context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def show(self, path: str) -> int:
        """Go to an (English) address, in this window's language. The status of the answer."""
        self.trouble.clear()
        try:
            answer = self.page.goto(self.base + re.sub(r"^/en/", f"/{self.language}/", path), wait_until="load")
        except Error as error:
            if "Download is starting" in str(error):
                return NO_PAGE
            raise
        self.page.wait_for_timeout(150)
        return answer.status if answer else 0

    def sideways(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def complaints(self, status: int) -> Iterator[str]:
        if status >= 400:
            yield f"answers {status}"
        if self.sideways() > 0:
            yield f"scrolls sideways by {self.sideways()} px"
        yield from (f"console: {line[:200]}" for line in self.trouble)

    def picture(self, path: Path) -> None:
        height = min(int(self.page.evaluate("document.documentElement.scrollHeight")), TALLEST)
        width = int(self.page.evaluate("window.innerWidth"))
        clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": max(height, 1)}
        self.page.screenshot(path=path, type="jpeg", quality=70, full_page=True, clip=clip)

    def close(self) -> None:
        self._context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.trouble.append(message.text)


def walk(browser: Browser, base: str) -> list[Route]:
    """One page for each address of the site, as the least of the roles that may see it."""
    found: dict[str, Route] = {}
    for role in ROLES:
        window = Window(browser, base, role, language="en", width=1440)
        for route in wander(window, role, known=set(found)):
            found[route.name] = route
        window.close()
    return sorted(found.values(), key=lambda route: (route.role, route.path))


def wander(window: Window, role: str, known: set[str]) -> Iterator[Route]:
    """Pages that ``role`` reaches by links and whose address is not known yet."""
    waiting = ["/en/", "/en/me/", "/en/console/"] if role else ["/en/", "/demo/mail"]
    met: Counter[str] = Counter()
    seen: set[str] = set()
    for path in waiting:  # grows as we go
        name = "" if path in seen else route_of(path)
        seen.add(path)
        if not name or met[name] >= (OF_A_KIND if "<" in name else 1) or met.total() > PAGES_PER_ROLE:
            continue
        if window.show(path) < 400:
            waiting += links(window.page, window.base)
            if name not in known:
                known = known | {name}
                yield Route(name, path, role)
        met[name] += 1


def links(page: Page, base: str) -> list[str]:
    """Pages of the site that a page leads to, in English."""
    targets = page.eval_on_selector_all("a[href]", "anchors => anchors.map(a => a.href)")
    paths = [str(target).removeprefix(base).split("#")[0] for target in targets if str(target).startswith(base)]
    return [path for path in paths if path and not PASSED_BY.search(path) and not path.startswith("/zh-hans/")]


def route_of(path: str) -> str:
    """The pattern an address is served by; empty for one that is not."""
    urls = import_module("django.urls")
    with import_module("django.utils.translation").override("en"):
        try:
            return str(urls.resolve(path.split("?")[0]).route)
        except urls.Resolver404:
            return ""


def photograph(
    browser: Browser, base: str, routes: list[Route], window: tuple[str, int, Theme], found: Findings
) -> None:
    """Every page in one language, width and theme."""
    language, width, theme = window
    folder = OUT / language / f"{width}-{theme}"
    folder.mkdir(parents=True, exist_ok=True)
    for role in sorted({route.role for route in routes}):
        view = Window(browser, base, role, language=language, width=width, theme=theme)
        for route in (route for route in routes if route.role == role):
            for complaint in view.complaints(view.show(route.path)):
                found.add(route, f"{language}, {width} px, {theme}", complaint)
            view.picture(folder / f"{route.file}.jpg")
        view.close()


def untranslated(browser: Browser, base: str, routes: list[Route], found: Findings) -> None:
    """English words outside the marks of the pseudo-locale, and pages that burst when texts are longer."""
    for role in sorted({route.role for route in routes}):
        view = Window(browser, base, role, language="zh-hans", width=390)
        for route in (route for route in routes if route.role == role):
            view.show(route.path)
            left = [MARKED.sub("", text) for text in view.page.evaluate(TEXTS)]
            words = list(dict.fromkeys(word for text in left for word in WORDS.findall(text)))
            if words:
                found.add(route, "pseudo", f"not translated: {'; '.join(words)[:300]}")
            if view.sideways() > 0:
                found.add(route, "pseudo", f"scrolls sideways by {view.sideways()} px when texts are a third longer")
        view.close()


def readme_pictures(browser: Browser, base: str) -> None:
    """The first page, a hall and a pass, in both languages, for the README."""
    for language in LANGUAGES:
        view = Window(browser, base, "", language=language, width=1280)
        for name, part in portraits(view.page, f"{base}/{language}/"):
            view.page.wait_for_timeout(700)
            path = ROOT / "docs" / "images" / f"{name}-{language[:2]}.png"
            if name == "pass":
                part.screenshot(path=path)
            else:
                view.page.screenshot(path=path)
        view.close()


def photograph_scenes(browser: Browser, base: str, window: tuple[str, int, Theme], found: Findings) -> list[Route]:
    """What no link leads to, in one language, width and theme."""
    language, width, theme = window
    folder = OUT / language / f"{width}-{theme}"
    met = []
    for scenes in (purchase, refusals):
        view = Window(browser, base, "", language=language, width=width, theme=theme)
        for name in scenes(view.page, f"{base}/{language}/"):
            route = Route(name, f"({name})", "")
            met.append(route)
            for complaint in view.complaints(200):
                if "Failed to load resource" not in complaint or name not in EXPECTED:
                    found.add(route, f"{language}, {width} px, {theme}", complaint)
            view.trouble.clear()
            view.picture(folder / f"{route.file}.jpg")
        view.close()
    return met


def contact_sheet(routes: list[Route]) -> Path:
    """One page with everything on it."""
    rows = []
    for route in routes:
        cells = [
            f'<a href="{path}"><img loading="lazy" src="{path}" alt="{html.escape(path)}"></a>'
            for path in sorted(str(file.relative_to(OUT)) for file in OUT.glob(f"*/*/{route.file}.jpg"))
        ]
        rows.append(
            f"<h2>{html.escape(route.path)} <small>{route.role or 'visitor'}</small></h2><p>{''.join(cells)}</p>"
        )
    style = "img{width:220px;max-height:420px;object-fit:cover;object-position:top;margin:4px;border:1px solid #ccc}"
    sheet = OUT / "index.html"
    sheet.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{''.join(rows)}", encoding="utf-8")
    return sheet


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", default="", help="addresses that hold this text")
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    parser.add_argument("--width", action="append", type=int, choices=WIDTHS)
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--no-pseudo", dest="pseudo", action="store_false", help="leave out the pseudo-locale")
    parser.add_argument("--readme", action="store_true", help="only the pictures of the README, docs/images")
    parser.add_argument("--list", action="store_true", help="only say which pages there are")
    options = parser.parse_args()
    load_rooms()
    findings = Findings()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        with served() as base:
            if options.readme:
                readme_pictures(browser, base)
                return 0
            routes = [route for route in walk(browser, base) if options.only in route.path]
            print("\n".join(f"{route.role or 'visitor':<10} {route.path}" for route in routes), flush=True)
            if options.list:
                return 0
            scenes: list[Route] = []
            for window in product(options.language or LANGUAGES, options.width or WIDTHS, options.theme or THEMES):
                photograph(browser, base, routes, window, findings)
                scenes = [] if options.only else photograph_scenes(browser, base, window, findings)
        if options.pseudo:
            subprocess.run([sys.executable, "-m", "tools.messages", "pseudo", str(PSEUDO)], check=True)
            with served("tools.pseudo_settings") as base:
                untranslated(browser, base, routes, findings)
        browser.close()
    print(f"{len(routes)} pages: {contact_sheet(routes + scenes).relative_to(ROOT)}")
    print("\n".join(findings.lines) or "Nothing to complain of.")
    return int(bool(findings.lines))


if __name__ == "__main__":
    sys.exit(main())
