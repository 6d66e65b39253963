"""Two houses, everybody who might knock, and one of everything that can be asked for."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.test import Client, TestCase

from yaji.kernel.identity.factories import make_membership, make_organisation, make_user
from yaji.kernel.identity.http import KEYS_COOKIE
from yaji.kernel.identity.models import Party, User
from yaji.kernel.identity.operations import create_token, invite
from yaji.kernel.identity.queries import actor_of
from yaji.kernel.identity.types import Role
from yaji.kernel.media.factories import make_asset
from yaji.kernel.messages.models import Message
from yaji.kernel.messages.operations import ask, follow
from yaji.kernel.messages.rendering import unsubscribe_url
from yaji.kernel.orders import operations as orders
from yaji.kernel.orders.links import token_of as order_token
from yaji.kernel.orders.models import Order
from yaji.kernel.payments.models import Intent
from yaji.kernel.payments.providers.sandbox import company
from yaji.kit.actor import Actor
from yaji.kit.text import LocalText, local
from yaji.verticals.tickets import operations as tickets
from yaji.verticals.tickets.doorway import COOKIE as DOOR_COOKIE
from yaji.verticals.tickets.factories import PRICES, make_hall, make_performance, make_show, pay, place
from yaji.verticals.tickets.links import token_of as pass_token
from yaji.verticals.tickets.mails import topic_of
from yaji.verticals.tickets.models import Hall, Pass, Show
from yaji.verticals.tickets.queries import performance_at_door, prices_of
from yaji.verticals.tickets.types import PriceDraft, SellingTerms

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: the roles of a team, then everybody else
STAFF: tuple[Role, ...] = get_args(Role)
OUTSIDERS = ("nobody", "stranger", "buyer", "link", "scanner", "other", "operator")
EVERYBODY = (*OUTSIDERS, *STAFF)


@dataclass
class World:
    """Names of things by what they are, and a client for each who."""

    house: Party
    elsewhere: Party
    people: dict[str, User]
    refs: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    #: what each client's browser holds before it asks; asking may change a client's own
    cookies: dict[str, Any] = field(default_factory=dict)
    #: stands in every text that somebody can type; empty for ordinary texts
    word: str = ""

    def said(self, plain: str) -> LocalText:
        return local(self.word or plain, self.word or plain)


@contextmanager
def undone() -> Iterator[None]:
    """Run and take back, operations included: they commit only for themselves."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # operations may nest in it, as in a test case
    with block:
        yield
        transaction.set_rollback(True)


def build(word: str = "") -> World:
    """One house that sells, one that watches. Slow: build it once for many questions."""
    cache.clear()
    people = {role: make_user(f"{role}@lantern.example", name=word or f"The {role}") for role in STAFF}
    house = make_organisation(people["owner"], word or "Lantern Hall", about=local(word, word) if word else {})
    for role in STAFF:
        if role != "owner":
            make_membership(people[role], house, role)
    people["other"] = make_user("owner@else.example")
    people["stranger"] = make_user("stranger@example.org")
    people["buyer"] = make_user("buyer@example.org", name=word or "Lin Yu")
    people["operator"] = make_user("operator@yaji.example", is_operator=True)
    world = World(house, make_organisation(people["other"], "Another House"), people, word=word)
    for fill in (_fill, _sell, _note_sales):
        with TestCase.captureOnCommitCallbacks(execute=True):
            fill(world)
    world.clients = {who: _client(world, who) for who in EVERYBODY}
    world.cookies = {who: deepcopy(client.cookies) for who, client in world.clients.items()}
    return world


def _fill(world: World) -> None:
    house, refs = world.house.public_id, world.refs
    owner, buyer = actor_of(world.people["owner"]), actor_of(world.people["buyer"])
    refs.update(
        party=house,
        elsewhere=world.elsewhere.public_id,
        buyer=buyer.ref,
        viewer=world.people["viewer"].public_id,
        owner=owner.ref,
    )
    hall = _hall(world, owner)
    row = make_performance(house, actor=owner, hall=hall, show=_show(world, owner), prices=_prices(world))
    draft = make_performance(house, actor=owner, hall=hall, show=_show(world, owner), on_sale=False)
    refs.update(performance=row.public_id, show=row.show.public_id, hall=hall.public_id, venue=hall.venue.public_id)
    refs.update(plan=row.plan.public_id, draft=draft.public_id, draft_show=draft.show.public_id)
    refs["bare_show"] = make_show(house, actor=owner).public_id
    pairing = tickets.make_device(actor=owner, organiser=house, name=world.word[:80] or "Phone")
    _device, refs["scanner"] = tickets.pair_device(actor=owner, device=pairing.device, secret=pairing.secret)
    refs["device"] = pairing.device
    waiting = tickets.make_device(actor=owner, organiser=house, name="Another")
    refs.update(pairing=waiting.device, pairing_secret=waiting.secret)
    invited = invite(actor=owner, party=house, email="stranger@example.org", role="viewer")
    refs.update(invitation=invited.invitation, invitation_secret=invited.secret)
    refs["token"] = create_token(actor=buyer, name=world.word[:80] or "till").token
    picture = make_asset(owner, owner=house)
    refs.update(picture=picture.public_id, rendition=picture.renditions.all()[0].name)
    refs["topic"] = topic_of(row.show.public_id)
    follow(actor=buyer, topic=refs["topic"])
    refs["unsubscribe"] = unsubscribe_url(buyer.ref, refs["topic"]).rstrip("/").rsplit("/", 1)[-1]


def _hall(world: World, owner: Actor) -> Hall:
    hall = make_hall(world.house.public_id, actor=owner)
    if world.word:
        said = world.said("")
        texts = dict.fromkeys(("name", "city", "address", "about", "arrival"), said)
        tickets.change_venue(actor=owner, venue=hall.venue.public_id, zone="Asia/Shanghai", city_code="here", **texts)
        Hall.objects.filter(pk=hall.pk).update(name=said)
    return hall


def _show(world: World, owner: Actor) -> Show:
    if not world.word:
        return make_show(world.house.public_id, actor=owner)
    said = world.said("")
    question = {"label": dict(said), "per": "order", "required": False}
    questions = [
        {**question, "id": "line", "kind": "text"},
        {**question, "id": "pick", "kind": "choice", "choices": [dict(said), dict(local("Other", "别的"))]},
        {**question, "id": "each", "kind": "text", "per": "unit"},
    ]
    return make_show(
        world.house.public_id,
        said,
        actor=owner,
        terms=SellingTerms(named=True, questions=questions),
        subtitle=said,
        description=said,
        age_note=said,
        people=[{"role": dict(said), "name": dict(said)}],
    )


def _prices(world: World) -> list[PriceDraft]:
    return [replace(price, name=world.said(str(price.name))) for price in PRICES]


def answers_of(world: World, order: str) -> dict[str, dict[str, Any]]:
    """Details for the checkout of an order whose lines ask for names and answers; none if they ask nothing."""
    if not world.word:
        return {}
    word = world.word[:80]
    each = {"name": word, "answers": {"each": word}}
    lines = Order.objects.get(public_id=order).lines.all()
    return {line.public_id: {"answers": {"line": word, "pick": "0"}, "units": [each] * line.qty} for line in lines}


def _sell(world: World) -> None:
    buyer, row = actor_of(world.people["buyer"]), performance_at_door(world.refs["performance"])
    assert row is not None
    refs = world.refs
    name = world.word[:80] or "Lin Yu"
    refs["order"] = place(buyer, row, seats=[0, 1], counts={"floor": 1})
    pay(buyer, refs["order"], name=name, details=answers_of(world, refs["order"]))
    refs["large"] = place(buyer, row, seats=[6])
    pay(buyer, refs["large"], name=name, details=answers_of(world, refs["large"]))
    refs["held"] = place(buyer, row, seats=[4])
    refs["ready"] = place(buyer, row, seats=[5])
    said = answers_of(world, refs["ready"])
    contact = {"name": name, "email": "lin@example.org"}
    orders.check_out(actor=buyer, order=refs["ready"], details=said, language="en", **contact)
    refs["offer"] = next(price.offer for price in prices_of(row) if price.zone == "floor")


def _note_sales(world: World) -> None:
    """What came of it after the commit: passes, a charge, a mail."""
    refs = world.refs
    refs["line"] = Order.objects.get(public_id=refs["order"]).lines.order_by("id")[0].public_id
    line = Order.objects.get(public_id=refs["large"]).lines.get().public_id
    owner, asked = actor_of(world.people["owner"]), {line: [0]}
    said = world.word[:60] or "Ill"
    refs["request"] = orders.ask_refund(actor=owner, order=refs["large"], units=asked, why=said, key="asked")
    question = ask(actor=actor_of(world.people["buyer"]), subject="order", text=world.word or "Where?", key="asked")
    refs.update(question=question.public_id, question_code=question.code)
    ticket = Pass.objects.filter(order=refs["order"]).order_by("id")[0]
    refs.update(ticket=ticket.public_id, code=ticket.code, pass_token=pass_token(ticket))
    refs["order_token"] = order_token(refs["order"])
    intent = Intent.objects.get(subject=refs["order"])
    refs["intent"] = intent.public_id
    charge = company.find(intent.public_id)
    assert charge is not None
    refs["charge"] = charge.token
    message = Message.objects.order_by("id").first()
    assert message is not None
    refs["message"] = message.public_id


def _client(world: World, who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who == "link":
        opened = [(world.refs["order"], int(time.time()))]
        client.cookies[KEYS_COOKIE] = signing.dumps(opened, salt=KEYS_COOKIE, compress=True)
    elif who == "scanner":
        client.cookies[DOOR_COOKIE] = world.refs["scanner"]
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {world.refs['scanner']}"
    elif who != "nobody":
        sign_in(client, world.people[who])
    return client


def sign_in(client: Client, user: User) -> None:
    """Signed in a moment ago, so that what asks for fresh confirmation is satisfied."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": time.time()}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    assert settings.SESSION_COOKIE_NAME in client.cookies
