"""The code of a pass: genuine ones say what they are for, everything else is refused."""

import hashlib
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from yaji.kit.ids import mint
from yaji.verticals.tickets import passes
from yaji.verticals.tickets.errors import PassForged
from yaji.verticals.tickets.passes import Token, key_id, public_bytes, public_keys, sign, verify

SEED_A, SEED_B = hashlib.sha256(b"a").hexdigest(), hashlib.sha256(b"b").hexdigest()


def token(version=1):
    return Token(mint("pas"), mint("prf"), version, datetime(2026, 11, 28, 11, 30, tzinfo=UTC))


def test_a_genuine_code_says_what_it_is_for():
    said = token(version=3)
    text = sign(said)
    assert verify(text) == said
    assert verify(f" {text.lower()}\n") == said
    assert len(text) <= 178, "more would need a larger QR code than version 7-M"


def test_the_public_key_alone_is_enough(settings):
    text = sign(token())
    keys = public_keys()
    settings.YAJI_PASS_KEY, settings.SECRET_KEY = SEED_A, "something else"
    assert verify(text, keys).version == 1
    with pytest.raises(PassForged):
        verify(text)


def test_another_key_does_not_count():
    stranger = Ed25519PrivateKey.generate()
    text = sign(token())
    with pytest.raises(PassForged):
        verify(text, {key_id(stranger.public_key()): stranger.public_key()})
    # even if it claims our key's id
    with pytest.raises(PassForged):
        verify(text, dict.fromkeys(public_keys(), stranger.public_key()))


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=31))
def test_any_altered_character_is_found(place, by):
    text = sign(
        Token("pas_01J00000000000000000000000", "prf_01J00000000000000000000000", 1, datetime(2026, 1, 1, tzinfo=UTC))
    )
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    place %= len(text)
    other = digits[(digits.index(text[place]) + by) % 32]
    with pytest.raises(PassForged):
        verify(text[:place] + other + text[place + 1 :])


@given(st.text(max_size=300))
def test_nothing_else_gets_through(text):
    with pytest.raises(PassForged):
        verify(text)


def test_keys_rotate(settings):
    settings.YAJI_PASS_KEY = SEED_A
    old = sign(token())
    older_public = public_bytes(next(iter(public_keys().values()))).hex()
    for ring in (f"{SEED_B},{SEED_A}", f"{SEED_B},pub:{older_public}"):
        settings.YAJI_PASS_KEY = ring
        new = sign(token())
        assert verify(old)
        assert verify(new)
        assert new != old
        assert len(public_keys()) == 2
    settings.YAJI_PASS_KEY = SEED_B
    with pytest.raises(PassForged):
        verify(old)


def test_a_typed_number_is_not_taken_for_a_code():
    assert passes.looks_like_token(sign(token()))
    assert not passes.looks_like_token("7Q2M-41K8-AB")
