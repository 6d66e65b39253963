"""The worker's side: retry what listeners missed, run what is due."""

from datetime import timedelta

import structlog
from django.db.models import Q

from yaji.kernel.events.models import Due
from yaji.kernel.events.ports import schedule
from yaji.kernel.events.queries import untold
from yaji.kernel.events.steps import tell_again
from yaji.kit import clock

log = structlog.get_logger(__name__)
#: facts younger than this are probably being told by the process that recorded them
GRACE = timedelta(seconds=10)


def drain(limit: int = 500) -> int:
    """Tell listeners the facts they have missed, at most ``limit`` of them. Returns how many are done."""
    now = clock.now()
    return sum([tell_again(fact, tries) for fact, tries in untold(now - GRACE, now, limit)])


def tick() -> list[str]:
    """Run the periodic work that is due, each piece by whoever claims it first. Names of what ran."""
    drain()
    return [name for name, _ in schedule.items() if _claim(name) and _run(name)]


def _claim(name: str) -> bool:
    now = clock.now()
    turn = timedelta(minutes=schedule[name].minutes)
    upcoming = now + turn
    _, fresh = Due.objects.get_or_create(name=name, defaults={"next_run": upcoming, "last_run": now})
    # two turns off: the clock has been put back, and nobody will wait for that moment to return. Not one: another
    # process may have claimed this turn a moment after we looked at the clock
    due = Q(next_run__lte=now) | Q(next_run__gt=upcoming + turn)
    claimed = Due.objects.filter(due, name=name).update(next_run=upcoming, last_run=now)
    return fresh or bool(claimed)


def _run(name: str) -> bool:
    error = ""
    try:
        schedule[name].run()
    except Exception as failure:
        log.exception("schedule_failed", name=name)
        error = f"{type(failure).__name__}: {failure}"
    Due.objects.filter(name=name).update(last_error=error)
    return True
