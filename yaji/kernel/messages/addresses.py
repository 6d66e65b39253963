"""E-mail addresses and header texts: one address stays one address, one line stays one line."""

from yaji.kernel.messages.errors import BadAddress
from yaji.kernel.messages.types import Recipient, one_line

MAX_ADDRESS = 254
_SPECIAL = frozenset('<>(),;:"[]\\@')


def checked(to: Recipient) -> Recipient:
    """The recipient with a clean name. Raises BadAddress for what a mail server could take for two things, or none."""
    email = to.email.strip()
    local, _, domain = email.rpartition("@")
    if not (_is_local(local) and _is_domain(domain)) or len(email) > MAX_ADDRESS:
        raise BadAddress()
    return Recipient(email=email, name=one_line(to.name)[:150], language=to.language, party=to.party)


def _is_local(local: str) -> bool:
    return bool(local) and local.isascii() and _is_plain(local)


def _is_domain(domain: str) -> bool:
    return bool(domain) and _is_plain(domain) and not domain.startswith("-")


def _is_plain(part: str) -> bool:
    odd = any(c.isspace() or not c.isprintable() or c in _SPECIAL for c in part)
    return not odd and not part.startswith(".") and not part.endswith(".") and ".." not in part
