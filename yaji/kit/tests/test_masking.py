"""Logs without personal data (reliability goal S15): canaries planted in every shape a log line has."""

import io
import json
import logging
import random
import string
from typing import Any

import pytest
import structlog
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from yaji.kit.ids import human_code, mint
from yaji.kit.masking import mask, mask_event

LOGGING: dict[str, Any] = settings.LOGGING
LINES = LOGGING["formatters"]["lines"]


@pytest.mark.parametrize(
    "secret",
    [
        "mei.lin+tickets@example.org",
        "林梅@例子.中国",
        "MEI@MAIL.EXAMPLE.CO.UK",
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 138 1234 5678",
        "+8613812345678",
        "+44 20 7946 0958",
        "+1 (212) 555-0199",
        "010-62345678",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLXBhcnQ",
        "ImhlbGxvIg:1vKsXY:Wl2Q3n0q8yC4v1o5m7u9w2x4z6B8D0F2H4J6L8N0P2R",
        "yaji_3fK9x2LmQ8vT5wRz7YbN",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z",
    ],
)
@pytest.mark.parametrize("line", ["{}", "sent to {}.", "<{}>", "to={}", '{{"to": "{}"}}', "[{}, 1]", "你好 {}，再见"])
def test_planted_canaries_do_not_survive(secret, line):
    assert secret not in mask(line.format(secret))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("GET /x?token=abc123def&page=2", "abc123def"),
        ("password=hunter22", "hunter22"),
        ('{"password": "hunter22"}', "hunter22"),
        ("{'access_token': 's3cr3tvalue'}", "s3cr3tvalue"),
        ("Authorization: Bearer abc.def-123", "abc.def-123"),
        ("sessionid=q8w7e6r5t4; csrftoken=z1x2c3v4", "q8w7e6r5t4"),
        ("sessionid=q8w7e6r5t4; csrftoken=z1x2c3v4", "z1x2c3v4"),
        ("postgres://yaji:hunter22@db/yaji", "hunter22"),
        ("smtp://me%40x.org:hunter22@mail.example:25", "hunter22"),
        ("/invitations/inv_1/abcdef123", "abcdef123"),
        ("/unsubscribe/WyJwYXIiXQ:1vKs:abcdefgh", "WyJwYXIiXQ"),
        ("code: 482913", "482913"),
        ("GET /find?key=abc123&page=2", "abc123"),
        ("GET /me?email=lin%40example.org", "lin%40"),
    ],
)
def test_secrets_by_their_name(text, secret):
    assert secret not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T04:19:31.123456+00:00",
        "2026-11-22 04:19:31,123",
        "order ord_01JABCDEFGHJKMNPQRSTVWXYZ0 paid",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "took 13812345 ms for 1700000000000",
        "0.13812345678",
        "/srv/yaji/.venv/lib/python3.11/site-packages/django/core/handlers/exception.py line 55",
        "yaji.kernel.messages.operations._tell_portion",
        "test_two_jobs_for_one_picture_make_each_size_once",
        "payments.captured amount=128000 CNY",
        "GET /zh-hans/shows/the-peony-pavilion?page=2 200",
        "message_failed state=failed",
    ],
)
def test_what_helps_stays_readable(text):
    assert mask(text) == text


def test_ids_and_codes_stay_readable():
    for text in [mint("ord") for _ in range(500)] + [human_code() for _ in range(500)]:
        assert mask(f"subject {text} done") == f"subject {text} done"


@given(st.text(max_size=400))
def test_masking_is_stable(text):
    once = mask(text)
    assert mask(once) == once


def test_long_lines_cost_little():
    import time

    began = time.process_time()
    for unit in ("a", "a@", "1", "1 ", "-", "a.", "A1a", ":", "+1 ", "token="):
        mask(unit * 20_000)
    assert time.process_time() - began < 8


def canaries(count: int) -> list[str]:
    chance = random.Random(7)
    letters = string.ascii_lowercase
    words = ["".join(chance.choices(letters, k=12)) for _ in range(count)]
    shapes = ["{}@example.org", "{}.x@mail.example.cn"]
    return [chance.choice(shapes).format(word) for word in words] + [f"139{chance.randrange(10**8):08}" for _ in words]


def formatter(*without: object) -> structlog.stdlib.ProcessorFormatter:
    """The formatter of the site's own settings, less the steps named."""
    steps = LINES["processors"][:-1]
    kept = [step for step in steps if step not in without]
    return structlog.stdlib.ProcessorFormatter(
        processors=[*kept, structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)]
    )


def write(planted: list[str], shape: logging.Formatter) -> str:
    """What a log says after canaries were planted in every way a line can carry them."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(shape)
    plain = logging.getLogger("canary")
    plain.handlers, plain.propagate = [handler], False
    ours = structlog.wrap_logger(
        plain,
        processors=[structlog.stdlib.add_log_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    for canary in planted:
        plain.error("could not write to %s", canary)
        ours.error("failed", to=canary, nested={"list": [canary, {"deep": (canary,)}]}, thing=ValueError(canary))
        ours.error("failed", email="Lin Mei", password1="hunter22", headers={"Cookie": "a=b"}, first_name="Mei")
        ours.error("failed", login_code="482913", user_ip="203.0.113.9", csrfmiddlewaretoken="qwert")
        try:
            raise RuntimeError(f"no mailbox {canary}")
        except RuntimeError:
            plain.exception("broken")
            ours.exception("broken")
    return out.getvalue()


def leaked(text: str, planted: list[str]) -> list[str]:
    named = ["hunter22", "Mei", "a=b", "482913", "203.0.113.9", "qwert"]
    return [canary for canary in [*planted, *named] if canary in text]


def test_a_log_with_canaries_everywhere_shows_none():
    """Through the chain of the settings: our own lines, other libraries' lines, tracebacks, nested facts."""
    planted = canaries(50)
    text = write(planted, formatter())
    assert text.count("\n") == 6 * len(planted)
    assert text.count("RuntimeError: no mailbox") == 2 * len(planted)
    assert leaked(text, planted) == []
    assert all(json.loads(line)["event"] for line in text.splitlines())


def test_without_the_masking_step_the_same_log_leaks():
    planted = canaries(2)
    assert set(planted) <= set(leaked(write(planted, formatter(mask_event)), planted))


def test_a_console_shows_tracebacks_without_local_variables():
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=LINES["processors"]))
    logger = logging.getLogger("canary.console")
    logger.handlers, logger.propagate = [handler], False
    inside = "-".join(["a", "local", "variable"])
    try:
        int(inside[:0])
    except ValueError:
        logger.exception("broken")
    assert "ValueError" in out.getvalue()
    assert "Traceback" in out.getvalue()
    assert inside not in out.getvalue()
