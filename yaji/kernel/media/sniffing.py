"""What a file really is. Its name and the browser's word are not asked."""

import re

from yaji.kernel.media.errors import DisguisedFile, EmptyFile, FormatNotAllowed
from yaji.kernel.media.types import CSV, JPEG, PDF, PNG, WEBP, Format

_MARKUP = re.compile(rb"<(?:script|html|!doctype|\?php|svg[\s>]|body[\s>]|iframe[\s>])", re.IGNORECASE)
#: a ZIP is read from its end: this record within the last 64 KiB + 22 bytes makes any file an archive as well
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 65_557
_PDF_HEAD = 1024


def sniff(content: bytes) -> Format | None:
    """The format by its first bytes, or ``None`` for anything not known here. Text without markup counts as CSV."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"%PDF-"):
        return PDF
    return CSV if _is_plain_text(content) else None


def identify(content: bytes, accepted: tuple[Format, ...]) -> Format:
    """The format of ``content``, which is one of ``accepted`` and nothing else besides.

    Raises EmptyFile, FormatNotAllowed, or DisguisedFile for a picture that a browser, a PDF reader or an archive
    program could take for something else.
    """
    if not content:
        raise EmptyFile()
    found = sniff(content)
    if found is None or found not in accepted:
        raise FormatNotAllowed(accepted=", ".join(known.extension.upper() for known in accepted))
    if found.image and is_disguised(content):
        raise DisguisedFile()
    return found


def is_disguised(content: bytes) -> bool:
    """Whether a picture's bytes also hold a page, a PDF or an archive.

    Re-encoding makes such a file harmless anyway; it is refused because nobody makes one by accident.
    """
    return bool(_MARKUP.search(content) or b"%PDF-" in content[:_PDF_HEAD] or content.rfind(_ZIP_END, -_ZIP_TAIL) != -1)


def _is_plain_text(content: bytes) -> bool:
    if b"\0" in content or _MARKUP.search(content[:65_536]):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(character.isprintable() or character in "\t\r\n" for character in text[:4096])
    return False
