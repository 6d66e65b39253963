from django.db import models

from yaji.kit import clock, triggers
from yaji.kit.ids import mint
from yaji.kit.text import LocalTextField


def new_venue() -> str:
    return mint("ven")


def new_hall() -> str:
    return mint("hal")


def new_plan() -> str:
    return mint("pln")


class Venue(models.Model):
    """A house with halls. ``zone`` is its IANA time zone: everything in it is shown in that time."""

    public_id = models.CharField(max_length=32, unique=True, default=new_venue)
    organiser = models.CharField(max_length=32, db_index=True)
    name = LocalTextField()
    city_code = models.CharField(max_length=40, blank=True, default="")
    city = LocalTextField()
    address = LocalTextField()
    about = LocalTextField()
    arrival = LocalTextField()
    zone = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "tickets_venue"


class Hall(models.Model):
    """A room of a venue. Its newest plan is the one that new performances use."""

    public_id = models.CharField(max_length=32, unique=True, default=new_hall)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="halls")
    name = LocalTextField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "tickets_hall"


class Plan(models.Model):
    """One version of a hall's seating plan. Immutable: performances point at the version they sell.

    ``layout`` is the inventory layout of its seats (none if it has only standing areas); ``digest`` the
    SHA-256 of the canonical document.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_plan)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    layout = models.BigIntegerField(null=True)
    seats = models.PositiveIntegerField()
    standing = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "tickets_plan"
        constraints = [models.UniqueConstraint(fields=["hall", "version"], name="tickets_plan_version")]


triggers.declare(*triggers.append_only("tickets_plan"))
