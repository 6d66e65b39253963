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


def loose(text, **uses):
    """(how many, of which) for each rank."""
    levels = understand(text).loose_levels(uses)
    asked = [level.expression for level in levels if isinstance(level.expression, AtLeast)]
    assert len(asked) == len(levels)
    return [(each.count, "".join(phrase.tokens[0] for phrase in each.parts)) for each in asked]


def test_most_of_the_characters_are_enough_when_all_cannot_be_had():
    assert loose("牡单亭", 牡=1, 单=2, 亭=3) == [(3, "牡单亭"), (2, "牡单亭")]
    assert loose("牡丹亭游园", 牡=1, 丹=1, 亭=1, 游=1, 园=1)[-1] == (3, "丹亭园游牡")


def test_a_character_that_is_nowhere_is_the_missing_one():
    assert loose("牡单亭", 牡=1, 亭=3) == [(2, "牡亭")]
    assert loose("牡单停", 牡=1) == []
    assert loose("牡单停亭园", 牡=1, 亭=1, 园=1) == [(3, "亭园牡")]


def test_the_rarest_characters_tell_most():
    uses = {"第": 900, "号": 800, "交": 90, "响": 80, "曲": 70, "牡": 3, "丹": 2}
    assert loose("牡丹交响曲第号", **uses) == [(5, "丹牡曲响交"), (4, "丹牡曲响交"), (3, "丹牡曲响交")]


def test_of_one_nothing_may_be_missing_and_of_two_only_names_are_looked_at():
    assert loose("牡", 牡=1) == []
    assert [level.fields for level in understand("牡丹").loose_levels({"牡": 1, "丹": 1})] == [2, 2]


@given(st.text(max_size=400))
def test_any_text_is_understood_within_bounds(text):
    asked = understand(text)
    assert sum(len(phrase.tokens) for phrase in asked.phrases) <= asking.MOST_TOKENS
    assert all(phrase.tokens for phrase in asked.phrases)
    for level in asked.loose_levels(dict.fromkeys(asked.tokens, 1)):
        assert isinstance(level.expression, AtLeast)
        assert 1 <= level.expression.count <= len(level.expression.parts) <= asking.MOST_LOOSE
    assert isinstance(asked.text, str)
