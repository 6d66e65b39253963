"""Checks of the kernel's promises, for the doctor: money, places, payments, orders, outbox,
schedule, mails, questions.

Importing this module plugs them. What is wrong is said in words and, for machines, by reference.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yaji.kernel.events.queries import overdue, pending_since
from yaji.kernel.inventory.queries import miscounted_holds, miscounted_pools, orphan_claims
from yaji.kernel.ledger.queries import mixed_currencies, off_guard, re_add
from yaji.kernel.messages import queries as messages
from yaji.kernel.orders.queries import lapsed_orders, releasable_lines
from yaji.kernel.payments.queries import stuck
from yaji.kit import clock
from yaji.kit.doctor import Check, Finding, Level, checks

HEARD_WITHIN = timedelta(minutes=1)
STUCK_AFTER = timedelta(minutes=10)
OVERDUE_BY = timedelta(minutes=10)
MAIL_LATE = timedelta(minutes=10)
MAIL_LOST = timedelta(minutes=30)
LOOK_BACK = timedelta(days=7)
ANSWER_WITHIN = timedelta(days=2)
RELEASE_LATE = timedelta(hours=1)
NAMED_AT_MOST = 10
COUNTED_AT_MOST = 500


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


def waiting_mails() -> Sequence[Finding]:
    """Mails and announcements that should have gone out by now."""
    now = clock.now()
    late = messages.waiting_since(now - MAIL_LATE).count() + messages.lost_since(now - MAIL_LOST).count()
    cut_short = len(messages.unfinished_announcements(now - MAIL_LOST))
    found = []
    if late:
        text = ngettext("%(count)d mail should have gone out.", "%(count)d mails should have gone out.", late)
        found.append(Finding("error", text % {"count": late}, facts={"waiting": late}))
    if cut_short:
        text = ngettext(
            "%(count)d announcement has not reached everybody.",
            "%(count)d announcements have not reached everybody.",
            cut_short,
        )
        found.append(Finding("error", text % {"count": cut_short}, facts={"announcements": cut_short}))
    return found


def failed_mails() -> Sequence[Finding]:
    """Mails of the last week that did not go out and will not by themselves."""
    rows = messages.failed_since(clock.now() - LOOK_BACK)
    count = rows.count()
    if not count:
        return []
    kinds = sorted(set(rows.order_by().values_list("kind", flat=True)))
    text = ngettext(
        "%(count)d mail could not be delivered: %(kinds)s.", "%(count)d mails could not be delivered: %(kinds)s.", count
    )
    facts = {"count": count, "kinds": kinds}
    link = reverse("messages_console:failed")
    return [Finding("warning", text % {"count": count, "kinds": ", ".join(kinds)}, link, facts)]


def questions() -> Sequence[Finding]:
    """People who have waited long for an answer."""
    rows = messages.open_questions().filter(at__lt=clock.now() - ANSWER_WITHIN)
    count = rows.count()
    if not count:
        return []
    text = ngettext(
        "%(count)d question has waited longer than two days for an answer.",
        "%(count)d questions have waited longer than two days for an answer.",
        count,
    )
    return [Finding("warning", text % {"count": count}, reverse("messages_console:questions"), {"count": count})]


def orders() -> Sequence[Finding]:
    """Orders and money that time should have moved on."""
    now = clock.now()
    over = lapsed_orders(now - STUCK_AFTER, COUNTED_AT_MOST)
    due = releasable_lines(now - RELEASE_LATE, COUNTED_AT_MOST)
    lapsed = ngettext(
        "%(count)d order was not paid in time and still holds its places: %(refs)s.",
        "%(count)d orders were not paid in time and still hold their places: %(refs)s.",
        len(over),
    )
    owed = ngettext(
        "The money of %(count)d line is due to its seller and has not been released: %(refs)s.",
        "The money of %(count)d lines is due to their sellers and has not been released: %(refs)s.",
        len(due),
    )
    found: list[tuple[Level, str, Sequence[object]]] = [("warning", lapsed, over), ("error", owed, due)]
    return [
        Finding(
            level,
            text % {"count": len(refs), "refs": ", ".join(str(ref) for ref in refs[:NAMED_AT_MOST])},
            facts={"count": len(refs), "refs": list(refs)},
        )
        for level, text, refs in found
        if refs
    ]


for _check in (
    Check("events.outbox", gettext_lazy("Outbox"), outbox, "outbox"),
    Check("events.schedule", gettext_lazy("Schedule"), schedule, "schedule"),
    Check("inventory.places", gettext_lazy("Places"), places, "places"),
    Check("ledger.balance", gettext_lazy("Ledger"), ledger, "ledger"),
    Check("mails.waiting", gettext_lazy("Mails waiting"), waiting_mails, "mails-waiting"),
    Check("mails.failed", gettext_lazy("Mails failed"), failed_mails, "mails-failed"),
    Check("orders.stuck", gettext_lazy("Orders"), orders, "orders"),
    Check("questions.waiting", gettext_lazy("Questions"), questions, "questions"),
    Check("payments.stuck", gettext_lazy("Payments"), payments, "payments"),
):
    checks.plug(_check.name, _check)
