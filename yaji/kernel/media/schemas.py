"""Shapes of the API."""

from datetime import datetime

from ninja import Schema

from yaji.kernel.media.models import Asset


class SizeOut(Schema):
    """One rendition."""

    url: str
    mime: str
    width: int
    height: int
    bytes: int


class AssetOut(Schema):
    """A file as its keeper sees it. ``width`` and ``height`` are pixels, 0 for documents."""

    id: str
    kind: str
    purpose: str
    mime: str
    width: int
    height: int
    bytes: int
    alt: dict[str, str]
    rights: str
    public: bool
    created_at: datetime
    sizes: list[SizeOut]

    @classmethod
    def of(cls, asset: Asset) -> "AssetOut":
        shown = [
            SizeOut(url=asset.size_url(size), mime=size.mime, width=size.width, height=size.height, bytes=size.bytes)
            for size in asset.sizes
        ]
        return cls(
            id=asset.public_id,
            kind=asset.kind,
            purpose=asset.purpose,
            mime=asset.mime,
            width=asset.width,
            height=asset.height,
            bytes=asset.bytes,
            alt=dict(asset.alt),
            rights=asset.rights,
            public=asset.public,
            created_at=asset.created_at,
            sizes=shown,
        )


class AssetPage(Schema):
    """One page of assets; ``after`` is the cursor of the next, or null."""

    items: list[AssetOut]
    after: str | None


class DescriptionIn(Schema):
    """What a picture shows, by language (``en``, ``zh-hans``), and who holds its rights."""

    alt: dict[str, str]
    rights: str = ""
