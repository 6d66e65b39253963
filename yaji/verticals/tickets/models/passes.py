from django.db import models
from django.db.models import Q

from yaji.kit import clock, triggers
from yaji.kit.ids import mint
from yaji.kit.states import states_check
from yaji.kit.text import LocalTextField
from yaji.kit.vault import SealedTextField
from yaji.verticals.tickets.models.shows import Performance
from yaji.verticals.tickets.states import DEVICE, PASS


def new_pass() -> str:
    return mint("pas")


def new_device() -> str:
    return mint("dev")


class Pass(models.Model):
    """The right to enter one performance, once. One for each unit of an order line.

    ``version`` counts how often its code was made anew; a code of an older version no longer counts.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_pass)
    code = models.CharField(max_length=12, unique=True)
    performance = models.ForeignKey(Performance, on_delete=models.PROTECT, db_constraint=False, related_name="passes")
    owner = models.CharField(max_length=64, db_index=True)
    order = models.CharField(max_length=32, db_index=True)
    order_code = models.CharField(max_length=12)
    line = models.CharField(max_length=32)
    unit = models.PositiveSmallIntegerField()
    units = models.PositiveSmallIntegerField(default=1)
    offer = models.CharField(max_length=32)
    category = LocalTextField()
    position = models.IntegerField(null=True)
    label = LocalTextField()
    holder = SealedTextField(blank=True, default="")
    amount = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, default="valid")
    version = models.PositiveSmallIntegerField(default=1)
    issued_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "tickets_pass"
        constraints = [
            states_check(PASS, "tickets_pass_state"),
            models.UniqueConstraint(fields=["line", "unit"], name="tickets_pass_unit"),
        ]


class Device(models.Model):
    """A phone or tablet that may let people in for one organiser, until it is revoked.

    It is paired by a secret that works once and for a short time; what it carries afterwards is another
    secret. Of both only hashes are stored.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_device)
    organiser = models.CharField(max_length=32, db_index=True)
    name = models.CharField(max_length=80)
    gate = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=10, default="pairing")
    secret_hash = models.CharField(max_length=64, db_index=True)
    pair_until = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "tickets_device"
        constraints = [states_check(DEVICE, "tickets_device_state")]


class CheckIn(models.Model):
    """Somebody was let in with a pass. Append-only; a pass can stand here once."""

    carried = models.OneToOneField(Pass, on_delete=models.PROTECT, related_name="check_in", db_column="pass_id")
    performance = models.ForeignKey(Performance, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    device = models.CharField(max_length=64)
    gate = models.CharField(max_length=80, blank=True, default="")
    way = models.CharField(max_length=8)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "tickets_check_in"
        constraints = [
            models.CheckConstraint(condition=Q(way__in=["code", "typed", "list"]), name="tickets_check_in_way")
        ]
        indexes = [models.Index(fields=["performance", "at"], name="tickets_check_in_at")]


triggers.declare(*triggers.append_only("tickets_check_in"))
