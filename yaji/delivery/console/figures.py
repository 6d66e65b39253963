"""The site in numbers: for `/metrics` and the console's first page. Asked of the database rarely, kept between.

What reads only what waits is asked again after 15 seconds; what reads whole tables after five minutes. With several
processes and no Redis each keeps its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Q
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily

from yaji.kernel.events.queries import pending_since
from yaji.kernel.inventory.queries import live_holds
from yaji.kernel.ledger.queries import re_add
from yaji.kernel.messages import queries as messages
from yaji.kernel.orders import queries as orders
from yaji.kernel.payments import queries as payments
from yaji.kit import clock

OFTEN, MINUTE, RARELY = 15, 60, 300
Numbers = dict[str, float]


@dataclass(frozen=True)
class Gauge:
    """One metric: ``ask`` gives its value by label, or by the empty text where it has none."""

    name: str
    help: str
    ask: Callable[[datetime], Numbers]
    label: str = ""
    seconds: int = OFTEN


def numbers(gauge: Gauge) -> Numbers:
    """The gauge's values, at most ``gauge.seconds`` old."""
    key = f"figures:{gauge.name}"
    kept: Numbers | None = cache.get(key)
    if kept is None:
        kept = gauge.ask(clock.now())
        cache.set(key, kept, gauge.seconds)
    return kept


def families() -> list[GaugeMetricFamily]:
    """Every gauge as Prometheus writes it."""
    found = []
    for gauge in GAUGES:
        family = GaugeMetricFamily(gauge.name, gauge.help, labels=[gauge.label] if gauge.label else [])
        for label, value in sorted(numbers(gauge).items()):
            family.add_metric([label] if gauge.label else [], value)
        found.append(family)
    return found


def _waiting(now: datetime) -> list[datetime]:
    """Since when each job that is due waits, at most a thousand of them, longest first."""
    # the queue says "no particular time" by the last year a date can have
    due = Q(run_after__year=9999) | Q(run_after__lt=now)
    rows = DBTaskResult.objects.filter(due, status="READY").order_by("enqueued_at")
    times = rows.values_list("enqueued_at", "run_after")[:1000]
    return [enqueued if after.year == 9999 else max(enqueued, after) for enqueued, after in times]


def _jobs(now: datetime) -> Numbers:
    failed = DBTaskResult.objects.filter(status="FAILED", finished_at__gt=now - timedelta(days=1)).count()
    return {"waiting": len(_waiting(now)), "failed": failed}


def _job_lag(now: datetime) -> Numbers:
    return {"": _age(now, min(_waiting(now), default=now))}


def _outbox(now: datetime) -> Numbers:
    return {"": pending_since(now).count()}


def _outbox_lag(now: datetime) -> Numbers:
    oldest = pending_since(now).first()
    return {"": _age(now, oldest.at if oldest else now)}


def _question_age(now: datetime) -> Numbers:
    oldest = messages.open_questions().first()
    return {"": _age(now, oldest.at if oldest else now)}


def _age(now: datetime, since: datetime) -> float:
    return max(0.0, (now - since).total_seconds())


def _floats(counts: dict[str, int]) -> Numbers:
    return {label: float(count) for label, count in counts.items()}


def _mails(now: datetime) -> Numbers:
    return {"queued": 0.0, "sending": 0.0, "failed": 0.0, **_floats(messages.counts_by_state())}


def _ledger(now: datetime) -> Numbers:
    return _floats(re_add())


def _questions(now: datetime) -> Numbers:
    return {"": messages.open_questions().count()}


GAUGES = (
    Gauge("yaji_orders", "Orders by state.", lambda now: _floats(orders.counts_by_state()), "state", RARELY),
    Gauge("yaji_payments", "Payments by state.", lambda now: _floats(payments.counts_by_state()), "state", RARELY),
    Gauge("yaji_ledger_sum", "All balances added up, in minor units; zero or wrong.", _ledger, "currency", RARELY),
    Gauge("yaji_holds_live", "Holds that stand and are not sold.", lambda now: {"": live_holds(now)}),
    Gauge("yaji_outbox_pending", "Facts that some listener has not heard.", _outbox),
    Gauge("yaji_outbox_lag_seconds", "For how long the oldest of them waits.", _outbox_lag),
    Gauge("yaji_jobs", "Jobs that are due, and jobs that failed in the last day.", _jobs, "state"),
    Gauge("yaji_job_lag_seconds", "For how long the oldest job that is due waits.", _job_lag),
    Gauge("yaji_mails", "Mails that wait, are being sent, or failed.", _mails, "state", MINUTE),
    Gauge("yaji_questions_open", "Questions that wait for an answer.", _questions),
    Gauge("yaji_question_age_seconds", "For how long the oldest of them waits.", _question_age),
)
