"""What else somebody may like, for the pages of other rooms."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.translation import override

from yaji.experience.discover import cards, queries
from yaji.experience.discover.types import Found
from yaji.kernel.catalog.types import Card
from yaji.kit.text import LocalText


class SameKind:
    """Recommends what is of the same category, near by first and soon first. Knows nothing about who asks."""

    def like(self, ref: str, *, limit: int) -> Sequence[Card]:
        return [_card(found) for found in queries.alike(ref, limit)]


def _card(found: Found) -> Card:
    return Card(
        ref=found.ref,
        title=found.title,
        line=_written(lambda: " · ".join(text for text in (cards.when(found), cards.where(found)) if text)),
        url_name=found.url_name,
        url_kwargs=found.url_kwargs,
        image=found.image,
        note=_written(lambda: cards.price(found)),
    )


def _written(text: Callable[[], str]) -> LocalText:
    made = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            made[code] = text()
    return LocalText(made)
