"""Checks of the outbox and the schedule, for the doctor. Importing this module plugs them."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yaji.kernel.events.queries import overdue, pending_since
from yaji.kit import clock
from yaji.kit.doctor import Check, Finding, Level, checks

HEARD_WITHIN = timedelta(minutes=1)
STUCK_AFTER = timedelta(minutes=10)
OVERDUE_BY = timedelta(minutes=10)


def outbox() -> Sequence[Finding]:
    """Facts that some listener has not heard."""
    now = clock.now()
    rows = pending_since(now - HEARD_WITHIN)
    count = rows.count()
    if not count:
        return []
    waited = now - rows[0].at
    kinds = sorted(set(rows.order_by().values_list("kind", flat=True)))
    level: Level = "error" if waited > STUCK_AFTER else "warning"
    text = ngettext(
        "%(count)d fact has not been passed on, for %(seconds)d seconds: %(kinds)s.",
        "%(count)d facts have not been passed on, the oldest for %(seconds)d seconds: %(kinds)s.",
        count,
    )
    facts = {"count": count, "oldest_seconds": int(waited.total_seconds()), "kinds": kinds}
    return [
        Finding(
            level, text % {"count": count, "seconds": facts["oldest_seconds"], "kinds": ", ".join(kinds)}, facts=facts
        )
    ]


def schedule() -> Sequence[Finding]:
    """Periodic work that is late, or failed when it last ran."""
    late = _("%(name)s should have run at %(at)s. Is a worker running?")
    return [
        Finding(
            "error",
            late % {"name": due.name, "at": due.next_run.isoformat(timespec="minutes")},
            facts={"name": due.name},
        )
        for due in overdue(clock.now(), OVERDUE_BY)
    ]


for _check in (
    Check("events.outbox", gettext_lazy("Outbox"), outbox, "outbox"),
    Check("events.schedule", gettext_lazy("Schedule"), schedule, "schedule"),
):
    checks.plug(_check.name, _check)
