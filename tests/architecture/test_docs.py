"""What the documentation names is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

DOCS = ROOT / "docs"
ASVS = DOCS / "security" / "asvs.md"
NAMED = re.compile(r"`([a-z]+)/(test_\w+)::(\w+)`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+)[^|]*\|[^|]*\| *(.+) \|$", re.MULTILINE)
WORDS = ("tested", "built", "operator", "n/a", "open")


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def named_tests() -> Iterator[tuple[str, str, str]]:
    for page in pages():
        yield from NAMED.findall(page.read_text(encoding="utf-8"))


def exists(room: str, file: str, name: str) -> bool:
    places = [*ROOT.glob(f"yaji/**/{room}/tests/{file}.py"), *ROOT.glob(f"tests/{room}/{file}.py")]
    return any(re.search(rf"def test_{name}\b", path.read_text(encoding="utf-8")) for path in places)


@pytest.mark.parametrize("room_file_name", sorted(set(named_tests())), ids="::".join)
def test_a_test_that_is_named_is_there(room_file_name: tuple[str, str, str]) -> None:
    assert exists(*room_file_name)


def test_a_test_that_is_not_there_is_missed() -> None:
    assert not exists("media", "test_guards", "unicorns_are_refused")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.req("OPS-47")
def test_every_line_of_the_security_map_says_how() -> None:
    rows = ROW.findall(ASVS.read_text(encoding="utf-8"))
    assert len(rows) > 180
    assert [number for number, how in rows if not how.startswith(WORDS)] == []


def test_what_is_called_tested_names_a_test() -> None:
    rows = ROW.findall(ASVS.read_text(encoding="utf-8"))
    assert [number for number, how in rows if how.startswith("tested") and not NAMED.search(how)] == []


def test_every_setting_that_is_named_exists() -> None:
    from_code = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    other = {"YAJI_TEST_POSTGRES", "YAJI_TEST_REDIS", "YAJI_NAME", "YAJI_NAME_FILE"}
    named = {name for page in pages() for name in re.findall(r"YAJI_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))}
    assert {name for name in named - other if f"`{name.removesuffix('_FILE')}`" not in from_code} == set()
