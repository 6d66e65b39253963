"""Static files gathered and compressed where the web server finds them, only when one has changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".gathered"


def collect() -> bool:
    """Gather static files if any is new, changed or gone. Whether there was anything to do."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(wanted)
    return True


def fingerprint() -> str:
    """Changes whenever a static file does."""
    seen = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            seen.append((name, path.stat().st_size, path.stat().st_mtime_ns))
    settled = (settings.STORAGES["staticfiles"]["BACKEND"], sorted(seen))
    return hashlib.sha256(repr(settled).encode()).hexdigest()
