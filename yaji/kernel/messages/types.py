"""Who gets a message, what is attached, how it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: what one can ask or tell the house about
SUBJECTS: dict[str, Promise] = {
    "order": _("An order or a pass"),
    "payment": _("A payment or a refund"),
    "show": _("A show or a place"),
    "access": _("Access for people with a disability"),
    "account": _("My account or my data"),
    "idea": pgettext_lazy("subject of a message to the house", "Praise, a complaint or an idea"),
    "other": _("Something else"),
}
MAX_QUESTION = 4000


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to write to. ``party`` is the public id under which notices on the site are kept; empty: mail only.

    Checked where it is used: ``steps.send`` refuses what is no address.
    """

    email: str
    name: str
    language: str
    party: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along: its bytes, or the ``source`` that makes them when the mail leaves.

    ``source`` names a plug of ``ports.sources``, called with ``arguments`` (JSON-plain). A document that can be made
    again is better not stored.
    """

    name: str
    mime: str
    content: bytes = b""
    source: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """Names of the templates of one kind of message, and what is to be done to its context.

    ``prepare(context, recipient)`` runs in the recipient's language and gives what the templates see; they get
    ``site_name``, ``site_url``, ``recipient``, ``subject`` and, for followers, ``unsubscribe_url`` besides.
    ``html`` may be empty. ``notice`` is a template for one line on the site, ``url`` gives where it leads; without
    ``notice`` the subject stands there. Text templates are rendered without HTML escaping.
    """

    subject: str
    text: str
    html: str = ""
    notice: str = ""
    prepare: Callable[[Context, Recipient], Context] | None = None
    url: Callable[[Context], str] | None = None
    #: whether a person with an account also sees it on the site
    on_site: bool = True


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to leave."""

    to: str
    name: str
    subject: str
    text: str
    html: str
    message_id: str
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def one_line(text: str) -> str:
    """``text`` without control characters and with single spaces: fit for a header."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
