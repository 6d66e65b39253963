"""Words of the room: kinds of party, roles, what a consent is about."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Role = Literal["owner", "manager", "box_office", "door", "finance", "viewer"]

PERSON = "person"
ORGANISATION = "organisation"
KINDS = {PERSON: _("Person"), ORGANISATION: _("Organisation")}

#: every role, most powerful first, with its name
ROLES: dict[str, Promise] = {
    "owner": _("Owner"),
    "manager": _("Manager"),
    "box_office": _("Box office"),
    "door": _("Door"),
    "finance": _("Finance"),
    "viewer": _("Viewer"),
}
#: what each role is for, in one line, beside its name where a role is chosen
ROLE_NOTES: dict[str, Promise] = {
    "owner": _("Everything, including the team and its owners."),
    "manager": _("Creates and sells; invites people up to manager."),
    "box_office": _("Sees orders, sells, refunds, helps buyers."),
    "door": _("Checks people in. Sees no prices."),
    "finance": _("Sees takings, settlements and invoices."),
    "viewer": _("Looks, changes nothing."),
}

MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something a person can agree to. A new ``version`` of the text asks again."""

    title: str | Promise
    text: str | Promise
    version: str
    #: shown as a switch on the privacy page; the others are agreed to where they are needed
    optional: bool = True


def handle(ref: str) -> str:
    """A short pseudonym of a public id: what audit trails show, because they can't be erased."""
    prefix, _, rest = ref.partition("_")
    return f"{prefix}-{rest[-6:]}"


MAX_TOKENS = 20
INVITATION_DAYS = 7


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made: its public id, and the secret that is shown once."""

    token: str
    secret: str


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made: its public id, and the secret of its link."""

    invitation: str
    secret: str


def secret_hash(secret: str) -> str:
    """What is stored of a random secret (256 bits, so a plain hash is enough)."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Security:
    """How well an account is guarded, in counts."""

    password: bool
    passkeys: int
    authenticator: bool
    recovery_codes: bool
    devices: int
