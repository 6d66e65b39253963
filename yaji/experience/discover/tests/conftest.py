"""Indexing without a trade: documents go straight in, as an operation would put them."""

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from yaji.experience.discover import steps


@pytest.fixture
def index():
    """Put documents into the index."""

    def put(*documents):
        with transaction.atomic():
            return steps.put_documents(documents)

    return put


@pytest.fixture(autouse=True)
def _no_counts_of_another_test():
    """Large counts are kept for a minute."""
    cache.clear()


@pytest.fixture
def _no_texts_of_another_test(transactional_db):
    """Django empties its own tables after a test that commits; the full-text table is not one of them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM discover_index")
