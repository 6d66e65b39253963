"""Printing: data is never markup, the answer is a PDF, and many can print at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from subprocess import run

import pytest

from yaji.kit.paper import Attachment, PaperJam, compile_pdf, font_dirs, has_family

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(width: 300pt, height: 100pt)
#set text(font: ("Noto Serif SC", "Libertinus Serif"), lang: data.at("lang", default: "en"))
#for (i, line) in data.lines.enumerate() {
  if i > 0 { pagebreak() }
  [#line]
}
"""

needs_poppler = pytest.mark.skipif(which("pdftotext") is None, reason="needs pdftotext (poppler-utils)")


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "slip.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def words(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "out.pdf"
    path.write_bytes(pdf)
    return run(["pdftotext", str(path), "-"], check=True, capture_output=True).stdout.decode()


def pages(pdf: bytes, tmp_path: Path) -> int:
    path = tmp_path / "out.pdf"
    path.write_bytes(pdf)
    shown = run(["pdfinfo", str(path)], check=True, capture_output=True).stdout.decode()
    return int(next(line.split()[1] for line in shown.splitlines() if line.startswith("Pages")))


@needs_poppler
def test_markup_in_data_is_printed_as_it_was_typed(template: Path, tmp_path: Path) -> None:
    nasty = '#panic("boom") *bold* $x^2$ #read("/etc/passwd") \\u{1F600} "quote" @ref <label> // no comment'
    text = words(compile_pdf(template, {"title": nasty, "lines": [nasty]}), tmp_path)
    assert '#panic("boom") *bold* $x^2$' in " ".join(text.split())
    assert '#read("/etc/passwd")' in " ".join(text.split())
    assert "// no comment" in " ".join(text.split())


@needs_poppler
@pytest.mark.skipif(not has_family("Noto Serif SC"), reason="needs the front end's fonts: npm ci in frontend/")
def test_chinese_can_be_searched_in_the_pdf(template: Path, tmp_path: Path) -> None:
    text = words(compile_pdf(template, {"title": "票", "lines": ["牡丹亭·游园惊梦", "第二页"], "lang": "zh"}), tmp_path)
    assert "牡丹亭·游园惊梦" in text
    assert "第二页" in text


@needs_poppler
def test_attachments_travel_inside_and_add_no_page(template: Path, tmp_path: Path) -> None:
    proof = Attachment("proof.json", '{"证": 1}'.encode() + bytes(range(256)), "application/json", "Proof")
    pdf = compile_pdf(template, {"title": "t", "lines": ["a", "b"]}, attachments=[proof], standard="a-3b")
    assert pages(pdf, tmp_path) == 2
    run(["pdfdetach", "-saveall", "-o", str(tmp_path), str(tmp_path / "out.pdf")], check=True)
    assert (tmp_path / "proof.json").read_bytes() == proof.content


def test_same_time_same_bytes(template: Path) -> None:
    then = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    data = {"title": "t", "lines": ["a"]}
    assert compile_pdf(template, data, produced=then) == compile_pdf(template, data, produced=then)


def test_many_threads_print_their_own_data(template: Path) -> None:
    def slip(number: int) -> bytes:
        return compile_pdf(template, {"title": f"slip-{number}", "lines": ["x"]})

    with ThreadPoolExecutor(8) as pool:
        printed = list(pool.map(slip, range(40)))
    for number, pdf in enumerate(printed):
        assert f"slip-{number}".encode() in pdf


def test_a_template_reads_only_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "t.typ").write_text('#read("../secret.txt")')
    with pytest.raises(PaperJam):
        compile_pdf(inner / "t.typ", {})


def test_what_does_not_fit_is_refused(template: Path, tmp_path: Path) -> None:
    with pytest.raises(PaperJam, match=r"slip\.typ"):
        compile_pdf(template, {"lines": []})
    with pytest.raises(FileNotFoundError):
        compile_pdf(tmp_path / "none.typ", {})
    with pytest.raises(ValueError, match="JSON"):
        compile_pdf(template, {"title": float("nan"), "lines": []})


def test_given_folders_come_first_and_missing_ones_are_left_out(tmp_path: Path) -> None:
    found = font_dirs([tmp_path, tmp_path / "none"])
    assert found[0] == tmp_path.resolve()
    assert tmp_path / "none" not in found
