"""Indexing without a trade: documents go straight in, as an operation would put them."""

import pytest
from django.core.cache import cache
from django.db import transaction

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
