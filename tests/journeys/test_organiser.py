"""J5: an organiser with nothing yet puts a show on sale in a hall with numbered seats."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Browser, Effort
from tests.journeys.walking import amounts, check_out, chosen, sign_in
from yaji.kernel.identity.models import Party
from yaji.kit import clock
from yaji.verticals.tickets.models import Hall, Performance, Show, Venue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEAD = "section,section_zh,row,seat,category,category_name_zh\n"
#: a seat that stands twice, and one without a number
BAD = [*(f"Stalls,池座,A,{n},First,甲等" for n in (1, 2, 3, 3)), "Stalls,池座,B,,Second,乙等"]
GOOD = [
    f"Stalls,池座,{row},{n},{kind}" for row, kind in (("A", "First,甲等"), ("B", "Second,乙等")) for n in range(1, 9)
]


def plan_file(folder: Path, lines: list[str]) -> Path:
    path = folder / f"plan-{len(lines)}.csv"
    path.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    return path


def next_month() -> datetime:
    return clock.now() + timedelta(days=30)


def test_from_nothing_to_on_sale(browser: Browser, house: Party, tmp_path: Path) -> None:
    visit = browser.desktop()
    sign_in(visit, "owner@example.org")
    page = visit.open(f"/en/console/{house.public_id}/shows/")
    page.get_by_role("link", name="First a house with a hall").click()

    # the house and its hall; the file has two faults, is mended and comes again
    page.get_by_label("Name of the house, in English").fill("Lantern House")
    page.get_by_label("City, in English").fill("Shanghai")
    page.get_by_label("Name of the hall, in English").fill("Great Hall")
    page.get_by_label("A file: CSV, or our own format").check()
    page.get_by_label("Plan file").set_input_files(plan_file(tmp_path, BAD))
    page.get_by_role("button", name="Save and go on").click()
    problems = page.get_by_role("region", name="Problems in the file")
    expect(problems.locator("tbody tr")).to_have_count(2)
    expect(problems).to_contain_text("line 5, seat")
    expect(problems).to_contain_text("the same seat as in line 4")
    expect(problems).to_contain_text("line 6, seat")
    assert not Venue.objects.exists()
    # what was typed is still there; only the file has to be chosen again, browsers keep none
    expect(page.get_by_label("Name of the house, in English")).to_have_value("Lantern House")
    expect(page.get_by_label("Name of the hall, in English")).to_have_value("Great Hall")
    page.get_by_label("Plan file").set_input_files(plan_file(tmp_path, GOOD))
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Great Hall is saved: 16 seats, 0 standing places.")).to_be_visible()
    assert Hall.objects.count() == 1

    # the show and its first evening, in the hall that was made just now
    assert page.get_by_label("Hall", exact=True).locator("option").first.inner_text() == "Lantern House · Great Hall"
    page.get_by_label("Title, in English").fill("The Peony Pavilion")
    page.get_by_label("Title, in Chinese").fill("牡丹亭")
    page.get_by_label("First day").fill(f"{next_month():%Y-%m-%d}")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Performances made: 1.")).to_be_visible()
    assert Show.objects.count() == Performance.objects.count() == 1

    # its prices, beside the hall's picture
    expect(page.locator("svg.plan path")).to_have_count(2)
    for field, price in zip(page.locator("input[name$=-price]").all(), ("380", "180"), strict=True):
        field.fill(price)
    page.get_by_role("button", name="Save the prices").click()

    # as its buyers will see it, which nobody else does yet
    page.get_by_role("link", name="Preview as buyer").wait_for()
    made = visit.done()
    assert made.screens == 5
    row = Performance.objects.get()
    stranger = browser.phone(language="zh-hans")
    stranger.open(f"/zh-hans/tickets/p/{row.public_id}/")
    assert "牡丹亭" not in stranger.page.inner_text("main")
    page.get_by_role("link", name="Preview as buyer").click()
    page.locator("#performances a", has_text="Look").click()
    expect(page.get_by_text("Preview: only your team sees this page")).to_be_visible()
    assert {"¥380.00", "¥180.00"} <= set(amounts(page.locator("main")))
    page.go_back()
    page.go_back()

    # on sale, and somebody buys two seats
    page.get_by_role("button", name="Put 1 date on sale").click()
    expect(page.get_by_text("On sale: 1.")).to_be_visible()
    assert made <= Effort(screens=5, taps=99, fields=99)
    stranger.open(f"/zh-hans/tickets/p/{row.public_id}/")
    stranger.page.get_by_role("button", name="选座").tap()
    chosen(stranger.page, 2)
    stranger.page.locator(".choice-bar button").tap()
    check_out(stranger)
    expect(stranger.page.locator(".pass")).to_have_count(2)
    page.reload()
    expect(page.locator("tbody td[data-label=Sold]")).to_have_text("2 / 16")


def test_what_is_left_out_is_asked_for_on_pages_of_its_own(browser: Browser, house: Party) -> None:
    visit = browser.phone()
    sign_in(visit, "owner@example.org")
    page = visit.open(f"/en/console/{house.public_id}/halls/new/")
    page.get_by_label("Name of the house, in English").fill("Lantern House")
    page.get_by_role("button", name="Save and go on").tap()
    expect(page.get_by_role("heading", name="New hall in Lantern House")).to_be_visible()
    page.get_by_label("Name of the hall, in English").fill("Great Hall")
    page.get_by_role("button", name="Save the hall").tap()
    expect(page.locator("svg.plan")).to_be_visible()
    page = visit.open(f"/en/console/{house.public_id}/shows/new/")
    page.get_by_label("Title, in English").fill("The Peony Pavilion")
    page.get_by_role("button", name="Save and go on").tap()
    expect(page.get_by_role("heading", name="Dates of The Peony Pavilion")).to_be_visible()
    assert visit.sideways() == 0
