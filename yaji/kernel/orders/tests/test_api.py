"""The buyer's whole way over HTTP, and what is refused on it."""

from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.test import Client

from yaji.kernel.identity import operations as identity
from yaji.kernel.identity.factories import make_actor, make_membership, make_organisation, make_user
from yaji.kernel.identity.queries import party as party_of
from yaji.kernel.messages.models import Message
from yaji.kernel.orders.links import token_of
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.ports import fulfillers
from yaji.kernel.orders.tests.stall import KIND, StallFulfiller, buy, make_chairs, make_tea, place, settle_intent
from yaji.kernel.payments.models import Intent, Refund
from yaji.kit.ids import mint
from yaji.kit.testing import count_statements

pytestmark = pytest.mark.django_db
BASE = "/api/v1/orders"
CONTACT = {"name": "Lin Yu", "email": "lin@example.org"}


@pytest.fixture(autouse=True)
def stall():
    cache.clear()
    with fulfillers.instead(KIND, StallFulfiller()) as plug:
        yield plug


@pytest.fixture
def boss():
    return make_user("boss@example.org")


@pytest.fixture
def party(boss):
    return make_organisation(boss).public_id


@pytest.fixture
def chairs(party):
    return make_chairs(party)


@pytest.fixture
def settled(django_capture_on_commit_callbacks):
    """Let run what follows a commit, as outside a test."""

    @contextmanager
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return run


class Api:
    """A program or a browser that speaks JSON."""

    def __init__(self, user=None, token=""):
        self.client = Client()
        self.headers = {"authorization": f"Bearer {token}"} if token else {}
        if user is not None:
            self.client.force_login(user)

    def __call__(self, method, path, body=None, status=200, key=""):
        headers = {**self.headers, **({"idempotency-key": key} if key else {})}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = getattr(self.client, method)(f"{BASE}{path}", headers=headers, **more)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.json() if answer.content else None


def wishes(offer, *positions, qty=0):
    return [{"offer": offer.public_id, "qty": qty or len(positions), "positions": list(positions)}]


def ordered(api, offer, *positions, qty=0):
    wants = wishes(offer, *positions, qty=qty)
    quoted = api("post", "/quote", {"wants": wants})
    return api("post", "", {"wants": wants, "expected": quoted["total"]}, status=201, key=mint("key"))


def test_a_guest_buys_two_chairs_and_gives_one_back(chairs, settled, stall):
    guest = Api()
    quoted = guest("post", "/quote", {"wants": wishes(chairs, 3, 4)})
    assert (quoted["total"], quoted["currency"], quoted["lines"][0]["units"]) == (20_000, "CNY", [10_000, 10_000])
    assert [part["stage"] for part in quoted["lines"][0]["parts"]] == ["base"]
    order = ordered(guest, chairs, 3, 4)
    assert (order["state"], order["channel"], order["total"]) == ("placed", "api", 20_000)
    assert order["lines"][0]["labels"] == [
        {"en": "Chair 4", "zh-hans": "4 号椅"},
        {"en": "Chair 5", "zh-hans": "5 号椅"},
    ]
    assert [each["id"] for each in guest("get", "/basket")] == [order["id"]]
    ref = order["id"]
    assert guest("put", f"/{ref}/contact", {**CONTACT, "language": "zh-hans"})["contact"] == CONTACT
    assert "sandbox" in [each["provider"] for each in guest("get", "/providers")]
    started = guest("post", f"/{ref}/pay", {}, key=mint("key"))
    assert started["url"]
    with settled():
        settle_intent(started["intent"])
    assert guest("get", f"/{ref}")["state"] == "paid"
    assert guest("get", "/basket") == []
    assert stall.handed == [order["lines"][0]["id"]]
    line = order["lines"][0]["id"]
    can = guest("get", f"/{ref}/returnable")
    assert [(unit["line"], unit["unit"], unit["paid"], unit["back"]) for unit in can] == [
        (line, 0, 10_000, 9_000),
        (line, 1, 10_000, 9_000),
    ]
    key = mint("key")
    with settled():
        after = guest("post", f"/{ref}/returns", {"units": {line: [1]}}, key=key)
    assert (after["refunded"], after["lines"][0]["gone"], after["state"]) == (9_000, [1], "paid")
    # the same request again is the same return
    assert guest("post", f"/{ref}/returns", {"units": {line: [1]}}, key=key)["refunded"] == 9_000
    assert Refund.objects.filter(intent__subject=ref).count() == 1
    assert [unit["unit"] for unit in guest("get", f"/{ref}/returnable")] == [0]
    assert guest("post", f"/{ref}/returns", {"units": {line: [1]}}, key=mint("key"), status=409)["code"] == (
        "orders.already_returned"
    )


def test_placing_and_paying_twice_with_one_key_is_once(chairs):
    guest = Api()
    body = {"wants": wishes(chairs, 1), "expected": 10_000}
    first = guest("post", "", body, status=201, key="first-purchase")
    again = guest("post", "", body, status=201, key="first-purchase")
    assert first == again
    other = {"wants": wishes(chairs, 2), "expected": 10_000}
    assert guest("post", "", other, status=422, key="first-purchase")["code"] == "events.key_reused"
    assert Order.objects.count() == 1
    guest("put", f"/{first['id']}/contact", CONTACT)
    started = guest("post", f"/{first['id']}/pay", {"provider": "sandbox"}, key="paying-once")
    assert guest("post", f"/{first['id']}/pay", {"provider": "sandbox"}, key="paying-once") == started
    assert Intent.objects.count() == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "with space!"])
def test_money_and_stock_move_only_with_a_key(chairs, key):
    guest = Api()
    refused = guest("post", "", {"wants": wishes(chairs, 1), "expected": 10_000}, status=422, key=key)
    assert refused["code"] == "kit.bad_input"
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"expected": 1}, "orders.stale_quote", 409),
        ({"expected": -1}, "kit.bad_input", 422),
        ({"expected": 10_000.5}, "kit.bad_input", 422),
        ({"expected": 10**30}, "kit.bad_input", 422),
        ({"wants": []}, "kit.bad_input", 422),
        ({"wants": [{"offer": "off_none", "qty": 1}]}, "orders.not_on_sale", 409),
        ({"language": "xx"}, "kit.bad_input", 422),
        ({"wants": "all"}, "kit.bad_input", 422),
    ],
)
def test_what_cannot_be_meant_is_refused_and_holds_nothing(chairs, change, code, status):
    body = {"wants": wishes(chairs, 1), "expected": 10_000, **change}
    assert Api()("post", "", body, status=status, key=mint("key"))["code"] == code
    assert Order.objects.count() == 0


def test_a_seat_that_somebody_has_is_refused(chairs):
    ordered(Api(), chairs, 5)
    body = {"wants": wishes(chairs, 5, 6), "expected": 20_000}
    refused = Api()("post", "", body, status=409, key=mint("key"))
    assert refused["code"] == "orders.places_taken"
    assert refused["next_step"]


def test_a_strangers_order_is_not_there(chairs, settled):
    owner = Api()
    ref = ordered(owner, chairs, 1)["id"]
    for stranger in (Api(), Api(make_user())):
        assert stranger("get", "") == {"items": [], "after": None}
        for method, path, body in (
            ("get", f"/{ref}", None),
            ("get", f"/{ref}/returnable", None),
            ("put", f"/{ref}/contact", CONTACT),
            ("post", f"/{ref}/pay", {}),
            ("post", f"/{ref}/abandon", None),
            ("post", f"/{ref}/returns", {"units": {"lin_x": [0]}}),
        ):
            assert stranger(method, path, body, status=404, key=mint("key"))["code"] == "kit.not_found"
    assert owner("get", f"/{ref}")["state"] == "placed"


def test_places_are_given_back_before_paying(chairs):
    guest = Api()
    ref = ordered(guest, chairs, 1)["id"]
    assert guest("post", f"/{ref}/abandon")["state"] == "cancelled"
    assert guest("get", "")["items"] == []
    assert [each["id"] for each in guest("get", "?all_states=true")["items"]] == [ref]
    ordered(Api(), chairs, 1)
    assert guest("post", f"/{ref}/pay", {}, status=409, key=mint("key"))["code"] == "orders.not_payable"


def test_paying_needs_a_contact_and_the_contact_an_address(chairs):
    guest = Api()
    ref = ordered(guest, chairs, 1)["id"]
    assert guest("post", f"/{ref}/pay", {}, status=422, key=mint("key"))["code"] == "orders.contact_missing"
    refused = guest("put", f"/{ref}/contact", {"name": "Lin", "email": "lin at home"}, status=422)
    assert (refused["code"], refused["facts"]["field"]) == ("orders.contact_missing", "email")
    unknown = guest("put", f"/{ref}/contact", {**CONTACT, "details": {"lin_x": {}}}, status=422)
    assert unknown["code"] == "orders.answers_missing"
    guest("put", f"/{ref}/contact", CONTACT)
    refused = guest("post", f"/{ref}/pay", {"provider": "cowries"}, status=404, key=mint("key"))
    assert refused["code"] == "payments.unknown_provider"
    for path in ("https://elsewhere.example/", "//elsewhere.example"):
        refused = guest("post", f"/{ref}/pay", {"return_path": path}, status=422, key=mint("key"))
        assert refused["code"] == "payments.return_path_refused"
    assert Intent.objects.count() == 0


def test_what_costs_nothing_is_settled_at_once(party, stall, settled):
    guest = Api()
    ref = ordered(guest, make_tea(party, price=0), qty=2)["id"]
    guest("put", f"/{ref}/contact", CONTACT)
    with settled():
        assert guest("post", f"/{ref}/pay", {}, key=mint("key")) == {"intent": "", "url": "", "state": "captured"}
    assert guest("get", f"/{ref}")["state"] == "paid"
    assert len(stall.handed) == 1


def test_a_token_buys_for_its_account(chairs):
    user = make_user()
    secret = identity.create_token(actor=make_actor(user), name="till").secret
    program = Api(token=secret)
    ref = ordered(program, chairs, 2)["id"]
    assert Api(user)("get", f"/{ref}")["id"] == ref
    assert Order.objects.get(public_id=ref).buyer == user.public_id
    refused = Api(token="yaji_wrong")("get", "", status=401)
    assert refused["code"] == "identity.token_refused"


def test_a_browser_needs_the_csrf_token_to_write(chairs):
    guarded = Client(enforce_csrf_checks=True)
    body = {"wants": wishes(chairs, 1), "expected": 10_000}
    answer = guarded.post(BASE, body, content_type="application/json", headers={"idempotency-key": mint("key")})
    assert answer.status_code == 403
    assert Order.objects.count() == 0


def test_orders_are_found_again_by_mail_and_the_link_opens_one(chairs, settled):
    with settled():
        ref = buy(make_actor(), chairs, 1)
    finder = Api()
    for address in ("lin@example.org", "nobody@example.org"):
        with settled():
            assert finder("post", "/find", {"email": address}, status=202) == {"sent": True}
    assert Message.objects.filter(kind="orders.links").count() == 1
    assert finder("post", "/find", {"email": "no address"}, status=422)["code"] == "orders.contact_missing"
    assert finder("get", f"/{ref}", status=404)["code"] == "kit.not_found"
    opened = finder("post", "/open", {"token": token_of(ref)})
    assert opened["id"] == ref
    assert finder("get", f"/{ref}")["contact"]["email"] == "lin@example.org"
    assert finder("post", "/open", {"token": token_of(ref)[:-2]}, status=404)["code"] == "orders.link_expired"
    secret = identity.create_token(actor=make_actor(make_user()), name="till").secret
    program = Api(token=secret)
    assert program("post", "/open", {"token": token_of(ref)})["id"] == ref
    assert program("get", f"/{ref}", status=404)["code"] == "kit.not_found"


def test_too_many_searches_by_mail_are_slowed(chairs):
    finder = Api()
    for _ in range(5):
        finder("post", "/find", {"email": "nobody@example.org"}, status=202)
    refused = finder("post", "/find", {"email": "nobody@example.org"}, status=429)
    assert refused["facts"]["seconds"] > 0


def test_my_orders_come_in_pages_and_cost_the_same_however_many(party):
    tea = make_tea(party, cups=200)
    user = make_user()
    actor, mine = make_actor(user), Api(user)
    refs = [place(actor, tea, qty=1) for _ in range(2)]
    mine("get", "")
    with count_statements() as few:
        mine("get", "")
    refs += [place(actor, tea, qty=1) for _ in range(24)]
    with count_statements() as many:
        first = mine("get", "")
    assert len(many) == len(few)
    assert len(first["items"]) == 24
    second = mine("get", f"?after={first['after']}")
    assert [item["id"] for item in first["items"] + second["items"]] == refs[::-1]
    assert second["after"] is None
    assert mine("get", "?after=!!", status=422)["code"] == "kit.bad_input"


def test_staff_see_an_order_and_change_nothing_of_it(chairs, party, boss, settled):
    with settled():
        ref = buy(make_actor(), chairs, 1)
    viewer = make_user()
    make_membership(viewer, party_of(party), "viewer")
    for user in (boss, viewer):
        assert Api(user)("get", f"/{ref}")["id"] == ref
    line = Api(boss)("get", f"/{ref}")["lines"][0]["id"]
    for user in (boss, viewer):
        body = {"units": {line: [0]}}
        assert Api(user)("post", f"/{ref}/returns", body, status=404, key=mint("key"))["code"] == "kit.not_found"


def test_the_house_reads_its_orders_and_their_money(chairs, party, boss, settled):
    with settled():
        ref = buy(make_actor(), chairs, 1, 2, email="ming@example.org")
    desk = Api(boss)
    assert [item["id"] for item in desk("get", f"/sellers/{party}?q=ming@example.org")["items"]] == [ref]
    assert desk("get", f"/sellers/{party}?state=placed")["items"] == []
    assert [item["id"] for item in desk("get", f"/sellers/{party}?subject={chairs.subject}")["items"]] == [ref]
    assert desk("get", f"/sellers/{party}?state=nonsense", status=422)["code"] == "kit.bad_input"
    one = desk("get", f"/sellers/{party}/{ref}")
    assert "orders.paid" in [event["kind"] for event in one["events"]]
    assert [(move["credit"], move["amount"]) for move in one["movements"]] == [(f"escrow:{party}", 20_000)]
    for stranger in (Api(), Api(make_user())):
        assert stranger("get", f"/sellers/{party}", status=403)["code"] == "kit.forbidden"
        assert stranger("get", f"/sellers/{party}/{ref}", status=403)["code"] == "kit.forbidden"
        assert stranger("get", f"/sellers/{party}/refund-requests", status=403)["code"] == "kit.forbidden"


def test_the_house_gives_back_little_alone_and_much_by_two(chairs, party, boss, settled, settings):
    settings.YAJI_LARGE_REFUND = 100
    with settled():
        ref = buy(make_actor(), chairs, 1, 2, 3)
    colleague = make_user()
    make_membership(colleague, party_of(party), "box_office")
    one, other = Api(boss), Api(colleague)
    line = one("get", f"/{ref}")["lines"][0]["id"]
    few, many = {"units": {line: [0]}}, {"units": {line: [1, 2]}}
    assert one("post", f"/{ref}/refunds/preview", few) == {
        "amount": 10_000,
        "together": 10_000,
        "currency": "CNY",
        "large": False,
        "limit": 10_000,
    }
    with settled():
        assert one("post", f"/{ref}/refunds", {**few, "why": "ill"}, key=mint("key"))["refunded"] == 10_000
    refused = one("post", f"/{ref}/refunds", {**many, "why": "fire"}, status=409, key=mint("key"))
    assert refused["code"] == "orders.second_person_needed"
    key = mint("key")
    asked = one("post", f"/{ref}/refund-requests", {**many, "why": "fire"}, status=201, key=key)
    assert one("post", f"/{ref}/refund-requests", {**many, "why": "fire"}, status=201, key=key) == asked
    assert [each["id"] for each in other("get", f"/sellers/{party}/refund-requests")] == [asked["id"]]
    path = f"/refund-requests/{asked['id']}/decide"
    assert one("post", path, {"yes": True}, status=403)["code"] == "identity.own_request"
    for stranger in (Api(), Api(make_user())):
        stranger("post", path, {"yes": True}, status=404)
        stranger("post", f"/{ref}/refunds", {**few, "why": "x"}, status=403, key=mint("key"))
        stranger("post", f"/{ref}/refund-requests", {**few, "why": "x"}, status=403, key=mint("key"))
        stranger("post", f"/{ref}/refunds/preview", few, status=404)
    with settled():
        assert other("post", path, {"yes": True})["state"] == "approved"
    assert one("get", f"/{ref}")["state"] == "refunded"
    assert other("post", path, {"yes": False}, status=409)["code"] == "identity.already_decided"
