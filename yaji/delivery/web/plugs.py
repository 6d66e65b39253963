"""The ways through the site that belong to no room: its first page, its help, and one's own things."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaji.kernel.identity.ports import AccountLink, account_links
from yaji.kit.http.navigation import Entry, entries

entries.plug("web.home", Entry("tabs", pgettext_lazy("page", "Home"), "home", order=10, icon="home"))
entries.plug("web.me", Entry("tabs", pgettext_lazy("account", "Me"), "identity:home", order=50, icon="user"))
entries.plug("web.help", Entry("footer", _("Help"), "help", order=60, group=_("Help")))
entries.plug("web.ask", Entry("footer", _("Ask or tell us"), "messages:ask", order=63, group=_("Help")))
entries.plug("web.terms", Entry("footer", _("Terms of use"), "terms", order=90, group=_("About this site")))
entries.plug("web.privacy", Entry("footer", _("Privacy notice"), "privacy", order=91, group=_("About this site")))
entries.plug("web.passes", Entry("footer", _("My passes"), "tickets:my_passes", order=40, group=_("Yours")))
entries.plug("web.orders", Entry("footer", _("My orders"), "orders:mine", order=41, group=_("Yours")))
entries.plug("web.find_order", Entry("footer", _("Find my order"), "orders:find", order=42, group=_("Yours")))
entries.plug("web.console", Entry("footer", _("Console"), "console_home", order=81, group=_("For houses")))
account_links.plug("orders.mine", AccountLink(_("My orders"), "orders:mine", "list", 20))
