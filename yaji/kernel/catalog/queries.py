"""Reads of offers. Offers on sale are public; drafts are shown by the trades that own them."""

from collections.abc import Collection

from django.db.models import Max, QuerySet

from yaji.kernel.catalog.models import Offer


def offers_by_ref(refs: Collection[str]) -> dict[str, Offer]:
    """Offers by public id, by one statement."""
    return {offer.public_id: offer for offer in Offer.objects.filter(public_id__in=sorted(set(refs)))}


def offers_of(subjects: Collection[str]) -> QuerySet[Offer]:
    """All offers of these subjects, cheapest last (as a price list is read)."""
    return Offer.objects.filter(subject__in=list(subjects)).order_by("subject", "-price", "id")


def newest_subjects(seller: str, limit: int) -> list[tuple[str, str]]:
    """The (subject, kind) pairs a seller offered last, newest first."""
    rows = Offer.objects.filter(seller=seller).values("subject", "kind").annotate(last=Max("id")).order_by("-last")
    return [(row["subject"], row["kind"]) for row in rows[:limit]]
