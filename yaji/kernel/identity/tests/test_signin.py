"""Opening an account, every way in, and what happens to those who guess."""

import json
import re

import pytest
import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client

from yaji.kernel.identity import queries
from yaji.kernel.identity.factories import make_user
from yaji.kernel.identity.models import User
from yaji.kernel.identity.tests.passkey import SoftwarePasskey

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.identity.tests.urls")]

PASSWORD = "a rather long one 9"
NEXT_PASSWORD = "another rather long one 7"


class Https(Client):
    """A browser over https, as passkeys want it."""

    def generic(self, *args, **kwargs):
        kwargs["secure"] = True
        return super().generic(*args, **kwargs)


def code_in(message):
    found = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", message.body, re.M)
    assert found, message.body
    return found[1]


def is_in(client, user):
    return client.get("/whoami/").content.decode() == user.public_id


def sign_in(client, email, password=PASSWORD):
    return client.post("/en/account/login/", {"login": email, "password": password})


def confirm(client, password=PASSWORD):
    """“Is it you?”, which everything that changes how one signs in asks first."""
    client.post("/en/account/reauthenticate/", {"password": password})


def totp_now(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


# --- TIX-19 -----------------------------------------------------------------------------------------------


@pytest.mark.req("TIX-19")
def test_register_sign_in_edit_profile_and_recover_the_password():
    client = Https()
    page = client.get("/zh-hans/account/signup/")
    assert page.status_code == 200
    address = "lin.wan@example.org"
    client.post("/zh-hans/account/signup/", {"email": address, "password1": PASSWORD, "terms": "on"})
    user = User.objects.get(email=address)
    assert user.language == "zh-hans"
    assert not is_in(client, user), "the address is not proven yet"
    client.post("/zh-hans/account/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert is_in(client, user)
    assert queries.agreed(queries.actor_of(user), "terms")
    assert not queries.agreed(queries.actor_of(user), "news")

    done = client.post(
        "/en/me/profile/",
        {"name": "林晚", "phone": "+86 138 0000 0000", "language": "en", "timezone": "Asia/Shanghai"},
    )
    assert done.status_code == 302
    assert queries.user(user.public_id).person.person_name == "林晚"

    client.post("/en/account/logout/")
    assert not is_in(client, user)
    sign_in(client, address)
    assert is_in(client, user)
    client.post("/en/account/logout/")

    client.post("/en/account/login/code/", {"email": address})
    client.post("/en/account/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert is_in(client, user)
    client.post("/en/account/logout/")

    step = client.post("/en/account/password/reset/", {"email": address})
    step = client.post(step["Location"], {"code": code_in(mail.outbox[-1])})
    client.post(step["Location"], {"password1": NEXT_PASSWORD, "password2": NEXT_PASSWORD})
    fresh = Https()
    sign_in(fresh, address, PASSWORD)
    assert not is_in(fresh, user), "the old password is dead"
    sign_in(fresh, address, NEXT_PASSWORD)
    assert is_in(fresh, user)


def test_without_agreeing_to_the_terms_no_account():
    Https().post("/en/account/signup/", {"email": "x@example.org", "password1": PASSWORD})
    assert not User.objects.exists()


@pytest.mark.parametrize("weak", ["short", "password1234", "1234567890"])
def test_weak_passwords_are_refused(weak):
    Https().post("/en/account/signup/", {"email": "x@example.org", "password1": weak, "terms": "on"})
    assert not User.objects.exists()


def test_nobody_learns_whether_an_address_has_an_account():
    make_user("known@example.org", password=PASSWORD)
    answers = {}
    for address in ("known@example.org", "unknown@example.org"):
        client = Https()
        signup = client.post("/en/account/signup/", {"email": address, "password1": PASSWORD, "terms": "on"})
        reset = client.post("/en/account/password/reset/", {"email": address})
        code = client.post("/en/account/login/code/", {"email": address})
        answers[address] = [(answer.status_code, answer.get("Location")) for answer in (signup, reset, code)]
    assert answers["known@example.org"] == answers["unknown@example.org"]


def test_a_mail_has_a_text_and_a_letter_with_the_code_in_both():
    user = make_user()
    Https().post("/en/account/login/code/", {"email": user.email})
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    assert code_in(message) in str(message.alternatives[0][0])
    assert "ever ask for your password" in str(message.body)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_never_leads_off_the_site(target):
    user = make_user(password=PASSWORD)
    answer = Https().post("/en/account/login/", {"login": user.email, "password": PASSWORD, "next": target})
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]


def test_signing_out_forgets_the_visitor_too():
    user = make_user(password=PASSWORD)
    client = Https(enforce_csrf_checks=False)
    visitor = client.post("/whoami/").content.decode()
    assert visitor.startswith("vis_")
    sign_in(client, user.email)
    assert is_in(client, user)
    client.post("/en/account/logout/")
    assert client.get("/whoami/").content.decode() != visitor


def test_a_closed_account_is_out_at_once():
    user = make_user(password=PASSWORD)
    client = Https()
    sign_in(client, user.email)
    assert is_in(client, user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not is_in(client, user)


# --- TIX-41: MFA, passkeys, lockout ---------------------------------------------------------------------------


def turn_on_totp(client):
    confirm(client)
    client.get("/en/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/en/account/2fa/totp/activate/", {"code": totp_now(secret)})
    return secret


@pytest.mark.req("TIX-41")
def test_with_a_second_step_the_password_alone_does_not_let_in():
    user = make_user(password=PASSWORD)
    client = Https()
    sign_in(client, user.email)
    turn_on_totp(client)
    codes = recovery_codes(client)
    assert len(codes) == 10
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = json.dumps([str(row[0]) for row in cursor.fetchall()])
    assert "gAAAA" in stored, "secrets lie sealed"

    client = Https()
    sign_in(client, user.email)
    assert not is_in(client, user)
    client.post("/en/account/2fa/authenticate/", {"code": "000000"})
    assert not is_in(client, user)
    client.post("/en/account/2fa/authenticate/", {"code": codes[0]})
    assert is_in(client, user)

    client = Https()
    sign_in(client, user.email)
    client.post("/en/account/2fa/authenticate/", {"code": codes[0]})
    assert not is_in(client, user), "a recovery code works once"
    client.post("/en/account/2fa/authenticate/", {"code": codes[1]})
    assert is_in(client, user)


def recovery_codes(client):
    text = client.get("/en/account/2fa/recovery-codes/download/").content.decode()
    return re.findall(r"^\w{8}$", text, re.M)


def test_the_authenticators_code_lets_in():
    user = make_user(password=PASSWORD)
    client = Https()
    sign_in(client, user.email)
    secret = turn_on_totp(client)
    cache.clear()  # the code just used to switch it on may not be used again; here the clock stands still
    client = Https()
    sign_in(client, user.email)
    assert not is_in(client, user)
    client.post("/en/account/2fa/authenticate/", {"code": totp_now(secret)})
    assert is_in(client, user)


@pytest.mark.req("TIX-41")
def test_a_passkey_signs_in_without_a_password():
    user = make_user(password=PASSWORD)
    client = Https()
    sign_in(client, user.email)
    passkey = SoftwarePasskey()
    confirm(client)
    page = client.get("/en/account/2fa/webauthn/add/")
    credential = passkey.register(page.context["js_data"]["creation_options"])
    client.post(
        "/en/account/2fa/webauthn/add/",
        {"name": "phone", "passwordless": "on", "credential": json.dumps(credential)},
    )
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1

    client = Https()
    assert passkey_sign_in(client, SoftwarePasskey(), user) == "refused", "somebody else's key"
    assert passkey_sign_in(client, passkey, user) == "in"


def passkey_sign_in(client, passkey, user):
    options = client.get("/en/account/2fa/webauthn/login/", headers={"accept": "application/json"}).json()
    answer = passkey.sign_in(options["request_options"])
    client.post("/en/account/2fa/webauthn/login/", {"credential": json.dumps(answer)})
    return "in" if is_in(client, user) else "refused"


def test_a_passkey_of_another_site_is_refused():
    user = make_user(password=PASSWORD)
    client = Https()
    sign_in(client, user.email)
    confirm(client)
    page = client.get("/en/account/2fa/webauthn/add/")
    phished = SoftwarePasskey(origin="https://yaji-login.example")
    credential = phished.register(page.context["js_data"]["creation_options"])
    client.post("/en/account/2fa/webauthn/add/", {"name": "phone", "credential": json.dumps(credential)})
    assert not Authenticator.objects.filter(user=user).exists()


@pytest.mark.req("TIX-41")
def test_guessing_locks_the_account_for_a_while_even_for_the_right_password():
    user = make_user(password=PASSWORD)
    other = make_user(password=PASSWORD)
    for i in range(5):
        sign_in(Https(REMOTE_ADDR=f"203.0.113.{i}"), user.email, "wrong")
    client = Https(REMOTE_ADDR="203.0.113.99")
    answer = sign_in(client, user.email, PASSWORD)
    assert not is_in(client, user)
    assert "Too many" in answer.content.decode()
    client = Https(REMOTE_ADDR="203.0.113.99")
    sign_in(client, other.email, PASSWORD)
    assert is_in(client, other), "only the account under attack is locked"


def test_guessing_a_mailed_code_ends_after_three_tries():
    user = make_user()
    client = Https()
    client.post("/en/account/login/code/", {"email": user.email})
    code = code_in(mail.outbox[-1])
    for _ in range(3):
        client.post("/en/account/login/code/confirm/", {"code": "WRNG-CODE"})
    client.post("/en/account/login/code/confirm/", {"code": code})
    assert not is_in(client, user)


def test_guessing_second_steps_is_limited():
    user = make_user(password=PASSWORD)
    client = Https()
    sign_in(client, user.email)
    turn_on_totp(client)
    codes = recovery_codes(client)
    client = Https()
    sign_in(client, user.email)
    for _ in range(5):
        client.post("/en/account/2fa/authenticate/", {"code": "000000"})
    client.post("/en/account/2fa/authenticate/", {"code": codes[0]})
    assert not is_in(client, user)


def test_a_refused_sign_in_is_logged_without_naming_the_account():
    with structlog.testing.capture_logs() as lines:
        sign_in(Https(), "ada@example.org", "wrong")
    refused = [line for line in lines if line["event"] == "sign_in_refused"]
    assert len(refused) == 1
    assert "ada" not in repr(refused)
