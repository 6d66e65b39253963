"""The account's pages and the team pages: who sees them, what they show and do."""

import io
import json
import logging
import re
import zipfile
from contextlib import contextmanager
from datetime import timedelta

import pytest
import structlog
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from yaji.kernel.identity import operations, queries
from yaji.kernel.identity.factories import make_membership, make_user
from yaji.kernel.identity.models import Membership, User
from yaji.kernel.messages.queries import messages_to
from yaji.kit import clock
from yaji.kit.masking import mask_event
from yaji.kit.testing import count_statements

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.identity.tests.urls")]
PASSWORD = "a rather long one 9"


@pytest.fixture
def ada():
    return make_user("ada@example.org", name="Ada King", password=PASSWORD)


def client_of(user=None):
    client = Client()
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def confirmed(user):
    client = client_of(user)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    return client


ACCOUNT_PAGES = ["home", "profile", "organisations", "privacy", "erase", "tokens"]


@pytest.mark.parametrize("name", ACCOUNT_PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_the_account_renders_and_is_only_for_oneself(ada, name, language):
    url = reverse(f"identity:{name}").replace("/en/", f"/{language}/")
    answer = confirmed(ada).get(url)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    nobody = client_of().get(url)
    assert nobody.status_code == 302
    assert "/account/login/" in nobody["Location"]


def test_pages_carry_no_inline_script_or_style(ada):
    client = confirmed(ada)
    for name in ACCOUNT_PAGES:
        text = client.get(reverse(f"identity:{name}")).content.decode()
        main = text.partition("<main")[2].partition("</main>")[0]
        assert main
        assert not any(forbidden in main for forbidden in ("style=", "onclick=", "<script", "javascript:"))


def test_the_home_page_shows_what_concerns_me(ada, house):
    make_membership(ada, house.party, "door")
    operations.change_standing(actor=house.actor("operator"), party=ada.person.public_id, kind="member", holds=True)
    text = client_of(ada).get(reverse("identity:home")).content.decode()
    for part in ("Ada King", "ada@example.org", "Lantern Hall", "Member"):
        assert part in text


def test_a_wrong_phone_is_said_beside_the_field_and_nothing_is_saved(ada):
    answer = client_of(ada).post(
        reverse("identity:profile"), {"name": "B", "phone": "call me", "language": "en", "timezone": "Asia/Shanghai"}
    )
    assert answer.status_code == 200
    assert "phone" in answer.context["form"].errors
    assert queries.user(ada.public_id).person.person_name == "Ada King"


def test_what_people_type_is_text_and_not_markup(ada):
    operations.update_profile(actor=queries.actor_of(ada), name="<script>alert(1)</script>")
    assert "<script>alert" not in client_of(ada).get(reverse("identity:home")).content.decode()


# --- privacy ----------------------------------------------------------------------------------------------


@contextmanager
def log_lines(*processors):
    """Every line that any library logs inside the block, as the site's formatter would write it with ``processors``."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    last = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        *processors,
        structlog.processors.JSONRenderer(),
    ]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=last))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@pytest.mark.req("TIX-44")
def test_consent_log_export_erasure_and_logs_without_personal_data(ada):
    with log_lines() as bare, log_lines(mask_event) as masked:
        _consent_export_erase(ada)
    assert "ada@example.org" in bare.getvalue(), "or this would prove nothing"
    assert "request_finished" in masked.getvalue()
    assert "ada@" not in masked.getvalue()
    assert "127.0.0.1" not in masked.getvalue()


def _consent_export_erase(ada):
    client = confirmed(ada)
    logging.getLogger("yaji.tests").warning("could not write to %s", "ada@example.org")
    client.post(reverse("identity:privacy"), {"purpose": "news", "given": "on"})
    client.post(reverse("identity:privacy"), {"purpose": "news"})
    assert [row.given for row in queries.consents(queries.actor_of(ada))] == [False, True]
    text = client.get(reverse("identity:privacy")).content.decode()
    assert text.count("<td>News by mail</td>") == 2

    answer = client.post(reverse("identity:export"))
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as bundle:
        assert json.loads(bundle.read("account.json"))["email"] == "ada@example.org"

    wrong = client.post(reverse("identity:erase"), {"email": "other@example.org"})
    assert wrong.status_code == 200
    assert User.objects.get(pk=ada.pk).is_active
    client.post(reverse("identity:erase"), {"email": "ada@example.org"})
    row = User.objects.get(pk=ada.pk)
    assert (row.email, row.is_active, row.person.person_name) == (None, False, "")
    assert client.get(reverse("identity:home")).status_code == 302


def test_export_and_erasure_ask_whether_it_is_really_you(ada):
    client = client_of(ada)
    for answer in (client.post(reverse("identity:export")), client.get(reverse("identity:erase"))):
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]


def test_an_account_without_password_signs_in_anew_before_it_is_erased():
    user = make_user("codes.only@example.org")
    client = client_of(user)
    assert client.get(reverse("identity:erase")).status_code == 403
    client.post("/en/account/logout/")
    client.post("/en/account/login/code/", {"email": user.email})
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", str(mail.outbox[-1].body), re.M)
    assert code
    client.post("/en/account/login/code/confirm/", {"code": code[0]})
    assert client.get(reverse("identity:erase")).status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert client.get(reverse("identity:erase")).status_code == 403


def test_an_owner_is_told_why_not_and_stays(house):
    owner = house.people["owner"]
    owner.set_password(PASSWORD)
    owner.save()
    answer = confirmed(owner).post(reverse("identity:erase"), {"email": owner.email})
    assert answer.status_code == 409
    assert "Lantern Hall" in answer.content.decode()
    assert User.objects.get(pk=owner.pk).is_active


def test_exports_are_not_for_downloading_all_day(ada):
    client = confirmed(ada)
    codes = [client.post(reverse("identity:export")).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


def test_an_unknown_purpose_is_not_found(ada):
    assert client_of(ada).post(reverse("identity:privacy"), {"purpose": "soul", "given": "on"}).status_code == 404


# --- tokens ------------------------------------------------------------------------------------------------


def test_a_tokens_secret_is_shown_once(ada):
    client = confirmed(ada)
    made = client.post(reverse("identity:tokens"), {"name": "till", "days": "30"}).context["made"]
    assert made.secret.startswith("yaji_")
    assert made.secret not in client.get(reverse("identity:tokens")).content.decode()
    client.post(reverse("identity:revoke_token", args=[made.token]))
    assert queries.actor_by_token(made.secret) is None


# --- organisations and teams ----------------------------------------------------------------------------------


def test_found_invite_join_promote_leave(ada):
    client = client_of(ada)
    client.post(
        reverse("identity:organisations"), {"name_en": "Jade Works", "name_zh": "玉作", "timezone": "Asia/Shanghai"}
    )
    party = Membership.objects.get(user=ada).party
    team = reverse("identity_console:team", args=[party.public_id])
    client.post(team, {"email": "bo@example.org", "role": "owner", "language": "en"})
    link = next(word for word in messages_to(email="bo@example.org")[0].text.split() if "/invitations/" in word)
    bo = make_user("bo.private@example.org")
    path = link.partition("localhost:8000")[2]
    assert "Jade Works" in client_of(bo).get(path).content.decode()
    client_of(bo).post(path)
    assert Membership.objects.get(user=bo).role == "owner"
    client.post(reverse("identity_console:change_role", args=[party.public_id, bo.public_id]), {"role": "door"})
    assert Membership.objects.get(user=bo).role == "door"
    client_of(bo).post(reverse("identity:leave", args=[party.public_id]))
    assert not Membership.objects.filter(user=bo).exists()


def test_signing_in_first_leads_back_to_the_invitation(house):
    made = operations.invite(actor=house.actor("owner"), party=house.ref, email="x@x.example", role="door")
    path = reverse("identity:invitation_by_link", args=[made.invitation, made.secret])
    answer = client_of().get(path)
    assert answer.status_code == 302
    assert made.invitation in answer["Location"]


def test_an_invitation_shows_nothing_to_whom_it_is_not_for(house, ada):
    made = operations.invite(actor=house.actor("owner"), party=house.ref, email="x@x.example", role="door")
    answer = client_of(ada).get(reverse("identity:invitation", args=[made.invitation]))
    assert answer.status_code == 403
    assert "Lantern Hall" not in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "team", "edit"),
    [("stranger", 403, 403), ("viewer", 200, 403), ("door", 200, 403), ("manager", 200, 200), ("operator", 200, 200)],
)
def test_who_sees_the_console_pages(house, who, team, edit):
    client = client_of(house.people[who])
    assert client.get(reverse("identity_console:team", args=[house.ref])).status_code == team
    assert client.get(reverse("identity_console:organisation", args=[house.ref])).status_code == edit


def test_a_viewer_sees_no_forms_and_no_invited_addresses(house):
    operations.invite(actor=house.actor("owner"), party=house.ref, email="secret@x.example", role="door")
    text = client_of(house.people["viewer"]).get(reverse("identity_console:team", args=[house.ref])).content.decode()
    assert "secret@x.example" not in text
    assert "Send invitation" not in text
    assert text.count("<select") == 0


def test_the_last_owner_reads_a_refusal_page(house):
    owner = house.people["owner"]
    answer = client_of(owner).post(reverse("identity:leave", args=[house.ref]))
    assert answer.status_code == 409
    assert "needs an owner" in answer.content.decode()


def test_a_taken_address_is_said_on_the_form(house):
    taken = queries.teams(house.actor("stranger"))[0].party.slug
    answer = client_of(house.people["owner"]).post(
        reverse("identity_console:organisation", args=[house.ref]),
        {"name_en": "Lantern Hall", "slug": taken, "timezone": "Asia/Shanghai"},
    )
    assert answer.status_code == 409
    assert taken in answer.content.decode()


def test_the_team_page_asks_the_database_as_often_for_twenty_as_for_two(house):
    client = client_of(house.people["owner"])
    url = reverse("identity_console:team", args=[house.ref])
    client.get(url)
    with count_statements() as few:
        client.get(url)
    for _ in range(15):
        make_membership(make_user(name="Somebody"), house.party, "viewer")
    with count_statements() as many:
        client.get(url)
    assert len(many) == len(few)
