"""Bringing the index up to date with what the trades say."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

import structlog

from yaji.experience.discover import steps
from yaji.kernel.catalog.ports import indexers
from yaji.kernel.catalog.types import Document
from yaji.kit import clock
from yaji.kit.operation import operation

log = structlog.get_logger(__name__)
#: documents written in one transaction: a buyer waits behind one batch at most
BATCH = 200
#: what a refresh has not seen goes only after this long, so that it cannot undo what came in meanwhile
_GRACE = timedelta(seconds=1)


def documents_of(kind: str, subjects: Collection[str]) -> frozenset[str]:
    """Refs of the documents that these subjects of one kind of offer appear in, public or not."""
    indexer = indexers.get(kind)
    return frozenset(indexer.refs(sorted(set(subjects)))) if indexer else frozenset()


@operation
def reindex_subjects(kind: str, subjects: Collection[str]) -> int:
    """Index what these subjects of one kind of offer appear in; take out what is no longer public.

    How many documents changed. A kind that nobody describes to search has nothing to index.
    """
    indexer = indexers.get(kind)
    if indexer is None:
        return 0
    asked = sorted(set(subjects))
    described = list(indexer.documents(asked))
    gone = documents_of(kind, asked) - {document.ref for document in described}
    return steps.put_documents(described) + (steps.drop_documents(gone) if gone else 0)


def reindex(kinds: Collection[str] = ()) -> int:
    """Go through every document of these kinds (of all, for none) in batches of their own transactions.

    How many changed or went. Safe beside other refreshes and while offers change.
    """
    changed = 0
    for kind, indexer in indexers.items():
        if not kinds or kind in kinds:
            began = clock.now() - _GRACE
            changed += sum(_put(batch) for batch in _batches(indexer.documents(None)))
            while gone := _drop_unseen(kind, began):
                changed += gone
    if not kinds:
        changed += _drop_unknown([kind for kind, _ in indexers.items()])
    turn()
    _count_words()
    log.info("search_refreshed", changed=changed)
    return changed


@operation
def turn() -> int:
    """Move on to the next moment where one has passed, so that lists stay in order. How many did."""
    return steps.move_on()


@operation
def _put(batch: list[Document]) -> int:
    return steps.put_documents(batch, refresh=True)


@operation
def _drop_unseen(kind: str, began: datetime) -> int:
    return steps.drop_unseen(kind, began)


@operation
def _drop_unknown(kinds: Collection[str]) -> int:
    return steps.drop_unknown(kinds)


@operation
def _count_words() -> None:
    steps.count_words()


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    left = iter(documents)
    while batch := list(islice(left, BATCH)):
        yield batch
