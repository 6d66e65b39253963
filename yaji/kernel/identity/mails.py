"""The room's own mails: rendered from ``templates/identity/mail/``, sent once the transaction is committed."""

from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from yaji.kernel.identity.models import Invitation
from yaji.kernel.identity.types import ROLES


def send_invitation(invitation: Invitation, *, secret: str, language: str) -> None:
    """Mail the invitation's link to its address, in ``language``."""
    with override(language):
        path = reverse("identity:invitation_by_link", args=[invitation.public_id, secret])
        context = {
            "house": invitation.party.label,
            "role": ROLES[invitation.role],
            "url": f"{settings.SITE_URL}{path}",
            "expires_at": invitation.expires_at,
        }
        _send("identity/mail/invitation", invitation.email, context)


def _send(template: str, address: str, context: dict[str, Any]) -> None:
    everything = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", everything).split())
    body = render_to_string(f"{template}.txt", everything).strip() + "\n"
    mail = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [formataddr(("", address))])
    transaction.on_commit(lambda: mail.send(fail_silently=False), robust=True)
