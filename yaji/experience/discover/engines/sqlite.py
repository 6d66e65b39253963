"""Full text by SQLite's FTS5."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from yaji.experience.discover.types import FIELDS, AllOf, AnyOf, Expression, Level, Phrase
from yaji.experience.discover.words import spell
from yaji.kit import sql

#: the tokens are plain ASCII letters and digits already: the simplest tokenizer keeps them as they are
CREATE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS discover_index USING fts5(title, people, venue, summary, tokenize='ascii')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS discover_terms USING fts5vocab(discover_index, row)",
)
DROP = ("DROP TABLE IF EXISTS discover_terms", "DROP TABLE IF EXISTS discover_index")
#: every spelled token and in how many documents it is
TERMS = "SELECT term, doc FROM discover_terms"


def put(entries: Sequence[tuple[int, list[list[str]]]]) -> None:
    """Replace the entries of these documents: (id, spelled tokens of each field)."""
    remove([entry[0] for entry in entries])
    rows = [(pk, *(" ".join(tokens) for tokens in fields)) for pk, fields in entries]
    sql.insert_rows("discover_index", {"rowid": "bigint", **dict.fromkeys(FIELDS, "text")}, rows)


def remove(ids: Sequence[int]) -> None:
    if ids:
        source, params = sql.rows_source("gone", {"id": "bigint"}, [(pk,) for pk in ids])
        sql.run(f"DELETE FROM discover_index WHERE rowid IN (SELECT id FROM {source})", params)  # noqa: S608  # ours


def ranked(levels: Sequence[Level]) -> tuple[str, list[Any]]:
    """A SELECT of (id, level): each document once, with the first of ``levels`` (from 0) that it is in.

    Each level is asked for without the one before, which it holds, so nothing has to be grouped.
    """
    parts = [
        f"SELECT rowid AS id, {n} AS level FROM discover_index WHERE discover_index MATCH %s"  # noqa: S608  # a number
        for n in range(len(levels))
    ]
    asked = [_within(level) for level in levels]
    alone = [asked[0], *(f"({wide}) NOT ({narrow})" for narrow, wide in pairwise(asked))]
    return " UNION ALL ".join(parts), alone


def _within(level: Level) -> str:
    text = _written(level.expression)
    return text if level.fields == len(FIELDS) else f"{{{' '.join(FIELDS[: level.fields])}}} : ({text})"


def _written(expression: Expression) -> str:
    match expression:
        case Phrase(tokens, prefix):
            return '"' + " ".join(spell(token) for token in tokens) + '"' + (" *" if prefix else "")
        case AllOf(parts):
            return "(" + " AND ".join(_written(part) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " OR ".join(_written(part) for part in parts) + ")"
