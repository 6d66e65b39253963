"""What discover plugs in: it hears when offers change, keeps the index fresh by itself, and can be reached."""

from django.utils.translation import gettext_lazy as _

from yaji.experience.discover import operations
from yaji.kernel.events.ports import listeners, schedule
from yaji.kernel.events.types import Every, Heard
from yaji.kit.http.navigation import Entry, entries


def hear_offer_changed(heard: Heard) -> None:
    """Index what the changed offer's subject appears in. Hearing it twice does it twice, to the same end."""
    operations.reindex_subjects(kind=str(heard.body["offer_kind"]), subjects=[heard.subject])


listeners.plug("catalog.changed", "discover.index", hear_offer_changed)
schedule.plug("discover.turn", Every(minutes=5, run=operations.turn))
schedule.plug("discover.refresh", Every(minutes=60, run=operations.reindex))

entries.plug("discover.all", Entry("main", _("What’s on"), "discover:all", order=10))
entries.plug("discover.calendar", Entry("main", _("Calendar"), "discover:calendar", order=20))
entries.plug("discover.search_tab", Entry("tabs", _("Search"), "discover:search", order=20, icon="search"))
entries.plug("discover.calendar_tab", Entry("tabs", _("Calendar"), "discover:calendar", order=30, icon="calendar"))
entries.plug("discover.all_footer", Entry("footer", _("What’s on"), "discover:all", order=10, group=_("Find")))
entries.plug("discover.calendar_footer", Entry("footer", _("Calendar"), "discover:calendar", order=20, group=_("Find")))
