from django.db import models
from django.db.models import F, Q

from yaji.kernel.catalog.states import OFFER
from yaji.kit import clock
from yaji.kit.states import states_check
from yaji.kit.text import LocalTextField


class Offer(models.Model):
    """What can be bought. ``price`` is in minor units; ``pool`` is an inventory pool's id (no key upwards)."""

    public_id = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=24)
    seller = models.CharField(max_length=32, db_index=True)
    subject = models.CharField(max_length=32, db_index=True)
    title = LocalTextField()
    detail = LocalTextField()
    currency = models.CharField(max_length=3)
    price = models.BigIntegerField()
    pool = models.BigIntegerField(db_index=True)
    zone = models.CharField(max_length=40, blank=True, default="")
    terms = models.JSONField(default=dict)
    min_per_order = models.PositiveSmallIntegerField(default=1)
    max_per_order = models.PositiveSmallIntegerField(default=10)
    on_sale_from = models.DateTimeField(null=True)
    on_sale_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="draft")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "catalog_offer"
        constraints = [
            states_check(OFFER, "catalog_offer_state"),
            models.CheckConstraint(condition=Q(price__gte=0), name="catalog_offer_price"),
            models.CheckConstraint(
                condition=Q(min_per_order__gte=1, max_per_order__gte=F("min_per_order")), name="catalog_offer_amounts"
            ),
        ]
