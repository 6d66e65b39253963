"""Django's own mails (sign-in codes, framework mails) through this room: stored, delivered, seen in the demo's mailbox.

``EMAIL_BACKEND = "yaji.kernel.messages.backend.StoredMail"``.
"""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from yaji.kernel.messages import operations, steps
from yaji.kernel.messages.types import Attachment, Recipient
from yaji.kit.actor import SYSTEM
from yaji.kit.operation import in_transaction


class StoredMail(BaseEmailBackend):
    """Records each mail as a message, once per recipient, in the open transaction or in one of its own."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            for email in mail.recipients():
                _keep(mail, email)
        return len(email_messages)


def _keep(mail: EmailMessage, email: str) -> None:
    name, address = parseaddr(email)
    alternatives: list[Any] = getattr(mail, "alternatives", None) or []
    said: dict[str, Any] = {
        "to": Recipient(email=address or email, name=name, language=get_language() or "en"),
        "subject": str(mail.subject),
        "text": str(mail.body),
        "html": next((str(content) for content, mime in alternatives if mime == "text/html"), ""),
        "attachments": [_file(one) for one in mail.attachments if isinstance(one, tuple)],
    }
    if in_transaction():
        steps.send_ready(**said)
    else:
        operations.post(actor=SYSTEM, **said)


def _file(attached: Any) -> Attachment:
    name, content, mime = attached
    plain = content.encode() if isinstance(content, str) else bytes(content or b"")
    return Attachment(name=name or "file", mime=mime or "application/octet-stream", content=plain)
