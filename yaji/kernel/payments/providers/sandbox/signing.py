"""How the sandbox signs its notices: HMAC-SHA-256 over time, event id and the exact bytes.

``Sandbox-Signature: t=<unix seconds>,id=<event id>,v1=<hex>``, with one ``v1`` for each secret in use.
``YAJI_SANDBOX_SECRET`` may name several secrets, separated by commas, newest first: the first signs, all
of them are accepted, so a secret is changed by putting a new one in front and dropping the old one later.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from yaji.kernel.payments.errors import BadSignature, StaleNotice

HEADER = "sandbox-signature"
#: seconds between signing and receiving, either way
TOLERANCE = 300
_SHAPE = re.compile(r"t=([0-9]{1,12}),id=(evt_[0-9A-Z]{26})((?:,v1=[0-9a-f]{64}){1,4})")


def secrets_in_use() -> list[str]:
    """The secrets, newest first. Never empty: without a secret nothing may be accepted."""
    found = [secret.strip() for secret in settings.YAJI_SANDBOX_SECRET.split(",") if secret.strip()]
    if not found:
        raise BadSignature()
    return found


def sign(event_id: str, body: bytes, now: datetime, secrets: Sequence[str] = ()) -> str:
    """The header's value for ``body``, signed at ``now``."""
    at = int(now.timestamp())
    keys = list(secrets) or secrets_in_use()[:1]
    return f"t={at},id={event_id}" + "".join(f",v1={_digest(key, at, event_id, body)}" for key in keys)


def check(value: str, body: bytes, now: datetime) -> str:
    """The event id, if the signature fits and is fresh. Raises BadSignature, StaleNotice."""
    parts = _SHAPE.fullmatch(value)
    if parts is None:
        raise BadSignature()
    at, event_id = int(parts[1]), parts[2]
    given = [signature.removeprefix("v1=") for signature in parts[3].strip(",").split(",")]
    known = [_digest(secret, at, event_id, body) for secret in secrets_in_use()]
    # every pair is compared, so that the time taken says nothing about which secret came near
    fits = [hmac.compare_digest(one, other) for one in given for other in known]
    if not any(fits):
        raise BadSignature()
    if abs(now.timestamp() - at) > TOLERANCE:
        raise StaleNotice(seconds_off=int(now.timestamp()) - at)
    return event_id


def _digest(secret: str, at: int, event_id: str, body: bytes) -> str:
    key = hashlib.sha256(b"sandbox-notices:" + secret.encode()).digest()
    return hmac.new(key, f"{at}.{event_id}.".encode() + body, hashlib.sha256).hexdigest()
