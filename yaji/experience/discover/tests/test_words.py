"""Cutting and folding text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaji.experience.discover import words

TEXT = st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("牡丹亭", ["牡", "丹", "亭"]),
        ("The Peony Pavilion", ["the", "peony", "pavilion"]),
        ("Dvořák, Antonín", ["dvorak", "antonin"]),
        ("Søren Łukasz Æsir œuvre straße", ["soren", "lukasz", "aesir", "oeuvre", "strasse"]),
        ("ＡＢＣ　１２", ["abc", "12"]),
        ("don't rock’n’roll", ["dont", "rocknroll"]),
        ("第9交响曲", ["第", "9", "交", "响", "曲"]),
        ("《游园·惊梦》", ["游", "园", "惊", "梦"]),
        ("がくのうた ガク", ["が", "く", "の", "う", "た", "ガ", "ク"]),
        ("한국", ["한", "국"]),
        ("Чайковский", ["чаиковскии"]),
        ("", []),
        ("%_\"'*():^-+ \x00\x1f", []),
        ("𠮷野家", ["𠮷", "野", "家"]),
    ],
)
def test_tokens(text, expected):
    assert words.tokens(text) == expected


def test_a_long_word_is_cut_at_both_ends_of_the_search_alike():
    assert words.tokens("a" * 500) == ["a" * words.LONGEST_WORD]


@given(TEXT)
def test_cutting_what_was_cut_changes_nothing(text):
    once = words.tokens(text)
    assert words.tokens(" ".join(once)) == once


@given(TEXT)
def test_case_does_not_matter(text):
    assert words.tokens(text.casefold()) == words.tokens(text)


@given(TEXT)
def test_spelling_is_plain_ascii_and_never_a_gap(text):
    for token in words.tokens(text):
        spelled = words.spell(token)
        assert spelled.isascii()
        assert spelled.isalnum()
        assert spelled == spelled.lower()
        assert spelled != words.GAP


@given(TEXT, TEXT)
def test_two_tokens_are_spelled_alike_only_if_they_are_the_same(one, other):
    for a in words.tokens(one):
        for b in words.tokens(other):
            assert (words.spell(a) == words.spell(b)) == (a == b)


@given(TEXT)
def test_the_spelling_of_a_words_beginning_begins_its_spelling(text):
    for token in words.tokens(text):
        for n in range(1, len(token)):
            if words.spell(token)[0] == words.spell(token[:n])[0]:
                assert words.spell(token).startswith(words.spell(token[:n]))


@given(TEXT)
def test_chunks_keep_every_token_in_order(text):
    assert [token for chunk in words.chunks(text) for token in chunk] == words.tokens(text)


def test_texts_of_a_field_are_kept_apart_and_frequent_tokens_are_capped():
    [title, rest] = words.spelled_fields([["牡丹", "Peony"], ["的" * (words.MOST_OFTEN + 5)]])
    assert title == ["c7261", "c4e39", words.GAP, "wpeony"]
    assert rest.count("c7684") == words.MOST_OFTEN
    assert len(rest) == words.MOST_OFTEN + 5


@given(TEXT)
def test_a_spelling_can_be_read_back(text):
    for token in words.tokens(text):
        assert words.unspell(words.spell(token)) == token
