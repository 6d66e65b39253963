"""Everything the pages do, over HTTP."""

from copy import deepcopy
from datetime import timedelta

import pytest

from yaji.kernel.identity.factories import make_actor, make_membership, make_organisation, make_user
from yaji.kernel.identity.queries import party as party_of
from yaji.kit import clock
from yaji.kit.ids import mint
from yaji.verticals.tickets import queries
from yaji.verticals.tickets.factories import SMALL_PLAN, buy, make_hall, make_performance
from yaji.verticals.tickets.models import Hall, Pass, Performance, Show, Venue
from yaji.verticals.tickets.passes import verify

pytestmark = pytest.mark.django_db

BASE = "/api/v1/tickets"


@pytest.fixture
def boss():
    return make_user()


@pytest.fixture
def party(boss):
    return make_organisation(boss).public_id


@pytest.fixture
def row(boss, party):
    return make_performance(party, actor=make_actor(boss))


@pytest.fixture
def desk(client, boss):
    client.force_login(boss)
    return client


def send(client, method, path, body=None, status=200, **headers):
    ask = getattr(client, method)
    more = {"data": body, "content_type": "application/json"} if body is not None else {}
    response = ask(f"{BASE}{path}", **more, headers=headers)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.json() if response.content and "json" in response["Content-Type"] else response


def test_a_stranger_reads_what_is_public_and_gets_a_price(client, row):
    shown = send(client, "get", f"/performances/{row.public_id}")
    assert [p["price"] for p in shown["prices"]] == [38000, 18000, 12000]
    assert send(client, "get", f"/shows/{row.show.public_id}")["title"]["zh-hans"] == "演出"
    dates = send(client, "get", f"/shows/{row.show.public_id}/performances")
    assert (dates[0]["left"], dates[0]["price_from"]) == (42, 12000)
    assert send(client, "get", f"/performances/{row.public_id}/map")["size"] == 32
    assert send(client, "get", f"/performances/{row.public_id}/stock")["state"] == "on_sale"
    best = send(client, "get", f"/performances/{row.public_id}/best?n=2&limit=20000")
    assert best["labels"][0]["en"].startswith("Row C")
    standing = shown["prices"][2]["offer"]
    body = {"seats": best["seats"], "counts": {standing: 1}}
    quoted = send(client, "post", f"/performances/{row.public_id}/quote", body)
    assert quoted["total"] == 2 * 18000 + 12000
    assert [w["qty"] for w in quoted["wants"]] == [2, 1]


@pytest.mark.parametrize(
    "body",
    [
        {"seats": [99]},
        {"seats": [-1]},
        {"seats": ["x"]},
        {"seats": [1.5]},
        {"counts": {"off_x": 1}},
        {"counts": {"off_x": -1}},
        {"seats": []},
        {"seats": [10**30]},
        [],
    ],
)
def test_a_bad_choice_is_refused(client, row, body):
    said = send(client, "post", f"/performances/{row.public_id}/quote", body, status=422)
    assert said["code"]
    assert said["next_step"]


def test_what_is_not_there_is_not_there(client):
    for path in ("/shows/shw_x", "/shows/shw_x/performances", "/performances/prf_x", "/performances/prf_x/map"):
        assert send(client, "get", path, status=404)["code"] == "kit.not_found"


def test_from_nothing_to_on_sale(desk, party):
    venue = send(desk, "post", f"/organisers/{party}/venues", {"name": {"en": "House"}, "zone": "Asia/Tokyo"}, 201)
    hall = send(desk, "post", f"/venues/{venue['id']}/halls", {"name": {"en": "Hall"}, "plan": SMALL_PLAN}, 201)
    plan = send(desk, "post", f"/halls/{hall['id']}/plans", {"plan": SMALL_PLAN}, 201)
    assert (plan["version"], plan["seats"], plan["standing"]) == (1, 32, 10)
    assert send(desk, "get", f"/plans/{plan['id']}")["document"] == plan["document"]
    show = send(desk, "post", f"/organisers/{party}/shows", {"title": {"en": "A"}, "category": "film"}, 201)
    start = clock.now() + timedelta(days=3)
    times = [{"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}]
    made = send(desk, "post", f"/shows/{show['id']}/performances", {"hall": hall["id"], "times": times}, 201)
    refs = [each["id"] for each in made]
    prices = [{"zone": "a", "name": {"en": "Front"}, "price": 5000}]
    send(desk, "put", "/prices", {"performances": refs, "prices": prices}, 204)
    send(desk, "put", f"/shows/{show['id']}/terms", {"max_per_order": 4})
    assert send(desk, "post", "/sale/open", {"performances": refs})[0]["sale"] == "open"
    assert send(desk, "post", "/sale/pause", {"performances": refs})[0]["sale"] == "paused"
    later = {"starts_at": (start + timedelta(days=1)).isoformat(), "ends_at": (start + timedelta(days=2)).isoformat()}
    send(desk, "put", f"/performances/{refs[0]}/times", later)
    opens = {"on_sale_from": (start - timedelta(days=1)).isoformat()}
    send(desk, "put", f"/performances/{refs[0]}/window", opens)
    send(desk, "post", "/sale/open", {"performances": refs})
    assert send(desk, "get", f"/performances/{refs[0]}")["performance"]["sale"] == "soon"
    assert send(desk, "get", f"/organisers/{party}/shows")[0]["terms"]["max_per_order"] == 4
    assert send(desk, "put", f"/shows/{show['id']}", {"title": {"en": "B"}, "category": "film"})["title"] == {"en": "B"}
    changed = send(desk, "put", f"/venues/{venue['id']}", {"name": {"en": "Home"}, "zone": "Asia/Tokyo"})
    assert changed["halls"][0]["id"] == hall["id"]
    assert len(send(desk, "get", f"/organisers/{party}/venues")) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/organisers/{party}/venues", {"name": {"fr": "Maison"}, "zone": "Asia/Tokyo"}),
        ("/organisers/{party}/venues", {"name": {"en": "House"}, "zone": "Nowhere"}),
        ("/organisers/{party}/shows", {"title": {"en": "A"}, "category": "opera"}),
        ("/shows/{show}/performances", {"hall": "{hall}", "times": []}),
        (
            "/shows/{show}/performances",
            {
                "hall": "{hall}",
                "times": [{"starts_at": "9999-12-31T23:59:59-12:00", "ends_at": "9999-12-31T23:59:59Z"}],
            },
        ),
        (
            "/shows/{show}/performances",
            {"hall": "{hall}", "times": [{"starts_at": "2030-01-01T10:00", "ends_at": "2030-01-01T12:00"}]},
        ),
    ],
)
def test_bad_input_changes_nothing(desk, party, row, path, body):
    names = {"party": party, "show": row.show.public_id, "hall": row.plan.hall.public_id}
    if "hall" in body:
        body = {**body, "hall": names["hall"]}
    send(desk, "post", path.format(**names), body, status=422)
    assert (Hall.objects.count(), Show.objects.count(), Performance.objects.count()) == (1, 1, 1)


def test_a_zero_byte_is_unreadable_and_changes_nothing(desk, party, row):
    """PostgreSQL can't store one, so the API refuses it before any room is asked."""
    body = {"name": {"en": "a\u0000b"}, "zone": "Asia/Tokyo"}
    said = send(desk, "post", f"/organisers/{party}/venues", body, status=400)
    assert said["code"] == "api.unreadable"
    assert Venue.objects.count() == 1


def test_passes_and_their_keys(client, settled, row):
    user = make_user()
    client.force_login(user)
    order = settled(buy, make_actor(user), row, seats=[0, 1])
    mine = send(client, "get", "/passes")
    assert len(mine) == 2
    assert verify(mine[0]["token"]).pass_ref == mine[0]["id"]
    assert mine[0]["place"]["row"] == "A"
    assert send(client, "get", f"/passes/{mine[0]['id']}")["code"] == mine[0]["code"]
    assert send(client, "get", f"/passes/{mine[0]['id']}/pdf").content.startswith(b"%PDF")
    assert send(client, "get", f"/passes/{mine[0]['id']}/ics").content.startswith(b"BEGIN:VCALENDAR")
    assert len(send(client, "get", f"/orders/{order}/passes")) == 2
    client.logout()
    keys = send(client, "get", "/keys")
    assert len(bytes.fromhex(keys[0]["key"])) == 32
    assert send(client, "get", "/passes") == []
    assert send(client, "get", f"/orders/{order}/passes") == []
    for tail in ("", "/pdf", "/ics"):
        send(client, "get", f"/passes/{mine[0]['id']}{tail}", status=404)


def test_a_scanner_over_the_api(desk, client, party, row, settled):
    settled(buy, make_actor(), row, seats=[0, 1])
    code = Pass.objects.order_by("id")[0].code
    made = send(desk, "post", f"/organisers/{party}/devices", {"name": "Phone", "gate": "North"}, 201)
    assert send(desk, "get", f"/organisers/{party}/devices")[0]["state"] == "pairing"
    desk.logout()
    send(client, "post", f"/devices/{made['id']}/pair", {"secret": "wrong"}, status=410)
    paired = send(client, "post", f"/devices/{made['id']}/pair", {"secret": made["secret"]})
    auth = {"Authorization": f"Bearer {paired['token']}"}
    path = f"/performances/{row.public_id}/check-ins"
    early = send(client, "post", path, {"code": code}, 409, **auth)
    assert (early["code"], Pass.objects.filter(state="used").count()) == ("tickets.door_closed", 0)
    unread = send(client, "get", f"/performances/{row.public_id}/attendees", status=409, **auth)
    assert (unread["code"], unread["facts"]) == (early["code"], early["facts"])
    assert send(client, "get", "/door/performances", **auth) == []
    soon = clock.now() + timedelta(hours=2)
    Performance.objects.filter(pk=row.pk).update(starts_at=soon, ends_at=soon + timedelta(hours=2))
    first = send(client, "post", path, {"code": code}, **auth, **{"Idempotency-Key": "k1"})
    assert (first["inside"], first["expected"]) == (1, 2)
    assert send(client, "post", path, {"code": code}, **auth, **{"Idempotency-Key": "k1"})["id"] == first["id"]
    again = send(client, "post", path, {"code": code}, 409, **auth)
    assert again["code"] == "tickets.pass_used"
    listed = send(client, "get", f"/performances/{row.public_id}/attendees", **auth)
    assert [bool(each["entered_at"]) for each in listed] == [True, False]
    assert [each["id"] for each in send(client, "get", "/door/performances", **auth)] == [row.public_id]
    send(client, "get", f"/organisers/{party}/devices", status=401, **auth)
    client.force_login(desk_user(party))
    send(client, "delete", f"/devices/{made['id']}", status=204)
    client.logout()
    assert send(client, "post", path, {"code": code}, 401, **auth)["code"] == "tickets.device_unknown"


def test_a_scanner_stands_at_the_gate_the_console_gave_it(desk, client, party, boss, settled):
    plan = deepcopy(SMALL_PLAN)
    plan["sections"][0]["gate"], plan["sections"][1]["gate"] = "North", "South"
    actor = make_actor(boss)
    hall = make_hall(party, plan, actor=actor)
    row = make_performance(party, actor=actor, hall=hall, starts_at=clock.now() + timedelta(hours=2))
    settled(buy, make_actor(), row, seats=[0])
    code = Pass.objects.get().code
    path = f"/performances/{row.public_id}/check-ins"
    keys = []
    for gate in ("South", ""):
        made = send(desk, "post", f"/organisers/{party}/devices", {"name": "Phone", "gate": gate}, 201)
        keys.append(send(client, "post", f"/devices/{made['id']}/pair", {"secret": made["secret"]})["token"])
    desk.logout()
    south, anywhere = ({"Authorization": f"Bearer {key}"} for key in keys)
    assert send(client, "post", path, {"code": code, "gate": "North"}, 409, **south)["code"] == "tickets.wrong_gate"
    assert send(client, "post", path, {"code": code, "gate": "South"}, 409, **anywhere)["code"] == "tickets.wrong_gate"
    send(client, "post", path, {"code": code, "gate": "North"}, **anywhere)


def desk_user(party):
    user = make_user()
    make_membership(user, party_of(party), "manager")
    return user


def test_sales_and_cancelling(desk, row, settled):
    settled(buy, make_actor(), row, seats=[0, 1])
    sales = send(desk, "get", f"/performances/{row.public_id}/sales")
    assert (sales["sold"], sales["takings"], sales["categories"][0]["sold"]) == (2, 76000, 2)
    dry = send(desk, "get", f"/performances/{row.public_id}/cancel")
    assert dry == {"orders": 1, "units": 2, "buyers": 1, "amounts": [{"minor": 76000, "currency": "CNY"}]}
    done = settled(send, desk, "post", f"/performances/{row.public_id}/cancel", {"why": "Storm"})
    assert done["sale"] == "cancelled"
    assert set(Pass.objects.values_list("state", flat=True)) == {"revoked"}


WRITES: tuple[tuple[str, str, dict[str, object] | None], ...] = (
    ("post", "/organisers/{party}/venues", {"name": {"en": "V"}, "zone": "UTC"}),
    ("put", "/venues/{venue}", {"name": {"en": "V"}, "zone": "UTC"}),
    ("post", "/venues/{venue}/halls", {"name": {"en": "H"}, "plan": SMALL_PLAN}),
    ("post", "/halls/{hall}/plans", {"plan": SMALL_PLAN}),
    ("get", "/plans/{plan}", None),
    ("post", "/organisers/{party}/shows", {"title": {"en": "A"}, "category": "film"}),
    ("put", "/shows/{show}", {"title": {"en": "A"}, "category": "film"}),
    ("put", "/shows/{show}/terms", {}),
    ("put", "/prices", {"performances": ["{prf}"], "prices": [{"zone": "a", "name": {"en": "A"}, "price": 1}]}),
    ("post", "/sale/open", {"performances": ["{prf}"]}),
    ("post", "/sale/pause", {"performances": ["{prf}"]}),
    ("put", "/performances/{prf}/window", {}),
    ("get", "/performances/{prf}/cancel", None),
    ("post", "/performances/{prf}/cancel", {"why": "x"}),
    ("get", "/performances/{prf}/sales", None),
    ("get", "/performances/{prf}/attendees", None),
    ("post", "/performances/{prf}/check-ins", {"code": "x"}),
    ("get", "/organisers/{party}/devices", None),
    ("post", "/organisers/{party}/devices", {"name": "x"}),
)


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_strangers_and_others_write_nothing(client, party, row, method, path, body):
    hall = row.plan.hall
    names = {"party": party, "show": row.show.public_id, "prf": row.public_id, "hall": hall.public_id}
    names |= {"venue": hall.venue.public_id, "plan": row.plan.public_id}
    if body and "performances" in body:
        body = {**body, "performances": [row.public_id]}
    before = facts()
    other = make_user()
    make_organisation(other)
    for user in (None, make_user(), other):
        if user:
            client.force_login(user)
        ask = getattr(client, method)
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        assert ask(f"{BASE}{path.format(**names)}", **more).status_code in (401, 403, 404)
        assert facts() == before


def facts():
    row = Performance.objects.get()
    return (
        row.state,
        row.on_sale_from,
        Show.objects.count(),
        Hall.objects.count(),
        [p.price for p in queries.prices_of(row)],
    )


def test_unknown_things_of_the_right_shape(desk, party):
    for path in (f"/venues/{mint('ven')}", f"/shows/{mint('shw')}"):
        body = {"name": {"en": "V"}, "zone": "UTC", "title": {"en": "A"}, "category": "film"}
        send(desk, "put", path, body, status=404)
    send(desk, "delete", f"/devices/{mint('dev')}", status=404)
