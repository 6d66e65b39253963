"""J4 on line: a phone becomes a scanner, good passes go in without a tap, every other answer can be told apart."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserType, Page, expect

from tests.browser import FLAGS, Browser, Visit
from tests.journeys.camera import film
from tests.journeys.walking import sign_in
from tools.services import chromium
from yaji.kernel.identity.factories import make_actor, make_visitor
from yaji.kernel.identity.models import Party
from yaji.kit import clock
from yaji.kit.text import local
from yaji.verticals.tickets import operations, printing
from yaji.verticals.tickets.factories import SMALL_PLAN, buy, make_hall, make_performance, make_show
from yaji.verticals.tickets.models import Pass, Performance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: addresses of everything the phone keeps in its caches
KEPT = """
caches.keys()
  .then(names => Promise.all(names.map(name => caches.open(name).then(shelf => shelf.keys()))))
  .then(rows => rows.flat().map(request => request.url))
"""
#: notes what is played instead of playing it
LISTEN = """
window.heard = [];
OscillatorNode.prototype.start = function (at) { window.heard.push(`${this.type} ${this.frequency.value}`); };
OscillatorNode.prototype.stop = () => {};
"""


@pytest.fixture
def gated(house: Party) -> Performance:
    """Tonight, in a hall whose stalls are reached from the north and whose standing area from the south."""
    plan = deepcopy(SMALL_PLAN)
    plan["sections"][0]["gate"], plan["sections"][1]["gate"] = "North", "South"
    show = make_show(house.public_id, local("The Peony Pavilion", "牡丹亭"))
    hall = make_hall(house.public_id, plan)
    return make_performance(house.public_id, show=show, hall=hall, starts_at=clock.now() + timedelta(hours=2))


def passes(performance: Performance, **what: Any) -> list[Pass]:
    order = buy(make_visitor(), performance, **what)
    return list(Pass.objects.filter(order=order).order_by("id"))


def paired(browser: Browser, house: Party, *, gate: str, **options: Any) -> Visit:
    """A phone that its owner has made a scanner by the code in the console."""
    desk = browser.desktop()
    sign_in(desk, "owner@example.org")
    page = desk.open(f"/en/console/{house.public_id}/devices/")
    page.get_by_label("Name of the phone").fill("Phone 1")
    page.get_by_label("Gate").fill(gate)
    page.get_by_role("button", name="Show the pairing code").click()
    link = page.get_by_role("link", name="Pair this device instead").get_attribute("href") or ""
    # the code on the screen says what the link says
    assert drawn(printing.qr_svg(link)) == drawn(page.locator(".pass-code").inner_html())

    phone = browser.phone(**options)
    phone.context.add_init_script(LISTEN)
    page = phone.open(link.removeprefix(phone.base))
    page.get_by_role("button", name="Pair this phone").tap()
    page.get_by_role("link", name="Scan The Peony Pavilion").first.tap()
    page.locator("#scanner-code").wait_for()
    return phone


def drawn(svg: str) -> str:
    """The dark modules of a code."""
    return re.findall(r'stroke="#14120e" d="([^"]+)"', svg)[0]


def answer(page: Page, text: str, look: str) -> str:
    """Type like a scanner with a cable, wherever the focus is; the whole look and sound of the answer."""
    page.evaluate("window.heard.length = 0")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    shown = page.locator(".scanner-answer")
    expect(shown).to_have_attribute("data-look", look)
    colour = shown.evaluate("one => getComputedStyle(one).backgroundColor")
    mark = page.locator(".scanner-mark")
    outline = mark.evaluate("one => getComputedStyle(one).borderRadius + getComputedStyle(one).borderStyle")
    return f"{colour} | {mark.inner_text()} {outline} | {page.evaluate('window.heard.join()')}"


def test_every_answer_looks_and_sounds_different(browser: Browser, house: Party, gated: Performance) -> None:
    first, second = passes(gated, seats=[0, 1])
    (floor,) = passes(gated, counts={"floor": 1})
    other = make_performance(house.public_id, starts_at=clock.now() + timedelta(hours=3))
    (elsewhere,) = passes(other, seats=[0])
    later = make_performance(house.public_id, show=gated.show, hall=gated.plan.hall)
    (next_week,) = passes(later, seats=[0])

    phone = paired(browser, house, gate="North")
    page = phone.page
    before = phone.done()
    answers = {
        "in": answer(page, printing.spoken_code(first.code), "in"),
        "twice": answer(page, printing.spoken_code(first.code), "twice"),
        "elsewhere": answer(page, elsewhere.code, "elsewhere"),
        "gate": answer(page, floor.code, "gate"),
        "later": answer(page, next_week.code, "later"),
        "forged": answer(page, printing.token_of(second)[:-6] + "AAAAAA", "forged"),
        "unknown": answer(page, "0000-0000-00", "unknown"),
    }
    for part in range(3):
        told_apart = {look: said.split(" | ")[part] for look, said in answers.items()}
        if part:
            assert len(set(told_apart.values())) == len(answers), told_apart
        else:
            assert told_apart["in"] not in [colour for look, colour in told_apart.items() if look != "in"]
    expect(page.locator(".scanner-answer")).to_contain_text("No pass has this number")
    assert phone.done().taps - before.taps == len(answers)  # one Enter each, which a cable scanner sends by itself
    assert answer(page, printing.token_of(second), "in")
    expect(page.get_by_text("2 of 3 are in")).to_be_visible()


def test_a_phone_keeps_no_page_and_leaving_empties_it(browser: Browser, house: Party, gated: Performance) -> None:
    phone = paired(browser, house, gate="North")
    page = phone.page
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.evaluate("caches.open('yaji-door-1').then(shelf => shelf.put('/pair/old/', new Response('x')))")
    page.reload()
    page.locator("#scanner-code").wait_for()
    phone.open("/en/tickets/door/")
    page.wait_for_function(f"{KEPT}.then(kept => kept.some(one => one.includes('/static/')))")
    pages = [one for one in page.evaluate(KEPT) if "/static/" not in one and not one.endswith(".webmanifest")]
    assert [one for one in pages if not one.endswith("/pair/old/")] == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="This phone is no scanner any more").tap()
    expect(page.get_by_text("This device may not let people in")).to_be_visible()
    page.wait_for_function(f"{KEPT}.then(kept => !kept.some(one => one.includes('/pair/')))")
    assert "yaji-door-1" not in page.evaluate("caches.keys()")


def test_a_revoked_phone_lets_nobody_in_and_says_why(browser: Browser, house: Party, gated: Performance) -> None:
    (carried,) = passes(gated, seats=[0])
    phone = paired(browser, house, gate="")
    desk = browser.visits[0]
    desk.page.on("dialog", lambda dialog: dialog.accept())
    page = desk.open(f"/en/console/{house.public_id}/devices/")
    page.get_by_role("button", name="Revoke Phone 1").click()
    expect(page.get_by_text("This phone lets nobody in any more.")).to_be_visible()
    answer(phone.page, carried.code, "error")
    expect(phone.page.locator(".scanner-answer")).to_contain_text("This device may not let people in")
    carried.refresh_from_db()
    assert carried.state == "valid"


@pytest.fixture
def camera_process(browser_process: Chromium, tmp_path: Path) -> Iterator[Chromium]:
    """A Chromium of its own whose camera shows ``tmp_path/film.y4m``, made before it is first asked for."""
    kind: BrowserType = browser_process.browser_type
    camera = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={tmp_path / 'film.y4m'}")
    process = kind.launch(executable_path=chromium(), args=[*FLAGS, *camera])
    yield process
    process.close()


def test_good_passes_before_the_camera_need_no_tap(
    camera_process: Chromium, live_server: Any, tmp_path: Path, house: Party, gated: Performance
) -> None:
    first, second = passes(gated, seats=[0, 1])
    scenes = [("", 2), (printing.token_of(first), 2), ("", 3), (printing.token_of(second), 2), ("", 40)]
    film(tmp_path / "film.y4m", scenes)
    browser = Browser(camera_process, live_server.url)
    phone = paired(browser, house, gate="North", permissions=["camera"])
    page = phone.page
    page.get_by_role("button", name="Start the camera").tap()
    started = phone.done()
    for carried, inside in ((first, 1), (second, 2)):
        shown = page.locator(".scanner-answer")
        expect(shown).to_contain_text(str(carried.label), timeout=15_000)
        expect(shown).to_have_attribute("data-look", "in")
        expect(page.get_by_text(f"{inside} of 2 are in")).to_be_visible()
    expect(shown).to_have_count(0)
    assert phone.done() == started
    assert set(Pass.objects.values_list("state", flat=True)) == {"used"}
    assert browser.close() == []


def test_without_script_the_number_is_typed(browser: Browser, house: Party, gated: Performance) -> None:
    (carried,) = passes(gated, seats=[0])
    made = operations.make_device(
        actor=make_actor(roles={house.public_id: "owner"}), organiser=house.public_id, name="Phone 2"
    )
    phone = browser.phone(java_script_enabled=False)
    page = phone.open(f"/en/tickets/door/pair/{made.device}/{made.secret}/")
    page.get_by_role("button", name="Pair this phone").tap()
    page.get_by_role("link", name="Scan").tap()
    for look in ("in", "twice"):
        page.locator("#door-code").fill(printing.spoken_code(carried.code))
        page.get_by_role("button", name="Check").tap()
        expect(page.locator(f"[data-look={look}]")).to_be_visible()
