from datetime import UTC, datetime

from django.db import models

from yaji.kit import clock
from yaji.kit.text import LocalTextField

#: stands for “no date”: sorts after everything that has one and is never over
UNDATED = datetime(9999, 1, 1, tzinfo=UTC)


class Document(models.Model):
    """One thing that can be found, as its trade describes it. Written only by indexing."""

    ref = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=24)
    category = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=24)
    zone_name = models.CharField(max_length=64, default="UTC")
    price_from = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    url_name = models.CharField(max_length=80)
    url_kwargs = models.JSONField(default=dict)
    image = models.CharField(max_length=300, blank=True, default="")
    title = LocalTextField()
    city = LocalTextField()
    venue = LocalTextField()
    people = LocalTextField()
    summary = LocalTextField()

    class Meta:
        db_table = "discover_document"
        indexes = [models.Index(fields=["kind", "seen_at"], name="discover_doc_seen")]


class Entry(models.Model):
    """What searches filter and sort by. A row so narrow that ten thousand are read in a few milliseconds.

    ``starts_at`` is the next moment as of the last refresh; ``ends_at`` the last moment of all, after which
    the document is not listed. Both are :data:`UNDATED` if there are no moments. ``price_units`` is the
    lowest price in whole units of its currency, rounded up, so that one limit fits all currencies.
    """

    # the document's id; not a reference, because SQLite makes a key the row's own address only if it is none
    id = models.BigAutoField(primary_key=True)
    category = models.CharField(max_length=40)
    city_code = models.CharField(max_length=40)
    starts_at = models.DateTimeField(default=UNDATED)
    ends_at = models.DateTimeField(default=UNDATED)
    price_units = models.BigIntegerField(null=True)

    class Meta:
        db_table = "discover_entry"
        indexes = [
            models.Index(fields=["starts_at", "id"], name="discover_entry_soon"),
            models.Index(fields=["category", "starts_at", "id"], name="discover_entry_category"),
            models.Index(fields=["city_code", "starts_at", "id"], name="discover_entry_city"),
            models.Index(fields=["category", "city_code", "ends_at", "price_units"], name="discover_entry_counts"),
        ]


class Day(models.Model):
    """A day, by the venue's calendar, on which a document has moments; with what a day is counted by.

    A document is on at a day if and only if ``last_at`` is still to come, so nothing looks at every slot
    of an exhibition.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    local_date = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    category = models.CharField(max_length=40)
    city_code = models.CharField(max_length=40)
    price_units = models.BigIntegerField(null=True)

    class Meta:
        db_table = "discover_day"
        indexes = [
            models.Index(
                fields=["local_date", "document", "last_at", "first_at", "category", "city_code", "price_units"],
                name="discover_day_counts",
            )
        ]


class Moment(models.Model):
    """A start of a document; ``local_date`` by the venue's calendar."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    local_date = models.DateField()

    class Meta:
        db_table = "discover_moment"
        indexes = [models.Index(fields=["document", "starts_at"], name="discover_moment_next")]


class Place(models.Model):
    """A city that documents are in: its name and its zone, for filters and for what “today” means there."""

    code = models.CharField(max_length=40, primary_key=True)
    name = LocalTextField()
    zone_name = models.CharField(max_length=64, default="UTC")

    class Meta:
        db_table = "discover_place"


class Word(models.Model):
    """A token that some document has. ``uses``: in how many, as of the last refresh."""

    word = models.CharField(max_length=40, unique=True)
    uses = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "discover_word"


class Gram(models.Model):
    """A trigram of a Latin word, to find words that are spelled alike."""

    gram = models.CharField(max_length=3)
    length = models.PositiveSmallIntegerField()
    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "discover_gram"
        indexes = [models.Index(fields=["gram", "length", "word"], name="discover_gram_lookup")]
