"""Make the demo's concert programmes from the performance history of an orchestra's archive.

The source is the table of concerts described in ``yaji/verticals/tickets/data/README.md`` (CC0). Only the works
performed are taken from it: which works made one evening, in which order. Orchestras, conductors, soloists, halls and
dates are invented, here and in the demo town.

    python -m tools.concerts SOURCE.csv

reads ``works.csv`` (the archive's shorthand for each work, and how we print it) and ``programmes.csv`` (the evenings
we keep, with a title of our own), looks every evening up in the source and writes ``concerts.csv``. A work that
``works.csv`` does not name is left out of the evening and reported: those are encores.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "yaji" / "verticals" / "tickets" / "data"
SEPARATOR = " | "

COLUMNS = (
    *("programme", "key", "title_en", "title_zh", "works_en", "works_zh", "ensemble_en", "ensemble_zh"),
    *("conductor_en", "conductor_zh", "soloists_en", "soloists_zh", "hook_en", "hook_zh"),
    *("minutes", "hall", "style", "seed"),
)

Pair = tuple[str, str]

ENSEMBLES: dict[str, Pair] = {
    "huating": ("Huating Philharmonic Orchestra", "华亭爱乐乐团"),
    "pingjiang": ("Pingjiang Symphony Orchestra", "平江交响乐团"),
    "qiantang": ("Qiantang Festival Orchestra", "钱塘节日乐团"),
    "players": ("Tinglan Players", "听澜室内乐社"),
}
CONDUCTORS: dict[str, Pair] = {
    "huating": ("Shen Ruoyun", "沈若云"),
    "pingjiang": ("Matteo Ferrandi", "马泰奥·费兰迪"),
    "qiantang": ("Ingrid Solheim", "英格丽·索尔海姆"),
    "players": ("", ""),
}
# Several names take turns, so that one violinist does not play every week.
SOLOISTS: dict[str, tuple[tuple[Pair, ...], ...]] = {
    "violin": (
        (("Gu Xingyao, violin", "顾星遥（小提琴）"),),
        (("Elias Nordahl, violin", "埃利亚斯·努达尔（小提琴）"),),
        (("Bai Zhiwei, violin", "白知微（小提琴）"),),
    ),
    "violins": ((("Gu Xingyao, violin", "顾星遥（小提琴）"), ("Elias Nordahl, violin", "埃利亚斯·努达尔（小提琴）")),),
    "piano": (
        (("Lu Jingchuan, piano", "陆镜川（钢琴）"),),
        (("Hana Vrbová, piano", "哈娜·弗尔博娃（钢琴）"),),
    ),
    "cello": (
        (("Wen Qiaosheng, cello", "闻乔生（大提琴）"),),
        (("Clara Oyelaran, cello", "克拉拉·奥耶拉兰（大提琴）"),),
    ),
    "bassoon": ((("Pan Zhuyin, bassoon", "潘竹音（巴松管）"),),),
    "voice": ((("Ana Beltrán, mezzo-soprano", "安娜·贝尔特兰（女中音）"),),),
    "voices": (
        (
            ("Ana Beltrán, mezzo-soprano (Judith)", "安娜·贝尔特兰（女中音，饰尤迪特）"),
            ("Xu Tianhe, bass-baritone (Bluebeard)", "许天和（低男中音，饰蓝胡子）"),
        ),
    ),
}


@dataclass(frozen=True)
class Work:
    """One work as it is printed, ``composer: title`` in both languages."""

    text: Pair
    solo: str
    minutes: int


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def read_works(path: Path) -> dict[str, Work]:
    """Works by the archive's shorthand."""
    return {
        row["source"]: Work(
            (f"{row['composer_en']}: {row['work_en']}", f"{row['composer_zh']}：{row['work_zh']}"),
            row["solo"],
            int(row["minutes"]),
        )
        for row in _rows(path)
    }


def soloists_for(works: Iterable[Work], turn: int) -> list[Pair]:
    """The invented soloists of an evening, each named once."""
    found: list[Pair] = []
    for work in works:
        if work.solo:
            choices = SOLOISTS[work.solo]
            found += [name for name in choices[turn % len(choices)] if name not in found]
    return found


def slug(title: str) -> str:
    """The key of a show in the demo town."""
    plain = title.lower().replace("’", "").replace("à", "a")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def evening(kept: dict[str, str], performed: list[str], known: dict[str, Work], turn: int) -> dict[str, str]:
    """One row of ``concerts.csv``."""
    works = [known[name] for name in performed if name in known]
    left_out = [name for name in performed if name not in known]
    if left_out:
        print(f"{kept['programme']}: left out {'; '.join(left_out)}", file=sys.stderr)
    if not works:
        raise SystemExit(f"{kept['programme']}: none of its works is in works.csv")
    house = kept["ensemble"]
    names = soloists_for(works, turn)
    interval = 20 if len(works) > 1 else 0
    row = {name: kept[name] for name in ("programme", "title_en", "title_zh", "hook_en", "hook_zh", "hall", "style")}
    for language, suffix in ((0, "en"), (1, "zh")):
        row[f"works_{suffix}"] = SEPARATOR.join(work.text[language] for work in works)
        row[f"ensemble_{suffix}"] = ENSEMBLES[house][language]
        row[f"conductor_{suffix}"] = CONDUCTORS[house][language]
        row[f"soloists_{suffix}"] = SEPARATOR.join(name[language] for name in names)
    row["minutes"] = str(5 * round((sum(work.minutes for work in works) + interval + 5) / 5))
    row["key"] = slug(kept["title_en"])
    row["seed"] = f"concert-{kept['programme']}"
    return row


def main(source: Path) -> None:
    """Write ``concerts.csv`` beside its sources."""
    known = read_works(DATA / "works.csv")
    performed = {row["program_id"]: row["works"] for row in _rows(source)}
    evenings = []
    for turn, kept in enumerate(_rows(DATA / "programmes.csv")):
        names = list(dict.fromkeys(_tidy(name) for name in performed[kept["programme"]].split("; ")))
        evenings.append(evening(kept, names, known, turn))
    with (DATA / "concerts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(evenings)
    print(f"{len(evenings)} evenings written to concerts.csv")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
