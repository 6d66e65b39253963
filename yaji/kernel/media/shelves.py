"""Where files lie: Django's storages, so that an object store needs a setting and nothing else.

``STORAGES["media_public"]`` and ``STORAGES["media_private"]`` are used where they are configured, else the default
storage with a folder each. Names are random; nothing a person typed is ever part of one.
"""

import secrets
from collections.abc import Iterable
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage, storages

from yaji.kernel.media.types import Encoded, Shelved
from yaji.kit import clock


def put(encoded: Encoded, *, public: bool) -> Shelved:
    """Keep the bytes of ``encoded`` on the public or the private shelf."""
    area = "public" if public else "private"
    name = f"{area}/{clock.now():%Y/%m}/{secrets.token_hex(16)}.{encoded.format.extension}"
    return Shelved(encoded, _storage(area).save(name, ContentFile(encoded.content)))


def fetch(name: str) -> IO[bytes]:
    """The open file. Raises FileNotFoundError if the shelf lost it."""
    return _storage(name).open(name, "rb")


def read(name: str) -> bytes:
    """All of a file's bytes."""
    with fetch(name) as file:
        return file.read()


def discard(names: Iterable[str]) -> None:
    """Take files off the shelf; those already gone are fine."""
    for name in names:
        _storage(name).delete(name)


def _storage(name: str) -> Storage:
    alias = f"media_{name.partition('/')[0]}"
    return storages[alias] if alias in settings.STORAGES else default_storage
