"""Pictures: decoded under limits, written anew.

Only the pixels survive. What else a file carries (position, device, thumbnails, comments, a tail of other bytes) is not
copied, because a picture is always encoded from pixels.
"""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from yaji.kernel.media.errors import AnimatedPicture, BrokenPicture, PictureTooLarge
from yaji.kernel.media.types import JPEG, PNG, WEBP, Encoded, Format

MEGAPIXELS = 50
MAX_EDGE = 16_000
_PILLOW = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}

# the last guard, for every other use of Pillow in this process; our own limit is asked first, on the header alone
Image.MAX_IMAGE_PIXELS = MEGAPIXELS * 1_000_000
warnings.simplefilter("error", Image.DecompressionBombWarning)

#: a decoded picture may take 200 MB; two at a time keep a small host alive
_DECODERS = threading.BoundedSemaphore(2)


def clean(content: bytes, kind: Format) -> Encoded:
    """The picture in ``content`` upright, in sRGB, without metadata, in the same format.

    Raises PictureTooLarge before a pixel is decoded, AnimatedPicture, BrokenPicture.
    """
    with _DECODERS, _decoded(content, kind) as image:
        return encode(image, kind)


def shrink(content: bytes, kind: Format, targets: dict[int, list[Format]]) -> list[Encoded]:
    """Smaller versions of a picture that :func:`clean` wrote: ``targets`` says which formats for which width."""
    made: list[Encoded] = []
    with _DECODERS, _decoded(content, kind) as image:
        for width, wanted in sorted(targets.items(), reverse=True):
            height = max(1, round(image.height * width / image.width))
            small = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
            made.extend(encode(small, target) for target in wanted)
    return made


def encode(image: Image.Image, kind: Format) -> Encoded:
    """Write ``image``; JPEG gets paper-white behind transparent parts."""
    if kind is JPEG and image.mode != "RGB":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
        image = ground
    out = BytesIO()
    if kind is JPEG:
        image.save(out, "JPEG", quality=88, optimize=True, progressive=True)
    elif kind is WEBP:
        image.save(out, "WEBP", quality=84, method=4)
    else:
        image.save(out, "PNG", optimize=False)
    return Encoded(out.getvalue(), kind, image.width, image.height)


def has_alpha(content: bytes) -> bool:
    """Whether any pixel of a cleaned picture may be transparent."""
    with Image.open(BytesIO(content)) as image:
        return "A" in image.getbands()


@contextmanager
def _decoded(content: bytes, kind: Format) -> Iterator[Image.Image]:
    """The pixels of ``content`` as RGB or RGBA, upright, in sRGB, in a fresh image that knows nothing else."""
    try:
        with Image.open(BytesIO(content), formats=[_PILLOW[kind]]) as opened:
            _check(opened, kind)
            opened.load()
            pixels = _upright(opened)
    except (PictureTooLarge, AnimatedPicture):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as flood:
        raise PictureTooLarge(megapixels=MEGAPIXELS, edge=MAX_EDGE) from flood
    except Exception as error:  # a decoder given hostile bytes may raise anything, and all of it means: unreadable
        raise BrokenPicture() from error
    yield pixels


def _check(opened: Image.Image, kind: Format) -> None:
    """Judge the header: size before any pixel is decoded, and that there is one picture only."""
    width, height = opened.size
    if width * height > MEGAPIXELS * 1_000_000 or max(width, height) > MAX_EDGE:
        raise PictureTooLarge(megapixels=MEGAPIXELS, edge=MAX_EDGE)
    if width < 1 or height < 1:
        raise BrokenPicture()
    # phones put a second, smaller picture behind a JPEG (MPO); only the first is read
    if kind is not JPEG and getattr(opened, "n_frames", 1) > 1:
        raise AnimatedPicture()


def _upright(opened: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(opened) or opened
    alpha = "A" in turned.getbands() or "transparency" in turned.info
    profile = opened.info.get("icc_profile")
    if turned.mode in ("I;16", "I", "F"):  # 16 bits a channel: keep the upper eight
        turned = turned.point(lambda value: value / 256).convert("L")
    if profile and not alpha and turned.mode in ("RGB", "CMYK", "L"):
        turned = _in_srgb(turned, profile)
    turned = turned.convert("RGBA" if alpha else "RGB")
    fresh = Image.new(turned.mode, turned.size)
    fresh.paste(turned)
    return fresh


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a broken profile is no reason to refuse a good picture
    return converted or image
