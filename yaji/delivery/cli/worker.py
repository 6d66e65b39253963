"""``yaji worker``: runs jobs and, beside them, the schedule. Any number may run; one leads each piece of work."""

import argparse

from django.core.management import call_command

from yaji.delivery.cli.tick import EVERY_SECONDS, Ticker

PATIENCE_SECONDS = 10.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks at an empty queue")
    parser.add_argument("--tick", type=float, default=EVERY_SECONDS, help="seconds between ticks; 0: no schedule here")


def run(options: argparse.Namespace) -> int:
    """Work until SIGINT or SIGTERM; a job that has begun is finished first."""
    ticker = Ticker(options.tick) if options.tick else None
    if ticker:
        ticker.start()
    try:
        call_command("db_worker", queue_name="*", interval=options.interval, reload=False, verbosity=0)
    finally:
        if ticker:
            ticker.stop(PATIENCE_SECONDS)
    return 0
