"""Entry of the ``yaji`` command: reads the words, sets the surroundings, calls one sub-command."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

import django

from yaji import __version__


@dataclass(frozen=True)
class Command:
    """A sub-command; the module of its name has ``arguments(parser)`` and ``run(options) -> int``."""

    summary: str
    #: whether its module may only be imported when the rooms are loaded
    rooms: bool = True
    #: settings it implies, where nobody has set them
    environment: Mapping[str, str] = field(default_factory=dict)


COMMANDS = {
    "demo": Command("Fill a database with the demo town and serve it.", environment={"YAJI_DEMO": "1"}),
    "serve": Command("Serve the site, run its jobs and its schedule.", rooms=False),
    "worker": Command("Run jobs and the schedule only."),
    "tick": Command("Run once what the schedule says is due."),
    "doctor": Command("Examine the site and say what is wrong."),
    "backup": Command("Write everything worth keeping into one file."),
    "restore": Command("Bring a backup back."),
    "createoperator": Command("Make an account one of those who run the site."),
    "manage": Command("Any of Django's own commands.", rooms=False),
}


def parser(chosen: str = "") -> argparse.ArgumentParser:
    """The words that are understood. Only the chosen sub-command is read in full, so that help is quick."""
    top = argparse.ArgumentParser(prog="yaji", description="Yaji 雅集: an open-source shop for culture.")
    top.add_argument("--version", action="version", version=f"yaji {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=command.summary, description=command.summary)
        if name == chosen:
            module = import_module(f"yaji.delivery.cli.{name}")
            module.arguments(sub)
            sub.set_defaults(run=module.run)
    return top


def prepare(command: Command) -> None:
    """Choose the settings, by ``YAJI_ENV`` unless somebody has chosen already, and load the rooms if needed."""
    for name, value in command.environment.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"yaji.settings.{os.environ.get('YAJI_ENV', 'dev')}")
    if command.rooms:
        django.setup()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command. Returns its exit code: 0 well, 1 something is wrong, 2 not understood."""
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = words[0] if words and words[0] in COMMANDS else ""
    if chosen:
        prepare(COMMANDS[chosen])
    if chosen == "manage":  # every word after it is Django's, options included
        return int(import_module("yaji.delivery.cli.manage").passthrough(words[1:]))
    options = parser(chosen).parse_args(words)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
