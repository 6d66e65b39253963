"""The file a backup is: a tar of a manifest, one database file and the media folder."""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = "yaji-backup/1"
MANIFEST = "manifest.json"
DATABASE = "database"
MEDIA = "media"
CHUNK = 1024 * 1024


class NotABackup(Exception):
    """The file is not one of ours, or not whole. The message says what is wrong with it."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``counts`` are rows by table, from the same snapshot as the database file."""

    engine: str
    at: str
    version: str
    sha256: str
    counts: dict[str, int]
    migrations: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT


def digest(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            total.update(chunk)
    return total.hexdigest()


def write(target: Path, manifest: Manifest, database: Path, media: Path) -> None:
    """Write the archive whole or not at all; readable by its owner only, for it holds personal data."""
    part = target.with_name(target.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as tar:
            _add_bytes(tar, MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True).encode())
            tar.add(database, DATABASE)
            for path in sorted(media.rglob("*")) if media.exists() else []:
                if path.is_file() and not path.is_symlink():
                    tar.add(path, f"{MEDIA}/{path.relative_to(media).as_posix()}")
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)


def unpack(source: Path, folder: Path) -> Manifest:
    """Lay the archive out in ``folder`` (``database`` and ``media/…``) after checking every name and the digest."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            manifest = _read_manifest(tar)
            for name, file in _files(tar):
                place = folder / name
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("wb") as out:
                    shutil.copyfileobj(file, out, CHUNK)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise NotABackup(f"{source} can't be read: {error}") from error
    if not (folder / DATABASE).exists() or digest(folder / DATABASE) != manifest.sha256:
        raise NotABackup(f"{source}: the database in it is not the one that was written")
    (folder / MEDIA).mkdir(exist_ok=True)
    return manifest


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    file = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
    if file is None:
        raise NotABackup("there is no manifest at its beginning")
    values: dict[str, Any] = json.loads(file.read(CHUNK))
    if values.get("format") != FORMAT:
        raise NotABackup(f"its format is {values.get('format')!r}, not {FORMAT!r}")
    return Manifest(**values)


def _files(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    while member := tar.next():  # on from behind the manifest
        path = PurePosixPath(member.name)
        allowed = member.name == DATABASE or (len(path.parts) > 1 and path.parts[0] == MEDIA)
        if not member.isfile() or path.is_absolute() or ".." in path.parts or not allowed:
            raise NotABackup(f"it holds {member.name!r}, which no backup of ours does")
        file = tar.extractfile(member)
        if file is not None:
            yield member.name, file
