import pytest
from django.db import connection

from yaji.kernel.payments.tests.fakes import fake_provider


@pytest.fixture
def fake():
    with fake_provider() as provider:
        yield provider


@pytest.fixture
def quick_commits(transactional_db):
    """These tests need the order of many commits, not their survival of a power cut."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO off")
