"""Personal data at rest: fields whose column holds only ciphertext.

Fernet (AES-128-CBC with HMAC-SHA-256); the first key of ``YAJI_FIELD_KEYS`` encrypts, all of them
decrypt, so keys rotate by putting a new one in front. An encrypted column cannot be searched: where a
lookup is needed, store :func:`fingerprint` beside it.
"""

import base64
import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class Undecipherable(RuntimeError):
    """No configured key opens this value: the key was lost or the row tampered with."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])


def seal(text: str) -> str:
    """Ciphertext of ``text``; empty stays empty."""
    return _box(tuple(settings.YAJI_FIELD_KEYS)).encrypt(text.encode()).decode() if text else ""


def unseal(token: str) -> str:
    """The text that :func:`seal` was given. Raises :class:`Undecipherable`."""
    if not token:
        return ""
    try:
        return _box(tuple(settings.YAJI_FIELD_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Undecipherable("no field key opens this value") from error


def fingerprint(text: str) -> str:
    """A keyed hash (hex, 64 characters) by which a sealed value can be found but not guessed offline."""
    key = hashlib.sha256(b"fingerprint:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text.strip().casefold().encode(), hashlib.sha256).hexdigest()


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # not generic at run time
    """Text, encrypted in the database."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else unseal(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else seal(str(value))


class SealedJSONField(models.TextField):  # type: ignore[type-arg]  # not generic at run time
    """A JSON document, encrypted in the database."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return json.loads(unseal(value)) if value else {}

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else seal(json.dumps(value, ensure_ascii=False))
