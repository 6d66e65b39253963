"""The seller's desk: finding an order, its money, giving money back alone or by two."""

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.test import Client

from yaji.kernel.identity.factories import make_actor, make_membership, make_organisation, make_user, make_visitor
from yaji.kernel.identity.models import Approval
from yaji.kernel.orders import operations, queries, selling
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.ports import fulfillers
from yaji.kernel.orders.tests.stall import KIND, StallFulfiller, buy, make_chairs, make_tea, pay, place, wants_of
from yaji.kernel.payments.models import Refund
from yaji.kit.errors import Forbidden, NotFound
from yaji.kit.ids import mint
from yaji.kit.testing import count_statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stall(settings):
    cache.clear()
    settings.YAJI_LARGE_REFUND = 150
    with fulfillers.instead(KIND, StallFulfiller()) as plug:
        yield plug


@pytest.fixture
def boss():
    return make_user("boss@example.org")


@pytest.fixture
def house(boss):
    return make_organisation(boss, "Story House")


@pytest.fixture
def colleague(house):
    user = make_user("colleague@example.org")
    make_membership(user, house, "box_office")
    return user


@pytest.fixture
def chairs(house):
    return make_chairs(house.public_id)


@pytest.fixture
def bought(chairs, django_capture_on_commit_callbacks):
    def run(*positions, offer=None, qty=0, **contact):
        with django_capture_on_commit_callbacks(execute=True):
            ref = buy(make_visitor(), offer or chairs, *positions, qty=qty, **contact)
        return Order.objects.get(public_id=ref)

    return run


class Desk:
    """One of the staff at the console."""

    def __init__(self, user, house, language="en"):
        self.client = Client()
        if user is not None:
            self.client.force_login(user)
        self.base = f"/{language}/console/{house.public_id}"

    def get(self, path, status=200):
        answer = self.client.get(self.base + path)
        assert answer.status_code == status
        return answer.content.decode()

    def post(self, path, body, status=302):
        answer = self.client.post(self.base + path, body)
        assert answer.status_code == status, answer.content.decode()[:3000]
        return answer.content.decode()


def codes(page):
    return re.findall(r'class="link code"[^>]*>([A-Z0-9]+)<', page)


def test_the_newest_stands_first_and_pages_go_on(boss, house, bought):
    tea = make_tea(house.public_id, cups=500)
    rows = [Order.objects.get(public_id=place(make_visitor(), tea, qty=1)) for _ in range(51)]
    first = Desk(boss, house).get("/orders/")
    assert codes(first) == [row.code for row in rows[:0:-1]]
    more = re.findall(r'rel="next" href="([^"]+)"', first)[0].replace("&amp;", "&")
    assert codes(Desk(boss, house).get(f"/orders/{more}")) == [rows[0].code]


@pytest.mark.parametrize(
    "words", ["{code}", "{code_spoken}", "ming@example.org", " MING@example.org ", "Ming  Zhao", "ming zhao"]
)
def test_an_order_is_found_by_number_address_or_whole_name(boss, house, bought, words):
    wanted = bought(1, name="Ming Zhao", email="ming@example.org")
    bought(2)
    spoken = f"{wanted.code[:4].lower()}-{wanted.code[4:]}"
    page = Desk(boss, house).get(f"/orders/?q={words.format(code=wanted.code, code_spoken=spoken)}")
    assert codes(page) == [wanted.code]


@pytest.mark.parametrize("words", ["Ming", "ming@", "%", "zhao", "' OR 1=1 --"])
def test_parts_of_what_is_sealed_find_nothing(boss, house, bought, words):
    bought(1, name="Ming Zhao", email="ming@example.org")
    page = Desk(boss, house).get(f"/orders/?q={words}")
    assert codes(page) == []
    assert "Nothing matches" in page


def test_the_list_is_narrowed_by_state_and_by_what_was_bought(boss, house, bought, chairs):
    tea = make_tea(house.public_id)
    paid, other = bought(1), bought(offer=tea, qty=2)
    held = Order.objects.get(public_id=place(make_visitor(), chairs, 5))
    desk = Desk(boss, house)
    assert codes(desk.get("/orders/?state=placed")) == [held.code]
    assert codes(desk.get(f"/orders/?subject={chairs.subject}")) == [held.code, paid.code]
    assert codes(desk.get(f"/orders/?subject={tea.subject}&state=paid")) == [other.code]
    assert len(codes(desk.get("/orders/?state=nonsense"))) == 3


def test_the_list_costs_the_same_however_long(boss, house, bought):
    tea = make_tea(house.public_id, cups=200)
    desk = Desk(boss, house)
    for _ in range(2):
        place(make_visitor(), tea, qty=1)
    desk.get("/orders/")
    with count_statements() as few:
        desk.get("/orders/")
    for _ in range(18):
        place(make_visitor(), tea, qty=1)
    with count_statements() as many:
        desk.get("/orders/")
    assert len(many) == len(few)


def test_nobody_strangers_and_the_door_see_no_orders(house, bought):
    row = bought(1)
    door, stranger = make_user(), make_user()
    make_membership(door, house, "door")
    other = make_organisation(make_user())
    make_membership(stranger, other, "owner")
    for path in ("/orders/", "/orders.csv", f"/orders/{row.public_id}/", f"/orders/{row.public_id}/refund/"):
        assert Client().get(f"/en/console/{house.public_id}{path}").status_code == 302
        for user in (door, stranger):
            Desk(user, house).get(path, status=403)
    # somebody else's order through one's own desk
    Desk(stranger, other).get(f"/orders/{row.public_id}/", status=404)
    Desk(stranger, other).get(f"/orders/{row.public_id}/refund/", status=404)
    for actor in (make_visitor(), make_actor(roles={"par_x": "owner"})):
        with pytest.raises(Forbidden):
            selling.orders_for_seller(actor, house.public_id)
        with pytest.raises(Forbidden):
            selling.order_for_seller(actor, house.public_id, row.public_id)
    with pytest.raises(NotFound):
        selling.order_for_seller(make_actor(roles={"par_x": "owner"}), "par_x", row.public_id)


def test_a_viewer_looks_and_gives_nothing_back(house, bought):
    row = bought(1)
    viewer = make_user()
    make_membership(viewer, house, "viewer")
    desk = Desk(viewer, house)
    assert "/refund/" not in desk.get(f"/orders/{row.public_id}/")
    desk.get(f"/orders/{row.public_id}/refund/", status=403)
    unit = f"{row.lines.get().public_id}:0"
    desk.post(f"/orders/{row.public_id}/refund/", {"unit": unit, "confirm": 1, "why": "x", "key": mint("key")}, 403)
    row.refresh_from_db()
    assert row.refunded == 0


def test_the_page_of_an_order_tells_its_money(boss, house, bought):
    row = bought(3, 4, name="Ming Zhao", email="ming@example.org")
    page = Desk(boss, house).get(f"/orders/{row.public_id}/")
    for text in ("Chair 4", "Chair 5", "Ming Zhao", "ming@example.org", "CN¥200.00", "Paid and handed over"):
        assert text in page
    assert "Payment provider (sandbox)" in page
    assert "Held for the seller" in page
    chinese = Desk(boss, house, "zh-hans").get(f"/orders/{row.public_id}/")
    assert "4 号椅" in chinese


def test_money_goes_back_after_a_second_look(boss, house, bought, stall, django_capture_on_commit_callbacks):
    row = bought(1, 2)
    line = row.lines.get()
    desk, path = Desk(boss, house), f"/orders/{row.public_id}/refund/"
    assert "Chair 2" in desk.get(path)
    shown = desk.post(path, {"unit": f"{line.public_id}:1"}, status=200)
    assert "Give back CN¥100.00" in shown
    key = re.findall(r'name="key" value="([^"]+)"', shown)[0]
    row.refresh_from_db()
    assert row.refunded == 0
    sent = {"unit": f"{line.public_id}:1", "confirm": 1, "why": "seat broken", "key": key}
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(path, sent)
    desk.post(path, sent, status=409)
    row.refresh_from_db()
    assert row.refunded == 10_000
    assert stall.back == [(line.public_id, (1,))]
    assert Refund.objects.count() == 1
    page = desk.get(f"/orders/{row.public_id}/")
    assert "Given back: seat broken" in page


def test_without_a_reason_nothing_moves(boss, house, bought):
    row = bought(1)
    unit = f"{row.lines.get().public_id}:0"
    shown = Desk(boss, house).post(
        f"/orders/{row.public_id}/refund/", {"unit": unit, "confirm": 1, "why": "", "key": mint("key")}, status=200
    )
    assert "field-invalid" in shown
    row.refresh_from_db()
    assert row.refunded == 0


@pytest.mark.parametrize("unit", ["", "lin_none:0", "LINE:7", "LINE:x", "LINE"])
def test_what_is_no_unit_of_the_order_is_refused(boss, house, bought, unit):
    row = bought(1)
    chosen = unit.replace("LINE", row.lines.get().public_id)
    answer = Desk(boss, house).client.post(
        f"/en/console/{house.public_id}/orders/{row.public_id}/refund/", {"unit": chosen} if chosen else {}
    )
    assert answer.status_code in (409, 422)
    row.refresh_from_db()
    assert row.refunded == 0


def test_much_money_takes_two_persons(boss, colleague, house, bought, django_capture_on_commit_callbacks):
    row = bought(1, 2)
    line = row.lines.get()
    path = f"/orders/{row.public_id}/refund/"
    units = {"unit": [f"{line.public_id}:0", f"{line.public_id}:1"]}
    one, other = Desk(boss, house), Desk(colleague, house)
    assert "takes two persons" in one.post(path, units, status=200)
    one.post(path, {**units, "confirm": 1, "why": "fire alarm", "key": mint("key")})
    row.refresh_from_db()
    assert row.refunded == 0
    asked = Approval.objects.get()
    assert "fire alarm" in other.get("/orders/")
    assert "Yes, give back" not in one.get(f"/orders/{row.public_id}/")
    assert "Yes, give back CN¥200.00" in other.get(f"/orders/{row.public_id}/")
    one.post(f"/refund-requests/{asked.public_id}/", {"answer": "yes"}, status=403)
    with django_capture_on_commit_callbacks(execute=True):
        other.post(f"/refund-requests/{asked.public_id}/", {"answer": "yes"})
    row.refresh_from_db()
    assert (row.refunded, row.state) == (20_000, "refunded")
    other.post(f"/refund-requests/{asked.public_id}/", {"answer": "yes"}, status=409)
    assert Refund.objects.count() == 1


def test_the_spreadsheet_holds_the_lines_and_no_formula(boss, house, bought):
    row = bought(1, 2, name="=HYPERLINK(1)", email="ming@example.org")
    text = Desk(boss, house).client.get(f"/en/console/{house.public_id}/orders.csv").content.decode("utf-8-sig")
    head, line = csv.reader(io.StringIO(text))
    assert len(head) == len(line)
    said = dict(zip(head, line, strict=True))
    assert (said["Number"], said["Amount"], said["How many"]) == (row.code, "200", "2")
    assert said["Name"] == "'=HYPERLINK(1)"


def test_what_others_sold_in_the_same_order_is_not_shown(boss, house, chairs, django_capture_on_commit_callbacks):
    tea = make_tea("par_neighbour", price=7_700)
    guest, wants = make_visitor(), [*wants_of(chairs, 1), *wants_of(tea, qty=3)]
    total = queries.quote_for(guest, wants).total.minor
    with django_capture_on_commit_callbacks(execute=True):
        ref = pay(guest, operations.place(actor=guest, wants=wants, expected=total, key=mint("key")))
    desk = Desk(boss, house)
    for page in (desk.get("/orders/"), desk.get(f"/orders/{ref}/"), desk.get("/orders.csv")):
        assert "100" in page
        for secret in ("231", "77.00", "331", "A cup of tea", "par_neighbour"):
            assert secret not in page
    neighbours = Order.objects.get(public_id=ref).lines.get(seller="par_neighbour").public_id
    shown = desk.post(f"/orders/{ref}/refund/", {"unit": f"{neighbours}:0"}, status=403)
    assert "77" not in re.sub(r"<[^>]+>|req_\w+", "", shown)


def test_the_console_leads_here(boss, house):
    assert f"/en/console/{house.public_id}/orders/" in client_of(boss).get("/en/console/").content.decode()
    assert f"/en/console/{house.public_id}/orders/" in Desk(boss, house).get("/team/")


def client_of(user):
    client = Client()
    client.force_login(user)
    return client
