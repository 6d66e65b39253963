"""The production settings, looked at from outside: what a browser is told, and what does not start."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client, override_settings

from tools.check import PRODUCTION

TOLD = """
import json, django
from django.conf import settings
names = ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD",
         "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_REDIRECT_EXEMPT", "DEBUG"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def start(**changed: str) -> subprocess.CompletedProcess[str]:
    """A process with production settings."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("YAJI_")}
    values = {**plain, **PRODUCTION, **changed, "DJANGO_SETTINGS_MODULE": "yaji.settings.prod"}
    return subprocess.run([sys.executable, "-c", TOLD], env=values, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(start().stdout)
    return found


@pytest.mark.req("TIX-40")
@pytest.mark.django_db
def test_https_only_with_hsts_and_secure_cookies(production: dict[str, Any]) -> None:
    with override_settings(**production):
        client = Client()
        plain = client.get("/en/account/login/")
        assert plain.status_code == 301
        assert plain["Location"].startswith("https://")
        secure = client.get("/en/account/login/", secure=True)
        assert secure.status_code == 200
        assert secure["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
        assert secure.cookies
        assert all(cookie["secure"] and cookie["samesite"] == "Lax" for cookie in secure.cookies.values())
        assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_every_page_carries_the_headers_that_protect_it() -> None:
    answer = Client().get("/en/account/login/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_debug_is_off(production: dict[str, Any]) -> None:
    assert production["DEBUG"] is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YAJI_SECRET_KEY", "short"),
        ("YAJI_FIELD_KEYS", ""),
        ("YAJI_PASS_KEY", ""),
        ("YAJI_DEMO", "true"),
        ("YAJI_HOSTS", "*"),
        ("YAJI_SITE_URL", "http://shop.example"),
        ("YAJI_SANDBOX_PAYMENTS", "true"),
        ("YAJI_LIVE_PAYMENTS", "true"),
    ],
)
def test_production_does_not_start_with_an_unsafe_value(name: str, value: str) -> None:
    done = start(**{name: value})
    assert done.returncode != 0
    assert "not safe in production" in done.stderr


def test_production_settings_need_the_production_environment() -> None:
    done = start(YAJI_ENV="dev")
    assert done.returncode != 0
    assert "YAJI_ENV=prod" in done.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Any) -> None:
    secret = tmp_path / "key"
    secret.write_text("x" * 50 + "\n")
    done = start(YAJI_SECRET_KEY="", YAJI_SECRET_KEY_FILE=str(secret))
    assert done.returncode == 0, done.stderr
