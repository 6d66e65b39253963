"""Writes that own their transaction."""

from typing import IO

from yaji.kernel.events.steps import record
from yaji.kernel.media import pictures, shelves, sizes
from yaji.kernel.media.errors import StillInUse, UnknownPurpose
from yaji.kernel.media.events import AssetStored
from yaji.kernel.media.guards import read_limited
from yaji.kernel.media.models import Asset
from yaji.kernel.media.policies import may_remove, may_upload
from yaji.kernel.media.ports import purposes
from yaji.kernel.media.queries import get_asset
from yaji.kernel.media.sniffing import identify
from yaji.kernel.media.steps import add_renditions, keep, render_later, take_away
from yaji.kernel.media.types import Encoded, Purpose, Shelved
from yaji.kit.actor import Actor
from yaji.kit.errors import BadInput, require
from yaji.kit.operation import NoTransaction, in_transaction, operation
from yaji.kit.text import LANGUAGES, LocalText

MAX_WORDS = 500


def upload(
    *,
    actor: Actor,
    file: IO[bytes],
    purpose: str,
    alt: LocalText | None = None,
    owner: str = "",
    rights: str = "",
) -> Asset:
    """Take a file from a person. Pictures are decoded and written anew; documents are kept private as they are.

    ``owner`` is the public id of a party the actor keeps the pictures of; empty: the actor. Raises Forbidden,
    UnknownPurpose and the refusals of :mod:`errors`; then nothing was kept. Decoding and storing take as long as they
    take, so they happen before the one short transaction, never inside it.
    """
    if in_transaction():
        raise NoTransaction("upload opens its own transaction, after the slow work")
    owner = owner or actor.ref
    require(may_upload(actor, owner))
    rule = _rule(purpose)
    _check_words(alt, rights)
    original, renditions = _prepare(read_limited(file, rule.limit), rule)
    shelved = [shelves.put(original, public=False), *(shelves.put(size, public=True) for size in renditions)]
    try:
        return _store(actor, shelved, purpose, owner, alt or LocalText(), rights)
    except BaseException:
        shelves.discard(one.file for one in shelved)
        raise


upload.__yaji_operation__ = True  # type: ignore[attr-defined]  # it ends in exactly one durable transaction


@operation
def _store(actor: Actor, shelved: list[Shelved], purpose: str, owner: str, alt: LocalText, rights: str) -> Asset:
    original, *renditions = shelved
    image = original.encoded.format.image
    public = image and _rule(purpose).public
    kind = "image" if image else "document"
    asset = keep(original, kind=kind, purpose=purpose, public=public, owner=owner, alt=alt, rights=rights)
    if asset.public:
        add_renditions(asset, renditions)
        if sizes.later(asset.width):
            render_later(asset)
    record([AssetStored(subject=asset.public_id, purpose=purpose, mime=asset.mime, bytes=asset.bytes)], actor=actor)
    return asset


@operation
def describe(*, actor: Actor, asset: str, alt: LocalText, rights: str = "") -> Asset:
    """Say what a picture shows, for those who cannot see it, and who holds its rights."""
    row = get_asset(asset)
    require(may_upload(actor, row.owner))
    _check_words(alt, rights)
    row.alt, row.rights = alt, rights
    row.save(update_fields=["alt", "rights"])
    return row


@operation
def remove(*, actor: Actor, asset: str) -> None:
    """Take an asset and all its files away. Raises StillInUse while another room shows it."""
    row = get_asset(asset)
    require(may_remove(actor, row))
    if not take_away(row, actor=actor):
        raise StillInUse()


def render(*, asset: str) -> None:
    """Make the sizes that were left for later. Safe to run twice, and on an asset that is gone."""
    row = Asset.objects.filter(public_id=asset, public=True, kind="image").first()
    if row is None:
        return
    present = set(row.renditions.values_list("width", flat=True))
    missing = [width for width in sizes.later(row.width) if width not in present]
    if missing:
        made = sizes.make(shelves.read(row.file), row.mime, missing)
        _keep_sizes(row, [shelves.put(size, public=True) for size in made])


render.__yaji_operation__ = True  # type: ignore[attr-defined]  # it ends in exactly one durable transaction


@operation
def _keep_sizes(row: Asset, shelved: list[Shelved]) -> None:
    if Asset.objects.filter(pk=row.pk).exists():
        add_renditions(row, shelved)


def _prepare(content: bytes, rule: Purpose) -> tuple[Encoded, list[Encoded]]:
    """What is kept as original, and the sizes made at once."""
    found = identify(content, rule.formats)
    if not found.image:
        return Encoded(content, found, 0, 0), []
    original = pictures.clean(content, found)
    at_once = sizes.make(original.content, found.mime, sizes.at_once(original.width)) if rule.public else []
    return original, at_once


def _rule(purpose: str) -> Purpose:
    rule = purposes.get(purpose)
    if rule is None:
        raise UnknownPurpose(purpose=purpose[:40])
    return rule


def _check_words(alt: LocalText | None, rights: str) -> None:
    words = alt or LocalText()
    if len(rights) > MAX_WORDS or any(len(text) > MAX_WORDS for text in words.values()):
        raise BadInput(detail=f"alt, rights: ≤ {MAX_WORDS}")
    if not set(words) <= set(LANGUAGES):
        raise BadInput(detail=f"alt: {', '.join(LANGUAGES)}")
