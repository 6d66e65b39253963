"""Full text by PostgreSQL's tsvector with a GIN index.

Vectors and queries are written as literals and cast, so no parser or dictionary of the server's
configuration has a say. Fields are the weights A to D.
"""

from collections.abc import Sequence
from typing import Any

from yaji.experience.discover.engines.columns import COLUMNS
from yaji.experience.discover.types import FIELDS, AllOf, AtLeast, Expression, Level, Phrase
from yaji.experience.discover.words import GAP, spell
from yaji.kit import sql

#: beside what filters need, so that a hit is read once
CREATE = (
    "ALTER TABLE discover_entry ADD COLUMN vector tsvector",
    "CREATE INDEX discover_entry_vector ON discover_entry USING gin (vector)",
)
DROP = ("ALTER TABLE discover_entry DROP COLUMN vector",)
#: every spelled token and in how many documents it is
TERMS = "SELECT word, ndoc FROM ts_stat('SELECT vector FROM discover_entry')"
_WEIGHTS = "ABCD"


def put(texts: Sequence[tuple[int, list[list[str]]]]) -> None:
    """Set the texts of these entries: (id, spelled tokens of each field)."""
    if texts:
        rows = [(pk, _vector(fields)) for pk, fields in texts]
        source, params = sql.rows_source("texts", {"id": "bigint", "vector": "text"}, rows)
        change = "UPDATE discover_entry SET vector = texts.vector::tsvector FROM "
        sql.run(f"{change}{source} WHERE discover_entry.id = texts.id", params)


def remove(ids: Sequence[int]) -> None:
    """Nothing to do: a text goes with its entry."""


def found(levels: Sequence[Level]) -> tuple[str, list[Any]]:
    """A SELECT of level and the entry's columns that ends in an open WHERE: each entry once, with the first
    of ``levels`` (from 0) that it is in. Every level holds the one before, so the index is asked for the last."""
    *upper, last = [_written(level.expression, _weights(level.fields)) for level in levels]
    cases = " ".join(f"WHEN e.vector @@ %s::tsquery THEN {n}" for n in range(len(upper)))
    which = f"CASE {cases} ELSE {len(upper)} END" if upper else "0"
    statement = f"SELECT {which} AS level, {COLUMNS} FROM discover_entry e WHERE e.vector @@ %s::tsquery"  # noqa: S608
    return statement, [*upper, last]


def _weights(fields: int) -> str:
    return "" if fields == len(FIELDS) else _WEIGHTS[:fields]


def _vector(fields: list[list[str]]) -> str:
    """``'wpeony':1A …``: positions go on over all fields, with a step between two, so no phrase spans them."""
    places: dict[str, list[str]] = {}
    position = 0
    for weight, tokens in zip(_WEIGHTS, fields, strict=True):
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
        case AtLeast():
            return "(" + " | ".join(_written(way, weights) for way in expression.ways()) + ")"
