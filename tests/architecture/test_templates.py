"""Rules about templates: whose they may include, every text translated, nothing the page policy would block."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tests.architecture.sources import PACKAGE, ROOT, templates

NAMED = re.compile(r"""\{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")
QUERIES = re.compile(r"\.(?:objects|all|exists)\b|_set\b")
WORD = re.compile(r"[^\W\d_]{2,}")
#: attributes that people read or hear
READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description", "label", "summary"}
DESCRIBING = {"description", "og:title", "og:description", "twitter:title", "twitter:description"}
#: words that are the same in every language
NAMES = {
    *(
        "Yaji",
        "雅集",
        "English",
        "简体中文",
        "PDF",
        "iCal",
        "QR",
        "CSV",
        "API",
        "JSON",
        "QQ",
        "Esc",
        "Enter",
        "Tab",
        "UTC",
    ),
}
#: blocks of the base template that hold a name for machines, not a text
NAMING_BLOCKS = ("_class", " accent", " og_type")
WEB = PACKAGE / "delivery" / "web" / "templates"
#: pages shown before or without any language: each says the same in both by itself
BOTH_LANGUAGES = {"errors/_plain.html", "errors/offline.html"}


def home(path: Path) -> Path:
    """The templates folder a template lies in."""
    return next(parent for parent in path.parents if parent.name == "templates")


def own_name(path: Path) -> str:
    return path.relative_to(home(path)).as_posix()


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_templates_take_pieces_from_their_own_room_and_the_house() -> None:
    where = {own_name(path): home(path) for path in templates()}
    wrong = [
        f"{shown(path)} → {name}"
        for path in templates()
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
        if name in where and where[name] not in (home(path), WEB)
    ]
    assert wrong == []


def test_two_rooms_do_not_share_a_template_name() -> None:
    names = [own_name(path) for path in templates()]
    assert sorted(names) == sorted(set(names))


def test_templates_ask_no_questions_of_the_database() -> None:
    found = [
        f"{shown(path)}:{token.lineno} {token.contents}"
        for path in templates()
        for token in Lexer(path.read_text(encoding="utf-8")).tokenize()
        if token.token_type in (TokenType.VAR, TokenType.BLOCK) and QUERIES.search(token.contents)
    ]
    assert found == []


class Reader(HTMLParser):
    """Collects what a person would read or hear, and what the page policy blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.blocked: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("style", "script") and "src" not in values and values.get("type") not in DATA:
            self.blocked.append(f"<{tag}>")
        self.blocked += [name for name in values if name == "style" or name.startswith("on")]
        if tag in ("script", "style", "code"):
            self._silent = tag
        for name, value in attrs:
            aloud = name in READ_ALOUD or (name == "content" and values.get("name") in DESCRIBING)
            if aloud and value:
                self.words += WORD.findall(value)

    def handle_endtag(self, tag: str) -> None:
        self._silent = "" if tag == self._silent else self._silent

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words += WORD.findall(data)


DATA = {"application/json", "application/ld+json"}


def bare(text: str) -> str:
    """A template without its tags, its variables and what they translate."""
    kept = []
    inside = ""
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split()[0]
            names = word == "block" and token.contents.endswith(NAMING_BLOCKS)
            if word in ("blocktranslate", "comment", "verbatim") or names:
                inside = f"end{word}"
            elif word == inside:
                inside = ""
            kept.append(stand_in(kept))
        elif token.token_type == TokenType.VAR:
            kept.append(stand_in(kept))
        elif token.token_type == TokenType.TEXT and not inside:
            kept.append(token.contents)
    return "".join(kept)


def stand_in(kept: list[str]) -> str:
    """What to read in place of a tag of the template: part of a name where an element begins, else nothing."""
    return "x" if "".join(kept[-2:]).endswith(("<", "</")) else "\N{ZERO WIDTH SPACE}"


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(bare(text))
    reader.close()
    return reader


def test_every_text_is_translated() -> None:
    assert [line for path in templates() for line in untranslated(path)] == []


def untranslated(path: Path) -> Iterator[str]:
    if own_name(path) in BOTH_LANGUAGES or "styleguide" in own_name(path):
        return
    text = path.read_text(encoding="utf-8")
    words = read(text).words if path.suffix == ".html" else WORD.findall(bare(text))
    left = [word for word in words if word not in NAMES and path.suffix != ".xml"]
    if left:
        yield f"{shown(path)}: {' '.join(left[:12])}"


def test_nothing_inline_that_the_policy_blocks() -> None:
    found = [(shown(path), blocked) for path in templates() if path.suffix == ".html" for blocked in blocked_in(path)]
    assert found == []


def blocked_in(path: Path) -> list[str]:
    if own_name(path).startswith("email/") or "/mail/" in own_name(path):
        return []  # mail readers know inline styles only, and no policy of ours reaches them
    return read(path.read_text(encoding="utf-8")).blocked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Buy now</p>", ["Buy", "now"]),
        ('<img alt="A seat">', ["seat"]),
        ('<p>{% translate "Buy now" %}</p>', []),
        ("<p>{% blocktranslate %}Buy {{ what }}{% endblocktranslate %}</p>", []),
        ("{# Buy now #}<p>{{ price }} ×</p>", []),
        ('<a class="buy now" href="/now">→</a>', []),
    ],
)
def test_a_forgotten_text_is_seen(text: str, words: list[str]) -> None:
    assert read(text).words == words


@pytest.mark.parametrize("text", ['<p style="color:red">', '<a onclick="x()">', "<script>x()</script>"])
def test_inline_code_is_seen(text: str) -> None:
    assert read(text).blocked != []
