"""Writing the index, inside somebody's operation, a batch of documents at a time."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from yaji.experience.discover import words
from yaji.experience.discover.engines import engine
from yaji.experience.discover.labels import category
from yaji.experience.discover.models import UNDATED, Day, Document, Entry, Gram, Moment, Place, Word
from yaji.experience.discover.typo import SHORTEST, grams
from yaji.kernel.catalog.types import Document as Described
from yaji.kernel.money.types import exponent
from yaji.kit import clock, sql
from yaji.kit.operation import needs_transaction

#: raise it when what is indexed of a document changes: every document is then written anew
_EDITION = 1
_KEYS = ("ref",)
_CODE = 40
#: days stay this long after their day: “today” lasts longer further west
_KEPT = timedelta(days=2)


@needs_transaction
def put_documents(described: Iterable[Described], *, refresh: bool = False) -> int:
    """Index these documents. How many changed; where none did, nothing is written.

    A ``refresh`` marks the others as seen, for :func:`drop_unseen`.
    """
    now = clock.now()
    # in one order, so that two refreshes at once wait for each other instead of locking each other out
    wanted = {document.ref: document for document in sorted(described, key=lambda each: each.ref)}
    digests = {ref: _digest(document) for ref, document in wanted.items()}
    known = dict(Document.objects.filter(ref__in=list(wanted)).values_list("ref", "digest"))
    if refresh:
        same = [ref for ref, digest in digests.items() if known.get(ref) == digest]
        Document.objects.filter(ref__in=same).update(seen_at=now)
    changed = {ref: document for ref, document in wanted.items() if known.get(ref) != digests[ref]}
    if changed:
        _write(changed, digests, now)
    return len(changed)


@needs_transaction
def drop_documents(refs: Collection[str]) -> int:
    """Take documents out of the index. How many were in it."""
    ids = list(Document.objects.filter(ref__in=list(refs)).values_list("pk", flat=True))
    _drop(ids)
    return len(ids)


@needs_transaction
def drop_unseen(kind: str, since: datetime, limit: int = 500) -> int:
    """Take out documents of a kind that no refresh has seen ``since``, at most ``limit``. How many went."""
    unseen = Document.objects.filter(kind=kind, seen_at__lt=since)
    ids = list(unseen.order_by("pk").values_list("pk", flat=True)[:limit])
    _drop(ids)
    return len(ids)


@needs_transaction
def drop_unknown(kinds: Collection[str]) -> int:
    """Take out documents of kinds that nobody describes any more. How many there were."""
    ids = list(Document.objects.exclude(kind__in=list(kinds)).values_list("pk", flat=True))
    _drop(ids)
    return len(ids)


@needs_transaction
def move_on() -> int:
    """Sort documents whose next moment has passed by the one after it, and forget days that are over."""
    now = clock.now()
    coming = Moment.objects.filter(document=OuterRef("pk"), starts_at__gte=now).order_by("starts_at")
    following = Coalesce(Subquery(coming.values("starts_at")[:1]), Value(UNDATED))
    Day.objects.filter(local_date__lt=now.date() - _KEPT).delete()
    return Entry.objects.filter(starts_at__lt=now).update(starts_at=following)


@needs_transaction
def count_words() -> None:
    """Make the vocabulary what the documents have: words that went go, uses are counted anew."""
    uses = {words.unspell(term): n for term, n in sql.run(engine().TERMS) if term != words.GAP}
    known = {word: (pk, n) for pk, word, n in Word.objects.values_list("pk", "word", "uses")}
    gone = [pk for word, (pk, _) in known.items() if word not in uses]
    Gram.objects.filter(word__in=gone).delete()
    Word.objects.filter(pk__in=gone).delete()
    _add_words(sorted(set(uses) - set(known)))
    Word.objects.bulk_update(
        [Word(pk=pk, word=word, uses=uses[word]) for word, (pk, n) in known.items() if uses.get(word, n) != n],
        ["uses"],
        batch_size=500,
    )


def _drop(ids: Sequence[int]) -> None:
    engine().remove(ids)
    _clear(ids)
    Document.objects.filter(pk__in=ids).delete()


def _clear(ids: Sequence[int]) -> None:
    Moment.objects.filter(document__in=ids).delete()
    Day.objects.filter(document__in=ids).delete()
    Entry.objects.filter(pk__in=ids).delete()


def _write(changed: dict[str, Described], digests: dict[str, str], now: datetime) -> None:
    columns = [field.name for field in Document._meta.concrete_fields if field.name not in ("id", *_KEYS)]
    Document.objects.bulk_create(
        [_row(document, digests[ref], now) for ref, document in changed.items()],
        update_conflicts=True,
        unique_fields=_KEYS,
        update_fields=columns,
    )
    ids = dict(Document.objects.filter(ref__in=list(changed)).values_list("ref", "pk"))
    spelled = {pk: words.spelled_fields(_fields(changed[ref])) for ref, pk in ids.items()}
    _clear(list(spelled))
    entries = [(_entry(pk, changed[ref], now), _moments(pk, changed[ref])) for ref, pk in ids.items()]
    Entry.objects.bulk_create([entry for entry, _ in entries])
    engine().put(list(spelled.items()))
    Day.objects.bulk_create([day for entry, moments in entries for day in _days(entry, moments)])
    Moment.objects.bulk_create([moment for _, moments in entries for moment in moments])
    _put_places(changed.values())
    _put_words(spelled.values())


def _row(document: Described, digest: str, now: datetime) -> Document:
    return Document(
        ref=document.ref,
        kind=document.kind,
        category=document.category[:_CODE],
        digest=digest,
        changed_at=now,
        seen_at=now,
        state=document.state,
        zone_name=zone(document.zone_name).key,
        price_from=document.price_from,
        currency=document.currency,
        url_name=document.url_name,
        url_kwargs=dict(document.url_kwargs),
        image=document.image,
        title=document.title,
        city=document.city,
        venue=document.venue,
        people=document.people,
        summary=document.summary,
    )


def _entry(pk: int, document: Described, now: datetime) -> Entry:
    places = 10 ** exponent(document.currency) if document.currency else 1
    price = document.price_from
    return Entry(
        id=pk,
        category=document.category[:_CODE],
        city_code=document.city_code[:_CODE],
        starts_at=min((moment for moment in document.moments if moment >= now), default=UNDATED),
        ends_at=max(document.moments, default=UNDATED),
        price_units=None if price is None else -(-price // places),
    )


def _moments(pk: int, document: Described) -> list[Moment]:
    where = zone(document.zone_name)
    starts = sorted(set(document.moments))
    return [Moment(document_id=pk, starts_at=at, local_date=at.astimezone(where).date()) for at in starts]


def _days(entry: Entry, moments: Sequence[Moment]) -> list[Day]:
    found: dict[date, list[datetime]] = {}
    for moment in moments:
        found.setdefault(moment.local_date, []).append(moment.starts_at)
    return [
        Day(
            document_id=entry.pk,
            local_date=day,
            first_at=starts[0],
            last_at=starts[-1],
            category=entry.category,
            city_code=entry.city_code,
            price_units=entry.price_units,
        )
        for day, starts in found.items()
    ]


def _fields(document: Described) -> list[list[str]]:
    """The texts of each searched field, in the order of ``types.FIELDS``."""
    kind = category(document.category)
    return [
        list(document.title.values()),
        list(document.people.values()),
        [*document.venue.values(), *document.city.values()],
        [*document.summary.values(), " ".join(document.tags), *kind.name.values(), kind.words],
    ]


def zone(name: str) -> ZoneInfo:
    """The IANA zone of this name, or UTC where there is none: a wrong name must not stop a refresh."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _put_places(documents: Iterable[Described]) -> None:
    found = {
        d.city_code[:_CODE]: Place(code=d.city_code[:_CODE], name=d.city, zone_name=zone(d.zone_name).key)
        for d in documents
        if d.city_code
    }
    rows = [found[code] for code in sorted(found)]
    Place.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "zone_name"])


def _put_words(entries: Iterable[list[list[str]]]) -> None:
    spelled = {token for fields in entries for tokens in fields for token in tokens} - {words.GAP}
    found = {words.unspell(token) for token in spelled}
    _add_words(sorted(found - set(Word.objects.filter(word__in=found).values_list("word", flat=True))))


def _add_words(fresh: list[str]) -> None:
    Word.objects.bulk_create([Word(word=word) for word in fresh], ignore_conflicts=True)
    latin = [word for word in fresh if len(word) >= SHORTEST and words.is_latin(word)]
    rows = Word.objects.filter(word__in=latin).values_list("pk", "word")
    Gram.objects.bulk_create(
        [Gram(gram=gram, length=len(word), word_id=pk) for pk, word in rows for gram in sorted(grams(word))]
    )


def _digest(document: Described) -> str:
    text = json.dumps([_EDITION, vars(document)], sort_keys=True, ensure_ascii=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
