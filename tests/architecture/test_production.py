"""The production settings, looked at from outside: what a browser is told, and what does not start."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from tools.check import PRODUCTION
from yaji.kit.doctor.builtin import unsafe_settings
from yaji.kit.errors import TooMany
from yaji.kit.http.throttle import Limit, spend
from yaji.settings.env import Env
from yaji.verticals.tickets.passes import public_keys

TOLD = """
import json, django
from django.conf import settings
names = ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD",
         "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_REDIRECT_EXEMPT", "DEBUG",
         "YAJI_UNSAFE", "CACHES"]
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
    with override_settings(**{name: value for name, value in production.items() if name != "CACHES"}):
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
        ("YAJI_PASS_KEY", "a phrase that nobody guesses"),
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


SEED, OLDER = "0a" * 32, "B1" * 32


def unsafe(**changed: Any) -> str:
    """What production would say against otherwise good values."""
    good = {name.removeprefix("YAJI_").lower(): value for name, value in PRODUCTION.items()} | {"env": "dev"}
    return "; ".join(Env(**{**good, **changed}).unsafe())


@pytest.mark.parametrize("ring", [SEED, f"{SEED},{OLDER}", f" {SEED} , pub:{OLDER} ,{OLDER}\n"])
def test_a_ring_of_pass_keys_that_can_sign_is_good(ring: str, settings: Any) -> None:
    assert unsafe(pass_key=ring) == ""
    settings.YAJI_PASS_KEY = ring
    assert len(public_keys()) == len(ring.split(","))


@pytest.mark.parametrize(
    "ring",
    ["", "x" * 64, SEED[:-1], SEED + "0", f"pub:{SEED}", f"{SEED},", f"{SEED},pub:{OLDER[:-2]}", f"{SEED},pem:{OLDER}"],
)
def test_a_ring_of_pass_keys_that_could_not_sign_is_named(ring: str) -> None:
    assert "YAJI_PASS_KEY must be 64 hex digits" in unsafe(pass_key=ring)


@pytest.mark.parametrize("keys", ["", "short", f"{'k' * 32},short", "insecure-development-key"])
def test_field_keys_are_long(keys: str) -> None:
    assert "YAJI_FIELD_KEYS" in unsafe(field_keys=keys)
    assert unsafe(field_keys=f"{'k' * 32},{'l' * 40}") == ""


def test_the_sandbox_is_for_sites_that_say_nobody_pays_there() -> None:
    secret = "s" * 40
    assert "YAJI_STAGING" in unsafe(sandbox_payments=True, sandbox_secret=secret)
    assert unsafe(sandbox_payments=True, sandbox_secret=secret, staging=True) == ""
    assert "YAJI_SANDBOX_SECRET" in unsafe(sandbox_payments=True, staging=True)
    live = {"live_payments": True, "operator_declarations": "licensed_provider,terms"}
    assert unsafe(**live) == ""
    assert "YAJI_STAGING" in unsafe(**live, staging=True)


def test_the_doctor_goes_on_saying_that_nobody_pays() -> None:
    staging = start(YAJI_STAGING="true", YAJI_SANDBOX_PAYMENTS="true", YAJI_SANDBOX_SECRET="s" * 40)
    assert staging.returncode == 0, staging.stderr
    said = json.loads(staging.stdout)["YAJI_UNSAFE"]
    assert said == ["YAJI_STAGING is on: the sandbox takes orders and nobody pays"]
    with override_settings(YAJI_UNSAFE=said):
        assert [finding.text for finding in unsafe_settings()] == said


def test_a_crowd_does_not_push_a_limit_out_of_the_cache(production: dict[str, Any], settings: Any) -> None:
    """Without Redis: more other entries than Django keeps by itself."""
    settings.CACHES = {"default": {**production["CACHES"]["default"], "LOCATION": "crowd"}}
    limit = Limit("crowd", per_minute=0.001, burst=1)
    spend(limit, "one")
    for number in range(1000):
        caches["default"].set(f"somebody-{number}", 1)
    with pytest.raises(TooMany):
        spend(limit, "one")


@pytest.mark.django_db
def test_the_description_of_the_api_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes more than a second of CPU: a stranger must not be able to ask for that again and again."""
    first = Client().get("/api/v1/openapi.json").json()
    monkeypatch.setattr("yaji.delivery.api.site.complete", fail)
    assert Client().get("/api/v1/openapi.json").json() == first
    assert first["paths"]


def fail(schema: Any) -> None:
    raise AssertionError("it was written again")
