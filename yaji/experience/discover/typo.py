"""Typing errors: how far two words are apart, and which known word was probably meant. Pure."""

from collections.abc import Iterable

#: words shorter than this are never corrected: too much is one letter away
SHORTEST = 3
#: from this length on two errors are forgiven
LONG = 8


def allowed(word: str) -> int:
    """How many errors are forgiven in a word of this length."""
    if len(word) < SHORTEST:
        return 0
    return 2 if len(word) >= LONG else 1


def distance(one: str, other: str, limit: int) -> int:
    """Damerau–Levenshtein distance (a swap of neighbours counts one), or ``limit + 1`` if it is more.

    The restricted form: no part of a word is edited twice.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def grams(word: str) -> set[str]:
    """The word's trigrams, its ends marked, so that a short word still shares some after one error."""
    framed = f"  {word} "
    return {framed[i : i + 3] for i in range(len(framed) - 2)}


def best(word: str, candidates: Iterable[tuple[str, int]]) -> str | None:
    """The candidate (word, how often it is used) that was probably meant: nearest, then most used, then first."""
    limit = allowed(word)
    ranked = [(distance(word, other, limit), -uses, other) for other, uses in candidates if other != word]
    near = min((entry for entry in ranked if entry[0] <= limit), default=None)
    return near[2] if near else None
