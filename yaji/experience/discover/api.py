"""Search over the API. Public: no token is needed, and bad filters are ignored as on the page."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from yaji.experience.discover import queries
from yaji.experience.discover.queries import HIGHEST_PRICE, LAST_PAGE
from yaji.experience.discover.schemas import FacetsOut, FoundOut, RefusalOut, SearchOut, SuggestionsOut
from yaji.experience.discover.types import Results

router = Router(auth=None)


class Asked(Schema):
    """``when``: today, tomorrow, weekend, week or an ISO date; ``until``: an ISO date, the end of a range.
    ``max_price`` in whole units of the currency."""

    q: str = ""
    category: str = ""
    city: str = ""
    when: str = ""
    until: str = ""
    max_price: Annotated[int | None, Field(ge=0, le=HIGHEST_PRICE)] = None


@router.get("/search", response={200: SearchOut, 422: RefusalOut}, operation_id="search")
def search(request: HttpRequest, asked: Query[Asked], page: Annotated[int, Field(ge=1, le=LAST_PAGE)] = 1) -> Any:
    """What is to come and has the words, best match first, sooner first among equals."""
    return SearchOut.of(_results(asked, page))


@router.get("/facets", response={200: FacetsOut, 422: RefusalOut}, operation_id="facets")
def facets(request: HttpRequest, asked: Query[Asked]) -> Any:
    """How many results by category, city and day for the same question."""
    return FacetsOut.of(_results(asked, 1).facets)


@router.get("/suggest", response=SuggestionsOut, operation_id="suggest")
def suggest(request: HttpRequest, q: str = "") -> Any:
    """The first few whose title or people begin to look like what is being typed."""
    return SuggestionsOut(items=[FoundOut.of(found) for found in queries.suggest(q)])


def _results(asked: Asked, page: int) -> Results:
    return queries.search(
        asked.q,
        category=asked.category,
        city=asked.city,
        when=asked.when,
        until=asked.until,
        max_price=asked.max_price,
        page=page,
    )
