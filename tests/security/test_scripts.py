"""No text that somebody typed becomes a script (S9): planted everywhere, read on every page that shows it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.security import matrix
from tests.security.table import TABLE, expected, filled, questions
from tests.security.world import World, build, undone

pytestmark = pytest.mark.django_db
#: breaks out of attributes, elements, scripts, JSON, template languages; short enough for a name
WORD = "\"'></script><img src=x onerror=run()><svg onload=run()>{{7*7}}${run()}"
READERS = ("operator", "owner", "buyer")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def planted(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield build(WORD)


@pytest.fixture(scope="module")
def pages(planted: World) -> dict[str, str]:
    """Every page that answers with HTML, as the first of its readers sees it, in which the word stands."""
    found = {}
    for address, key in questions():
        if not key.startswith("GET"):
            continue
        lets = [who for who, answer in expected(TABLE[address][key]).items() if answer == "ok"]
        path = matrix.path_of(address, filled(planted, address, key.partition(" with ")[2]))
        for who in [who for who in READERS if who in lets][:2]:
            with undone():
                response = matrix.send(planted, who, "GET", path)
            if (
                response.headers.get("Content-Type", "").startswith("text/html")
                and "run()" in response.content.decode()
            ):
                found[f"{who} {address} {key}"] = response.content.decode()
    return found


class Hostile(HTMLParser):
    """Elements and attributes that only the planted word can have brought."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.script = tag if tag == "script" else ""
        self.found += [f"<{tag} {name}>" for name, _ in attrs if name.startswith("on")]
        self.found += [f"<{tag} src=x>" for name, value in attrs if (name, value) == ("src", "x")]
        self.found += [
            f"<{tag} {name}={value}>"
            for name, value in attrs
            if name in ("href", "src", "action", "formaction")
            and re.match(r"\s*(javascript|vbscript|data:text)", value or "")
        ]

    def handle_endtag(self, tag: str) -> None:
        self.script = ""

    def handle_data(self, data: str) -> None:
        if self.script and re.search(r"<(img|svg|/?script)", data):
            self.found.append("markup inside a script")


def hostile(html: str) -> list[str]:
    parser = Hostile()
    parser.feed(html)
    return parser.found


def test_the_word_is_shown_on_many_pages(pages: dict[str, str]) -> None:
    assert len(pages) > 40, sorted(pages)


def test_on_no_page_is_it_more_than_text(pages: dict[str, str]) -> None:
    assert {page: found for page, html in pages.items() if (found := hostile(html))} == {}


def test_the_parser_sees_what_is_not_escaped(pages: dict[str, str]) -> None:
    assert hostile(f"<p>{WORD}</p>")
    assert hostile(f'<input value="{WORD}">')


def test_files_for_a_spreadsheet_hold_no_formula(planted: World) -> None:
    """A cell that begins like a formula is text when a spreadsheet opens it."""
    house = planted.refs["party"]
    for tail in (f"performances/{planted.refs['performance']}/attendees.csv", "orders.csv"):
        with undone():
            rows = matrix.send(planted, "owner", "GET", f"/en/console/{house}/{tail}").content.decode()
        assert not re.search(r"""(^|[,;\t"\n])[=+@-][A-Za-z(]""", rows), tail


@pytest.mark.browser
def test_in_a_browser_nothing_of_it_runs(pages: dict[str, str], tmp_path: Path) -> None:
    """With the page policy taken away and our own scripts at work."""
    names = {}
    for number, (page, html) in enumerate(sorted(pages.items())):
        names[f"{number}.html"] = page
        hook = "<head><script>window.ran = []; function run() { window.ran.push(location.href); alert(1) }</script>"
        (tmp_path / f"{number}.html").write_text(html.replace("<head>", hook, 1), encoding="utf-8")
    (tmp_path / "control.html").write_text(
        f"<head><script>window.ran = []; function run() {{ window.ran.push('x') }}</script></head><p>{WORD}",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.open_pages", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    ran = json.loads(done.stdout)
    assert ran.pop("control.html"), "a page that does not escape runs it"
    assert {names[name]: said for name, said in ran.items() if said} == {}
