"""Tables: the file as we keep it, and the sizes in which a picture is shown."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from yaji.kernel.media.types import FORMATS
from yaji.kit.ids import mint
from yaji.kit.text import LocalTextField

KINDS = ("image", "painting", "document")


def new_ref() -> str:
    return mint("med")


class Asset(models.Model):
    """One file: an uploaded picture or document, or a picture the project painted. Its content never changes.

    ``file`` is the original as we wrote it, on the private shelf. ``width`` and ``height`` are pixels, 0 for documents.
    """

    public_id = models.CharField(max_length=30, unique=True, default=new_ref)
    kind = models.CharField(max_length=10)
    purpose = models.CharField(max_length=40)
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    file = models.CharField(max_length=120)
    alt = LocalTextField()
    rights = models.TextField(blank=True)
    #: public id of the person or organisation; a string, because parties live beside this room
    owner = models.CharField(max_length=64, db_index=True)
    public = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="media_asset_kind"),
            models.CheckConstraint(condition=~Q(kind="document", public=True), name="media_asset_document_private"),
        ]

    @cached_property
    def sizes(self) -> "list[Rendition]":
        """All renditions, narrowest first. No query if they were prefetched, as :mod:`queries` does."""
        return sorted(self.renditions.all(), key=lambda size: (size.width, size.mime))

    @property
    def ratio(self) -> float:
        """Width by height; 1 for documents."""
        return self.width / self.height if self.height else 1.0

    def url(self, width: int = 0) -> str:
        """Address of the narrowest rendition at least ``width`` pixels wide, else of the widest. Empty: none is public.

        Modern browsers' format (WebP) or the drawing itself; :meth:`fallback_url` for mail and share cards.
        """
        return self._address(("image/webp", "image/svg+xml"), width)

    def fallback_url(self, width: int = 0) -> str:
        """Like :meth:`url`, in a format that every program shows: JPEG, or PNG where there is transparency."""
        return self._address(("image/jpeg", "image/png"), width)

    def size_url(self, size: "Rendition") -> str:
        """Address of one rendition."""
        return f"{settings.MEDIA_URL}{self.public_id}/{size.name}"

    def _address(self, mimes: tuple[str, ...], width: int) -> str:
        fitting = [size for size in self.sizes if size.mime in mimes]
        chosen = next((size for size in fitting if size.width >= width), fitting[-1] if fitting else None)
        return self.size_url(chosen) if chosen else ""


class Rendition(models.Model):
    """One size of a picture in one format, on the public shelf."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "width", "mime"], name="media_rendition_once")]

    @property
    def name(self) -> str:
        """Last part of the address. It names the content, so that it may be cached for ever."""
        return f"{self.width}-{self.sha256[:12]}.{FORMATS[self.mime].extension}"
