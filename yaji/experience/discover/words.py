"""Text as search sees it. Pure: no database, no settings.

A Chinese, Japanese or Korean character is a token of its own, so one character finds a title and several
in order are a phrase. Everything else is cut into words, folded: lower case, no accents, full-width forms
made plain. Both engines are given these tokens in an ASCII spelling (:func:`spell`), so that neither
engine's own idea of letters, words or stemming can make their answers differ.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

#: Han with its extensions and compatibility forms, kana, bopomofo, hangul, 々 and 〇
_CJK = (
    "\u3005\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
)
_TOKEN = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])[^\W_])+")
_ONE_CJK = re.compile(rf"[{_CJK}]")
_LATIN = re.compile(r"[a-z]+", re.ASCII)
_PLAIN = re.compile(r"[a-z0-9]+", re.ASCII)
#: inside a word these join (don't, Hallyday’s); NFKC has made the others one of them
_JOINERS = re.compile("['’ʼ]")
_ACCENTS = re.compile("[\u0300-\u036f]")
#: letters that Unicode does not take apart but people leave out
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
#: where one listener's typing ends and the next thing begins; other punctuation is ignored within a phrase
_BREAKS = re.compile(r"[\s,，、;；|+]+")

LONGEST_WORD = 40
#: tokens taken from one field of one document
LONGEST_TEXT = 1000
#: how often one token is indexed in one document (PostgreSQL keeps at most 256 positions of a lexeme)
MOST_OFTEN = 200
#: takes a position and matches nothing: no token is spelled like this
GAP = "0"

#: words that say nothing on their own in a query; kept if there is nothing else
STOP_WORDS = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"])


def fold(text: str) -> str:
    """``text`` without case, accents, width and apostrophes. Folding twice changes nothing."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return _JOINERS.sub("", unicodedata.normalize("NFKC", text).casefold()).translate(_STROKES)


def tokens(text: str) -> list[str]:
    """The tokens of ``text`` in order: single CJK characters and folded words of at most 40 characters."""
    return [token[:LONGEST_WORD] for token in _TOKEN.findall(fold(text))]


def chunks(text: str) -> list[list[str]]:
    """What a person typed, cut at spaces and list punctuation; each chunk's tokens belong together."""
    return [found for found in (tokens(chunk) for chunk in _BREAKS.split(text)) if found]


def is_cjk(token: str) -> bool:
    return bool(_ONE_CJK.fullmatch(token))


def is_latin(token: str) -> bool:
    """Whether the token is a word of the Latin alphabet only: what typing errors are looked for in."""
    return bool(_LATIN.fullmatch(token))


@lru_cache(maxsize=65536)
def spell(token: str) -> str:
    """The token in letters and digits that every database reads the same way.

    Prefixes survive: if ``b`` begins with ``a`` then ``spell(b)`` begins with ``spell(a)``, for words.
    """
    if is_cjk(token):
        return f"c{ord(token):x}"
    if _PLAIN.fullmatch(token):
        return f"w{token}"
    return f"x{token.encode('utf-8', 'surrogatepass').hex()}"


def unspell(spelled: str) -> str:
    """The token that is spelled so; a gap gives nothing."""
    kind, rest = spelled[:1], spelled[1:]
    if kind == "c":
        return chr(int(rest, 16))
    return bytes.fromhex(rest).decode("utf-8", "surrogatepass") if kind == "x" else rest


def spelled_fields(fields: Sequence[Iterable[str]]) -> list[list[str]]:
    """The index entry of a document: for each field its texts' spelled tokens, a gap between two texts.

    A token's occurrences beyond :data:`MOST_OFTEN` become gaps, so that positions stay what they are.
    """
    seen: Counter[str] = Counter()
    return [_spelled(texts, seen) for texts in fields]


def _spelled(texts: Iterable[str], seen: Counter[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        if found:
            found.append(GAP)
        for token in tokens(text)[:LONGEST_TEXT]:
            seen[token] += 1
            found.append(spell(token) if seen[token] <= MOST_OFTEN else GAP)
    return found
