"""The same things over HTTP, and who may: nobody, a stranger, a member, an owner."""

import pytest
from django.test import Client

from yaji.kernel.identity import operations, queries
from yaji.kernel.identity.factories import make_user
from yaji.kernel.identity.models import Membership, User
from yaji.kernel.messages.queries import messages_to

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.identity.tests.urls")]
PASSWORD = "a rather long one 9"


class Api:
    """A JSON client; ``user`` None is a browser nobody signed in with, ``fresh`` one that just confirmed who it is."""

    def __init__(self, user=None, token="", *, fresh=False):
        self.client = Client()
        self.headers = {"authorization": f"Bearer {token}"} if token else {}
        if user is not None:
            self.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        if fresh:
            self.client.post("/en/account/reauthenticate/", {"password": PASSWORD})

    def __call__(self, verb, path, body=None):
        kwargs = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.client, verb)(f"/api{path}", headers=self.headers, **kwargs)


@pytest.fixture
def ada():
    return make_user("ada@example.org", name="Ada King", password=PASSWORD)


def test_my_account_read_and_changed(ada):
    api = Api(ada)
    body = api("get", "/me").json()
    assert (body["id"], body["name"], body["email"]) == (ada.public_id, "Ada King", "ada@example.org")
    body = api("patch", "/me", {"language": "zh-hans"}).json()
    assert (body["language"], body["name"]) == ("zh-hans", "Ada King")
    assert api("patch", "/me", {"phone": "call me"}).status_code == 422
    assert api("patch", "/me", {"language": "xx"}).json()["code"] == "kit.bad_input"


def test_a_token_is_as_good_as_a_session_and_a_wrong_one_is_refused(ada):
    made = Api(ada, fresh=True)("post", "/me/tokens", {"name": "till", "days": 30}).json()
    assert Api(token=made["secret"])("get", "/me").json()["id"] == ada.public_id
    wrong = Api(ada, token="yaji_wrong")("get", "/me")
    assert wrong.status_code == 401
    assert wrong.json()["code"] == "identity.token_refused"
    assert Api(ada)("get", "/me/tokens").json()[0]["name"] == "till"
    assert Api(ada)("delete", f"/me/tokens/{made['id']}").status_code == 204
    assert Api(token=made["secret"])("get", "/me").status_code == 401


def test_no_token_makes_another_and_no_stale_session_does(ada):
    secret = operations.create_token(actor=queries.actor_of(ada), name="till").secret
    for api in (Api(token=secret), Api(ada), Api(ada, token=secret)):
        refused = api("post", "/me/tokens", {"name": "heir"})
        assert refused.json()["code"] == "identity.confirm_first"


def test_a_session_write_needs_the_csrf_token_and_a_bearer_does_not(ada):
    secret = operations.create_token(actor=queries.actor_of(ada), name="till").secret
    session = Client(enforce_csrf_checks=True)
    session.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert session.patch("/api/me", {"name": "Changed"}, content_type="application/json").status_code == 403
    bearer = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {secret}"})
    assert bearer.patch("/api/me", {"name": "Changed"}, content_type="application/json").status_code == 200


def test_consents(ada):
    api = Api(ada)
    assert api("post", "/me/consents", {"purpose": "news", "given": True}).status_code == 201
    assert api("post", "/me/consents", {"purpose": "soul", "given": True}).status_code == 404
    items = api("get", "/me/consents").json()["items"]
    assert [(item["purpose"], item["given"], item["source"]) for item in items] == [("news", True, "api")]


def test_export_comes_as_a_zip(ada):
    assert Api(ada)("get", "/me/export").json()["code"] == "identity.confirm_first"
    answer = Api(ada, fresh=True)("get", "/me/export")
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_erasing_needs_a_fresh_confirmation_and_the_address(ada):
    api = Api(ada)
    assert api("delete", "/me", {"email": "ada@example.org"}).json()["code"] == "identity.confirm_first"
    token = operations.create_token(actor=queries.actor_of(ada), name="till").secret
    assert Api(token=token)("delete", "/me", {"email": "ada@example.org"}).status_code == 403
    api.client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    assert api("delete", "/me", {"email": "wrong@example.org"}).status_code == 422
    assert api("delete", "/me", {"email": "ada@example.org"}).status_code == 204
    assert User.objects.get(pk=ada.pk).email is None
    assert api("get", "/me").status_code == 403


def test_an_organisation_from_founding_to_joining(ada):
    api = Api(ada)
    made = api("post", "/organisations", {"name": {"en": "Jade Works", "zh-hans": "玉作"}}).json()
    assert made["name"] == {"en": "Jade Works", "zh-hans": "玉作"}
    path = f"/organisations/{made['id']}"
    assert api("patch", path, {"about": {"en": "We carve."}}).json()["about"] == {"en": "We carve."}
    invited = api("post", f"{path}/invitations", {"email": "bo@example.org", "role": "door"}).json()
    assert messages_to(email="bo@example.org").count() == 1
    assert "secret" not in invited
    bo = make_user("bo@example.org")
    assert [row["id"] for row in Api(bo)("get", "/me/invitations").json()] == [invited["id"]]
    assert Api(bo)("post", f"/invitations/{invited['id']}/accept", {}).json()["role"] == "door"
    assert api("patch", f"{path}/members/{bo.public_id}", {"role": "viewer"}).json()["role"] == "viewer"
    assert len(api("get", f"{path}/members").json()) == 2
    assert Api(bo)("get", "/organisations").json()[0]["role"] == "viewer"
    assert api("delete", f"{path}/members/{bo.public_id}").status_code == 204
    assert Membership.objects.count() == 1
    assert api("delete", f"{path}/members/{ada.public_id}").json()["code"] == "identity.last_owner"


def test_names_are_needed(ada):
    assert Api(ada)("post", "/organisations", {"name": {}}).status_code == 422


#: (verb, path, body): answer to nobody, a stranger, a viewer, the owner
MATRIX = [
    (("get", "/me", None), (403, 200, 200, 200)),
    (("patch", "/me", {"name": "x"}), (403, 200, 200, 200)),
    (("get", "/me/export", None), (403, 403, 403, 403)),
    (("get", "/me/consents", None), (403, 200, 200, 200)),
    (("get", "/me/tokens", None), (403, 200, 200, 200)),
    (("post", "/me/tokens", {"name": "x"}), (403, 403, 403, 403)),
    (("delete", "/me/tokens/tok_1", None), (403, 404, 404, 404)),
    (("get", "/me/invitations", None), (403, 200, 200, 200)),
    (("delete", "/me", {"email": "x@example.org"}), (403, 403, 403, 403)),
    (("get", "/organisations", None), (403, 200, 200, 200)),
    (("post", "/organisations", {"name": {"en": "x"}}), (403, 201, 201, 201)),
    (("patch", "/organisations/HOUSE", {"about": {"en": "x"}}), (403, 403, 403, 200)),
    (("get", "/organisations/HOUSE/members", None), (403, 403, 200, 200)),
    (("patch", "/organisations/HOUSE/members/DOOR", {"role": "viewer"}), (403, 403, 403, 200)),
    (("delete", "/organisations/HOUSE/members/DOOR", None), (403, 403, 403, 204)),
    (("get", "/organisations/HOUSE/invitations", None), (403, 403, 403, 200)),
    (("post", "/organisations/HOUSE/invitations", {"email": "a@b.example", "role": "door"}), (403, 403, 403, 201)),
    (("post", "/invitations/INVITATION/accept", {}), (403, 403, 403, 403)),
    (("delete", "/invitations/INVITATION", None), (403, 403, 403, 204)),
]


@pytest.mark.parametrize(("call", "expected"), MATRIX, ids=[" ".join(call[:2]) for call, _ in MATRIX])
def test_object_level_rights(house, call, expected):
    made = operations.invite(actor=house.actor("owner"), party=house.ref, email="z@z.example", role="door")
    verb, path, body = call
    path = path.replace("HOUSE", house.ref).replace("DOOR", house.people["door"].public_id)
    path = path.replace("INVITATION", made.invitation)
    clients = [None, house.people["stranger"], house.people["viewer"], house.people["owner"]]
    answers = tuple(Api(user)(verb, path, body).status_code for user in clients)
    assert answers == expected
