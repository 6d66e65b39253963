"""``{% picture asset sizes="(min-width: 60rem) 20rem, 100vw" %}``: a picture in the size the reader's screen needs."""

from typing import Any

from django import template

from yaji.kernel.media.models import Asset

register = template.Library()


@register.inclusion_tag("media/_picture.html")
def picture(asset: Asset | None, sizes: str = "100vw", classes: str = "", eager: bool = False) -> dict[str, Any]:
    """A ``<picture>`` with width and height, so that nothing jumps when it arrives; nothing for no asset.

    ``sizes`` is what the attribute of that name wants; ``eager`` is for what is seen first on a page, the rest loads
    when it comes near.
    """
    if asset is None or not asset.sizes:
        return {"asset": None}
    modern = [size for size in asset.sizes if size.mime == "image/webp"]
    return {
        "asset": asset,
        "srcset": ", ".join(f"{asset.size_url(size)} {size.width}w" for size in modern),
        "src": asset.url() if asset.kind == "painting" else asset.fallback_url(1280) or asset.url(1280),
        "width": asset.width,
        "height": asset.height,
        "sizes": sizes,
        "classes": classes,
        "eager": eager,
    }
