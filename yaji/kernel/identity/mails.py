"""The room's own mails, recorded in the transaction that makes them true, and whom a public id belongs to."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from yaji.kernel.identity.models import Invitation, User
from yaji.kernel.identity.types import ROLES
from yaji.kernel.messages import steps as messages
from yaji.kernel.messages.ports import directories, templates
from yaji.kernel.messages.types import Recipient, Template

INVITATION = "identity.invitation"


class Accounts:
    """Finds people by the public id of their account, for whoever writes to followers."""

    def recipient_of(self, actor_ref: str) -> Recipient | None:
        """How to write to an account that is open and has an address; else None."""
        row = User.objects.select_related("person").filter(public_id=actor_ref, is_active=True).first()
        if row is None or not row.email:
            return None
        return Recipient(email=row.email, name=row.person.person_name, language=row.language, party=actor_ref)


def plug() -> None:
    name = "identity/mail/invitation"
    templates.plug(INVITATION, Template(f"{name}_subject.txt", f"{name}.txt", f"{name}.html", on_site=False))
    directories.plug("identity", Accounts())


def send_invitation(invitation: Invitation, *, secret: str, language: str) -> None:
    """Mail the invitation's link to its address, in ``language``."""
    with override(language):
        path = reverse("identity:invitation_by_link", args=[invitation.public_id, secret])
        context = {
            "house": invitation.party.label,
            "role": str(ROLES[invitation.role]),
            "url": f"{settings.SITE_URL}{path}",
            "expires_at": invitation.expires_at,
        }
    to = Recipient(email=invitation.email, name="", language=language)
    messages.send(kind=INVITATION, to=to, context=context, key=invitation.public_id)
