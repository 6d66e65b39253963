"""Typing errors."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaji.experience.discover import typo

WORD = st.text(alphabet="abcde", min_size=0, max_size=7)


def one_error_away(word):
    """Every word that is one deletion, swap, replacement or insertion from ``word``, by listing them."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + c + b[1:] for a, b in cuts if b for c in string.ascii_lowercase}
    return found | {a + c + b for a, b in cuts for c in string.ascii_lowercase}


@given(WORD, WORD)
def test_distance_one_is_exactly_one_error(one, other):
    expected = 0 if one == other else 1 if other in one_error_away(one) else 2
    assert typo.distance(one, other, 1) == expected


@given(WORD, WORD)
def test_distance_is_symmetric_and_capped(one, other):
    for limit in (1, 2, 3):
        assert typo.distance(one, other, limit) == typo.distance(other, one, limit) <= limit + 1


@given(WORD, st.data())
def test_an_error_and_a_letter_too_many_are_two(word, data):
    once = data.draw(st.sampled_from(sorted(one_error_away(word))))
    assert typo.distance(word, once + "z", 3) <= 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("beethovn", "beethoven"),
        ("bethoven", "beethoven"),
        ("beehtoven", "beethoven"),
        ("shanghia", "shanghai"),
        ("jaz", "jazz"),
        ("opra", "opera"),
        ("kuqnu", "kunqu"),
        ("simphoney", "symphony"),
    ],
)
def test_common_slips_are_understood(typed, meant):
    others = [("jail", 9), ("open", 9), ("beef", 9), ("sympathy", 9), (meant, 1)]
    assert typo.best(typed, others) == meant


def test_nearest_wins_then_the_more_used_then_the_first():
    assert typo.best("cord", [("card", 1), ("corn", 5), ("word", 5)]) == "corn"
    assert typo.best("symphonyy", [("symphon", 99), ("symphony", 1)]) == "symphony"


def test_short_words_are_left_alone():
    assert typo.best("qi", [("qin", 9), ("di", 9)]) is None


@given(st.text(alphabet=string.ascii_lowercase, min_size=3, max_size=12), st.data())
def test_a_word_with_one_error_shares_a_trigram(word, data):
    """The candidates come from shared trigrams: a slip that shares none could never be corrected."""
    wrong = data.draw(st.sampled_from(sorted(one_error_away(word))))
    if len(word) > 4 and len(wrong) >= 4:
        assert typo.grams(word) & typo.grams(wrong)
