"""Full text by PostgreSQL's tsvector with a GIN index.

Vectors and queries are written as literals and cast, so no parser or dictionary of the server's
configuration has a say. Fields are the weights A to D.
"""

from collections.abc import Sequence
from typing import Any

from yaji.experience.discover.types import FIELDS, AllOf, AnyOf, Expression, Level, Phrase
from yaji.experience.discover.words import GAP, spell
from yaji.kit import sql

CREATE = (
    "CREATE TABLE IF NOT EXISTS discover_index"
    " (document_id bigint PRIMARY KEY, names tsvector NOT NULL, whole tsvector NOT NULL)"
    " WITH (toast_tuple_target = 128)",
    # the long vector lies elsewhere, uncompressed: a word without weight is found without reading it
    "ALTER TABLE discover_index ALTER COLUMN names SET STORAGE MAIN, ALTER COLUMN whole SET STORAGE EXTERNAL",
    "CREATE INDEX IF NOT EXISTS discover_index_whole ON discover_index USING gin (whole)",
)
DROP = ("DROP TABLE IF EXISTS discover_index",)
#: every spelled token and in how many documents it is
TERMS = "SELECT word, ndoc FROM ts_stat('SELECT whole FROM discover_index')"
_WEIGHTS = "ABCD"
#: so many of the first fields are short; they are kept in a vector of their own
_NAMES = 3


def put(entries: Sequence[tuple[int, list[list[str]]]]) -> None:
    """Replace the entries of these documents: (id, spelled tokens of each field)."""
    if not entries:
        return
    rows = [(pk, _vector(fields[:_NAMES]), _vector(fields)) for pk, fields in entries]
    source, params = sql.rows_source("entry", {"id": "bigint", "names": "text", "whole": "text"}, rows)
    target = "INSERT INTO discover_index (document_id, names, whole) SELECT id, names::tsvector, whole::tsvector FROM "
    conflict = " ON CONFLICT (document_id) DO UPDATE SET names = EXCLUDED.names, whole = EXCLUDED.whole"
    sql.run(target + source + conflict, params)


def remove(ids: Sequence[int]) -> None:
    if ids:
        source, params = sql.rows_source("gone", {"id": "bigint"}, [(pk,) for pk in ids])
        sql.run(f"DELETE FROM discover_index WHERE document_id IN (SELECT id FROM {source})", params)  # noqa: S608


def ranked(levels: Sequence[Level]) -> tuple[str, list[Any]]:
    """A SELECT of (id, level): each document once, with the first of ``levels`` (from 0) that it is in.

    Every level holds the one before, so the index is asked for the last one only.
    """
    *upper, last = [_written(level.expression, _weights(level.fields)) for level in levels]
    cases = [f"WHEN {_column(level)} @@ %s::tsquery THEN {n}" for n, level in enumerate(levels[:-1])]
    which = f"CASE {' '.join(cases)} ELSE {len(upper)} END" if cases else "0"
    statement = (
        f"SELECT document_id AS id, {which} AS level FROM discover_index "  # noqa: S608  # our own text
        "WHERE whole @@ %s::tsquery"
    )
    return statement, [*upper, last]


def _column(level: Level) -> str:
    return "names" if level.fields <= _NAMES else "whole"


def _weights(fields: int) -> str:
    return "" if fields == len(FIELDS) else _WEIGHTS[:fields]


def _vector(fields: list[list[str]]) -> str:
    """``'wpeony':1A …``: positions go on over all fields, with a step between two, so no phrase spans them."""
    places: dict[str, list[str]] = {}
    position = 0
    for weight, tokens in zip(_WEIGHTS, fields, strict=False):
        position += 1
        for token in tokens:
            position += 1
            if token != GAP:
                places.setdefault(token, []).append(f"{position}{weight}")
    return " ".join(f"'{token}':{','.join(where)}" for token, where in places.items())


def _written(expression: Expression, weights: str) -> str:
    match expression:
        case Phrase(tokens, prefix):
            texts = [f"'{spell(token)}'{':' + weights if weights else ''}" for token in tokens]
            if prefix:
                texts[-1] = f"'{spell(tokens[-1])}':*{weights}"
            return "(" + " <-> ".join(texts) + ")"
        case AllOf(parts):
            return "(" + " & ".join(_written(part, weights) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " | ".join(_written(part, weights) for part in parts) + ")"
