"""No text, however strange, is an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yaji.experience.discover import queries
from yaji.experience.discover.factories import describe
from yaji.kit.text import LocalText, local

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(index):
    """Something to miss."""
    index(
        describe(
            "peony", title=local("The Peony Pavilion", "牡丹亭"), city_code="suzhou", city=local("Suzhou", "苏州")
        ),
        describe("moon", title=local("Moonlight", "月光"), price_from=5_000, currency="CNY"),
    )


HOSTILE = [
    "x" * 10_000,
    "牡" * 10_000,
    "%_%' OR 1=1 --",
    '"',
    "'",
    "NEAR(a b, 3)",
    "title:peony",
    "peony AND OR NOT",
    "{title}: ^peony*",
    "a:* & b | !c <-> d",
    "\x00\x01\x02peony\x7f",
    "\ud800",
    "💥🎭",
    "peony\n\r\t  ",
    "\\",
    "-peony +pavilion",
    "((((",
    "*",
    "ﷺ" * 300,
    "a " * 3_000,
    "\u202epeony",
    "\u0301\u0301\u0301",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_an_error_anywhere(town, text):
    queries.search(text)
    queries.suggest(text)
    queries.search(category=text, city=text, when=text, until=text)
    queries.search("peony", category=text, city=text, when=text, until=text)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(max_size=80) | st.text(alphabet="牡丹亭peony \"'*():-^&|!<>{}%_\\", max_size=40),
    place=st.text(max_size=10),
    when=st.text(max_size=10) | st.dates().map(str),
    price=st.none() | st.integers(),
    page=st.integers(),
)
def test_no_query_is_an_error(town, words, place, when, price, page):
    results = queries.search(words, category=place, city=place, when=when, until=when, max_price=price, page=page)
    assert results.page >= 1
    assert results.total >= len(results.items) or results.page > 1


def test_texts_of_any_size_can_be_indexed(index):
    long = LocalText({"en": "word " * 5_000, "zh-hans": "的" * 5_000})
    index(describe("long", title=long, summary=long, people=long, venue=long))
    assert [found.ref for text in ("word", "的") for found in queries.search(text).items] == ["long", "long"]
