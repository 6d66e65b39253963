"""A house, its people and strangers."""

import pytest

from yaji.kernel.identity.factories import make_actor, make_organisation, make_user, make_visitor
from yaji.kit.ids import mint
from yaji.verticals.tickets.queries.places import forget_compiled


@pytest.fixture(autouse=True)
def _fresh_plans():
    forget_compiled()


@pytest.fixture
def house():
    return mint("par")


@pytest.fixture
def owner(house):
    return make_actor(roles={house: "owner"})


@pytest.fixture
def four(house):
    """Nobody, a stranger with a house of their own, the staff without the right, the staff with it."""
    return {
        "nobody": make_visitor(),
        "stranger": make_actor(roles={mint("par"): "owner"}),
        "viewer": make_actor(roles={house: "viewer"}),
        "manager": make_actor(roles={house: "manager"}),
    }


@pytest.fixture
def boss():
    return make_user()


@pytest.fixture
def party(boss):
    return make_organisation(boss).public_id


@pytest.fixture
def desk(client, boss):
    client.force_login(boss)
    return client


@pytest.fixture
def settled(django_capture_on_commit_callbacks):
    """Run what follows a commit, as outside a test case."""

    def run(fn, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return fn(*args, **kwargs)

    return run
