"""What happens when tickets are checked out, paid and given back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yaji.kernel.events.steps import record
from yaji.kernel.orders.errors import AnswersMissing, NotReturnable
from yaji.kernel.orders.types import Cut, Line
from yaji.kit.actor import SYSTEM
from yaji.kit.ids import human_code
from yaji.verticals.tickets.events import PassesIssued, PassesRevoked
from yaji.verticals.tickets.models import Pass
from yaji.verticals.tickets.queries import performances_by_ref

LONGEST_NAME, LONGEST_ANSWER = 80, 500
CODE_LENGTH = 10


class TicketFulfiller:
    """A pass for every unit that was paid; void again when it is given back."""

    def reserve(self, *, lines: Sequence[Line]) -> None:
        """Refuse answers and attendee names that will not do, by form field."""
        wrong: dict[str, str] = {}
        for line in lines:
            wrong |= _wrong_answers(line)
        if wrong:
            raise AnswersMissing(fields=wrong)

    def fulfil(self, *, lines: Sequence[Line]) -> None:
        """Issue the passes: two statements and one for the facts, however many there are."""
        performances = performances_by_ref([line.subject for line in lines])
        made = [
            _issue(line, unit, performances[line.subject].pk)
            for line in lines
            for unit in range(line.qty)
            if unit not in line.gone
        ]
        Pass.objects.bulk_create(made)
        by_order: dict[str, list[str]] = {}
        for row in made:
            by_order.setdefault(row.order, []).append(row.public_id)
        record([PassesIssued(subject=order, passes=refs) for order, refs in sorted(by_order.items())], actor=SYSTEM)

    def cancel(self, *, cuts: Sequence[Cut]) -> None:
        """Revoke the passes of these units. Raises NotReturnable if one was used and the buyer asks."""
        wanted = {(cut.line.ref, unit): cut for cut in cuts for unit in cut.units}
        rows = Pass.objects.filter(line__in=sorted({cut.line.ref for cut in cuts})).order_by("id")
        mine = [row for row in rows if (row.line, row.unit) in wanted]
        used = [row for row in mine if row.state == "used" and wanted[row.line, row.unit].why == "returned"]
        if used:
            raise NotReturnable(why=_("somebody has already gone in with it."))
        refs = [row.pk for row in mine if row.state == "valid"]
        if Pass.objects.filter(pk__in=refs, state="valid").update(state="revoked") != len(refs):
            # somebody went in between our look and our write
            raise NotReturnable(why=_("somebody has already gone in with it."))
        gone: dict[tuple[str, str], list[str]] = {}
        for row in mine:
            gone.setdefault((row.order, wanted[row.line, row.unit].why), []).append(row.public_id)
        record(
            [PassesRevoked(subject=order, passes=refs, why=why) for (order, why), refs in sorted(gone.items())],
            actor=SYSTEM,
        )


def _issue(line: Line, unit: int, performance_id: int) -> Pass:
    return Pass(
        code=human_code(CODE_LENGTH),
        performance_id=performance_id,
        owner=line.buyer,
        order=line.order,
        order_code=line.order_code,
        line=line.ref,
        unit=unit,
        units=line.qty,
        offer=line.offer,
        category=dict(line.detail),
        position=line.positions[unit] if line.positions else None,
        label=dict(line.labels[unit]) if line.labels else dict(line.detail),
        holder=_holder(line, unit),
        amount=line.unit_amounts[unit],
        currency=line.currency,
    )


def _holder(line: Line, unit: int) -> str:
    units = line.details.get("units") or []
    named = units[unit].get("name", "") if unit < len(units) else ""
    return named or (line.contact_name if line.qty == 1 else "")


def _wrong_answers(line: Line) -> dict[str, str]:
    """Form fields of a line whose answers will not do: ``<line>-<question>`` or ``<line>-<unit>-<question>``."""
    wrong: dict[str, str] = {}
    answers = line.details.get("answers") or {}
    units = list(line.details.get("units") or [])
    units += [{}] * (line.qty - len(units))
    for question in line.terms.get("questions", []):
        if question.get("per", "order") == "order":
            wrong |= _wrong(f"{line.ref}-{question['id']}", question, answers.get(question["id"]))
        else:
            for number, unit in enumerate(units[: line.qty]):
                given = (unit.get("answers") or {}).get(question["id"])
                wrong |= _wrong(f"{line.ref}-{number}-{question['id']}", question, given)
    if line.terms.get("named"):
        wrong |= {
            f"{line.ref}-{number}-name": "name"
            for number, unit in enumerate(units[: line.qty])
            if not 0 < len(str(unit.get("name") or "").strip()) <= LONGEST_NAME
        }
    return wrong


def _wrong(field: str, question: Mapping[str, Any], given: object) -> dict[str, str]:
    empty = given is None or given == ""
    if empty:
        return {field: "missing"} if question.get("required") else {}
    kind = question["kind"]
    if kind == "text":
        fits = isinstance(given, str) and len(given) <= LONGEST_ANSWER
    elif kind == "yes_no":
        fits = isinstance(given, bool)
    else:
        fits = isinstance(given, int | str) and str(given) in {str(n) for n in range(len(question["choices"]))}
    return {} if fits else {field: "invalid"}
