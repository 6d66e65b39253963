"""Notices and topics over the API, as four clients see them."""

import pytest
from ninja import NinjaAPI
from ninja.testing import TestClient

from yaji.kernel.messages import api, operations, queries
from yaji.kernel.messages.tests.people import DEVICE, NOBODY, OWNER, STAFF, STRANGER
from yaji.kit.errors import Forbidden, Refusal
from yaji.kit.http.refusals import as_json
from yaji.kit.testing import count_statements

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def client():
    site = NinjaAPI(urls_namespace="messages-test")

    @site.exception_handler(Refusal)
    def refused(request, refusal):
        return site.create_response(request, as_json(refusal), status=refusal.status)

    site.add_router("", api.router)
    return TestClient(site)


def test_notices_are_ones_own_and_can_be_read(client, post):
    post(key="1")
    post(key="2")
    found = client.get("/notices", actor=OWNER).json()
    assert ([item["read"] for item in found["items"]], found["unread"]) == ([False, False], 2)
    assert found["items"][0]["text"] == "已付款 牡丹亭"
    one = found["items"][0]["id"]
    assert client.post("/notices/read", json={"notices": [one]}, actor=STRANGER).json() == {"marked": 0}
    assert client.post("/notices/read", json={"notices": [one]}, actor=OWNER).json() == {"marked": 1}
    assert client.post("/notices/read", json={}, actor=OWNER).json() == {"marked": 1}
    assert queries.unread_count(OWNER) == 0


@pytest.mark.parametrize(("who", "status"), [(NOBODY, 403), (DEVICE, 403), (STRANGER, 200), (OWNER, 200), (STAFF, 200)])
def test_who_has_notices(client, post, who, status):
    post()
    answer = client.get("/notices", actor=who)
    assert answer.status_code == status
    if status == 200:
        assert len(answer.json()["items"]) == (1 if who == OWNER else 0)
    assert client.post("/notices/read", json={}, actor=who).status_code == status
    assert queries.unread_count(NOBODY) == 0


@pytest.mark.parametrize(("who", "status"), [(NOBODY, 403), (DEVICE, 403), (STRANGER, 200), (OWNER, 200), (STAFF, 200)])
def test_who_follows(client, who, status):
    assert client.put("/topics/show:shw_1", actor=who).status_code == status
    if status == 200:
        assert client.get("/topics", actor=who).json() == {"topics": ["show:shw_1"]}
    answer = client.delete("/topics/show:shw_1", actor=who)
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {"topic": "show:shw_1", "followed": False}


def test_a_bad_topic_is_named(client):
    answer = client.put("/topics/show", actor=OWNER)
    assert (answer.status_code, answer.json()["code"]) == (422, "messages.bad_topic")


def test_pages_of_notices_cost_the_same(client, post):
    costs = []
    for count in (2, 18):
        for _ in range(count):
            post()
        with count_statements() as statements:
            assert client.get("/notices", actor=OWNER).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]
    first = client.get("/notices", actor=OWNER).json()
    assert first["after"] is None
    with pytest.raises(Forbidden):
        operations.read_notices(actor=NOBODY)
