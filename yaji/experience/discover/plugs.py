"""What discover plugs in: it hears when offers change, and keeps the index fresh by itself."""

from yaji.experience.discover import operations
from yaji.kernel.events.ports import listeners, schedule
from yaji.kernel.events.types import Every, Heard


def hear_offer_changed(heard: Heard) -> None:
    """Index what the changed offer's subject appears in. Hearing it twice does it twice, to the same end."""
    operations.reindex_subjects(kind=str(heard.body["offer_kind"]), subjects=[heard.subject])


listeners.plug("catalog.changed", "discover.index", hear_offer_changed)
schedule.plug("discover.turn", Every(minutes=5, run=operations.turn))
schedule.plug("discover.refresh", Every(minutes=60, run=operations.reindex))
