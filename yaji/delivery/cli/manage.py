"""``yaji manage …``: any of Django's own commands, with the settings of the site."""

import argparse

from django.core.management import execute_from_command_line


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, help="a Django command and its options")


def run(options: argparse.Namespace) -> int:
    return passthrough(options.words)


def passthrough(words: list[str]) -> int:
    """Hand ``words`` to Django unread."""
    execute_from_command_line(["yaji manage", *words])
    return 0
