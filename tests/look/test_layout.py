"""Phones, tablets and desktops: nothing sticks out of the window."""

from collections.abc import Callable, Iterator
from pathlib import Path
from struct import unpack

import pytest

from tests.browser import DESKTOP, PHONE, TABLET, Browser, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Pages = Callable[[Callable[..., Visit]], Iterator[tuple[str, Visit]]]
#: an element that is wider than any window
BULGE = """() => {
  const wide = document.createElement("p");
  wide.textContent = "wide";
  wide.style.width = "2000px";
  document.body.append(wide);
}"""


def width_of(png: Path) -> int:
    return int(unpack(">I", png.read_bytes()[16:20])[0])


@pytest.mark.req("TIX-27")
@pytest.mark.parametrize(
    ("size", "language"),
    [(PHONE, "en"), (PHONE, "zh-hans"), (TABLET, "en"), (DESKTOP, "en")],
    ids=["390", "390-zh", "820", "1440"],
)
def test_no_page_scrolls_sideways(
    browser: Browser, every_page: Pages, tmp_path: Path, size: dict[str, int], language: str
) -> None:
    wide = []
    for path, visit in every_page(lambda: browser.visit(size, language, "light")):
        visit.open(f"/{language}{path}")
        picture = tmp_path / "page.png"
        visit.page.screenshot(path=picture, full_page=True)
        if visit.sideways() > 0 or width_of(picture) != size["width"]:
            wide.append(f"{path}: {visit.sideways()} px")
    assert wide == []


def test_a_page_that_sticks_out_is_seen(browser: Browser) -> None:
    visit = browser.phone()
    visit.open("/en/help/")
    assert visit.sideways() == 0
    visit.page.evaluate(BULGE)
    assert visit.sideways() > 1000
