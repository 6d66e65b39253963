from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from yaji.kit import clock
from yaji.kit.ids import mint
from yaji.kit.states import states_check
from yaji.kit.text import LocalTextField
from yaji.verticals.tickets.models.places import Plan
from yaji.verticals.tickets.states import PERFORMANCE
from yaji.verticals.tickets.types import CATEGORIES, EVENING, SLOT


def new_show() -> str:
    return mint("shw")


def new_performance() -> str:
    return mint("prf")


class Show(models.Model):
    """What is played, and on which terms its tickets are sold. It has performances."""

    public_id = models.CharField(max_length=32, unique=True, default=new_show)
    organiser = models.CharField(max_length=32, db_index=True)
    category = models.CharField(max_length=16)
    title = LocalTextField()
    subtitle = LocalTextField()
    description = LocalTextField()
    people = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=0)
    interval = models.PositiveSmallIntegerField(default=0)
    age_min = models.PositiveSmallIntegerField(default=0)
    age_note = LocalTextField()
    poster = models.CharField(max_length=32, blank=True, default="")
    currency = models.CharField(max_length=3, default="CNY")
    rules = models.JSONField(default=list)
    returns = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    named = models.BooleanField(default=False)
    min_per_order = models.PositiveSmallIntegerField(default=1)
    max_per_order = models.PositiveSmallIntegerField(default=10)
    fee_per_unit = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "tickets_show"
        constraints = [
            models.CheckConstraint(condition=Q(category__in=list(CATEGORIES)), name="tickets_show_category"),
            models.CheckConstraint(
                condition=Q(min_per_order__gte=1, max_per_order__gte=F("min_per_order")), name="tickets_show_amounts"
            ),
        ]


class Performance(models.Model):
    """A show at a time in a hall. Times are aware; ``zone`` is the venue's, in which they are shown.

    Named seats are positions of ``seat_pool``; ``area_pools`` maps a standing area of the plan to its pool.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_performance)
    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="performances")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, default=EVENING)
    series = models.CharField(max_length=32, blank=True, default="")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    doors_at = models.DateTimeField(null=True)
    zone = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="draft")
    seat_pool = models.BigIntegerField(null=True)
    area_pools = models.JSONField(default=dict)
    on_sale_from = models.DateTimeField(null=True)
    on_sale_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "tickets_performance"
        constraints = [
            states_check(PERFORMANCE, "tickets_performance_state"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="tickets_performance_times"),
            models.CheckConstraint(condition=Q(kind__in=[EVENING, SLOT]), name="tickets_performance_kind"),
        ]

    @property
    def local_start(self) -> datetime:
        """When it starts, on the venue's clock."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    @property
    def pools(self) -> list[int]:
        """Every pool its places are in."""
        seats = [self.seat_pool] if self.seat_pool is not None else []
        return [*seats, *self.area_pools.values()]


class PriceCategory(models.Model):
    """One price of a performance: a zone of the plan, a name, a mark (colour and shape) and an amount.

    ``offer`` is the catalog offer that sells it, once it was put on sale; ``area`` the standing area whose
    counted places it sells, empty for seats.
    """

    performance = models.ForeignKey(Performance, on_delete=models.CASCADE, related_name="prices")
    zone = models.CharField(max_length=40)
    area = models.CharField(max_length=40, blank=True, default="")
    name = LocalTextField()
    mark = models.PositiveSmallIntegerField(default=1)
    price = models.BigIntegerField()
    offer = models.CharField(max_length=32, blank=True, default="", db_index=True)

    class Meta:
        db_table = "tickets_price"
        constraints = [
            models.UniqueConstraint(fields=["performance", "zone"], name="tickets_price_zone"),
            models.CheckConstraint(condition=Q(price__gte=0), name="tickets_price_amount"),
            models.CheckConstraint(condition=Q(mark__gte=1, mark__lte=6), name="tickets_price_mark"),
        ]
