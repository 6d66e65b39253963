"""The API of media. Mounted by delivery under ``/media``."""

from typing import cast

from django.http import HttpRequest
from ninja import File, Form, Router, Status, UploadedFile

from yaji.kernel.media import operations
from yaji.kernel.media.queries import get_asset, get_original, my_assets
from yaji.kernel.media.schemas import AssetOut, AssetPage, DescriptionIn
from yaji.kit.actor import Actor
from yaji.kit.http.throttle import Limit, spend
from yaji.kit.text import LocalText

#: uploads of one person: decoding costs, so a program may not send hundreds at once
UPLOADS = Limit("media.upload", per_minute=20, burst=40)

prefix = "/media"
router = Router(tags=["Pictures and files"])


@router.get("", response=AssetPage, summary="My files")
def list_assets(request: HttpRequest, after: str | None = None) -> AssetPage:
    """Files of the signed-in person and of the parties whose pictures they keep, newest first."""
    found = my_assets(_actor(request), after=after)
    return AssetPage(items=[AssetOut.of(asset) for asset in found.rows], after=found.after)


@router.post("", response={201: AssetOut}, summary="Upload a file")
def upload_asset(
    request: HttpRequest,
    file: File[UploadedFile],
    purpose: Form[str],
    owner: Form[str] = "",
    alt_en: Form[str] = "",
    alt_zh: Form[str] = "",
    rights: Form[str] = "",
) -> Status[AssetOut]:
    """Upload a picture (JPEG, PNG, WebP) or, for private purposes, a document. Pictures are re-encoded."""
    spend(UPLOADS, _actor(request).ref)
    alt = LocalText({language: text for language, text in (("en", alt_en), ("zh-hans", alt_zh)) if text})
    asset = operations.upload(actor=_actor(request), file=file, purpose=purpose, owner=owner, alt=alt, rights=rights)
    return Status(201, AssetOut.of(get_asset(asset.public_id)))


@router.get("/{asset}", response=AssetOut, summary="One of my files")
def read_asset(request: HttpRequest, asset: str) -> AssetOut:
    """One file of one's own."""
    return AssetOut.of(get_original(_actor(request), asset))


@router.put("/{asset}", response=AssetOut, summary="Describe a picture")
def describe_asset(request: HttpRequest, asset: str, body: DescriptionIn) -> AssetOut:
    """Say what a picture shows and who holds its rights."""
    row = operations.describe(actor=_actor(request), asset=asset, alt=LocalText(body.alt), rights=body.rights)
    return AssetOut.of(row)


@router.delete("/{asset}", response={204: None}, summary="Remove a file")
def remove_asset(request: HttpRequest, asset: str) -> Status[None]:
    """Remove a file and all its renditions, unless it is still shown somewhere."""
    operations.remove(actor=_actor(request), asset=asset)
    return Status(204, None)


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]  # set by identity's middleware
