"""Checks of the kernel's promises, for the doctor: money, places, payments, outbox, schedule.

Importing this module plugs them. What is wrong is said in words and, for machines, by reference.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yaji.kernel.events.queries import overdue, pending_since
from yaji.kernel.inventory.queries import miscounted_holds, miscounted_pools, orphan_claims
from yaji.kernel.ledger.queries import mixed_currencies, off_guard, re_add
from yaji.kernel.payments.queries import stuck
from yaji.kit import clock
from yaji.kit.doctor import Check, Finding, Level, checks

HEARD_WITHIN = timedelta(minutes=1)
STUCK_AFTER = timedelta(minutes=10)
OVERDUE_BY = timedelta(minutes=10)
NAMED_AT_MOST = 10


def ledger() -> Sequence[Finding]:
    """Whether all balances of a currency add up to zero, re-added from every transfer."""
    found = [
        Finding("error", _("All balances in %(currency)s add up to %(sum)d, not to zero.") % facts, facts=facts)
        for facts in ({"currency": currency, "sum": total} for currency, total in re_add().items() if total)
    ]
    mixed = mixed_currencies()
    if mixed:
        text = ngettext(
            "%(count)d transfer moves another currency than its accounts hold.",
            "%(count)d transfers move another currency than their accounts hold.",
            mixed,
        )
        found.append(Finding("error", text % {"count": mixed}, facts={"mixed": mixed}))
    text = _("The account %(account)s says %(kept)d %(currency)s, its transfers say %(added)d.")
    for code, currency, kept, added in off_guard():
        facts = {"account": code, "currency": currency, "kept": kept, "added": added}
        found.append(Finding("error", text % facts, facts=facts))
    return found


def places() -> Sequence[Finding]:
    """Whether what was sold is what is taken, and nothing twice."""
    counter = _("Pool %(pool)d counts %(taken)d places, its holds %(held)d.")
    short = _("Hold %(hold)s was sold %(qty)d places and has %(claims)d.")
    stray = _("Position %(position)d of pool %(pool)d is sold to %(hold)s, which is not a sold hold.")
    found: list[tuple[str, dict[str, Any]]] = []
    found += [(counter, {"pool": pool, "taken": taken, "held": held}) for pool, taken, held in miscounted_pools()]
    found += [(short, {"hold": hold, "qty": qty, "claims": claims}) for hold, qty, claims in miscounted_holds()]
    found += [(stray, {"pool": pool, "position": position, "hold": hold}) for pool, position, hold in orphan_claims()]
    return [Finding("error", text % facts, facts=facts) for text, facts in found]


def payments() -> Sequence[Finding]:
    """Payments and refunds that a person should look at."""
    by_kind: dict[str, list[str]] = {}
    for case in stuck(clock.now()):
        by_kind.setdefault(case.kind, []).append(case.ref)
    text = _("%(kind)s (%(count)d): %(refs)s.")
    return [
        Finding(
            "warning" if kind == "pending" else "error",
            text % {"count": len(refs), "kind": kind, "refs": ", ".join(refs[:NAMED_AT_MOST])},
            facts={"kind": kind, "count": len(refs), "refs": refs},
        )
        for kind, refs in sorted(by_kind.items())
    ]


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
    seconds = int(waited.total_seconds())
    facts = {"count": count, "oldest_seconds": seconds, "kinds": kinds}
    return [Finding(level, text % {"count": count, "seconds": seconds, "kinds": ", ".join(kinds)}, facts=facts)]


def schedule() -> Sequence[Finding]:
    """Periodic work that is late."""
    late = _("%(name)s should have run at %(at)s. Is a worker running?")
    due = [(row.name, row.next_run.isoformat(timespec="minutes")) for row in overdue(clock.now(), OVERDUE_BY)]
    return [Finding("error", late % {"name": name, "at": at}, facts={"name": name, "due": at}) for name, at in due]


for _check in (
    Check("events.outbox", gettext_lazy("Outbox"), outbox, "outbox"),
    Check("events.schedule", gettext_lazy("Schedule"), schedule, "schedule"),
    Check("inventory.places", gettext_lazy("Places"), places, "places"),
    Check("ledger.balance", gettext_lazy("Ledger"), ledger, "ledger"),
    Check("payments.stuck", gettext_lazy("Payments"), payments, "payments"),
):
    checks.plug(_check.name, _check)
