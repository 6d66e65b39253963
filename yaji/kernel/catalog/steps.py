"""Writes of offers, inside a trade's operation."""

from collections.abc import Collection, Sequence
from typing import Any

from yaji.kernel.catalog.events import OfferChanged
from yaji.kernel.catalog.models import Offer
from yaji.kernel.catalog.states import OFFER
from yaji.kernel.catalog.types import OfferDraft
from yaji.kernel.events.steps import record
from yaji.kit import ids
from yaji.kit.actor import Actor
from yaji.kit.operation import needs_transaction
from yaji.kit.states import may_move


@needs_transaction
def put_offers(drafts: Sequence[OfferDraft], *, actor: Actor) -> list[Offer]:
    """Add offers in state ``draft``."""
    offers = [Offer(public_id=ids.mint("off"), **vars(draft)) for draft in drafts]
    Offer.objects.bulk_create(offers)
    announce({(offer.subject, offer.kind) for offer in offers}, actor=actor)
    return offers


@needs_transaction
def change_offers(offers: Collection[Offer], *, actor: Actor, **fields: Any) -> None:
    """Set the same fields on several offers. What has been sold keeps its own copy of the terms."""
    Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(**fields)
    for offer in offers:
        for name, value in fields.items():
            setattr(offer, name, value)
    announce({(offer.subject, offer.kind) for offer in offers}, actor=actor)


@needs_transaction
def move_offers(subjects: Collection[str], verb: str, *, actor: Actor) -> int:
    """Move every offer of these subjects that can be moved by ``verb``. How many were."""
    moved = 0
    for state, verbs in OFFER.items():
        if may_move(state, verb, OFFER):
            moved += Offer.objects.filter(subject__in=subjects, state=state).update(state=verbs[verb])
    kinds = Offer.objects.filter(subject__in=subjects).values_list("subject", "kind").distinct()
    announce(set(kinds), actor=actor)
    return moved


@needs_transaction
def announce(changed: Collection[tuple[str, str]], *, actor: Actor) -> None:
    """State that what can be bought of these (subject, offer kind) pairs has changed."""
    record([OfferChanged(subject=subject, offer_kind=kind) for subject, kind in sorted(changed)], actor=actor)
