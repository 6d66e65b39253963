"""Files for tests: honest ones here, hostile ones with the tests."""

from io import BytesIO
from typing import Any

from PIL import Image

from yaji.kernel.media import operations
from yaji.kernel.media.models import Asset
from yaji.kit.actor import SYSTEM, Actor
from yaji.kit.text import local

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500" viewBox="0 0 800 500"><title>Hills</title>'
    '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
    '<rect width="800" height="500" fill="url(#a)"/></svg>'
)


def picture(width: int = 800, height: int = 500, kind: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    """A picture file with something to see in it."""
    image = Image.linear_gradient("L").resize((width, height)).convert(mode)
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def file(content: bytes, name: str = "file") -> BytesIO:
    """An uploaded file that calls itself ``name``."""
    upload = BytesIO(content)
    upload.name = name
    return upload


def make_asset(actor: Actor = SYSTEM, content: bytes = b"", **fields: Any) -> Asset:
    """An uploaded picture with the renditions made at upload."""
    fields.setdefault("purpose", "picture")
    fields.setdefault("alt", local("Grey hills", "灰色的山"))
    return operations.upload(actor=actor, file=file(content or picture()), **fields)
