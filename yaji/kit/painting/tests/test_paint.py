"""Pictures are the same for the same seed, safe to put into a page, and small."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from yaji.kit.painting import PALETTES, STYLES, UnknownPalette, UnknownStyle, paint

SHAPES = {"portrait": (800, 1120), "share card": (1200, 630), "square": (600, 600), "strip": (1600, 400)}
ALLOWED = {
    *("svg", "title", "defs", "linearGradient", "radialGradient", "stop", "clipPath"),
    *("g", "path", "circle", "rect", "text", "tspan"),
}
ATTACKS = [
    "</text><script>alert(1)</script>",
    '"><image href="//evil.example/x"/>',
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "\x00\x0b\ud800\ufffe title",
    "& < > ' \" &amp; &#x3c;script&#x3e;",
    "牡丹亭" * 4000,
    "A" * 20000,
    "\u202e\u200b\u2066反转",
]


def elements(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter())  # noqa: S314 -- our own output


def tag(element: ET.Element) -> str:
    return element.tag.removeprefix("{http://www.w3.org/2000/svg}")


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("shape", SHAPES)
def test_every_picture_is_small_closed_and_well_formed(style: str, shape: str) -> None:
    width, height = SHAPES[shape]
    for number in range(20):
        title = ("牡丹亭", "", "Symphony No. 9 in E minor, “From the New World”", "长夜将明，且听风吟")[number % 4]
        svg = paint(f"seed {number}", style, width, height, title=title, subtitle="Kunqu 昆曲" if title else "")
        assert len(svg.encode()) <= 40_000, (style, number, len(svg.encode()))
        assert {tag(one) for one in elements(svg)} <= ALLOWED
        root = elements(svg)[0]
        assert (root.get("width"), root.get("height")) == (str(width), str(height))
        for one in elements(svg):
            assert not {name for name in one.attrib if name.startswith("on") or "href" in name or name == "style"}
            assert all(value.startswith("url(#p") for value in one.attrib.values() if "url(" in value)
        assert "nan" not in svg
        assert "inf" not in svg


@pytest.mark.parametrize("style", sorted(STYLES))
def test_same_seed_same_bytes_and_other_seed_other_picture(style: str) -> None:
    first = paint("one", style, 800, 1120, title="牡丹亭", subtitle="Kunqu")
    assert first == paint("one", style, 800, 1120, title="牡丹亭", subtitle="Kunqu")
    assert len({re.sub(r"p[0-9a-f]{8}-", "", paint(str(n), style, 800, 1120)) for n in range(20)}) == 20


def test_pictures_do_not_change_between_machines() -> None:
    """A stored poster is named by its bytes; a change of brush must be meant, so it changes this number."""
    from hashlib import sha256

    album = "".join(paint("album", style, 240, 300, title="雅集") for style in sorted(STYLES))
    assert sha256(album.encode()).hexdigest()[:16] == "1d1ddde0b0de5065"


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_a_title_stays_text(style: str, attack: str) -> None:
    svg = paint("x", style, 800, 1120, title=attack, subtitle=attack)
    assert len(svg.encode()) <= 42_000
    assert {tag(one) for one in elements(svg)} <= ALLOWED
    assert any(tag(one) == "text" for one in elements(svg))


def test_the_title_can_be_read_in_the_picture() -> None:
    spoken = elements(paint("x", "tides", 800, 1120, title="Tom & Jerry's <Night>", subtitle="a < b"))
    assert next(one.text for one in spoken if tag(one) == "title") == "Tom & Jerry's <Night>"
    shown = "".join("".join(one.itertext()) for one in spoken if tag(one) == "text")
    assert "Jerry's" in shown
    assert "a < b" in shown


@pytest.mark.parametrize("seed", range(30))
def test_lettering_stays_inside(seed: int) -> None:
    """No line starts outside the picture or sits below its edge, upright or level."""
    for width, height in SHAPES.values():
        svg = paint(str(seed), "enso", width, height, title="长夜将明" if seed % 2 else "The Long Road Home at Night")
        box = [float(v) for v in (elements(svg)[0].get("viewBox") or "").split()]
        lines = [one for one in elements(svg) if tag(one) == "text"]
        assert lines
        for one in lines:
            assert 0 < float(one.get("x", "-1")) < box[2]
            assert 0 < float(one.get("y", "-1")) < box[3]


@pytest.mark.parametrize("palette", sorted(PALETTES))
def test_every_palette_serves_every_style(palette: str) -> None:
    for style in STYLES:
        assert elements(paint("x", style, 240, 300, palette=palette))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", sorted(PALETTES))
def test_lettering_reads_on_its_ground(name: str) -> None:
    palette = PALETTES[name]
    for ground in (palette.ground, palette.haze):
        one, other = sorted((luminance(palette.ink), luminance(ground)))
        assert (other + 0.05) / (one + 0.05) >= 4.5


def test_what_cannot_be_painted_is_refused() -> None:
    with pytest.raises(UnknownStyle):
        paint("x", "watercolour", 240, 300)
    with pytest.raises(UnknownPalette):
        paint("x", "enso", 240, 300, palette="beige")
    for width, height in ((0, 300), (-240, 300), (9000, 9000), (20, 4000)):
        with pytest.raises(ValueError, match="cannot paint"):
            paint("x", "enso", width, height)


def test_ids_differ_between_pictures_of_one_page() -> None:
    ids = [
        one.get("id")
        for seed in ("a", "b")
        for size in ((240, 300), (480, 600))
        for one in elements(paint(seed, "jade", *size))
        if one.get("id")
    ]
    assert len(ids) == len(set(ids)) > 4
