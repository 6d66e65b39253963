"""The printed pass: everything on it, one page each, in the buyer's language, whatever the title contains."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from shutil import which
from subprocess import run
from typing import Any

import pytest
import segno

from yaji.kit.painting import paint
from yaji.kit.paper import compile_pdf, has_family

PASS = Path(__file__).parents[1] / "pass.typ"

pytestmark = [
    pytest.mark.skipif(which("pdftotext") is None, reason="needs pdftotext (poppler-utils)"),
    pytest.mark.skipif(not has_family("Noto Serif SC"), reason="needs the front end's fonts: npm ci in frontend/"),
]


def code(payload: str) -> str:
    out = BytesIO()
    segno.make(payload, error="m").save(out, kind="svg", xmldecl=False, border=2)
    return out.getvalue().decode()


def one(**changes: Any) -> dict[str, Any]:
    return {
        "title": "牡丹亭",
        "other_title": "The Peony Pavilion",
        "date": "2026年11月14日 星期六",
        "time": "19:30",
        "zone": "Asia/Shanghai（UTC+8）",
        "venue": "听澜剧院",
        "hall": "大剧场",
        "address": "上海市徐汇区听澜路 18 号",
        "place": {"kind": "seat", "section": "池座", "row": "D", "seat": "11"},
        "holder": "林予安",
        "category": "甲等",
        "price": "CN¥380.00",
        "age": "6 岁以上",
        "code": "YJ7Q-2M41-K8",
        "order": "ORD-7QX2-M4",
        "number": "1 / 2",
        "qr": code("YJ1." + "A" * 180),
        "art": paint("x", "peony", 1480, 540),
        "doors": "19:00",
        "door_note": "请勿携带玻璃瓶。",
        "return_rule": "开演前 48 小时可退票。",
        **changes,
    }


def pages(tmp_path: Path, *passes: dict[str, Any], lang: str = "zh-hans") -> list[str]:
    """The words of each page."""
    pdf = compile_pdf(PASS, {"lang": lang, "title": "Pass", "issuer": "Yaji 雅集", "passes": list(passes)})
    (tmp_path / "pass.pdf").write_bytes(pdf)
    told = run(["pdftotext", "-layout", str(tmp_path / "pass.pdf"), "-"], check=True, capture_output=True)
    return told.stdout.decode().split("\f")[:-1]


def test_a_chinese_pass_says_everything(tmp_path: Path) -> None:
    (page,) = pages(tmp_path, one())
    squeezed = "".join(page.split())
    for words in ("牡丹亭", "ThePeonyPavilion", "2026年11月14日星期六", "19:30", "Asia/Shanghai", "听澜剧院", "大剧场"):
        assert words in squeezed
    for words in ("池座", "排", "D", "座", "11", "林予安", "甲等", "CN¥380.00", "6岁以上", "YJ7Q-2M41-K8", "退换规则"):
        assert words in squeezed


def test_standing_and_timed_entry_show_their_own_words(tmp_path: Path) -> None:
    standing = one(place={"kind": "standing", "section": "Floor", "number": "0417"})
    entry = one(place={"kind": "entry", "section": "", "slot": "10:00–10:30"}, holder="")
    first, second = pages(tmp_path, standing, entry, lang="en")
    assert "Standing" in first
    assert "0417" in first
    assert "Seat" not in first
    assert "10:00–10:30" in second
    assert "Holder" not in second


@pytest.mark.parametrize(
    "title",
    [
        '#panic("x") *b* $y$ \\ @a <b> // "q"',
        "A" * 300,
        "极长的演出名称" * 25,
        "Symphony No. 9 in E minor, “From the New World”, and the Violin Concerto in D major, Op. 61",
    ],
)
def test_any_title_fits_one_page(title: str, tmp_path: Path) -> None:
    (page,) = pages(tmp_path, one(title=title, other_title=title[:60]), lang="en")
    assert "YJ7Q-2M41-K8" in page
    assert "Row" in page


@pytest.mark.parametrize("standard", ["ua-1", "a-2u"])
def test_a_pass_can_be_read_aloud_and_archived(standard: Any) -> None:
    data = {"lang": "en", "title": "Pass", "issuer": "Yaji", "passes": [one(), one()]}
    assert compile_pdf(PASS, data, standard=standard).startswith(b"%PDF")
