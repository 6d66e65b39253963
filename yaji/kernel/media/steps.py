"""Writes inside somebody's operation."""

import hashlib
from collections.abc import Collection, Iterable

from django.db import transaction

from yaji.kernel.events.steps import record
from yaji.kernel.media import drawings, pictures, shelves
from yaji.kernel.media.errors import AnotherPurpose, NotYourPicture
from yaji.kernel.media.events import AssetRemoved, AssetStored
from yaji.kernel.media.models import Asset, Rendition
from yaji.kernel.media.ports import in_use, start
from yaji.kernel.media.queries import lock_asset
from yaji.kernel.media.sniffing import identify
from yaji.kernel.media.types import JPEG, PICTURES, PNG, SVG, Encoded, Shelved
from yaji.kit import clock
from yaji.kit.actor import SYSTEM, Actor
from yaji.kit.operation import needs_transaction
from yaji.kit.text import LocalText


@needs_transaction
def store_painting(
    *,
    svg: str,
    alt: LocalText,
    raster_bytes: bytes | None = None,
    rights: str = "",
    owner: str = SYSTEM.ref,
    purpose: str = "painting",
    actor: Actor = SYSTEM,
) -> Asset:
    """Keep a picture the project painted: the drawing itself and, if given, a raster of it for mail and share cards.

    The drawing is checked like a stranger's would be. Storing the same drawing for the same owner again gives the
    asset that is there, so seeding may run twice. Raises UnsafeDrawing, and the refusals of a broken raster.
    """
    width, height = drawings.measure(svg)
    content = svg.encode()
    digest = hashlib.sha256(content).hexdigest()
    known = Asset.objects.filter(sha256=digest, owner=owner, kind="painting").first()
    if known is not None:
        return known
    painting = Encoded(content, SVG, width, height)
    original = shelves.put(painting, public=False)
    asset = keep(original, kind="painting", purpose=purpose, public=True, owner=owner, alt=alt, rights=rights)
    add_renditions(asset, [shelves.put(made, public=True) for made in (painting, *_rasters(raster_bytes))])
    record([AssetStored(subject=asset.public_id, purpose=purpose, mime=asset.mime, bytes=asset.bytes)], actor=actor)
    return asset


@needs_transaction
def keep(original: Shelved, *, kind: str, purpose: str, public: bool, owner: str, alt: LocalText, rights: str) -> Asset:
    """A new asset for a file that lies on the private shelf."""
    encoded = original.encoded
    return Asset.objects.create(
        kind=kind,
        purpose=purpose,
        mime=encoded.format.mime,
        width=encoded.width,
        height=encoded.height,
        bytes=len(encoded.content),
        sha256=_digest(encoded),
        file=original.file,
        alt=alt,
        rights=rights,
        owner=owner,
        public=public,
        created_at=clock.now(),
    )


@needs_transaction
def add_renditions(asset: Asset, shelved: Iterable[Shelved]) -> None:
    """Write the rows of renditions that lie on the public shelf. One that has a row already is left as it is."""
    asset.__dict__.pop("sizes", None)
    Rendition.objects.bulk_create(
        [
            Rendition(
                asset=asset,
                mime=size.encoded.format.mime,
                width=size.encoded.width,
                height=size.encoded.height,
                bytes=len(size.encoded.content),
                sha256=_digest(size.encoded),
                file=size.file,
            )
            for size in shelved
        ],
        ignore_conflicts=True,
    )


@needs_transaction
def render_later(asset: Asset) -> None:
    """Have the larger sizes made by a job, which starts if and when this transaction commits."""
    start("render", asset.public_id)


@needs_transaction
def claim(ref: str, *, purpose: str, owners: Collection[str]) -> None:
    """Make sure that ``ref`` may be shown by a row written in this transaction, and is not removed meanwhile.

    Raises NotYourPicture if it is not there or belongs to none of ``owners``, AnotherPurpose if it is no ``purpose``.
    """
    asset = lock_asset(ref)
    if asset is None or asset.owner not in owners:
        raise NotYourPicture()
    if asset.purpose != purpose:
        raise AnotherPurpose(purpose=asset.purpose)


@needs_transaction
def take_away(asset: Asset, *, actor: Actor) -> bool:
    """Remove an asset and, after the commit, its files. False while another room shows it.

    The row is locked before the rooms are asked, so nobody can begin to show it in between: see :func:`claim`.
    """
    lock_asset(asset.public_id)
    if any(asset.public_id in shown([asset.public_id]) for shown in in_use.values()):
        return False
    files = [asset.file, *(size.file for size in asset.sizes)]
    asset.delete()
    record([AssetRemoved(subject=asset.public_id, purpose=asset.purpose)], actor=actor)
    transaction.on_commit(lambda: shelves.discard(files))
    return True


def _digest(encoded: Encoded) -> str:
    return hashlib.sha256(encoded.content).hexdigest()


def _rasters(raster: bytes | None) -> list[Encoded]:
    if raster is None:
        return []
    found = identify(raster, PICTURES)
    whole = pictures.clean(raster, found)
    target = PNG if pictures.has_alpha(whole.content) else JPEG
    return pictures.shrink(whole.content, found, {min(1280, whole.width): [target]})
