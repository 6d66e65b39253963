"""What identity plugs in, on one page."""

from django.utils.translation import gettext_lazy as _

from yaji.kernel.identity import mails
from yaji.kernel.identity.policies import may_see_team
from yaji.kernel.identity.ports import AccountLink, account_links, purposes
from yaji.kernel.identity.types import Purpose
from yaji.kit.http.navigation import Entry, entries

purposes.plug(
    "terms",
    Purpose(
        title=_("Terms and privacy notice"),
        text=_("I agree to the terms of use and have read the privacy notice."),
        version="2026-11",
        optional=False,
    ),
)
purposes.plug(
    "news",
    Purpose(
        title=_("News by mail"),
        text=_("Send me news and offers by mail, at most once a week. I can stop this at any time."),
        version="2026-11",
    ),
)
purposes.plug(
    "personalise",
    Purpose(
        title=_("A selection made for me"),
        text=_("Use what I looked at and bought here to order what I am shown. Nothing leaves this site."),
        version="2026-11",
    ),
)

account_links.plug("identity.notices", AccountLink(_("Notices"), "messages:notices", "bell", 50))
account_links.plug("identity.profile", AccountLink(_("Profile"), "identity:profile", "user", 60))
account_links.plug("identity.organisations", AccountLink(_("Organisations"), "identity:organisations", "building", 70))
account_links.plug("identity.privacy", AccountLink(_("Privacy and data"), "identity:privacy", "shield", 80))
account_links.plug("identity.tokens", AccountLink(_("Access tokens"), "identity:tokens", "key", 90))
mails.plug()
entries.plug("identity.team", Entry("console", _("Team"), "identity_console:team", 90, "users", may=may_see_team))
