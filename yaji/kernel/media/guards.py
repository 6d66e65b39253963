"""Guards for files that are read rather than shown: archives, spreadsheets, tables.

What a file says about its own size is never believed; what comes out is counted while it comes.
"""

import csv
import io
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from xml.etree import ElementTree
from xml.parsers import expat

from yaji.kernel.media.errors import (
    ArchiveTooLarge,
    EmptyFile,
    FileTooLarge,
    NotAText,
    TableTooLarge,
    UnsafeArchive,
    UnsafeMarkup,
)
from yaji.kernel.media.types import MIB

_CHUNK = 64 * 1024
_DRIVE = re.compile(r"^[A-Za-z]:")


def read_limited(file: IO[bytes], limit: int) -> bytes:
    """Everything in ``file`` if it is at most ``limit`` bytes; else FileTooLarge, having read no more than that."""
    parts: list[bytes] = []
    left = limit
    while chunk := file.read(min(_CHUNK, left + 1)):
        left -= len(chunk)
        if left < 0:
            raise FileTooLarge(limit_mb=f"{limit / MIB:g}")
        parts.append(chunk)
    return b"".join(parts)


class GuardedZip:
    """An open archive whose entries are counted while they unpack. Made by :func:`open_zip_guarded`."""

    def __init__(self, archive: zipfile.ZipFile, limit: int) -> None:
        self._archive = archive
        self._left = limit

    def names(self) -> list[str]:
        """The entries' names, all of them plain relative paths."""
        return [entry.filename for entry in self._archive.infolist() if not entry.is_dir()]

    def read(self, name: str) -> bytes:
        """One entry, unpacked. Raises ArchiveTooLarge once all that was read exceeds the archive's limit."""
        parts: list[bytes] = []
        try:
            with self._archive.open(name) as entry:
                while chunk := entry.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise ArchiveTooLarge()
                    parts.append(chunk)
        except ArchiveTooLarge:
            raise
        except Exception as error:  # broken, encrypted, or a name that is not there: unpackers raise many things
            raise UnsafeArchive() from error
        return b"".join(parts)


@contextmanager
def open_zip_guarded(
    file: IO[bytes], *, limit: int = 50 * MIB, entries: int = 2_000, ratio: int = 200
) -> Iterator[GuardedZip]:
    """An archive (also XLSX, ODS) that may unpack to at most ``limit`` bytes in ``entries`` files.

    ``ratio`` is how much larger than packed an entry may claim to be; real spreadsheets stay under 50. Raises
    ArchiveTooLarge, or UnsafeArchive for damage, encryption, links, and names that leave the folder.
    """
    try:
        archive = zipfile.ZipFile(file)
    except Exception as error:  # zipfile raises several things on hostile input
        raise UnsafeArchive() from error
    with archive:
        listed = archive.infolist()
        if len(listed) > entries or sum(entry.file_size for entry in listed) > limit:
            raise ArchiveTooLarge()
        for entry in listed:
            _check_entry(entry, ratio)
        yield GuardedZip(archive, limit)


def _check_entry(entry: zipfile.ZipInfo, ratio: int) -> None:
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    leaves = name.startswith(("/", "\\")) or ".." in parts or "\0" in name or bool(_DRIVE.match(name))
    if leaves or entry.flag_bits & 0x1 or stat.S_ISLNK(entry.external_attr >> 16):
        raise UnsafeArchive()
    if entry.file_size > MIB and entry.file_size > ratio * max(entry.compress_size, 1):
        raise ArchiveTooLarge()


def parse_xml_guarded(content: bytes) -> ElementTree.Element:
    """The root element of an XML document without a document type, so without entities that grow or reach out."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*_: Any) -> None:
        raise UnsafeMarkup()

    def named(name: str) -> str:
        return "{" + name if "}" in name else name

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, found: builder.start(named(name), {named(k): v for k, v in found.items()})
    parser.EndElementHandler = lambda name: builder.end(named(name))
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnsafeMarkup() from error
    return builder.close()


def read_csv_guarded(
    file: IO[bytes], *, limit: int = 5 * MIB, rows: int = 20_000, columns: int = 60, cell: int = 2_000
) -> list[list[str]]:
    """The rows of a table in UTF-8 (with or without mark) or GB 18030, separated by comma, semicolon or tab.

    Cells come stripped of white space around them, lines without any cell are left out. Raises FileTooLarge,
    EmptyFile, NotAText or TableTooLarge.
    """
    text = _decode(read_limited(file, limit))
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    found: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            cells = [value.strip() for value in line]
            if len(cells) > columns or any(len(value) > cell for value in cells) or len(found) >= rows:
                raise TableTooLarge(rows=rows, columns=columns, cell=cell)
            if any(cells):
                found.append(cells)
    except csv.Error as error:
        raise NotAText() from error
    if not found:
        raise EmptyFile()
    return found


def _decode(content: bytes) -> str:
    if not content:
        raise EmptyFile()
    if b"\0" in content:
        raise NotAText()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotAText()
