"""From what a person typed to what the engines are asked. Pure; every text has a meaning, if only “anything”."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from yaji.experience.discover import words
from yaji.experience.discover.types import FIELDS, AllOf, AtLeast, Level, Phrase

#: characters read of a query; the rest is ignored
LONGEST_QUERY = 200
#: tokens asked for at most
MOST_TOKENS = 24
#: tokens looked for when some may be missing, and in how many documents they are in all: common ones cost most
MOST_LOOSE = 5
MOST_USES = 20_000
#: a last word this short is not taken for the beginning of a longer one
SHORTEST_PREFIX = 2


@dataclass(frozen=True)
class Asked:
    """A query understood: phrases that must all be found."""

    phrases: tuple[Phrase, ...]

    @property
    def latin(self) -> list[str]:
        """The words that may be misspelt, in order, each once."""
        found = [token for phrase in self.phrases for token in phrase.tokens if words.is_latin(token)]
        return list(dict.fromkeys(found))

    @property
    def open_word(self) -> str:
        """The last word if it may be the beginning of a longer one, else nothing."""
        last = self.phrases[-1] if self.phrases else None
        return last.tokens[-1] if last and last.prefix else ""

    @property
    def text(self) -> str:
        """The query written out plainly."""
        return " ".join(_join(phrase.tokens) for phrase in self.phrases)

    def hopeless(self, uses: Mapping[str, int]) -> bool:
        """Whether no document can have everything, because none has one of the words."""
        return any(token not in uses for token in self.tokens if token != self.open_word)

    def corrected(self, instead: Mapping[str, str]) -> "Asked":
        """The same query with some words replaced. Nothing is left open: the right word is known now."""
        return Asked(tuple(Phrase(tuple(instead.get(t, t) for t in p.tokens)) for p in self.phrases))

    def levels(self) -> list[Level]:
        """Ranks of documents that have everything: in the title, with the people, with the venue, anywhere."""
        everything = AllOf(tuple(self.phrases))
        return [Level(everything, n) for n in range(1, len(FIELDS) + 1)]

    @property
    def tokens(self) -> list[str]:
        """Everything asked for, each once."""
        return list(dict.fromkeys(token for phrase in self.phrases for token in phrase.tokens))

    def loose_levels(self, uses: Mapping[str, int]) -> list[Level]:
        """Ranks of documents that have most of the tokens in any order; none if most are not to be had.

        One of two, three or four may be missing, two of more; of two, titles and people only are looked at.
        ``uses`` says in how many documents a token is. What is in none is missing already, and the rarest
        of the others tell most: they are what is looked for. Where even those are common, fewer are looked
        for and fewer may be missing.
        """
        known = [token for token in self.tokens if uses.get(token)]
        spare = (1 if len(self.tokens) <= 4 else 2) - (len(self.tokens) - len(known))
        if len(self.tokens) < 2 or spare < 0 or not known:
            return []
        rarest = sorted(known, key=lambda token: (uses[token], token))[:MOST_LOOSE]
        within = sum(total <= MOST_USES for total in accumulate(uses[token] for token in rarest))
        if max(within, 2) < len(rarest):
            rarest = rarest[: max(within, 2)]
            spare = min(spare, (len(rarest) - 1) // 2)
        parts = tuple(Phrase((token,)) for token in rarest)
        fields = 2 if len(self.tokens) == 2 else len(FIELDS)
        return [Level(AtLeast(len(parts) - n, parts), fields) for n in range(min(spare, len(parts) - 1) + 1)]


def understand(text: str) -> Asked:
    """The phrases of ``text``: a chunk between spaces is a phrase, bare stop words are left out."""
    typed = text[:LONGEST_QUERY]
    found = words.chunks(typed)
    telling = [chunk for chunk in found if not (len(chunk) == 1 and chunk[0] in words.STOP_WORDS)] or found
    taken: list[Phrase] = []
    left = MOST_TOKENS
    for chunk in telling:
        if left > 0:
            taken.append(Phrase(tuple(chunk[:left])))
            left -= len(chunk)
    if taken and _may_go_on(taken[-1].tokens[-1]):
        taken[-1] = Phrase(taken[-1].tokens, prefix=True)
    return Asked(tuple(taken))


def _may_go_on(token: str) -> bool:
    return not words.is_cjk(token) and SHORTEST_PREFIX <= len(token) < words.LONGEST_WORD


def _join(tokens: tuple[str, ...]) -> str:
    text = ""
    for token in tokens:
        text += token if not text or words.is_cjk(token) or words.is_cjk(text[-1]) else f" {token}"
    return text
