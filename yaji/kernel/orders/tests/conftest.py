import pytest
from django.core.cache import cache

from yaji.kernel.inventory import queries as inventory
from yaji.kernel.orders.tests.trade import plugged
from yaji.kernel.payments.tests.fakes import fake_provider


@pytest.fixture(autouse=True)
def clean():
    """Pools and layouts are kept in memory by id, and a rolled back test gives its ids away again."""
    cache.clear()
    inventory.layout.cache_clear()
    inventory.layout_of_pool.cache_clear()


@pytest.fixture(autouse=True)
def trade():
    with plugged() as trade:
        yield trade


@pytest.fixture
def fake():
    with fake_provider() as provider:
        yield provider


@pytest.fixture
def other():
    """A second company to pay at."""
    with fake_provider("other") as provider:
        yield provider
