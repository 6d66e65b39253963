"""Full text by SQLite's FTS5."""
# ruff: noqa: S608  # the texts are put together here from our own words; what was asked is always a parameter

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from yaji.experience.discover.engines.columns import COLUMNS
from yaji.experience.discover.types import FIELDS, AllOf, AtLeast, Expression, Level, Phrase
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
#: from so many tokens on, a query is answered from the texts found
WORDY = 4
_MATCHING = "FROM discover_index WHERE discover_index MATCH %s"


def put(texts: Sequence[tuple[int, list[list[str]]]]) -> None:
    """Set the texts of these entries: (id, spelled tokens of each field)."""
    remove([entry[0] for entry in texts])
    rows = [(pk, *(" ".join(tokens) for tokens in fields)) for pk, fields in texts]
    sql.insert_rows("discover_index", {"rowid": "bigint", **dict.fromkeys(FIELDS, "text")}, rows)


def remove(ids: Sequence[int]) -> None:
    """Forget the texts of these entries."""
    if ids:
        source, params = sql.rows_source("gone", {"id": "bigint"}, [(pk,) for pk in ids])
        sql.run(f"DELETE FROM discover_index WHERE rowid IN (SELECT id FROM {source})", params)


def found(levels: Sequence[Level]) -> tuple[str, list[Any]]:
    """A SELECT of level and the entry's columns that ends in an open WHERE: each entry once, with the first
    of ``levels`` (from 0) that it is in. Every level holds the one before.

    A few words may be in very many entries: each level is asked of the index, without the one before. More
    words are in few, but each costs a walk through its list: the last level is asked of the index, and which
    one it is, of the texts that were found.
    """
    wordy = sum(len(phrase.tokens) for phrase in levels[-1].expression.phrases()) >= WORDY
    ranked, params = (_by_text if wordy else _by_index)(levels)
    return f"SELECT r.level, {COLUMNS} FROM ({ranked}) AS r JOIN discover_entry e ON e.id = r.id WHERE TRUE", params


def _by_index(levels: Sequence[Level]) -> tuple[str, list[Any]]:
    parts = [f"SELECT rowid AS id, {n} AS level {_MATCHING}" for n in range(len(levels))]
    asked = [_within(level) for level in levels]
    return " UNION ALL ".join(parts), [asked[0], *(f"({wide}) NOT ({narrow})" for narrow, wide in pairwise(asked))]


def _by_text(levels: Sequence[Level]) -> tuple[str, list[Any]]:
    cases, params = "", []
    for n, level in enumerate(levels[:-1]):
        test, sought = _read(level.expression, " || ' 0 ' || ".join(FIELDS[: level.fields]))
        cases += f" WHEN {test} THEN {n}"
        params += sought
    which = f"CASE{cases} ELSE {len(levels) - 1} END" if cases else "0"
    return f"SELECT rowid AS id, {which} AS level {_MATCHING}", [*params, _within(levels[-1])]


def _read(expression: Expression, text: str) -> tuple[str, list[str]]:
    """Whether ``expression`` is true of spelled text: tokens stand between single spaces, so it is a search for
    a part of the text."""
    phrases = expression.phrases()
    sought = [" " + " ".join(map(spell, phrase.tokens)) + ("" if phrase.prefix else " ") for phrase in phrases]
    needed = expression.count if isinstance(expression, AtLeast) else len(phrases)
    held = " + ".join(f"(instr(' ' || {text} || ' ', %s) > 0)" for _ in phrases)
    return f"({held}) >= {needed}", sought


def _within(level: Level) -> str:
    text = _written(level.expression)
    return text if level.fields == len(FIELDS) else f"{{{' '.join(FIELDS[: level.fields])}}} : ({text})"


def _written(expression: Expression) -> str:
    match expression:
        case Phrase(tokens, prefix):
            return '"' + " ".join(spell(token) for token in tokens) + '"' + (" *" if prefix else "")
        case AllOf(parts):
            return "(" + " AND ".join(_written(part) for part in parts) + ")"
        case AtLeast():
            return "(" + " OR ".join(_written(way) for way in expression.ways()) + ")"
