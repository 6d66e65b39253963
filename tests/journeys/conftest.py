"""A house that plays tonight, and the site's own address in links."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from yaji.kernel.identity.factories import make_organisation, make_user
from yaji.kernel.identity.models import Party
from yaji.kit import clock
from yaji.kit.text import local
from yaji.verticals.tickets.factories import make_performance, make_show
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.queries.places import forget_compiled

Travel = time_machine.Traveller

#: two hours before the curtain in Shanghai
SIX_O_CLOCK = 10


@pytest.fixture(autouse=True)
def _own_address(live_server: Any, settings: Any) -> None:
    settings.SITE_URL = live_server.url
    # plans are kept by row number, and every test begins to count again; so do the throttles
    forget_compiled()
    cache.clear()


@pytest.fixture(autouse=True)
def evening() -> Iterator[Travel]:
    """Journeys begin at six in the evening in Shanghai, so that “tonight” is the same whenever they are run."""
    today = datetime.now(UTC).replace(hour=SIX_O_CLOCK, minute=0, second=0, microsecond=0)
    with time_machine.travel(today, tick=True) as travel:
        yield travel


@pytest.fixture
def house() -> Party:
    return make_organisation(make_user("owner@example.org", name="Owner"), local("Lantern House", "灯下剧院"))


@pytest.fixture
def tonight(house: Party) -> Performance:
    """The Peony Pavilion at eight: two categories of seats and a standing area."""
    show = make_show(house.public_id, local("The Peony Pavilion", "牡丹亭"))
    return make_performance(house.public_id, show=show, starts_at=clock.now() + timedelta(hours=2))


@pytest.fixture
def next_week(house: Party) -> Performance:
    """The same a week later, while tickets may still be returned."""
    show = make_show(house.public_id, local("The Peony Pavilion", "牡丹亭"))
    return make_performance(house.public_id, show=show, starts_at=clock.now() + timedelta(days=7))
