"""``yaji restore FILE``: makes database and media what a backup holds. Stop the site first.

A database that holds anything is only replaced with ``--replace``. Afterwards run ``yaji doctor``.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from yaji.delivery.cli import archives, dumps


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a file that `yaji backup` wrote")
    parser.add_argument("--replace", action="store_true", help="put it in place of what is there now")


def run(options: argparse.Namespace) -> int:
    started = time.monotonic()
    try:
        manifest = bring_back(options.file, replace=options.replace)
    except (archives.NotABackup, dumps.CannotDump) as error:
        print(f"Not restored: {error}", file=sys.stderr)
        return 1
    differing = differences(manifest)
    for line in differing:
        print(line, file=sys.stderr)
    print(f"Restored the state of {manifest.at} in {time.monotonic() - started:.1f} s. Now run: yaji doctor")
    return 1 if differing else 0


def bring_back(source: Path, *, replace: bool) -> archives.Manifest:
    """Put a backup in place, the database whole or not at all. Refuses a database with tables unless ``replace``."""
    if not replace and not dumps.is_empty():
        raise dumps.CannotDump("the database is not empty; --replace puts the backup in its place")
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent, prefix=".yaji-restore-") as name:
        folder = Path(name)
        manifest = archives.unpack(source, folder)
        if manifest.engine != connection.vendor:
            raise archives.NotABackup(f"it is a backup of {manifest.engine}, and this site uses {connection.vendor}")
        dumps.load(folder / archives.DATABASE)
        if media.exists():
            shutil.rmtree(media)
        (folder / archives.MEDIA).replace(media)
    return manifest


def differences(manifest: archives.Manifest) -> list[str]:
    """Tables whose number of rows is not what the backup says; nothing after a good restore."""
    now = dumps.counts()
    return [
        f"{name}: {manifest.counts.get(name, 0)} rows in the backup, {now.get(name, 0)} here"
        for name in sorted({*manifest.counts, *now})
        if manifest.counts.get(name, 0) != now.get(name, 0)
    ]
