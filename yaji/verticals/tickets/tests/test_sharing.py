"""What is shared of a show or of a purchase is what anybody may see."""

import re
from html import unescape

import pytest
from django.test import Client

from yaji.kernel.catalog.ports import presenters
from yaji.verticals.tickets.factories import make_performance
from yaji.verticals.tickets.models import Pass
from yaji.verticals.tickets.printing import spoken_code, token_of
from yaji.verticals.tickets.tests.shopping import Shopper

pytestmark = pytest.mark.django_db

NAME, EMAIL = "Ottoline Quill", "ottoline@quill.example"


@pytest.fixture
def bought(client, settled, house, owner):
    """Two seats, paid for: (the performance, the order's ref, everything that is the buyer's alone)."""
    row = make_performance(house, actor=owner)
    order = Shopper(client, settled).buy(row, "seat=11&seat=12", name=NAME, email=EMAIL)
    secrets = {NAME, EMAIL, order}
    for each in Pass.objects.filter(order=order):
        secrets |= {each.public_id, each.code, spoken_code(each.code), token_of(each), each.owner, each.order_code}
        secrets |= set(each.label.values())
    assert len(secrets) > 12
    return row, order, secrets


def leaks(text, secrets):
    """Which of the secrets stand in a text, whatever the case and however it is escaped."""
    plain = unescape(text).lower()
    return sorted(secret for secret in secrets if secret.lower() in plain)


def shared_from(page):
    """What the share buttons of a page hand to the system, but for “hand on”, which is meant to open a pass."""
    buttons = re.findall(r"<button[^>]*\bdata-share\b[^>]*>", page)
    fields = [dict(re.findall(r'data-share-(\w+)="([^"]*)"', button)) for button in buttons]
    return [each for each in fields if "/passes/open/" not in each.get("url", "")]


@pytest.mark.req("TIX-23")
def test_a_shared_purchase_shows_the_show_and_nothing_of_the_buyer(client, bought):
    row, order, secrets = bought
    page = client.get(f"/en/orders/{order}/").content.decode()
    assert leaks(page, secrets), "the page of the order itself shows them, or this test looks for the wrong things"
    (shared,) = shared_from(page)
    assert str(row.show.title) in unescape(shared["title"])
    assert not leaks(" ".join(shared.values()), secrets)
    for language in ("en", "zh-hans"):
        address = shared["url"].replace("/en/", f"/{language}/")
        seen = Client().get(address)
        assert seen.status_code == 200
        cards = re.findall(r'<meta property="og:\w+" content="([^"]*)">', seen.content.decode())
        assert any(row.show.title.in_language(language) in unescape(text) for text in cards)
        assert not leaks(seen.content.decode(), secrets)


@pytest.mark.req("TIX-23")
def test_the_share_card_of_a_show_has_no_seat_no_code_and_nobody(bought):
    row, _order, secrets = bought
    card = presenters["ticket"].share(row.public_id)
    assert card is not None
    assert card.title == row.show.title
    texts = [*card.title.values(), *card.description.values(), card.image, *card.url_kwargs.values()]
    said = " ".join(texts)
    assert not leaks(said, secrets)
    assert row.public_id not in said


def test_a_leak_would_be_seen(bought):
    _row, _order, secrets = bought
    for secret in secrets:
        assert leaks(f"see you at {secret.upper()}!", secrets), secret


def test_drafts_have_no_share_card(house, owner):
    row = make_performance(house, actor=owner, on_sale=False)
    assert presenters["ticket"].share(row.public_id) is None
    assert presenters["ticket"].share("prf_nothing") is None
