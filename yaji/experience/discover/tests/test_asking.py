"""What a query means."""

from hypothesis import given
from hypothesis import strategies as st

from yaji.experience.discover import asking
from yaji.experience.discover.asking import understand
from yaji.experience.discover.types import AtLeast, Phrase


def phrases(text):
    return list(understand(text).phrases)


def test_characters_in_a_row_are_a_phrase_and_spaces_cut():
    assert phrases("牡丹亭 上海") == [Phrase(("牡", "丹", "亭")), Phrase(("上", "海"))]


def test_the_last_word_may_go_on_but_not_a_character_or_a_single_letter():
    assert phrases("river hal")[-1] == Phrase(("hal",), prefix=True)
    assert phrases("牡丹")[-1] == Phrase(("牡", "丹"))
    assert phrases("plan b")[-1] == Phrase(("b",))


def test_stop_words_are_left_out_unless_there_is_nothing_else():
    assert phrases("the peony of dreams") == [Phrase(("peony",)), Phrase(("dreams",), prefix=True)]
    assert phrases("the") == [Phrase(("the",), prefix=True)]
    assert phrases("") == []


def test_corrections_replace_words_everywhere():
    asked = understand("beethovn symphny")
    assert asked.corrected({"beethovn": "beethoven", "symphny": "symphony"}).text == "beethoven symphony"
    assert understand("第9交响曲 riverr").corrected({"riverr": "river"}).text == "第9交响曲 river"


def test_most_of_the_characters_are_enough_when_all_cannot_be_had():
    three = (Phrase(("牡",)), Phrase(("单",)), Phrase(("亭",)))
    assert [level.expression for level in understand("牡单亭").loose_levels()] == [AtLeast(3, three), AtLeast(2, three)]
    assert understand("牡").loose_levels() == []
    assert [level.fields for level in understand("牡丹").loose_levels()] == [2, 2]


@given(st.text(max_size=400))
def test_any_text_is_understood_within_bounds(text):
    asked = understand(text)
    assert sum(len(phrase.tokens) for phrase in asked.phrases) <= asking.MOST_TOKENS
    assert all(phrase.tokens for phrase in asked.phrases)
    for level in asked.loose_levels():
        assert isinstance(level.expression, AtLeast)
        assert len(level.expression.ways()) <= 28
    assert isinstance(asked.text, str)
