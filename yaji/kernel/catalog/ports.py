"""What a trade plugs in for its kind of offer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from yaji.kernel.catalog.types import Card, Document, ShareCard
from yaji.kit.registry import Registry


class Presenter(Protocol):
    """Shows subjects of one kind to people."""

    def cards(self, subjects: Sequence[str]) -> Mapping[str, Card]:
        """Cards by subject, by a constant number of statements. Unknown subjects are left out."""
        ...

    def share(self, subject: str) -> ShareCard | None:
        """What a shared link to ``subject`` shows, or None if there is nothing public."""
        ...


class Indexer(Protocol):
    """Describes subjects of one kind to search."""

    def documents(self, subjects: Sequence[str] | None) -> Iterable[Document]:
        """Documents of these subjects (of all public ones for None). A subject may share a document."""
        ...

    def refs(self, subjects: Sequence[str]) -> Sequence[str]:
        """Refs of the documents that these subjects appear in, whether still public or not."""
        ...


class Recommender(Protocol):
    """Knows what somebody who looks at one thing may like too."""

    def like(self, ref: str, *, limit: int) -> Sequence[Card]:
        """Public things like the document ``ref``, nearest first; none where nothing is known of it."""
        ...


presenters: Registry[Presenter] = Registry("presenters")
indexers: Registry[Indexer] = Registry("indexers")
recommenders: Registry[Recommender] = Registry("recommenders")
