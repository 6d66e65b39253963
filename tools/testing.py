"""Run the test suite: on the database of ``YAJI_DATABASE_URL`` (SQLite unless set) and then, where a PostgreSQL is
found, the tests that need one there.

    python -m tools.testing [--both] [pytest's own options]

PostgreSQL is looked for at ``YAJI_TEST_POSTGRES`` (else on this machine). With ``--both`` everything but the browser's
tests runs there too, and its absence is an error. What was not run for want of a service is said at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tools.listening import listening
from tools.services import on_postgres, postgres_url

NO_TESTS = 5


def pytest(words: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-p", "tools.services", *words]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


def main(words: list[str]) -> int:
    both = "--both" in words
    words = [word for word in words if word != "--both"]
    first = pytest(words, {})
    if on_postgres():
        return first
    url = postgres_url()
    if not listening(url, 5432):
        if both:
            print("No PostgreSQL answers; name one in YAJI_TEST_POSTGRES.", file=sys.stderr)
        return first or int(both)
    print(
        "\nThe same on PostgreSQL, without the browser's tests:" if both else "\nTests that need PostgreSQL:",
        flush=True,
    )
    second = pytest([*words, "-m", "not browser" if both else "postgres"], {"YAJI_DATABASE_URL": url})
    return first or (0 if second == NO_TESTS and not both else second)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
