"""States as data: ``{state: {verb: next state}}``.

``move`` is a conditional update: of two callers that try the same move one wins, the other is
refused, on every database and without a lock.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal
from yaji.kit.operation import needs_transaction

Table = Mapping[str, Mapping[str, str]]


class IllegalMove(Refusal):
    code = "kit.illegal_move"
    status = 409
    message = _("This is no longer possible: it is already “{state}”.")
    next_step = _("Reload the page to see where it stands.")


def states(table: Table) -> list[str]:
    """All states of a table, in the order they are written."""
    return list(table)


def may_move(state: str, verb: str, table: Table) -> bool:
    """Whether ``verb`` leads anywhere from ``state``."""
    return verb in table.get(state, {})


def states_check(table: Table, name: str, field: str = "state") -> models.CheckConstraint:
    """A database CHECK that only the states of ``table`` can be stored in ``field``."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": states(table)}), name=name)


@needs_transaction
def move(row: models.Model, verb: str, table: Table, **also: Any) -> None:
    """Move ``row.state`` by ``verb`` and set the fields in ``also`` in the same statement.

    Raises :class:`IllegalMove` if the row, as it is in the database now, cannot be moved so.
    """
    before: str = row.state  # type: ignore[attr-defined]  # every stateful model has one
    after = table.get(before, {}).get(verb)
    changes = {"state": after, **also}
    rows = type(row)._default_manager.filter(pk=row.pk, state=before)
    if after is None or not rows.update(**changes):
        raise IllegalMove(state=before, verb=verb)
    for name, value in changes.items():
        setattr(row, name, value)


def mermaid(table: Table, start: str) -> str:
    """The table as a Mermaid state diagram, for the generated reference."""
    lines = ["stateDiagram-v2", f"    [*] --> {start}"]
    lines += [f"    {a} --> {b}: {verb}" for a, verbs in table.items() for verb, b in verbs.items()]
    return "\n".join(lines)
