"""What is asked and what is answered."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations

from yaji.kit.text import LocalText


@dataclass(frozen=True)
class Phrase:
    """Tokens that stand next to each other in this order; with ``prefix`` the last may go on."""

    tokens: tuple[str, ...]
    prefix: bool = False

    def phrases(self) -> tuple["Phrase", ...]:
        return (self,)


@dataclass(frozen=True)
class AllOf:
    parts: tuple[Phrase, ...]

    def phrases(self) -> tuple[Phrase, ...]:
        return self.parts


@dataclass(frozen=True)
class AtLeast:
    """So many of ``parts``."""

    count: int
    parts: tuple[Phrase, ...]

    def phrases(self) -> tuple[Phrase, ...]:
        return self.parts

    def ways(self) -> list[AllOf]:
        """Every choice that is enough, for engines that know only *and* and *or*."""
        return [AllOf(chosen) for chosen in combinations(self.parts, self.count)]


Expression = Phrase | AllOf | AtLeast

#: fields of a document, weightiest first; a level looks into the first so many of them
FIELDS = ("title", "people", "venue", "summary")


@dataclass(frozen=True)
class Level:
    """One rank: documents in whose first ``fields`` fields ``expression`` is true. Each level holds the one before."""

    expression: Expression
    fields: int = len(FIELDS)


@dataclass(frozen=True)
class DateRange:
    """Whole days by the venues' calendars, both ends included. ``name`` is the word asked with, if any."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True)
class Filters:
    """What narrows a search. ``max_price`` in whole units of whatever currency a document has."""

    category: str = ""
    city: str = ""
    days: DateRange | None = None
    max_price: int | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """A document as a result. ``starts_at`` is its next moment in the asked days, in the venue's zone."""

    ref: str
    kind: str
    category: str
    title: LocalText
    summary: LocalText
    city: LocalText
    venue: LocalText
    people: LocalText
    url_name: str
    url_kwargs: dict[str, str]
    image: str
    state: str
    price_from: int | None
    currency: str
    starts_at: datetime | None
    #: how many more moments there are in the asked days
    more: int


@dataclass(frozen=True)
class Count:
    """How many documents a narrower search would give."""

    value: str
    label: LocalText
    count: int


@dataclass(frozen=True)
class DayCount:
    day: date
    count: int


@dataclass(frozen=True)
class Facets:
    """Counts under all filters but the facet's own. ``days`` holds each of the coming days, empty ones too."""

    categories: list[Count] = field(default_factory=list)
    cities: list[Count] = field(default_factory=list)
    days: list[DayCount] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """One page of a search.

    ``corrected`` is what was searched for instead of a misspelt query; ``approximate`` says that nothing
    had all the words, and these have most of them.
    """

    items: list[Found]
    total: int
    page: int
    more: bool
    facets: Facets
    today: date
    corrected: str = ""
    approximate: bool = False


@dataclass(frozen=True)
class Listed:
    """A document's public address, for site maps."""

    ref: str
    url_name: str
    url_kwargs: dict[str, str]
    changed_at: datetime
