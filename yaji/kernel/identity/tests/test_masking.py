"""Nothing personal in a log line, wherever in it it stands."""

import io
import logging

import pytest
import structlog

from yaji.kernel.identity.masking import MASK, mask_personal_data, mask_text


@pytest.mark.parametrize(
    "text",
    [
        "mail to lin.wan+news@example.co.uk failed",
        "called 13800138000 twice",
        "called +86 138 0013 8000 twice",
        "GET /en/me/invitations/inv_01ABC/s3cr3t-s3cr3t/",
        "GET /find?key=abc123&page=2",
        "Authorization: Bearer yaji_abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_text_is_masked(text):
    masked = mask_text(text)
    assert MASK in masked
    for private in ("lin.wan", "example.co", "0013", "138001", "s3cr3t", "abc123", "yaji_abc"):
        assert private not in masked


@pytest.mark.parametrize(
    "text", ["order ord_01M80RYHXSD9T6KAKXEXB8Q1NV paid 18050 CNY", "took 0.12 s on 2026-11-22 04:41:36", "5000 seats"]
)
def test_what_is_not_personal_stays(text):
    assert mask_text(text) == text


def test_keys_that_name_secrets_are_masked_however_deep():
    event = {
        "event": "signed_in",
        "password": "hunter2",
        "nested": {"login_code": "123456", "list": ["ada@example.org"]},
        "status_code": 200,
        "ip": "203.0.113.9",
    }
    out = mask_personal_data(None, "info", event)
    assert "hunter2" not in repr(out)
    assert "123456" not in repr(out)
    assert "ada@" not in repr(out)
    assert "203.0" not in repr(out)
    assert out["status_code"] == 200


def test_lines_of_other_libraries_and_tracebacks_are_masked_too():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask_personal_data,
                structlog.processors.JSONRenderer(),
            ]
        )
    )
    logger = logging.getLogger("somebody.else")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        raise ValueError("no mailbox for ada@example.org")
    except ValueError:
        logger.exception("could not reach %s", "ada@example.org")
    finally:
        logger.removeHandler(handler)
    assert "could not reach" in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert "ada@" not in stream.getvalue()
