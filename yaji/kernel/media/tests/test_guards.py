"""Guards for files that are read: bombs, links, entities, odd tables."""

import io
import stat
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaji.kernel.media import drawings, errors, guards
from yaji.kernel.media.factories import SVG
from yaji.kit.painting import STYLES, paint

MIB = 1024 * 1024


def packed(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out


def test_an_honest_archive_is_read():
    with guards.open_zip_guarded(packed({"a.txt": b"one", "b/c.txt": b"two"})) as archive:
        assert archive.names() == ["a.txt", "b/c.txt"]
        assert archive.read("b/c.txt") == b"two"


def test_a_zip_bomb_is_refused_before_it_unpacks():
    bomb = packed({"bomb": b"\0" * (60 * MIB)})
    assert len(bomb.getvalue()) < MIB
    with pytest.raises(errors.ArchiveTooLarge), guards.open_zip_guarded(bomb):
        pass


def test_a_dense_entry_is_refused_under_the_limit_too():
    with pytest.raises(errors.ArchiveTooLarge), guards.open_zip_guarded(packed({"bomb": b"\0" * (10 * MIB)})):
        pass


def lying_bomb() -> io.BytesIO:
    """An archive whose directory says 10 bytes where 30 MB come out."""
    content = b"\0" * (30 * MIB)
    honest = packed({"bomb": content}).getvalue()
    return io.BytesIO(honest.replace(len(content).to_bytes(4, "little"), (10).to_bytes(4, "little")))


def test_what_an_archive_says_about_itself_is_not_believed():
    refused = suppress(errors.ArchiveTooLarge, errors.UnsafeArchive)
    with refused, guards.open_zip_guarded(lying_bomb(), limit=MIB) as archive:
        assert len(archive.read("bomb")) <= MIB


def test_the_limit_counts_all_entries_together():
    many = packed({f"{i}": bytes(range(256)) * 2048 for i in range(4)}, zipfile.ZIP_STORED)
    with guards.open_zip_guarded(many, limit=3 * MIB) as archive:
        for name in archive.names():
            assert len(archive.read(name)) == MIB // 2
        with pytest.raises(errors.ArchiveTooLarge):
            [archive.read(name) for name in archive.names() * 2]


def test_too_many_entries():
    with pytest.raises(errors.ArchiveTooLarge), guards.open_zip_guarded(packed({f"{i}": b"" for i in range(2001)})):
        pass


@pytest.mark.parametrize("name", ["../up", "a/../../up", "/etc/passwd", "\\\\host\\share", "C:\\x", "a\\..\\b", "c:x"])
def test_names_that_leave_the_folder(name):
    with pytest.raises(errors.UnsafeArchive), guards.open_zip_guarded(packed({name: b"x"})):
        pass


def test_links_and_passwords():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(errors.UnsafeArchive), guards.open_zip_guarded(out):
        pass
    locked = bytearray(packed({"a": b"x"}).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1
    with pytest.raises(errors.UnsafeArchive), guards.open_zip_guarded(io.BytesIO(bytes(locked))):
        pass


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_archive_guard(content):
    with (
        suppress(errors.UnsafeArchive, errors.ArchiveTooLarge),
        guards.open_zip_guarded(io.BytesIO(content)) as archive,
    ):
        archive.names()


@given(place=st.integers(0, 10_000), value=st.integers(0, 255))
def test_a_damaged_archive_is_read_or_refused(place, value):
    content = bytearray(packed({"a.txt": b"hello " * 50}).getvalue())
    content[place % len(content)] = value
    damaged = io.BytesIO(bytes(content))
    with suppress(errors.UnsafeArchive, errors.ArchiveTooLarge), guards.open_zip_guarded(damaged) as archive:
        for name in archive.names():
            archive.read(name)


def test_xml_without_entities_only():
    root = guards.parse_xml_guarded(b'<a xmlns="urn:x"><b k="v">t</b></a>')
    assert (root.tag, root[0].tag, root[0].get("k"), root[0].text) == ("{urn:x}a", "{urn:x}b", "v", "t")
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    outside = b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
    for hostile in (laughs, outside, b"<a><b></a>", b"", b"\xff\xfe\x00"):
        with pytest.raises(errors.UnsafeMarkup):
            guards.parse_xml_guarded(hostile)


def table(content: bytes, **limits):
    return guards.read_csv_guarded(io.BytesIO(content), **limits)


@pytest.mark.parametrize(
    "content",
    [
        b"row,seat\nA, 1\n\n",
        "\ufeffrow;seat\r\nA;1\r\n".encode(),
        b"row\tseat\nA\t1",
        b'"row","seat"\n"A","1"\n,\n',
    ],
)
def test_tables_as_people_save_them(content):
    assert table(content) == [["row", "seat"], ["A", "1"]]


def test_chinese_tables_in_both_encodings():
    text = "排,座\n甲,1\n"
    assert table(text.encode()) == table(text.encode("gb18030")) == [["排", "座"], ["甲", "1"]]


@pytest.mark.parametrize(
    ("content", "limits", "refusal"),
    [
        (b"", {}, errors.EmptyFile),
        (b"\n\n,,\n", {}, errors.EmptyFile),
        (b"a\0b", {}, errors.NotAText),
        (b"\xff\xfe\x31\x81", {}, errors.NotAText),
        (b'a,"b\nc', {}, errors.NotAText),
        (b"x" * 11, {"limit": 10}, errors.FileTooLarge),
        (b"a\nb\nc\n", {"rows": 2}, errors.TableTooLarge),
        (b"a,b,c\n", {"columns": 2}, errors.TableTooLarge),
        (b"abc\n", {"cell": 2}, errors.TableTooLarge),
        (b"x" * 200_000, {}, errors.NotAText),
    ],
)
def test_tables_that_are_none(content, limits, refusal):
    with pytest.raises(refusal):
        table(content, **limits)


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_table_reader(content):
    with suppress(errors.UploadRefused):
        assert all(any(row) for row in table(content))


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_reading_stops_at_the_limit(size, limit):
    content = zlib.crc32(b"x").to_bytes(4, "big") * (size // 4 + 1)
    content = content[:size]
    if size > limit:
        with pytest.raises(errors.FileTooLarge):
            guards.read_limited(io.BytesIO(content), limit)
    else:
        assert guards.read_limited(io.BytesIO(content), limit) == content


@pytest.mark.parametrize("style", sorted(STYLES))
def test_our_own_paintings_are_safe_drawings(style):
    assert drawings.measure(paint("seed", style, 600, 800, title="夜", subtitle="Night <&>")) == (600, 800)


def dressed(inner: str, attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8" {attributes}>{inner}</svg>'


@pytest.mark.parametrize(
    "svg",
    [
        dressed("<script>alert(1)</script>"),
        dressed("", 'onload="alert(1)"'),
        dressed('<rect style="background:url(http://x)"/>'),
        dressed("<style>@import 'http://x'</style>"),
        dressed("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>"),
        dressed('<image href="http://evil.example/x.png"/>'),
        dressed('<use href="http://evil.example/x.svg#a"/>'),
        dressed('<use xlink:href="data:image/svg+xml,x" xmlns:xlink="http://www.w3.org/1999/xlink"/>'),
        dressed('<a href="javascript:alert(1)"><rect/></a>'),
        dressed('<rect fill="url(http://evil.example/#a)"/>'),
        dressed('<rect><animate attributeName="href" to="javascript:alert(1)"/></rect>'),
        '<!DOCTYPE svg [<!ENTITY x "y">]>' + dressed("&x;"),
        '<?xml-stylesheet href="http://x"?>' + dressed(""),
        dressed("<rect>"),
        "<html/>",
        "<g/>",
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="1"/>',
        "",
    ],
)
def test_unsafe_drawings_are_refused(svg):
    with pytest.raises(errors.UnsafeDrawing):
        drawings.measure(svg)


def test_safe_drawings_are_measured():
    assert drawings.measure(SVG) == (800, 500)
    assert drawings.measure('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"/>') == (30, 20)
