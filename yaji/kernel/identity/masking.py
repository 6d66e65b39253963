"""Logs without personal data: a structlog processor that masks addresses, phones and secrets.

It belongs just before the renderer, so that lines of other libraries and tracebacks pass through it too.
Free of Django, because the logging settings name it.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

MASK = "•••"

#: keys whose values are never shown, by whole word of the key
_SECRET_KEY = re.compile(
    r"(?:^|_)(password\d?|passwd|secret|token|otp|(?:login|reset|verification)_code|authorization|cookies?|csrf\w*|phone|email|ip)$",
    re.I,
)
_PATTERNS = [
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    # mobile numbers of mainland China, and international ones with their +
    re.compile(r"(?<![\w.])(?:\+\d[\d -]{7,16}\d|1[3-9]\d{9})(?![\w.])"),
    re.compile(r"yaji_[\w-]{20,}"),
    re.compile(r"(?<=/invitations/)inv_\w+/[\w-]+"),
    re.compile(r"(?<=[?&])(?:secret|token|code|key|email|signature)=[^&\s\"']+", re.I),
]


def mask_text(text: str) -> str:
    """``text`` with everything that looks personal or secret replaced."""
    for pattern in _PATTERNS:
        text = pattern.sub(MASK, text)
    return text


def mask_personal_data(logger: Any, method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """structlog processor: every value of the event masked, however deep."""
    return {key: event[key] if key.startswith("_") else _masked(key, event[key]) for key in event}


def _masked(key: str, value: Any) -> Any:
    if value is not None and not isinstance(value, bool | int | float) and _SECRET_KEY.search(key):
        return MASK
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {inner: _masked(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked("", item) for item in value]
    return value
