"""Say what is missing before anything is installed. Runs on any Python from 3.7 on, with nothing but its library."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys

PYTHON = (3, 11)
NODE = (20, 19)
FREE_BYTES = 2 * 1024**3


def version_of(command: list[str]) -> tuple[int, int] | None:
    """The first dotted number that ``command`` prints; None if there is no such command."""
    try:
        text = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).stdout.decode()
    except OSError:
        return None
    found = re.search(r"(\d+)\.(\d+)", text)
    return (int(found.group(1)), int(found.group(2))) if found else None


def dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


def python_problems(version: tuple[int, int]) -> list[str]:
    if version < PYTHON:
        return [
            f"Python {dotted(PYTHON)} or newer is needed; this is {dotted(version)}. "
            "Name another one: make demo PYTHON=python3.12"
        ]
    try:
        import ensurepip  # noqa: F401  # Debian ships it apart, and a virtual environment needs it
        import venv  # noqa: F401
    except ImportError:
        return ["Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"]
    return []


def node_problems() -> list[str]:
    node = version_of(["node", "--version"])
    if node is None:
        return [f"Node.js {dotted(NODE)} or newer is needed and was not found: https://nodejs.org"]
    if node < NODE:
        return [f"Node.js {dotted(NODE)} or newer is needed; this is {dotted(node)}: https://nodejs.org"]
    if shutil.which("npm") is None:
        return ["npm is missing. It comes with Node.js; on Debian: apt install npm"]
    return []


def port_problems(port: int) -> list[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return [f"Port {port} is taken. Stop what uses it, or take another: make demo PORT={port + 1}"]
    return []


def disk_problems(free: int) -> list[str]:
    installed = os.path.isdir("frontend/node_modules") and os.path.isdir(".venv")
    if free < FREE_BYTES and not installed:
        return [f"About 2 GB of free disk are needed; {free / 1024**3:.1f} GB are left."]
    return []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    port = parser.parse_args().port
    problems = python_problems((sys.version_info[0], sys.version_info[1])) + node_problems()
    problems += port_problems(port) if port else []
    problems += disk_problems(shutil.disk_usage(os.getcwd()).free)
    if problems:
        print("This can't start yet:", file=sys.stderr)
        for problem in problems:
            print("  - " + problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
