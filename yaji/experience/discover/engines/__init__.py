"""Two full-text engines behind one set of functions: SQLite's FTS5 and PostgreSQL's tsvector.

Each keeps the texts where it reads them best: in a table of its own, or beside the entry. It is given
spelled tokens with their positions and asked for phrases in fields; splitting, folding, ranking and typing
errors are ours, so the engines have nothing left to disagree about.
"""

from types import ModuleType

from django.db import connection

from yaji.experience.discover.engines import postgres, sqlite


def engine(vendor: str = "") -> ModuleType:
    """The engine of this database: ``CREATE``, ``DROP``, ``TERMS``, ``put``, ``remove``, ``found``."""
    return postgres if (vendor or connection.vendor) == "postgresql" else sqlite
