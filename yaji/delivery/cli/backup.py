"""``yaji backup FILE``: database and media in one file, while the site goes on.

The keys of the site (``YAJI_SECRET_KEY``, ``YAJI_FIELD_KEYS``, ``YAJI_PASS_KEY``) are not in it: keep them elsewhere.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from yaji import __version__
from yaji.delivery.cli import archives, dumps
from yaji.kit import clock


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="where to write it, for example yaji-2026-11-22.tar.gz")
    parser.add_argument("--force", action="store_true", help="write over a file that is there")


def run(options: argparse.Namespace) -> int:
    target = options.file.absolute()
    if target.exists() and not options.force:
        print(f"{target} is there already; --force writes over it.", file=sys.stderr)
        return 1
    started = time.monotonic()
    try:
        manifest = take(target)
    except (dumps.CannotDump, OSError) as error:
        print(f"No backup was made: {error}", file=sys.stderr)
        return 1
    rows = sum(manifest.counts.values())
    size = target.stat().st_size / 1024**2
    print(f"{target}: {rows} rows of {len(manifest.counts)} tables, {size:.1f} MB, {time.monotonic() - started:.1f} s")
    print("The keys of the site are not in it: keep YAJI_SECRET_KEY, YAJI_FIELD_KEYS and YAJI_PASS_KEY elsewhere.")
    return 0


def take(target: Path) -> archives.Manifest:
    """Write a backup to ``target``. Database first: a picture added meanwhile is one too many, never one too few."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".yaji-backup-") as folder:
        database = Path(folder) / archives.DATABASE
        counts = dumps.dump(database)
        manifest = archives.Manifest(
            engine=connection.vendor,
            at=clock.now().isoformat(timespec="seconds"),
            version=__version__,
            sha256=archives.digest(database),
            counts=counts,
            migrations=_latest_migrations(),
        )
        archives.write(target, manifest, database, Path(settings.MEDIA_ROOT))
    return manifest


def _latest_migrations() -> dict[str, str]:
    return dict(sorted(MigrationRecorder(connection).applied_migrations()))
