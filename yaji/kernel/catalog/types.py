"""What trades say about their offers, in shapes every room understands."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yaji.kit.text import LocalText


@dataclass(frozen=True, kw_only=True)
class OfferDraft:
    """A new offer. ``price`` in minor units of ``currency``; ``pool`` an inventory pool id."""

    kind: str
    seller: str
    subject: str
    title: LocalText
    detail: LocalText
    currency: str
    price: int
    pool: int
    zone: str = ""
    terms: dict[str, Any] = field(default_factory=dict)
    min_per_order: int = 1
    max_per_order: int = 10
    on_sale_from: datetime | None = None
    on_sale_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Card:
    """A subject as a card in a list. ``url_name`` and ``url_kwargs`` are resolved where it is shown."""

    ref: str
    title: LocalText
    line: LocalText
    url_name: str
    url_kwargs: dict[str, str]
    image: str = ""
    note: LocalText = field(default_factory=LocalText)


@dataclass(frozen=True, kw_only=True)
class ShareCard:
    """What a shared link shows: nothing personal, no seat, no code."""

    title: LocalText
    description: LocalText
    image: str
    url_name: str
    url_kwargs: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A subject as search sees it. ``moments`` are aware start times; ``zone_name`` their IANA zone."""

    ref: str
    kind: str
    url_name: str
    url_kwargs: dict[str, str]
    title: LocalText
    summary: LocalText
    category: str
    city_code: str = ""
    city: LocalText = field(default_factory=LocalText)
    venue: LocalText = field(default_factory=LocalText)
    people: LocalText = field(default_factory=LocalText)
    zone_name: str = "UTC"
    moments: list[datetime] = field(default_factory=list)
    price_from: int | None = None
    currency: str = ""
    image: str = ""
    state: str = "on_sale"
    tags: list[str] = field(default_factory=list)
