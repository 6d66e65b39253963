"""Keeping the index what the trades say."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
import time_machine

from yaji.experience.discover import operations, plugs, queries
from yaji.experience.discover.factories import describe
from yaji.experience.discover.models import Day, Document, Entry, Gram, Moment, Word
from yaji.kernel.catalog.events import OfferChanged
from yaji.kernel.catalog.ports import indexers
from yaji.kernel.catalog.types import Document as Described
from yaji.kernel.events.ports import listeners, schedule
from yaji.kernel.events.steps import record
from yaji.kit.actor import SYSTEM
from yaji.kit.operation import operation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_no_texts_of_another_test")]

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
KIND = "puppet"


class Puppets:
    """A trade with an indexer: its shows are in a dictionary, its subjects are performances ``show/n``."""

    shows: ClassVar[dict[str, Described]] = {}

    def documents(self, subjects: Sequence[str] | None):
        wanted = None if subjects is None else set(self.refs(subjects))
        return (show for ref, show in self.shows.items() if wanted is None or ref in wanted)

    def refs(self, subjects: Sequence[str]) -> Sequence[str]:
        return sorted({subject.partition("/")[0] for subject in subjects})


@pytest.fixture
def shows():
    """What the puppet theatre says."""
    Puppets.shows = {}
    others = [key for key, _ in indexers.items() if key != KIND]
    with indexers.instead(KIND, Puppets()):
        yield Puppets.shows
    assert KIND not in indexers
    assert others == [key for key, _ in indexers.items()]


def refs(*args, **kwargs):
    return [found.ref for found in queries.search(*args, **kwargs).items]


def vocabulary():
    return list(Word.objects.values_list("word", flat=True))


def puppet(ref, **fields):
    return describe(ref, kind=KIND, **fields)


def test_reindexing_a_subject_adds_changes_and_takes_out_its_document(shows):
    shows["moon"] = puppet("moon", title="Moon")
    assert operations.reindex_subjects(kind=KIND, subjects=["moon/1"]) == 1
    assert refs("moon") == ["moon"]
    shows["moon"] = puppet("moon", title="Sun")
    operations.reindex_subjects(kind=KIND, subjects=["moon/1", "moon/2"])
    assert (refs("moon"), refs("sun")) == ([], ["moon"])
    del shows["moon"]
    operations.reindex_subjects(kind=KIND, subjects=["moon/1"])
    assert refs() == []
    assert not any(table.objects.exists() for table in (Document, Entry, Day, Moment))


def test_a_kind_nobody_describes_has_nothing_to_index():
    assert operations.reindex_subjects(kind="unheard", subjects=["x"]) == 0


def test_indexing_twice_changes_nothing(shows):
    shows["moon"] = puppet("moon", title="Moon", moments=[NOW])
    operations.reindex_subjects(kind=KIND, subjects=["moon/1"])
    before = Document.objects.get().changed_at
    assert operations.reindex_subjects(kind=KIND, subjects=["moon/1"]) == 0
    assert Document.objects.get().changed_at == before
    assert Moment.objects.count() == Day.objects.count() == 1


def test_a_refresh_brings_in_everything_and_takes_out_what_is_gone(shows):
    for n in range(operations.BATCH + 3):
        shows[f"s{n:03d}"] = puppet(f"s{n:03d}", title=f"Moon {n}")
    operations.reindex()
    assert queries.search("moon").total == operations.BATCH + 3
    del shows["s001"]
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5)):
        assert operations.reindex([KIND]) == 1
    assert queries.search("moon").total == operations.BATCH + 2


def test_a_refresh_of_one_kind_leaves_the_others(shows):
    shows["moon"] = puppet("moon", title="Moon")
    operations.reindex([KIND])
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5)):
        operations.reindex(["another"])
    assert refs() == ["moon"]


def test_a_kind_that_left_the_house_leaves_the_index(shows):
    shows["moon"] = puppet("moon", title="Moon")
    operations.reindex()
    del indexers._plugs[KIND]
    try:
        operations.reindex()
        assert refs() == []
    finally:
        indexers.plug(KIND, Puppets())


def test_when_an_offer_changes_its_subject_is_indexed_after_the_commit(shows):
    shows["moon"] = puppet("moon", title="Moon")

    @operation
    def change():
        record([OfferChanged(subject="moon/1", offer_kind=KIND)], actor=SYSTEM)
        assert refs() == []

    change()
    assert refs("moon") == ["moon"]


def test_a_transaction_with_many_facts_about_one_document_indexes_it_once(shows, monkeypatch):
    shows["moon"] = puppet("moon", title="Moon")
    shows["sun"] = puppet("sun", title="Sun")
    asked = []
    documents = Puppets.documents

    def watched(self, subjects):
        asked.append(subjects)
        return documents(self, subjects)

    monkeypatch.setattr(Puppets, "documents", watched)

    @operation
    def change(subjects):
        record([OfferChanged(subject=subject, offer_kind=KIND) for subject in subjects], actor=SYSTEM)

    change(["moon/1", "moon/2", "sun/1", "moon/3"])
    assert asked == [["moon/1"], ["sun/1"]]
    shows["moon"] = puppet("moon", title="Full moon")
    change(["moon/1", "moon/2"])
    assert len(asked) == 3
    assert refs("full") == ["moon"]


def test_discover_listens_and_is_scheduled():
    assert ("discover.index", plugs.hear_offer_changed) in listeners.of("catalog.changed")
    assert {"discover.turn", "discover.refresh"} <= {name for name, _ in schedule.items()}


def test_lists_stay_in_order_as_moments_pass(shows):
    shows["daily"] = puppet("daily", moments=[NOW + timedelta(days=n) for n in range(10)])
    shows["once"] = puppet("once", moments=[NOW + timedelta(days=3)])
    with time_machine.travel(NOW, tick=False):
        operations.reindex_subjects(kind=KIND, subjects=["daily", "once"])
        assert refs() == ["daily", "once"]
        assert operations.turn() == 0
    with time_machine.travel(NOW + timedelta(days=2, hours=23, minutes=30), tick=False):
        assert operations.turn() == 1
        assert Entry.objects.filter(starts_at=NOW + timedelta(days=3)).count() == 2
    with time_machine.travel(NOW + timedelta(days=3, hours=1), tick=False):
        operations.turn()
        assert refs() == ["daily"]
        assert queries.search().items[0].starts_at == NOW + timedelta(days=4)
    with time_machine.travel(NOW + timedelta(days=20), tick=False):
        operations.turn()
        assert refs() == []
        assert not Day.objects.exists()


def test_the_vocabulary_forgets_words_nobody_uses_and_counts_the_rest(shows):
    shows["a"] = puppet("a", title="Moonlight", summary="quartet")
    shows["b"] = puppet("b", title="Moonlight")
    operations.reindex()
    assert Word.objects.get(word="moonlight").uses == 2
    assert {"quartet", "音"} <= set(vocabulary())
    del shows["a"]
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5)):
        operations.reindex()
    assert Word.objects.get(word="moonlight").uses == 1
    assert "quartet" not in vocabulary()
    assert "moonlight" in set(Gram.objects.values_list("word__word", flat=True)) <= set(vocabulary())
    assert queries.search("mooonlight").corrected == "moonlight"


def test_a_word_lost_from_the_vocabulary_comes_back_with_the_next_refresh(shows):
    shows["a"] = puppet("a", title="Moonlight")
    operations.reindex()
    Gram.objects.all().delete()
    Word.objects.all().delete()
    operations.reindex()
    assert queries.search("mooonlight").corrected == "moonlight"


def test_strange_zones_and_codes_do_not_stop_a_refresh(shows):
    shows["odd"] = puppet("odd", zone_name="Mars/Olympus", category="c" * 90, city_code="x" * 90, moments=[NOW])
    shows["path"] = puppet("path", zone_name="../../etc/passwd")
    operations.reindex()
    assert Document.objects.count() == 2
