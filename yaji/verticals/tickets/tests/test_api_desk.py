"""What the organiser's pages show besides, and passes as files and by link, over HTTP."""

import json

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yaji.kernel.identity.factories import make_actor, make_membership, make_organisation, make_user
from yaji.verticals.tickets.factories import buy, make_hall, make_performance
from yaji.verticals.tickets.links import token_of
from yaji.verticals.tickets.models import CheckIn, Pass

pytestmark = pytest.mark.django_db
BASE = "/api/v1/tickets"
CSV = "section,row,seat,category\nStalls,A,1,Front\nStalls,A,2,Front\nStalls,B,1,Back\n"


@pytest.fixture(autouse=True)
def no_limits():
    cache.clear()


@pytest.fixture
def boss():
    return make_user()


@pytest.fixture
def house(boss):
    return make_organisation(boss)


@pytest.fixture
def row(boss, house):
    return make_performance(house.public_id, actor=make_actor(boss))


@pytest.fixture
def bought(row, settled):
    buyer = make_user()
    return buyer, settled(buy, make_actor(buyer), row, seats=[0, 1], counts={"floor": 1})


def desk(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def ask(client, method, path, body=None, status=200):
    more = {} if body is None else {"data": body, "content_type": "application/json"}
    answer = getattr(client, method)(f"{BASE}{path}", **more)
    assert answer.status_code == status, answer.content.decode()[:1000]
    return answer


def strangers(house):
    """Nobody, somebody with a house of their own."""
    other = make_user()
    make_organisation(other)
    return [desk(), desk(other)]


def test_the_board_shows_drafts_and_figures_to_the_house_alone(boss, house, row, bought):
    make_performance(house.public_id, actor=make_actor(boss), show=row.show, on_sale=False)
    body = ask(desk(boss), "get", f"/shows/{row.show.public_id}/board").json()
    assert (body["sold"], body["takings"]) == (3, 38000 * 2 + 12000)
    assert sorted(each["performance"]["sale"] for each in body["performances"]) == ["draft", "open"]
    assert (sum(day["sold"] for day in body["days"]), len(body["days"])) == (3, 30)
    for client in strangers(house):
        ask(client, "get", f"/shows/{row.show.public_id}/board", status=404)


def test_figures_by_day_section_and_door(boss, house, row, bought):
    body = ask(desk(boss), "get", f"/performances/{row.public_id}/figures").json()
    first = body["blocks"][0]
    assert (first["name"]["en"], first["places"], first["sold"]) == ("Stalls", 32, 2)
    assert (body["inside"], body["expected"]) == (0, 3)
    for client in strangers(house):
        ask(client, "get", f"/performances/{row.public_id}/figures", status=404)


def test_a_hall_names_the_versions_of_its_plan(boss, house):
    hall = make_hall(house.public_id, actor=make_actor(boss))
    body = ask(desk(boss), "get", f"/halls/{hall.public_id}").json()
    assert [(plan["version"], plan["seats"], plan["standing"]) for plan in body["plans"]] == [(1, 32, 10)]
    for client in strangers(house):
        ask(client, "get", f"/halls/{hall.public_id}", status=404)


def test_a_plan_is_read_from_a_file_and_makes_a_hall(boss, house):
    client = desk(boss)
    file = SimpleUploadedFile("plan.csv", CSV.encode(), content_type="text/csv")
    answer = client.post(f"{BASE}/plans/read", {"file": file})
    assert answer.status_code == 200, answer.content
    venue = make_hall(house.public_id, actor=make_actor(boss)).venue.public_id
    made = ask(
        client, "post", f"/venues/{venue}/halls", {"name": {"en": "Small"}, "plan": answer.json()["plan"]}, status=201
    ).json()
    shown = ask(client, "get", f"/halls/{made['id']}").json()
    assert shown["plans"][0]["seats"] == 3


@pytest.mark.parametrize(
    "content", [b"", b"section,row\nA,1\n", b"{not json", b"\x00\x01", CSV.encode() + b"Stalls,A,1,X\n"]
)
def test_a_file_that_is_no_plan_is_refused_with_what_is_wrong(boss, house, content):
    file = SimpleUploadedFile("plan.csv", content)
    answer = desk(boss).post(f"{BASE}/plans/read", {"file": file})
    assert answer.status_code == 422
    assert answer.json()["next_step"]
    file.seek(0)
    assert desk().post(f"{BASE}/plans/read", {"file": file}).status_code in (403, 422)


def test_a_plan_by_numbers(boss, house):
    client = desk(boss)
    plan = ask(client, "post", "/plans/draw", {"rows": 4, "seats": 6, "price_zones": 2, "standing": 20}).json()["plan"]
    venue = make_hall(house.public_id, actor=make_actor(boss)).venue.public_id
    made = ask(client, "post", f"/venues/{venue}/halls", {"name": {"en": "Small"}, "plan": plan}, status=201).json()
    shown = ask(client, "get", f"/halls/{made['id']}").json()["plans"][0]
    assert (shown["seats"], shown["standing"]) == (24, 20)
    ask(client, "post", "/plans/draw", {"rows": 4000, "seats": 6}, status=422)
    ask(desk(), "post", "/plans/draw", {"rows": 4, "seats": 6}, status=403)


def test_somebody_is_let_in_by_the_list_once(boss, house, row, bought):
    ref = Pass.objects.order_by("id")[0].public_id
    path = f"/performances/{row.public_id}/admissions"
    for client in strangers(house):
        ask(client, "post", path, {"ticket": ref}, status=404)
    viewer = make_user()
    make_membership(viewer, house, "viewer")
    ask(desk(viewer), "post", path, {"ticket": ref}, status=404)
    assert ask(desk(boss), "post", path, {"ticket": ref}).json()["inside"] == 1
    ask(desk(boss), "post", path, {"ticket": ref}, status=409)
    assert CheckIn.objects.count() == 1


def test_passes_of_an_order_as_files_for_their_owner(bought, house):
    buyer, order = bought
    pdf = ask(desk(buyer), "get", f"/orders/{order}/passes/pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    calendar = ask(desk(buyer), "get", f"/orders/{order}/passes/ics")
    assert calendar.content.count(b"BEGIN:VEVENT") >= 1
    for client in strangers(house):
        ask(client, "get", f"/orders/{order}/passes/pdf", status=404)
        ask(client, "get", f"/orders/{order}/passes/ics", status=404)


def test_a_link_opens_one_pass_and_a_spoilt_one_none(bought):
    row = Pass.objects.order_by("id")[0]
    friend = desk()
    ask(friend, "get", f"/passes/{row.public_id}", status=404)
    assert ask(friend, "post", "/passes/open", {"token": token_of(row)}).json()["id"] == row.public_id
    ask(friend, "get", f"/passes/{row.public_id}")
    other = Pass.objects.order_by("id")[1]
    ask(friend, "get", f"/passes/{other.public_id}", status=404)
    refused = ask(desk(), "post", "/passes/open", {"token": token_of(row)[:-3]}, status=404).json()
    assert refused["code"] == "tickets.link_expired"


def test_the_operator_reads_how_the_site_is_and_nobody_else(boss):
    operator = make_user(is_operator=True)
    body = json.loads(desk(operator).get("/api/v1/doctor").content)
    assert body["worst"] in ("ok", "warning", "error")
    assert {"name", "label", "level", "runbook", "findings"} <= set(body["checks"][0])
    for client in (desk(), desk(boss)):
        assert client.get("/api/v1/doctor").status_code == 403
