"""Whether somebody listens at an address: ``python3 tools/listening.py URL DEFAULT_PORT``. Nothing but the library."""

from __future__ import annotations

import socket
import sys
from urllib.parse import urlsplit


def listening(url: str, port: int) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or port), timeout=1):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if listening(sys.argv[1], int(sys.argv[2])) else 1)
