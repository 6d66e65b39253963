"""Design tokens are the only source of colour."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

DESIGN = ROOT / "frontend" / "design"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch)a?\(")
USED = re.compile(r"var\((--[\w-]+)\s*\)")
DEFINED = re.compile(r"(--[\w-]+)\s*:")
#: files whose colours are their own, and why
OWN = {
    "tokens.css": "this is where they are defined",
    "print.css": "paper is white and ink is black",
}
#: colours that are the same in either theme, and why
FIXED = {
    "components/auth.css": "the ground of a painting, which has no dark twin",
    "components/choices.css": "the knob of a switch",
    "components/pass.css": "a scanner needs dark on white",
    "components/tags.css": "a label on a picture",
}
#: lines that may name a colour: a mask has no colour, only more or less; shadows and scrims darken whatever lies below
SPARED = re.compile(r"mask|gradient\(circle|drop-shadow")


def raw_colours(path: Path) -> Iterator[str]:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for line in text.splitlines():
        if COLOUR.search(line) and not SPARED.search(line):
            yield f"{path.relative_to(DESIGN)}: {line.strip()}"


def sheets() -> list[Path]:
    return [path for path in sorted(DESIGN.rglob("*.css")) if path.name not in OWN]


def free_of(path: Path) -> bool:
    return path.relative_to(DESIGN).as_posix() not in FIXED


@pytest.mark.req("OPS-22")
def test_colours_come_from_tokens() -> None:
    assert [line for path in sheets() if free_of(path) for line in raw_colours(path)] == []
    fixed = [line for path in sheets() if not free_of(path) for line in raw_colours(path)]
    assert len(fixed) <= 2 * len(FIXED), fixed


@pytest.mark.req("OPS-22")
def test_every_token_that_is_used_is_defined() -> None:
    text = {path: path.read_text(encoding="utf-8") for path in DESIGN.rglob("*.css")}
    defined = {name for content in text.values() for name in DEFINED.findall(content)}
    set_by_scripts = {name for path in set_from_code() for name in re.findall(r"--[\w-]+", path.read_text("utf-8"))}
    used = {name for content in text.values() for name in USED.findall(content)}
    assert sorted(used - defined - set_by_scripts) == []


def set_from_code() -> list[Path]:
    """Where a custom property may be set for one element: a script, or a page's nonce style."""
    scripts = [path for path in (ROOT / "frontend").rglob("*.ts") if "node_modules" not in path.parts]
    return [*scripts, *(ROOT / "yaji").rglob("templates/**/*.html")]


def test_a_raw_colour_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.architecture.test_styles.DESIGN", tmp_path)
    sheet = tmp_path / "a.css"
    sheet.write_text("p { color: #ff0000; }\n/* #00ff00 */\na { mask: #000; }\n")
    assert list(raw_colours(sheet)) == ["a.css: p { color: #ff0000; }"]
