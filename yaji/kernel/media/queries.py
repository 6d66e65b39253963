"""Reads. Renditions come with their asset, so showing a list of pictures costs two statements, not two each."""

from collections.abc import Iterable

from django.db.models import QuerySet

from yaji.kernel.media.models import Asset, Rendition
from yaji.kernel.media.policies import KEEPERS, may_see_original
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.kit.paging import Page, page


def get_asset(ref: str) -> Asset:
    """The asset called ``ref``, to be shown. Raises NotFound. Its original is another matter: :func:`get_original`."""
    found = _shown().filter(public_id=ref).first()
    if found is None:
        raise NotFound()
    return found


def get_assets(refs: Iterable[str]) -> dict[str, Asset]:
    """Assets by ref; refs that are not there (or empty) are left out."""
    wanted = {ref for ref in refs if ref}
    return {asset.public_id: asset for asset in _shown().filter(public_id__in=wanted)} if wanted else {}


def lock_asset(ref: str) -> Asset | None:
    """The asset, locked until the transaction ends; None if it is not there."""
    return Asset.objects.select_for_update().filter(public_id=ref).first()


def get_original(actor: Actor, ref: str) -> Asset:
    """The asset, if the actor may have the original. NotFound otherwise, so that a stranger learns nothing."""
    asset = get_asset(ref)
    if not may_see_original(actor, asset):
        raise NotFound()
    return asset


def my_assets(actor: Actor, *, after: str | None = None, size: int = 24) -> Page[Asset]:
    """What belongs to the actor or to a party whose pictures they keep, newest first."""
    owners = {actor.ref, *actor.parties(KEEPERS)}
    return page(_shown().filter(owner__in=owners), after=after, size=size)


def get_rendition(ref: str, name: str) -> Rendition:
    """The rendition with this address. Raises NotFound."""
    for size in Rendition.objects.filter(asset__public_id=ref, asset__public=True):
        if size.name == name:
            return size
    raise NotFound()


def files_of(owner: str) -> list[tuple[str, str]]:
    """(ref, name on the private shelf) of all that ``owner`` uploaded, for the export of a person's data."""
    return list(Asset.objects.filter(owner=owner).order_by("pk").values_list("public_id", "file"))


def _shown() -> QuerySet[Asset]:
    return Asset.objects.prefetch_related("renditions")
