"""What a stranger may try with a file (reliability goal S8). Each is refused by name, or made harmless."""

import io
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from yaji.kernel.media import errors, operations, pictures, shelves
from yaji.kernel.media.factories import SVG, file, picture
from yaji.kernel.media.models import Asset, Rendition
from yaji.kernel.media.tests.people import OWNER
from yaji.kernel.media.types import JPEG, PNG

pytestmark = pytest.mark.django_db

HTML = b"<!DOCTYPE html><html><script>alert(document.domain)</script></html>"


def archive(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return out.getvalue()


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "GIF")
    return out.getvalue()


def with_comment(text: bytes) -> bytes:
    """A JPEG whose comment segment holds ``text``."""
    plain = picture(64, 40)
    return plain[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + plain[2:]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def flood(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is ``width`` by ``height`` pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def text_bomb() -> bytes:
    """A PNG with a compressed comment that unpacks to 100 MB."""
    plain = picture(16, 16, "PNG")
    bomb = chunk(b"zTXt", b"c\0\0" + zlib.compress(b"\0" * 100_000_000, 9))
    return plain[:33] + bomb + plain[33:]


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


HOSTILE = {
    "a page called poster.jpg": (HTML, errors.FormatNotAllowed),
    "a page behind the first bytes of a JPEG": (b"\xff\xd8\xff\xe0" + HTML, errors.DisguisedFile),
    "a page in a comment": (with_comment(b"<script>alert(1)</script>"), errors.DisguisedFile),
    "PHP in a comment": (with_comment(b"<?php system($_GET[0]);"), errors.DisguisedFile),
    "a page behind the picture": (picture(64, 40) + HTML, errors.DisguisedFile),
    "a GIF that is an archive (GIFAR)": (gif() + archive(Evil=b"class"), errors.FormatNotAllowed),
    "a JPEG that is an archive": (picture(64, 40) + archive(Evil=b"class"), errors.DisguisedFile),
    "a PNG that is an archive": (picture(64, 40, "PNG") + archive(Evil=b"class"), errors.DisguisedFile),
    "a PDF in a comment": (with_comment(b"%PDF-1.7 1 0 obj"), errors.DisguisedFile),
    "SVG with a script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', errors.FormatNotAllowed),
    "SVG without one": (SVG.encode(), errors.FormatNotAllowed),
    "SVG with a byte order mark": (b"\xef\xbb\xbf" + SVG.encode(), errors.FormatNotAllowed),
    "a moving WebP": (moving("WEBP"), errors.AnimatedPicture),
    "a moving PNG": (moving("PNG"), errors.AnimatedPicture),
    "a moving GIF": (moving("GIF"), errors.FormatNotAllowed),
    "10 billion pixels": (flood(100_000, 100_000), errors.PictureTooLarge),
    "pixels just over": (flood(10_000, 5_001), errors.PictureTooLarge),
    "one very long row": (flood(60_000, 1), errors.PictureTooLarge),
    "no pixels": (flood(0, 10), errors.BrokenPicture),
    "a comment that unpacks to 100 MB": (text_bomb(), errors.BrokenPicture),
    "half a JPEG": (picture()[: len(picture()) // 2], errors.BrokenPicture),
    "half a PNG": (picture(300, 300, "PNG")[:200], errors.BrokenPicture),
    "half a WebP": (picture(300, 300, "WEBP")[:200], errors.BrokenPicture),
    "only the first bytes": (b"\xff\xd8\xff", errors.BrokenPicture),
    "nothing": (b"", errors.EmptyFile),
    "a program": (b"MZ\x90\x00" + b"\0" * 100, errors.FormatNotAllowed),
    "a table": (b"a,b\n1,2\n", errors.FormatNotAllowed),
    "a PDF": (b"%PDF-1.7\n", errors.FormatNotAllowed),
    "a PostScript file": (b"%!PS-Adobe-3.0 EPSF-3.0\n", errors.FormatNotAllowed),
    "a TIFF": (b"II*\x00" + b"\0" * 50, errors.FormatNotAllowed),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_by_name_and_leave_nothing(name, shelf):
    content, refusal = HOSTILE[name]
    with pytest.raises(refusal) as caught:
        operations.upload(actor=OWNER, file=file(content, "poster.jpg"), purpose="picture")
    assert type(caught.value) is refusal
    assert not Asset.objects.exists()
    assert list(shelf.rglob("*.*")) == []


def test_a_file_over_the_limit_is_not_read_to_its_end():
    class Endless(io.BytesIO):
        given = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size > 0
            self.given += size
            return b"\xff" * size

    endless = Endless()
    with pytest.raises(errors.FileTooLarge):
        operations.upload(actor=OWNER, file=endless, purpose="avatar")
    assert endless.given <= 5 * 1024 * 1024 + 65_536


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/cron.d/x",
        "a\0.jpg",
        "CON",
        "x.svg",
        "x.php.jpg",
        "名" * 400,
        "\n.jpg",
    ],
)
def test_what_a_file_calls_itself_names_nothing(name, shelf):
    asset = operations.upload(actor=OWNER, file=file(picture(64, 40), name), purpose="picture")
    lying = sorted(path.relative_to(shelf).as_posix() for path in shelf.rglob("*.*"))
    assert lying == sorted([asset.file, *(size.file for size in asset.renditions.all())])
    for path in lying:
        area, _, _, last = path.split("/")
        stem, extension = last.split(".")
        assert (area in ("public", "private"), len(stem), int(stem, 16) > 0) == (True, 32, True)
        assert extension in ("jpg", "webp")


def located() -> bytes:
    """A JPEG that says where and with what it was taken, twice: EXIF and a comment; on its side."""
    exif = Image.Exif()
    exif[0x010F] = "CANARY-MAKER"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)})
    exif.get_ifd(0x8769)[0x9286] = b"CANARY-COMMENT"
    return picture(300, 200, exif=exif, comment=b"CANARY-PLACE")


def test_position_and_device_are_gone_and_the_picture_stands_upright():
    before = located()
    assert b"CANARY-MAKER" in before
    assert dict(Image.open(io.BytesIO(before)).getexif().get_ifd(0x8825))
    asset = operations.upload(actor=OWNER, file=file(before), purpose="picture")
    assert (asset.width, asset.height) == (200, 300)
    kept = [shelves.read(asset.file), *(shelves.read(size.file) for size in Rendition.objects.all())]
    assert len(kept) >= 2
    for content in kept:
        assert b"CANARY" not in content
        found = Image.open(io.BytesIO(content))
        assert not found.getexif()
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(found.info)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_metadata_of_other_formats_is_gone(kind):
    exif = Image.Exif()
    exif[0x010F] = "CANARY-MAKER"
    before = picture(64, 40, kind, exif=exif)
    assert b"CANARY" in before
    asset = operations.upload(actor=OWNER, file=file(before), purpose="picture")
    assert b"CANARY" not in shelves.read(asset.file)


def test_a_tail_of_other_bytes_is_cut_off():
    """Phones put films behind a photo; that is no reason to refuse it, and none to keep them."""
    asset = operations.upload(actor=OWNER, file=file(picture(64, 40) + b"ftypmp42 CANARY"), purpose="picture")
    assert b"CANARY" not in shelves.read(asset.file)


def test_a_second_picture_in_a_photo_is_dropped():
    out = io.BytesIO()
    Image.new("RGB", (64, 40), "red").save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (32, 20))])
    asset = operations.upload(actor=OWNER, file=file(out.getvalue()), purpose="picture")
    assert Image.open(io.BytesIO(shelves.read(asset.file))).format == "JPEG"


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16", "RGBA", "RGB"])
def test_every_kind_of_png_becomes_plain(mode):
    out = io.BytesIO()
    base = Image.linear_gradient("L").resize((60, 40))
    (Image.new("I;16", (60, 40), 30_000) if mode == "I;16" else base.convert(mode)).save(out, "PNG")
    cleaned = pictures.clean(out.getvalue(), PNG)
    found = Image.open(io.BytesIO(cleaned.content))
    assert (found.mode, found.size) == ("RGBA" if mode in ("LA", "RGBA") else "RGB", (60, 40))
    if mode == "I;16":
        assert found.getpixel((0, 0)) == (117, 117, 117)


def test_cmyk_becomes_rgb_and_a_broken_colour_profile_does_no_harm():
    out = io.BytesIO()
    Image.new("CMYK", (20, 20), (0, 255, 255, 0)).save(out, "JPEG", icc_profile=b"not a profile")
    found = Image.open(io.BytesIO(pictures.clean(out.getvalue(), JPEG).content))
    red, green, blue = found.convert("RGB").tobytes()[:3]
    assert (found.mode, red > 200, green < 60, blue < 60) == ("RGB", True, True, True)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_picture_is_taken_or_refused_never_a_crash(data):
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
    content = bytearray(picture(48, 32, kind))
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=6)
    ):
        content[place] = value
    cut = data.draw(st.integers(0, len(content)))
    mangled = bytes(content[:cut]) + data.draw(st.binary(max_size=40))
    with suppress(errors.UploadRefused):
        asset = operations.upload(actor=OWNER, file=file(mangled), purpose="picture")
        Image.open(io.BytesIO(shelves.read(asset.file))).load()
