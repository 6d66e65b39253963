"""Documents to search in: one by hand, or any number from a seed."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from yaji.kernel.catalog.types import Document
from yaji.kit.text import LocalText, local

_COMPOSERS = ("Beethoven", "Dvořák", "Messiaen", "Mendelssohn", "Sibelius", "Debussy", "Mozart", "Janáček", "Fauré")
_FORMS = ("Symphony", "Concerto", "Quartet", "Sonata", "Requiem", "Nocturnes", "Variations", "Serenade", "Overture")
_KEYS = ("in A major", "in B minor", "in C", "in D minor", "in E flat", "for Strings", "from the New World", "")
_ZH_FORMS = ("交响曲", "协奏曲", "四重奏", "奏鸣曲", "安魂曲", "夜曲", "变奏曲", "小夜曲", "序曲")
_ZH_WORDS = ("牡丹亭", "长生殿", "桃花扇", "西厢记", "惊梦", "游园", "琵琶记", "白蛇传", "春江花月夜", "高山流水")
_ZH_NAMES = "林屿沈清秋陆远山苏晚晴顾言江临舟叶知秋谢怀瑾温如玉柳梦梅杜丽娘"
_FAMILY = ("Vengerov", "Lindqvist", "Okafor", "Marchetti", "Sørensen", "Núñez", "Halloran", "Weiss", "Tanaka", "Yilmaz")
_GIVEN = ("Maxim", "Ingrid", "Chidi", "Paolo", "Åse", "Inés", "Nora", "Jonas", "Mika", "Deniz")
_PLACES = ("Tinglan House", "River Hall", "Old Granary", "Lantern Studio", "Crane Stadium", "Moon Bridge Museum")
_ZH_PLACES = ("听澜剧院", "临江音乐厅", "旧粮仓", "灯笼小剧场", "白鹤体育场", "月桥美术馆")
_CITIES = (
    ("shanghai", "Shanghai", "上海", "Asia/Shanghai"),
    ("suzhou", "Suzhou", "苏州", "Asia/Shanghai"),
    ("hangzhou", "Hangzhou", "杭州", "Asia/Shanghai"),
    ("beijing", "Beijing", "北京", "Asia/Shanghai"),
    ("london", "London", "伦敦", "Europe/London"),
    ("new-york", "New York", "纽约", "America/New_York"),
)
_CATEGORIES = ("concert", "performance", "film", "match", "exhibition", "esports")
_SYLLABLES = ("ka", "ro", "mi", "len", "sta", "ver", "bo", "tin", "al", "dru", "sen", "pho", "gi", "nor", "el", "zu")
_STEADY = random.Random(7)  # noqa: S311  # invented words, not secrets
_EN_WORDS = ["".join(_STEADY.choices(_SYLLABLES, k=_STEADY.randrange(2, 5))) for _ in range(3000)]
_ZH_CHARACTERS = [chr(code) for code in _STEADY.sample(range(0x4E00, 0x9FA5), 2500)]
_ZIPF = list(accumulate(1 / (rank + 10) for rank in range(3000)))


def describe(ref: str = "shw_1", **fields: Any) -> Document:
    """One document; whatever isn't given is plain. ``title`` and other texts may be a plain English string."""
    texts = {name: local(value) for name, value in fields.items() if name in _TEXTS and isinstance(value, str)}
    values: dict[str, Any] = {
        "kind": "ticket",
        "url_name": "discover:search",
        "url_kwargs": {},
        "title": local(ref),
        "summary": LocalText(),
        "category": "concert",
    }
    return Document(ref=ref, **{**values, **fields, **texts})


_TEXTS = ("title", "summary", "venue", "people", "city")


def many(count: int, *, now: datetime, seed: int = 1, days: int = 180, prefix: str = "shw") -> Iterator[Document]:
    """``count`` documents like those of a large town, the same ones for the same seed and ``now``.

    About one in a hundred is an exhibition with many slots; one in ten has no moment left; prices run from
    nothing to 1,280.00.
    """
    chance = random.Random(seed)  # noqa: S311  # invented programmes, not secrets
    for n in range(count):
        code, en_city, zh_city, zone_name = chance.choice(_CITIES)
        place = chance.randrange(len(_PLACES))
        yield Document(
            ref=f"{prefix}_{n:07d}",
            kind="ticket",
            url_name="discover:search",
            url_kwargs={},
            title=_title(chance),
            summary=_summary(chance),
            category=chance.choice(_CATEGORIES),
            city_code=code,
            city=local(en_city, zh_city),
            venue=local(_PLACES[place], _ZH_PLACES[place]),
            people=_people(chance),
            zone_name=zone_name,
            moments=_moments(chance, now, days),
            price_from=chance.choice((None, 0, 8000, 12000, 18050, 38000, 128000)),
            currency="CNY",
            state=chance.choice(("on_sale", "on_sale", "on_sale", "sold_out")),
        )


def _title(chance: random.Random) -> LocalText:
    form = chance.randrange(len(_FORMS))
    number = chance.randrange(1, 42)
    composer = chance.choice(_COMPOSERS) if chance.random() < 0.2 else _draw(chance, _EN_WORDS, 1)[0].capitalize()
    invented = "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
    en = f"{composer}: {_FORMS[form]} No. {number} {chance.choice(_KEYS)} “{invented}”"
    play = chance.choice(_ZH_WORDS) if chance.random() < 0.2 else "".join(_draw(chance, _ZH_CHARACTERS, 3))
    zh = f"{play}·{_ZH_FORMS[form]}第{number}号 {''.join(_draw(chance, _ZH_CHARACTERS, 2))}"
    return local(en, zh)


def _people(chance: random.Random) -> LocalText:
    names = [f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}" for _ in range(chance.randrange(1, 4))]
    zh = ["".join(chance.sample(_ZH_NAMES, 3)) for _ in names]
    return local(", ".join(names), "、".join(zh))


def _summary(chance: random.Random) -> LocalText:
    return local(" ".join(_draw(chance, _EN_WORDS, 25)), "".join(_draw(chance, _ZH_CHARACTERS, 50)))


def _draw(chance: random.Random, words: Sequence[str], count: int) -> list[str]:
    """Words as running text has them: a few very often, most of them hardly ever."""
    return chance.choices(words, cum_weights=_ZIPF[: len(words)], k=count)


def _moments(chance: random.Random, now: datetime, days: int) -> list[datetime]:
    first = datetime(now.year, now.month, now.day, 11, 30, tzinfo=UTC) + timedelta(days=chance.randrange(-10, days))
    if chance.random() < 0.01:
        return [first + timedelta(days=day, hours=hour) for day in range(30) for hour in range(-8, 1, 2)]
    if chance.random() < 0.05:
        return [now - timedelta(days=chance.randrange(1, 60))]
    return [first + timedelta(days=day) for day in range(chance.randrange(1, 4))]
