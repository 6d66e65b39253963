"""What discover plugs in: it hears when offers change, keeps the index fresh by itself, and can be reached."""

from datetime import datetime
from threading import local

from django.utils.translation import gettext_lazy as _

from yaji.experience.discover import operations
from yaji.experience.discover.recommending import SameKind
from yaji.kernel.catalog.ports import recommenders
from yaji.kernel.events.ports import listeners, schedule
from yaji.kernel.events.types import Every, Heard
from yaji.kit.http.navigation import Entry, entries


class _Heard(local):
    """Which documents this thread has indexed for facts of one moment, which are facts of one transaction."""

    at: datetime | None = None
    refs: frozenset[str] = frozenset()


_heard = _Heard()


def hear_offer_changed(heard: Heard) -> None:
    """Index what the changed offer's subject appears in. Hearing it twice does it twice, to the same end.

    A transaction that changes the offers of fifty evenings of one show states fifty facts; all are committed
    when the first is heard, so the show is indexed once.
    """
    kind = str(heard.body["offer_kind"])
    if _heard.at != heard.at:
        _heard.at, _heard.refs = heard.at, frozenset()
    refs = operations.documents_of(kind, [heard.subject])
    if not refs <= _heard.refs:
        operations.reindex_subjects(kind=kind, subjects=[heard.subject])
        _heard.refs |= refs


recommenders.plug("discover.same_kind", SameKind())
listeners.plug("catalog.changed", "discover.index", hear_offer_changed)
schedule.plug("discover.turn", Every(minutes=5, run=operations.turn))
schedule.plug("discover.refresh", Every(minutes=60, run=operations.reindex))

entries.plug("discover.all", Entry("main", _("What’s on"), "discover:all", order=10))
entries.plug("discover.calendar", Entry("main", _("Calendar"), "discover:calendar", order=20))
entries.plug("discover.search_tab", Entry("tabs", _("Search"), "discover:search", order=20, icon="search"))
entries.plug("discover.calendar_tab", Entry("tabs", _("Calendar"), "discover:calendar", order=30, icon="calendar"))
entries.plug("discover.all_footer", Entry("footer", _("What’s on"), "discover:all", order=10, group=_("Find")))
entries.plug("discover.calendar_footer", Entry("footer", _("Calendar"), "discover:calendar", order=20, group=_("Find")))
