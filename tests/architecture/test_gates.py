"""The gates are there, they bite, and requirements are written down and linked to tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tools import check, messages, services, trace


@pytest.mark.req("TIX-37")
def test_lint_types_and_tests_stand_between_a_change_and_the_house() -> None:
    names = {gate.name for gate in check.GATES}
    assert {"lint", "format", "types", "imports", "migrations", "messages", "reference", "templates"} <= names
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "check || failed=1" in script
    assert 'test ARGS="--both' in script
    assert script.rstrip().endswith('exit "$failed"')


def gate(code: int) -> check.Gate:
    return check.Gate("planted", (sys.executable, "-c", f"print('because'); raise SystemExit({code})"))


@pytest.mark.req("TIX-37")
def test_one_failed_gate_fails_the_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(check, "GATES", (gate(0),))
    assert check.main([]) == 0
    monkeypatch.setattr(check, "GATES", (gate(0), gate(1), gate(0)))
    assert check.main([]) == 1
    assert "because" in capsys.readouterr().out


@pytest.mark.req("TIX-36")
def test_requirements_and_design_are_there_and_linked_to_tests() -> None:
    known = trace.requirements()
    assert len(known) > 400
    assert set(trace.first_sale()) <= set(known)
    assert set(trace.proofs()) <= set(known)
    for page in ("architecture.md", "reference/openapi.json", "reference/states.md", "decisions/README.md"):
        assert (ROOT / "docs" / page).exists(), page


def test_marks_are_read_from_decorators_classes_and_modules() -> None:
    text = (
        "pytestmark = [pytest.mark.req('A-1')]\n"
        "@pytest.mark.req('A-2')\n@pytest.mark.req('A-3')\ndef test_x(): ...\n"
        "@pytest.mark.req('A-4')\nclass TestY: ...\n"
        "@pytest.mark.skip('A-5')\ndef test_z(): ...\n"
    )
    found = sorted(trace.marks(trace.ast.parse(text)))
    assert found == [("(all)", "A-1"), ("TestY", "A-4"), ("test_x", "A-2"), ("test_x", "A-3")]


@pytest.mark.parametrize(
    ("source", "translated", "complaint"),
    [
        ("Pay %(total)s", "支付%(total)s", None),
        ("Pay %(total)s", "支付", "other placeholders"),
        ("Wait {seconds} s", "请等待{second}秒", "other placeholders"),
        ("<b>Free</b>", "<i>免费</i>", "other tags"),
        ("Free", "", "empty"),
    ],
)
def test_a_translation_that_is_not_right_is_named(source: str, translated: str, complaint: str | None) -> None:
    assert next(messages.complaints(messages.Message(source, translated)), None) == complaint


def test_texts_of_templates_and_code_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "{% load i18n %}{% translate 'One' %}{% blocktranslate count n=n %}{{ n }} seat{% plural %}{{ n }} seats"
        "{% endblocktranslate %}{% translate 'May' context 'month' %}{{ _('Two')|title }}"
    )
    code = tmp_path / "code.py"
    code.write_text("_('Three')\nngettext('a seat', 'seats', 2)\npgettext('month', 'May')\nprint('Four')\n")
    assert set(messages.texts_of(page)) == {
        ("One", None),
        (("%(n)s seat", "%(n)s seats"), None),
        ("May", "month"),
        ("Two", None),
    }
    assert set(messages.texts_of(code)) == {("Three", None), (("a seat", "seats"), None), ("May", "month")}


def test_what_is_missing_is_said_in_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "test_planted.py").write_text(
        "import pytest\n@pytest.mark.redis\ndef test_a(): ...\n@pytest.mark.redis\ndef test_b(): ...\ndef test_c(): ..."
    )
    words = ["-p", "tools.services", "-p", "no:django", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    environment = {**os.environ, "YAJI_TEST_REDIS": "redis://127.0.0.1:1/0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", *words, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "1 passed, 2 deselected" in done.stdout
    assert "Not run: 2 tests that need Redis. To run them: YAJI_TEST_REDIS=" in done.stdout


def test_every_need_says_how() -> None:
    assert all(need.how and need.what for need in services.NEEDS)
