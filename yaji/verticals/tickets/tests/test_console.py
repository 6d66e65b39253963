"""The organiser's desk: from nothing to on sale, and who may see which page."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yaji.kernel.catalog.queries import offers_of
from yaji.kernel.identity.factories import make_actor, make_membership, make_organisation, make_user
from yaji.kernel.identity.queries import party as party_of
from yaji.kernel.orders.queries import order_for
from yaji.kit import clock
from yaji.kit.http.spreadsheets import safe_cell
from yaji.kit.testing import count_statements
from yaji.verticals.tickets.factories import buy, make_performance
from yaji.verticals.tickets.models import Device, Hall, Pass, Performance, Plan, Show
from yaji.verticals.tickets.overview import by_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(boss, party):
    return make_performance(party, actor=make_actor(boss))


def post(desk, address, data, status=302):
    response = desk.post(address, data)
    assert response.status_code == status, response.content.decode()[-3000:]
    return response


def test_from_nothing_to_on_sale_with_a_numbered_hall(desk, client, party):
    """J5: house and hall, show, dates, prices, on sale: five screens, each saved."""
    base = f"/en/console/{party}"
    assert b"First a house" in desk.get(f"{base}/shows/").content
    made = post(desk, f"{base}/halls/new/", {"name_en": "Lantern House", "zone": "Asia/Shanghai", "city_en": "Suzhou"})
    hall = {"name_en": "Small hall", "way": "rows", "rows": 8, "seats": 10, "price_zones": 2, "aisle": "on"}
    post(desk, made["Location"], hall)
    assert Plan.objects.get().seats == 80
    show = {"title_en": "Tea House", "title_zh": "茶馆", "category": "performance", "currency": "CNY"}
    dates = post(desk, f"{base}/shows/new/", {**show, "minutes": 120, "interval": 0, "age_min": 6})["Location"]
    day = (clock.now() + timedelta(days=20)).date()
    times = {"first_day": day, "times": "14:00, 19:30", "minutes": 120, "doors": 45, "kind": "evening"}
    prices = post(desk, dates, {**times, "hall": Hall.objects.get().public_id})["Location"]
    fields = {"z-a-name_en": "Front", "z-a-price": "380", "z-a-mark": 1, "z-b-name_en": "Back", "z-b-mark": 2}
    post(desk, prices, {**fields, "z-b-price": "180.50"})
    ref = Show.objects.get().public_id
    page = desk.get(f"{base}/shows/{ref}/").content.decode()
    assert "Put 2 dates on sale" in page
    post(desk, f"{base}/shows/{ref}/sale/", {})
    assert {p.state for p in Performance.objects.all()} == {"on_sale"}
    assert [p.local_start.strftime("%H:%M") for p in Performance.objects.order_by("starts_at")] == ["14:00", "19:30"]
    first = Performance.objects.order_by("starts_at")[0]
    assert [o.price for o in offers_of([first.public_id])] == [38000, 18050]
    desk.logout()
    assert client.get(f"/en/tickets/p/{first.public_id}/").status_code == 200


def test_timed_entry(desk, party, row):
    day = clock.now().date() + timedelta(days=10)
    data = {
        "hall": row.plan.hall.public_id,
        "kind": "slot",
        "first_day": day,
        "last_day": day + timedelta(days=6),
        "weekdays": [0, 1, 2, 3, 4],
        "times": "10:00",
        "until": "11:30",
        "every": 30,
        "minutes": 60,
        "doors": 0,
    }
    post(desk, f"/en/console/{party}/shows/{row.show.public_id}/schedule/", data)
    slots = Performance.objects.filter(kind="slot")
    assert slots.count() == 5 * 4
    assert {p.ends_at - p.starts_at for p in slots} == {timedelta(minutes=30)}
    assert len({p.series for p in slots}) == 1


def test_a_plan_file_with_mistakes_is_explained_cell_by_cell(desk, party, row):
    address = f"/en/console/{party}/halls/{row.plan.hall.public_id}/"
    bad = SimpleUploadedFile("plan.csv", b"section,row,seat,category\nS,A,1,A\nS,A,1,A\nS,,2,A\n")
    response = post(desk, address, {"way": "file", "file": bad}, status=422)
    body = response.content.decode()
    assert "line 3, seat" in body
    assert "the same seat as in line 2" in body
    assert "line 4, row" in body
    assert Plan.objects.count() == 1
    good = SimpleUploadedFile("plan.csv", "section,row,seat,category\n池座,A,1,甲\n池座,A,2,甲\n".encode())
    post(desk, address, {"way": "file", "file": good})
    exported = desk.get(f"/en/console/{party}/plans/{Plan.objects.latest('version').public_id}.json")
    again = SimpleUploadedFile("plan.json", exported.content)
    post(desk, address, {"way": "file", "file": again})
    assert Plan.objects.count() == 2, "the same plan again is no new version"
    assert b"<svg" in desk.get(address).content


@pytest.mark.parametrize(
    "content", [b"{", b"[1]", b"{}", b'{"format": "yaji.plan", "version": 9}', b"\x00\xff", b"PK\x03\x04", b"{" * 5000]
)
def test_what_is_no_plan_is_refused(desk, party, row, content):
    address = f"/en/console/{party}/halls/{row.plan.hall.public_id}/"
    post(desk, address, {"way": "file", "file": SimpleUploadedFile("plan.json", content)}, status=422)
    assert Plan.objects.count() == 1


def test_terms_and_questions(desk, party, row):
    address = f"/en/console/{party}/shows/{row.show.public_id}/terms/"
    data = {
        "early_percent": "10",
        "early_days": 7,
        "group_percent": "7.5",
        "group_least": 5,
        "member_percent": "",
        "min_per_order": 1,
        "max_per_order": 6,
        "fee": "5",
        "named": "on",
        "returns_allowed": "on",
        "returns_hours": 24,
        "returns_percent": "5",
        "q0-label_en": "Meal?",
        "q0-kind": "choice",
        "q0-choices": "Meat / 荤\nNone / 素",
        "q0-per": "unit",
        "q0-required": "on",
    }
    post(desk, address, data)
    show = Show.objects.get()
    assert [(r["kind"], r["percent_bp"]) for r in show.rules] == [("early_bird", 1000), ("group", 750)]
    assert show.fee_per_unit == 500
    assert show.questions[0]["choices"] == [{"en": "Meat", "zh-hans": "荤"}, {"en": "None", "zh-hans": "素"}]
    assert b"Meat / " in desk.get(address).content
    post(desk, address, {**data, "max_per_order": 0}, status=200)
    post(desk, address, {**data, "fee": "-1"}, status=200)
    post(desk, address, {**data, "q0-choices": "one"}, status=422)
    assert Show.objects.get().max_per_order == 6


def test_watching_it_sell(desk, party, row, settled, boss):
    settled(buy, make_actor(), row, seats=[0, 1, 17], counts={"floor": 2})
    page = desk.get(f"/en/console/{party}/performances/{row.public_id}/").content.decode()
    assert "CN¥1,180.00" in page
    assert "<svg" in page
    text = desk.get(f"/en/console/{party}/performances/{row.public_id}/sales.csv").content.decode("utf-8-sig")
    assert text.splitlines()[1] == "Front,380,16,2,0,0,14,760"
    days = by_day(Pass.objects.all(), row.zone)
    assert (days[-1]["sold"], days[-1]["amount"], len(days)) == (5, 118000, 14)
    for tail in ("shows/", f"shows/{row.show.public_id}/", f"shows/{row.show.public_id}/sales/"):
        assert desk.get(f"/en/console/{party}/{tail}").status_code == 200
    text = desk.get(f"/en/console/{party}/shows/{row.show.public_id}/sales.csv").content.decode("utf-8-sig")
    assert text.splitlines()[1].endswith(",42,5,37,1180,CNY")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1"])
def test_no_cell_becomes_a_formula(cell):
    assert str(safe_cell(cell)).startswith("'")


def test_a_holder_s_formula_stays_text(desk, party, row, settled):
    settled(buy, make_actor(), row, seats=[0])
    carried = Pass.objects.get()
    carried.holder = '=HYPERLINK("http://evil")'
    carried.save()
    text = desk.get(f"/en/console/{party}/performances/{row.public_id}/attendees.csv").content.decode()
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text


def test_cancelling_shows_first_what_it_means(desk, party, row, settled, boss):
    buyers = [make_actor() for _ in range(2)]
    orders = [settled(buy, buyer, row, seats=[n * 2, n * 2 + 1]) for n, buyer in enumerate(buyers)]
    address = f"/en/console/{party}/performances/{row.public_id}/cancel/"
    dry = desk.get(address).content.decode()
    assert "CN¥1,520.00" in dry
    assert Pass.objects.filter(state="valid").count() == 4
    post(desk, address, {"why": "The roof leaks"}, status=200)
    settled(desk.post, address, {"why": "The roof leaks", "sure": "on"})
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert set(Pass.objects.values_list("state", flat=True)) == {"revoked"}
    for buyer, order in zip(buyers, orders, strict=True):
        assert order_for(buyer, order).state == "refunded"
    settled(desk.post, address, {"why": "Again", "sure": "on"})
    assert desk.get(f"/en/tickets/p/{row.public_id}/").status_code == 200


def test_moving_and_pausing(desk, party, row):
    start = row.local_start + timedelta(days=1)
    post(desk, f"/en/console/{party}/performances/{row.public_id}/times/", {"start": f"{start:%Y-%m-%dT%H:%M}"})
    row.refresh_from_db()
    assert f"{row.local_start:%Y-%m-%dT%H:%M}" == f"{start:%Y-%m-%dT%H:%M}"
    assert row.ends_at - row.starts_at == timedelta(hours=2)
    bad = desk.post(f"/en/console/{party}/performances/{row.public_id}/times/", {"start": "tomorrow"})
    assert bad.status_code == 422
    post(desk, f"/en/console/{party}/shows/{row.show.public_id}/sale/", {"do": "pause"})
    row.refresh_from_db()
    assert row.state == "paused"


def test_the_list_and_letting_in_by_it(desk, party, row, settled):
    settled(buy, make_actor(), row, seats=[0, 1])
    carried = Pass.objects.order_by("id")[0]
    base = f"/en/console/{party}/performances/{row.public_id}"
    assert carried.order_code in desk.get(f"{base}/attendees/").content.decode()
    assert "Nobody matches" in desk.get(f"{base}/attendees/?q=zzz").content.decode()
    for _ in range(2):
        post(desk, f"{base}/admit/", {"pass": carried.public_id})
    carried.refresh_from_db()
    assert carried.state == "used"


def test_a_phone_is_paired_by_its_camera(desk, client, party, row):
    response = desk.post(f"/en/console/{party}/devices/", {"name": "Phone 1", "gate": "North"})
    link = response.context["link"].removeprefix("http://localhost:8000")
    assert "/tickets/door/pair/" in link
    desk.logout()
    assert client.get("/en/tickets/door/").content.count(b"may not let people in") == 1
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 302
    cookie = client.cookies["yaji_door"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get("/en/tickets/door/").status_code == 200
    assert client.get(f"/en/tickets/door/{row.public_id}/").status_code == 200
    assert client.post(link).status_code == 410
    assert client.get(f"/en/console/{party}/shows/").status_code in (302, 403)
    Device.objects.update(state="revoked")
    assert client.get(f"/en/tickets/door/{row.public_id}/").status_code == 404


def test_the_door_answers_script_and_no_script(desk, party, row, settled):
    settled(buy, make_actor(), row, seats=[0])
    carried = Pass.objects.get()
    address = f"/en/tickets/door/{row.public_id}/"
    first = desk.post(f"{address}check", {"code": carried.code, "key": "k1"})
    assert (first.json()["look"], first.json()["inside"]) == ("in", 1)
    second = desk.post(f"{address}check", {"code": carried.code, "key": "k2"})
    assert (second.status_code, second.json()["look"]) == (409, "twice")
    page = desk.post(address, {"code": "7Q2M41K8AB", "key": "k3"})
    assert page.status_code == 404
    assert b'data-look="unknown"' in page.content
    assert desk.get("/en/tickets/door/manifest.webmanifest").json()["start_url"] == "/en/tickets/door/"
    assert desk.get("/en/tickets/door/worker.js")["Content-Type"] == "text/javascript"


PAGES = (
    "shows/",
    "shows/new/",
    "shows/{show}/",
    "shows/{show}/describe/",
    "shows/{show}/terms/",
    "shows/{show}/schedule/",
    "shows/{show}/prices/",
    "shows/{show}/sales/",
    "shows/{show}/sales.csv",
    "performances/{prf}/",
    "performances/{prf}/sales.csv",
    "performances/{prf}/cancel/",
    "performances/{prf}/attendees/",
    "performances/{prf}/attendees.csv",
    "halls/",
    "halls/new/",
    "venues/{ven}/",
    "venues/{ven}/halls/new/",
    "halls/{hal}/",
    "plans/{pln}.json",
    "devices/",
)
POSTS = (
    "shows/{show}/sale/",
    "performances/{prf}/times/",
    "performances/{prf}/window/",
    "performances/{prf}/admit/",
    "devices/{dev}/revoke/",
)
DOOR_ONLY = {"performances/{prf}/attendees/", "performances/{prf}/attendees.csv"}
VIEWER = {"shows/", "shows/{show}/", "shows/{show}/sales/", "shows/{show}/sales.csv", "performances/{prf}/"}
VIEWER |= {"performances/{prf}/sales.csv", "halls/", "halls/{hal}/", "plans/{pln}.json"}


@pytest.mark.parametrize("page", PAGES + POSTS)
def test_who_may_open_which_page(client, party, row, page):
    hall = row.plan.hall
    names = {"show": row.show.public_id, "prf": row.public_id, "hal": hall.public_id, "dev": "dev_none"}
    address = f"/en/console/{party}/" + page.format(ven=hall.venue.public_id, pln=row.plan.public_id, **names)
    ask = client.post if page in POSTS else client.get
    assert ask(address).status_code in (302, 403), "nobody is sent to sign in"
    house = make_organisation(make_user())
    people = {"stranger": make_user(), "other": make_user(), "viewer": make_user(), "door": make_user()}
    make_membership(people["other"], house, "owner")
    team = party_of(party)
    make_membership(people["viewer"], team, "viewer")
    make_membership(people["door"], team, "door")
    may = {"viewer": VIEWER, "door": DOOR_ONLY | {"performances/{prf}/admit/"}}
    for who, user in people.items():
        client.force_login(user)
        status = ask(address).status_code
        if page in may.get(who, ()):
            assert status in (200, 302), (who, status)
        else:
            assert status in (403, 404), (who, status)


def test_lists_take_the_same_number_of_statements_for_more(desk, party, row, boss):
    actor, counts = make_actor(boss), []
    for more in (1, 10):
        for _ in range(more):
            make_performance(party, actor=actor, show=row.show, hall=row.plan.hall)
            make_performance(party, actor=actor, hall=row.plan.hall)
        found = []
        for page in ("shows/", f"shows/{row.show.public_id}/"):
            with count_statements() as statements:
                desk.get(f"/en/console/{party}/{page}")
            found.append(len(statements))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20
