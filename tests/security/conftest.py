"""One world for all the questions of a file."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.security.world import World, build, undone


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield build()
