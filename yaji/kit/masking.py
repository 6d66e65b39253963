"""No address, number or secret in a log: text is masked where logs are written, whoever wrote it.

The one masker of the house. Imported by settings, so it imports nothing of ours and nothing of Django.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

EMAIL, PHONE, SECRET = "‹e-mail›", "‹phone›", "‹secret›"

#: keys whose value is never shown, whatever it is
SECRET_KEYS = re.compile(
    r"(?i)(?:^|[_-])(?:password\d?|passwd|passphrase|secret|token|tokens|authorization|cookie|cookies|otp|totp|"
    r"signature|credential|credentials|sessionid|session_key|private_key|api_key|secret_key|field_keys|csrf\w*|"
    r"(?:login|reset|verification)_code)$"
)
#: keys that hold a person's data
PERSONAL_KEYS = re.compile(
    r"(?i)^(?:(?:\w+_)?e?mail|email_address|(?:\w+_)?phone|mobile|full_name|first_name|last_name|person_name|address|"
    r"id_number|(?:\w+_)?ip)$"
)
PERSON = "‹person›"

_WORD = r"password|passwd|secret|token|signature|sig|sessionid|csrftoken|csrfmiddlewaretoken|otp|api_key|secret_key"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # user and password inside an address
    (re.compile(r"(?<=://)[^\s/@]{1,200}:[^\s/@]{0,200}@"), f"{SECRET}@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}"), rf"\1 {SECRET}"),
    # token=…, "password": "…", in query strings, forms, dumps
    (
        re.compile(rf"(?i)\b((?:[a-z]+_)?(?:{_WORD}))([\"']?\s*[=:]\s*[\"']?)([^\s\"'&,;)}}\]‹]{{4,}})"),
        rf"\1\2{SECRET}",
    ),
    # a sign-in code
    (re.compile(r"(?i)\b(code[\"']?\s*[=:]\s*[\"']?)\d{4,8}(?!\w)"), rf"\1{SECRET}"),
    # what a query string opens or names somebody with
    (re.compile(r"(?i)(?<=[?&])(code|key|email|name)=[^&\s\"'‹]+"), rf"\1={SECRET}"),
    # our own access tokens, and links that let somebody in
    (re.compile(r"\byaji_[\w-]{16,}"), SECRET),
    (re.compile(r"(?<=/invitations/)inv_\w+/[\w-]+"), SECRET),
    (re.compile(r"(?<=/unsubscribe/)[\w:.~-]{8,}"), SECRET),
    # JSON web tokens, and Django's signed values (text:time:signature)
    (re.compile(r"\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?"), SECRET),
    (re.compile(r"[\w.~=-]{1,4096}:[0-9A-Za-z]{5,8}:[\w-]{20,}"), SECRET),
    # long unbroken random text: hexadecimal, or mixed case with digits
    (re.compile(r"(?<![\w-])[0-9a-fA-F]{40,}(?![\w-])"), SECRET),
    (
        re.compile(r"(?<![\w/-])(?=[\w-]{0,200}\d)(?=[\w-]{0,200}[a-z])(?=[\w-]{0,200}[A-Z])[\w-]{32,}(?![\w/-])"),
        SECRET,
    ),
    (re.compile(r"[^\s@<>\"'(),;:\[\]{}=/\\]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}"), EMAIL),
    # with a country's prefix
    (re.compile(r"(?<![\w.+])\+\d{1,3}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]?\d{2,4}){2,4}(?![\w-])"), PHONE),
    # Chinese mobile and fixed lines
    (re.compile(r"(?<![\w.:-])(?:0?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?![\w.:-]\d|\d)"), PHONE),
    (re.compile(r"(?<![\w.:-])0\d{2,3}-\d{7,8}(?!\d|-\d)"), PHONE),
)


def mask(text: str) -> str:
    """``text`` without e-mail addresses, phone numbers, tokens and passwords. Public ids and times stay readable."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def mask_event(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: masks every value of an event, at any depth.

    Place it last before the renderer and after ``format_exc_info``, so that tracebacks pass through it as text.
    """
    for key, value in list(event.items()):
        event[key] = value if key.startswith("_") else _masked(key, value)
    return event


def _masked(key: str, value: Any, depth: int = 0) -> Any:
    if value is not None and SECRET_KEYS.search(key):
        return SECRET
    if isinstance(value, str) and PERSONAL_KEYS.match(key):
        return PERSON
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, bool | int | float | None) or depth > 6:
        return value if isinstance(value, bool | int | float | None) else mask(repr(value))
    if isinstance(value, Mapping):
        return {mask(str(k)): _masked(str(k), v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked("", item, depth + 1) for item in value]
    return mask(str(value))
