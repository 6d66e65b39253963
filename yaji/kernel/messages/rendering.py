"""A message in the recipient's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.template.context import make_context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from yaji.kernel.messages.types import Recipient, Template, one_line

_SALT = "yaji.messages.unfollow"
MAX_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Rendered:
    """The texts of one message."""

    language: str
    subject: str
    text: str
    html: str
    notice: str
    url: str


def render(template: Template, to: Recipient, context: Mapping[str, Any], *, topic: str = "") -> Rendered:
    """Everything a message says, in ``to.language`` (or the site's language if that is none of ours)."""
    language = _language(to.language)
    with translation.override(language):
        prepared = dict(template.prepare(context, to) if template.prepare else context)
        words: dict[str, Any] = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "recipient": to,
            "unsubscribe_url": unsubscribe_url(to.party, topic) if topic else "",
            **prepared,
        }
        words["subject"] = subject = one_line(plain(template.subject, words))[:MAX_SUBJECT]
        return Rendered(
            language=language,
            subject=subject,
            text=plain(template.text, words).strip() + "\n",
            html=get_template(template.html).render(words) if template.html else "",
            notice=one_line(plain(template.notice, words)) if template.notice else subject,
            url=template.url(prepared) if template.url else "",
        )


def plain(name: str, words: dict[str, Any]) -> str:
    """A text template: nothing is escaped, because nothing is HTML."""
    found: Any = get_template(name)
    rendered: str = found.template.render(make_context(dict(words), autoescape=False))
    return rendered


def unsubscribe_url(party: str, topic: str) -> str:
    """A full address that ends following without signing in."""
    token = signing.dumps([party, topic], salt=_SALT, compress=True)
    return str(settings.SITE_URL + reverse("messages_unsubscribe", args=[token]))


def read_unsubscribe_token(token: str) -> tuple[str, str] | None:
    """The (actor, topic) that a token was made for, or ``None`` if it was not made here."""
    try:
        party, topic = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(party), str(topic)


def _language(wanted: str) -> str:
    known = {code for code, _ in settings.LANGUAGES}
    return wanted.lower() if wanted.lower() in known else settings.LANGUAGE_CODE
