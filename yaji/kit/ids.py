"""Public ids and codes that people read aloud.

Public ids are ULIDs with a prefix (``ord_01J…``): 48 bits of milliseconds, 80 random bits, so they
sort by time and cannot be guessed. Human codes carry an ISO 7064 MOD 37,36 check character, which
finds every single wrong character and almost every swap of two neighbours.
"""

import secrets

from yaji.kit import clock

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ISO7064 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: no I, L, O, U, 0 or 1: nothing that is misread on paper or spells a word
_READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def mint(prefix: str) -> str:
    """A new public id, at most 30 characters: ``prefix`` (≤ 3), an underscore, 26 of Crockford's base 32."""
    number = (int(clock.now().timestamp() * 1000) << 80) | secrets.randbits(80)
    digits = []
    for _ in range(26):
        digits.append(_CROCKFORD[number & 31])
        number >>= 5
    return f"{prefix}_{''.join(reversed(digits))}"


def human_code(length: int = 8) -> str:
    """A random readable code whose last character is a check character."""
    while True:
        body = "".join(secrets.choice(_READABLE) for _ in range(length - 1))
        check = _check_character(body)
        if check in _READABLE:
            return body + check


def is_human_code(code: str) -> bool:
    """Whether the check character fits. Spaces and dashes are ignored, case too."""
    plain = plain_code(code)
    return len(plain) >= 2 and all(c in _ISO7064 for c in plain) and _check_character(plain[:-1]) == plain[-1]


def plain_code(code: str) -> str:
    """The code as it is stored: upper case, no spaces or dashes."""
    return code.upper().replace("-", "").replace(" ", "")


def _check_character(body: str) -> str:
    carry = 36
    for character in body:
        carry = (carry + _ISO7064.index(character)) % 36 or 36
        carry = carry * 2 % 37
    return _ISO7064[(37 - carry) % 36]
