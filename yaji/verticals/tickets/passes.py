"""What stands in the QR code of a pass: a compact token signed with Ed25519, checkable with the public key alone.

46 bytes of payload and 64 of signature, in base 32 (176 characters of the QR alphanumeric set):

    1  format (1)         4  key id: the first bytes of the SHA-256 of the public key
    16 pass               16 performance (the bits of their public ids)
    1  version            4  start of the performance, minutes since 1970          4  reserved

It holds no name, no seat and no price. ``YAJI_PASS_KEY`` gives the signing seed (64 hex digits); after a comma
may follow older keys that still verify: a seed, or ``pub:`` and a public key in hex.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from yaji.verticals.tickets.errors import PassForged

FORMAT = 1
_SHAPE = struct.Struct(">B4s16s16sBII")
_SIGNATURE = 64
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Keys = Mapping[bytes, Ed25519PublicKey]


@dataclass(frozen=True, slots=True)
class Token:
    """What a genuine code says. ``starts_at`` is exact to the minute."""

    pass_ref: str
    performance: str
    version: int
    starts_at: datetime


def sign(token: Token) -> str:
    """The text of the QR code. The same token gives the same text."""
    seed = _ring(settings.YAJI_PASS_KEY, settings.SECRET_KEY)[0]
    body = _SHAPE.pack(
        FORMAT,
        key_id(seed.public_key()),
        _bits(token.pass_ref),
        _bits(token.performance),
        token.version,
        int(token.starts_at.timestamp()) // 60,
        0,
    )
    return base64.b32encode(body + seed.sign(body)).decode().rstrip("=")


def verify(text: str, keys: Keys | None = None) -> Token:
    """What the code says, if one of ``keys`` (by default this house's) signed it. Raises PassForged."""
    raw = _unpacked(text)
    body, signature = raw[: _SHAPE.size], raw[_SHAPE.size :]
    form, key, carried, performance, version, minutes, _reserved = _SHAPE.unpack(body)
    public = (public_keys() if keys is None else keys).get(key)
    if public is None or form != FORMAT:
        raise PassForged()
    try:
        public.verify(signature, body)
    except InvalidSignature:
        raise PassForged() from None
    starts_at = datetime.fromtimestamp(minutes * 60, UTC)
    return Token(_ref("pas", carried), _ref("prf", performance), version, starts_at)


def looks_like_token(text: str) -> bool:
    """Whether this is a scanned code rather than a number that somebody typed."""
    return len(text.strip()) > 60


def public_keys() -> dict[bytes, Ed25519PublicKey]:
    """Every key that verifies, by key id: the one that signs now, and older ones."""
    signing, *older = _ring(settings.YAJI_PASS_KEY, settings.SECRET_KEY)
    publics = [signing.public_key(), *[old for old in older if isinstance(old, Ed25519PublicKey)]]
    publics += [old.public_key() for old in older if isinstance(old, Ed25519PrivateKey)]
    return {key_id(public): public for public in publics}


def key_id(public: Ed25519PublicKey) -> bytes:
    """Four bytes that tell keys apart."""
    return hashlib.sha256(public_bytes(public)).digest()[:4]


def public_bytes(public: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key, as other programs read them."""
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


@lru_cache(maxsize=4)
def _ring(keys: str, secret: str) -> "tuple[Ed25519PrivateKey, *tuple[Ed25519PrivateKey | Ed25519PublicKey, ...]]":
    if not keys:
        # a development key; production refuses to start without its own
        return (Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"yaji.pass:" + secret.encode()).digest()),)
    first, *older = (key.strip() for key in keys.split(","))
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(first)), *(_key(key) for key in older)


def _key(text: str) -> Ed25519PrivateKey | Ed25519PublicKey:
    if text.startswith("pub:"):
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text[4:]))
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))


def _unpacked(text: str) -> bytes:
    plain = text.strip().upper()
    try:
        raw = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except (binascii.Error, ValueError):
        raise PassForged() from None
    # the last character carries unused bits: two texts must not stand for one code
    if len(raw) != _SHAPE.size + _SIGNATURE or base64.b32encode(raw).decode().rstrip("=") != plain:
        raise PassForged()
    return raw


def _bits(ref: str) -> bytes:
    number = 0
    for digit in ref.partition("_")[2]:
        number = number * 32 + _DIGITS.index(digit)
    return (number & (2**128 - 1)).to_bytes(16, "big")


def _ref(prefix: str, bits: bytes) -> str:
    number = int.from_bytes(bits, "big")
    digits = []
    for _ in range(26):
        digits.append(_DIGITS[number & 31])
        number >>= 5
    return f"{prefix}_{''.join(reversed(digits))}"
