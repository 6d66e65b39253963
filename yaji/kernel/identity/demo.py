"""The people of the demo town. Invented names; only with ``YAJI_DEMO``."""

from datetime import timedelta
from typing import TypedDict

from allauth.account.models import EmailAddress
from django.conf import settings

from yaji.kernel.identity import operations
from yaji.kernel.identity.models import Membership, Party, User
from yaji.kernel.identity.queries import actor_of
from yaji.kernel.identity.types import MEMBER
from yaji.kit import clock
from yaji.kit.actor import SYSTEM
from yaji.kit.text import local

#: public on purpose: these accounts exist only where the demo runs
DEMO_PASSWORD = "demo-demo-2026"  # noqa: S105

#: role in the demo: (address, name, language)
PEOPLE = {
    "buyer": ("buyer@demo.example", "Mei Tan 谭小梅", "en"),
    "member": ("member@demo.example", "沈知秋", "zh-hans"),
    "organiser": ("organiser@demo.example", "陆停云", "zh-hans"),
    "box_office": ("boxoffice@demo.example", "Noor Haddad", "en"),
    "door": ("door@demo.example", "葛小满", "zh-hans"),
    "operator": ("operator@demo.example", "Iris Vale", "en"),
}
_TEAM = ("box_office", "door")


class NotTheDemo(RuntimeError):
    """Accounts with a public password were asked for outside the demo."""


class People(TypedDict):
    """The demo's accounts by role, and the organisation they work for."""

    buyer: User
    member: User
    organiser: User
    box_office: User
    door: User
    operator: User
    house: Party


def seed_people() -> People:
    """Create whoever of the demo's people is missing. Safe to run again."""
    if not settings.YAJI_DEMO:
        raise NotTheDemo("YAJI_DEMO is off")
    found = {role: _person(*who) for role, who in PEOPLE.items()}
    operator = found["operator"]
    if not operator.is_operator:
        operator = operations.appoint_operator(actor=SYSTEM, user=operator.public_id)
    _keep_member(found["member"])
    return People(
        buyer=found["buyer"],
        member=found["member"],
        organiser=found["organiser"],
        box_office=found["box_office"],
        door=found["door"],
        operator=operator,
        house=_house(found),
    )


def accounts() -> list[dict[str, str]]:
    """What is printed when the demo starts: role, address, password."""
    return [{"role": role, "email": who[0], "password": DEMO_PASSWORD} for role, who in PEOPLE.items()]


def _person(email: str, name: str, language: str) -> User:
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user
    user = User(email=email, language=language)
    user.set_password(DEMO_PASSWORD)
    operations.register(user=user, agreed={"terms": True})
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    operations.update_profile(actor=actor_of(user), name=name)
    return User.objects.get(pk=user.pk)


def _keep_member(user: User) -> None:
    person = user.person
    now = clock.now()
    if not person.standings.filter(kind=MEMBER).exclude(until__lte=now).exists():
        until = now + timedelta(days=365)
        operations.change_standing(
            actor=SYSTEM, party=person.public_id, kind=MEMBER, holds=True, until=until, source="demo"
        )


def _house(people: dict[str, User]) -> Party:
    house = Party.objects.filter(slug="lantern-house").first()
    owner = people["organiser"]
    if house is None:
        house = operations.create_organisation(
            actor=actor_of(owner),
            name=local("Lantern House", "灯下剧院"),
            slug="lantern-house",
            contact_email="hello@lantern.example",
        )
    for role in _TEAM:
        if not Membership.objects.filter(party=house, user=people[role]).exists():
            invited = operations.invite(
                actor=actor_of(owner), party=house.public_id, email=people[role].email or "", role=role
            )
            operations.accept_invitation(
                actor=actor_of(people[role]), invitation=invited.invitation, secret=invited.secret
            )
    return house
