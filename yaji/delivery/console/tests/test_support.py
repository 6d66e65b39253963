"""Online support, frequent questions, feedback: from the help page to the answer in the mail, on the whole site."""

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags

from yaji.kernel.identity.factories import make_organisation, make_user
from yaji.kernel.messages.models import Question
from yaji.kernel.messages.queries import messages_to

pytestmark = pytest.mark.django_db
ASKED = {"subject": "order", "order": "K7M2P9X", "text": "Where is my pass?", "email": "ada@example.org"}


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def operator(client_of):
    return client_of(make_user("operator@example.org", is_operator=True))


@pytest.fixture
def client_of():
    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client

    return signed_in


def send(client, language="en", **also):
    page = client.get(f"/{language}/ask/").content.decode()
    key = re.search(r'name="key" value="(\w+)"', page)
    assert key
    return client.post(f"/{language}/ask/", {"key": key[1], **ASKED, **also}, follow=True)


@pytest.mark.req("TIX-22")
@pytest.mark.parametrize(("language", "faq"), [("en", "Can I give tickets back?"), ("zh-hans", "退票")])
def test_from_the_help_page_to_the_answer(client, operator, language, faq):
    help_page = client.get(f"/{language}/help/").content.decode()
    assert faq in help_page
    assert f'href="/{language}/ask/"' in help_page
    done = send(client, language)
    row = Question.objects.get()
    assert row.code in strip_tags(done.content.decode())
    (receipt,) = messages_to(email="ada@example.org")
    assert (receipt.language, row.code in receipt.subject) == (language, True)
    inbox = operator.get("/en/console/questions/").content.decode()
    assert "Where is my pass?" in inbox
    assert f"/en/console/questions/{row.public_id}/" in inbox
    operator.post(f"/en/console/questions/{row.public_id}/", {"text": "In the folder for unwanted mail."})
    answer = messages_to(email="ada@example.org")[0]
    assert (answer.kind, answer.language) == ("messages.answered", language)
    assert "In the folder for unwanted mail." in answer.text
    assert "Where is my pass?" not in operator.get("/en/console/questions/").content.decode()
    operator.post(f"/en/console/questions/{row.public_id}/close/")
    row.refresh_from_db()
    assert row.state == "closed"


def test_sending_the_form_twice_is_one_question(client):
    for _ in range(2):
        client.post("/en/ask/", {"key": "the-same-key", **ASKED})
    assert Question.objects.count() == 1


def test_somebody_signed_in_gives_no_address_and_sees_the_answers(client_of, operator):
    mei = client_of(make_user("mei@example.org", language="zh-hans"))
    assert 'name="email"' not in mei.get("/en/ask/").content.decode()
    send(mei, email="somebody@else.example")
    row = Question.objects.get()
    assert row.recipient["email"] == "mei@example.org"
    operator.post(f"/en/console/questions/{row.public_id}/", {"text": "Look into My passes."})
    assert "Look into My passes." in mei.get("/en/ask/").content.decode()
    assert "Look into" not in client_of(make_user()).get("/en/ask/").content.decode()
    assert row.code in mei.get("/en/me/notices/").content.decode()


@pytest.mark.parametrize(
    ("also", "status"), [({"email": "no address"}, 200), ({"text": ""}, 200), ({"subject": "x"}, 200)]
)
def test_what_is_missing_is_said_at_its_field(client, also, status):
    answer = send(client, **also)
    assert answer.status_code == status
    assert "field-invalid" in answer.content.decode()
    assert not Question.objects.exists()


def test_a_machine_is_slowed_down_by_place_and_by_address(client):
    codes = [send(client, email=f"person{n}@example.org").status_code for n in range(8)]
    assert codes.count(429) == 2
    cache.clear()
    elsewhere = [send(client, email="one@example.org", text=f"{n}").status_code for n in range(5)]
    assert elsewhere.count(429) == 1


def test_what_was_typed_is_shown_as_text(client, operator):
    send(client, text="<script>alert(1)</script>")
    ref = Question.objects.get().public_id
    for path in ("/en/console/questions/", f"/en/console/questions/{ref}/"):
        page = operator.get(path).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("who", ["nobody", "stranger", "asker", "owner"])
def test_who_does_not_see_the_inbox(client, client_of, who):
    asker = make_user("asker@example.org")
    owner = make_user("owner@example.org")
    make_organisation(owner)
    people = {"stranger": make_user(), "asker": asker, "owner": owner}
    send(client_of(asker))
    ref = Question.objects.get().public_id
    browser = client if who == "nobody" else client_of(people[who])
    pages = [
        browser.get("/en/console/questions/"),
        browser.get(f"/en/console/questions/{ref}/"),
        browser.post(f"/en/console/questions/{ref}/", {"text": "x"}),
        browser.post(f"/en/console/questions/{ref}/close/"),
        browser.get("/en/console/mails/failed/"),
        browser.post("/en/console/mails/msg_x/resend/"),
    ]
    assert {page.status_code for page in pages} <= ({302} if who == "nobody" else {403, 404})
    assert Question.objects.get().state == "open"


def test_all_of_it_over_the_api(client, operator):
    body = {"subject": "idea", "text": "More chairs, please.", "email": "ada@example.org"}
    key = {"Idempotency-Key": "a-key-of-mine"}
    made = client.post("/api/v1/questions", body, content_type="application/json", headers=key)
    assert made.status_code == 201, made.content
    ref = made.json()["id"]
    assert client.get(f"/api/v1/questions/{ref}").status_code == 404
    assert client.get("/api/v1/questions/inbox").status_code == 403
    found = operator.get("/api/v1/questions/inbox?state=open").json()["items"]
    assert [item["id"] for item in found] == [ref]
    answered = operator.post(
        f"/api/v1/questions/{ref}/answers", {"text": "With pleasure."}, content_type="application/json"
    )
    assert answered.json()["answers"][0]["text"] == "With pleasure."
    assert operator.post(f"/api/v1/questions/{ref}/close").json()["state"] == "closed"
    assert operator.post(f"/api/v1/questions/{ref}/close").status_code == 409


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_terms_and_privacy_are_linked_from_every_page_and_from_signing_up(client, language):
    for path in ("", "help/", "account/signup/"):
        page = client.get(f"/{language}/{path}").content.decode()
        for name in ("terms", "privacy"):
            assert f'href="/{language}/{name}/"' in page
    for name in ("terms", "privacy"):
        assert "2026-11" in client.get(f"/{language}/{name}/").content.decode()


@pytest.mark.parametrize(("language", "day"), [("en", "9 November 2026"), ("zh-hans", "2026年11月9日")])
def test_dates_are_written_as_the_readers_write_them(client_of, language, day):
    mei = make_user("mei@example.org", joined_at=datetime(2026, 11, 9, 12, tzinfo=UTC))
    assert day in client_of(mei).get(f"/{language}/me/profile/").content.decode()
