"""Words of the room: kinds of show, marks of price categories, results at the door."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yaji.kit.text import LocalText

#: the offer kind of this trade
KIND: Final = "ticket"

CATEGORIES: dict[str, Promise] = {
    "performance": _("Stage"),
    "concert": _("Concert"),
    "film": _("Film"),
    "match": _("Match"),
    "exhibition": _("Exhibition"),
    "esports": _("E-sports"),
}
#: icon of each category, by its name in icons.svg
CATEGORY_ICONS = {
    "performance": "theatre",
    "concert": "music",
    "film": "film",
    "match": "ball",
    "exhibition": "frame",
    "esports": "game",
}
#: price categories are told apart by a colour and a shape; there are six of each
MARKS = range(1, 7)

EARLY_BIRD, GROUP, MEMBER = "early_bird", "group", "member"
RULE_KINDS: dict[str, Promise] = {EARLY_BIRD: _("Early bird"), GROUP: _("Group"), MEMBER: _("Members")}

#: a performance of this kind is a time slot in which to enter
EVENING, SLOT = "evening", "slot"

#: so many days a phone stays a scanner, whatever it keeps; then it is paired again
SCANNER_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class Times:
    """When a performance is, in aware moments."""

    starts_at: datetime
    ends_at: datetime
    doors_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """A price category: ``zone`` of the plan, its name, minor units, and which of the six marks it wears."""

    zone: str
    name: LocalText
    price: int
    mark: int = 1


@dataclass(frozen=True, slots=True)
class ShowDraft:
    """Everything that describes a show. ``people`` are ``{"role": {…}, "name": {…}}``; times in minutes.

    ``poster`` is the ref of a picture; empty: none, None: the one it has.
    """

    title: LocalText
    category: str
    subtitle: LocalText = field(default_factory=LocalText)
    description: LocalText = field(default_factory=LocalText)
    people: list[dict[str, dict[str, str]]] = field(default_factory=list)
    minutes: int = 0
    interval: int = 0
    age_min: int = 0
    age_note: LocalText = field(default_factory=LocalText)
    poster: str | None = None
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class SellingTerms:
    """What every performance of a show is sold on.

    ``rules``: ``{"kind", "percent_bp" | "amount" | "price", "until_days_before" | "until", "min_qty"}``.
    ``returns``: ``{"allowed", "until_hours", "fee_bp"}``. ``questions`` as the checkout asks them.
    """

    rules: list[dict[str, Any]] = field(default_factory=list)
    returns: dict[str, Any] = field(default_factory=lambda: {"allowed": True, "until_hours": 48, "fee_bp": 0})
    questions: list[dict[str, Any]] = field(default_factory=list)
    named: bool = False
    min_per_order: int = 1
    max_per_order: int = 10
    fee_per_unit: int = 0


@dataclass(frozen=True, slots=True)
class Admission:
    """A person was let in: everything the door shows."""

    pass_ref: str
    label: LocalText
    category: LocalText
    holder: str
    at: datetime
    inside: int
    expected: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """A device that waits for its phone: the secret stands in a QR code and is shown once."""

    device: str
    secret: str
    until: datetime
