"""What every test of the room gets: an empty cache (rate limits live there), and two houses with their people."""

from dataclasses import dataclass, field

import pytest
from django.core.cache import cache

from yaji.kernel.identity.factories import make_membership, make_organisation, make_user, make_visitor
from yaji.kernel.identity.models import Party, User
from yaji.kernel.identity.queries import actor_of
from yaji.kernel.identity.types import Role


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def settings_of_this_room(settings):
    settings.MFA_ADAPTER = "yaji.kernel.identity.adapter.MFAAdapter"
    settings.ACCOUNT_FORMS = {"signup": "yaji.kernel.identity.forms.SignupForm"}


@dataclass
class House:
    """An organisation with one person in every role, and people who aren't in it."""

    party: Party
    people: dict[str, User] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        return self.party.public_id

    def actor(self, role):
        """The actor in that role; also ``stranger``, ``operator``, ``nobody`` (a visitor)."""
        return make_visitor() if role == "nobody" else actor_of(self.people[role])


@pytest.fixture
def house(db):
    party = make_organisation(name="Lantern Hall")
    roles: list[Role] = ["owner", "manager", "box_office", "door", "viewer"]
    people: dict[str, User] = {role: make_user(f"{role}@hall.example") for role in roles}
    for role in roles:
        make_membership(people[role], party, role)
    people["stranger"] = make_user("stranger@else.example")
    make_organisation(people["stranger"], name="Another House")
    people["operator"] = make_user("operator@yaji.example", is_operator=True)
    return House(party, people)
