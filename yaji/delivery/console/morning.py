"""The operator's morning: is the money right, is anything stuck, who needs an answer. One figure each, from the
same examinations that ``yaji doctor`` runs, each leading to the list behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

# plugs the kernel's checks, so that the console shows what the command line shows
import yaji.delivery.cli.checks  # noqa: F401
from yaji.kernel.messages.queries import open_questions
from yaji.kit.doctor import Finding, Level, Result, worst

TONES: dict[Level, str] = {"ok": "good", "warning": "warn", "error": "bad"}
#: what a finding calls the number of things it has found
_COUNTS = ("count", "waiting", "failed", "announcements")


@dataclass(frozen=True)
class Figure:
    """A question of the morning, answered by some checks; ``room`` is where the whole list is, well or not."""

    label: str | Promise
    checks: tuple[str, ...]
    room: str = ""


QUESTIONS = Figure(
    pgettext_lazy("figure", "Waiting for an answer"), ("questions.waiting",), "messages_console:questions"
)
FIGURES = (
    Figure(pgettext_lazy("figure", "Money that does not add up"), ("ledger.balance",)),
    Figure(pgettext_lazy("figure", "Places that do not add up"), ("inventory.places",)),
    Figure(pgettext_lazy("figure", "Payments and orders stuck"), ("orders.stuck", "payments.stuck")),
    Figure(
        pgettext_lazy("figure", "Work left undone"), ("events.outbox", "events.schedule", "jobs.failed", "jobs.waiting")
    ),
    Figure(
        pgettext_lazy("figure", "Mails not delivered"), ("mails.failed", "mails.waiting"), "messages_console:failed"
    ),
    QUESTIONS,
)


def stats(results: Sequence[Result]) -> list[dict[str, Any]]:
    """The figures, as ``console/_stat.html`` draws them."""
    by_name = {result.check.name: result for result in results}
    return [_stat(figure, [by_name[name] for name in figure.checks]) for figure in FIGURES]


def _stat(figure: Figure, results: list[Result]) -> dict[str, Any]:
    findings = [finding for result in results for finding in result.findings]
    level = worst(finding.level for finding in findings)
    count = open_questions().count() if figure is QUESTIONS else sum(map(_count, findings))
    return {
        "label": figure.label,
        "value": count,
        "note": findings[0].text if findings else _("All is well"),
        "state": TONES[level],
        "url": _list_behind(figure, results),
    }


def _count(finding: Finding) -> int:
    return next((int(finding.facts[name]) for name in _COUNTS if name in finding.facts), 1)


def _list_behind(figure: Figure, results: list[Result]) -> str:
    """The room's own list; else the page of the gravest examination."""
    if figure.room:
        return reverse(figure.room)
    grave = max(results, key=lambda result: list(TONES).index(result.level))
    return reverse("console_check", args=[grave.check.name])
