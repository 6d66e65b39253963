"""Names and pictures of the categories people know. A category nobody knows is shown by its own code."""

from dataclasses import dataclass

from yaji.kit.text import LocalText, local


@dataclass(frozen=True)
class Category:
    """``words`` are further words that find everything in it; ``icon`` a symbol of the icon sheet."""

    name: LocalText
    icon: str
    words: str = ""


CATEGORIES = {
    "performance": Category(local("Stage", "舞台"), "theatre", "play drama theatre theater opera 话剧 戏剧 戏曲 昆曲"),
    "concert": Category(local("Concerts", "音乐会"), "music", "concert music live gig 音乐 演唱会 演奏会"),
    "film": Category(local("Films", "电影"), "film", "cinema film movie screening 影院 放映"),
    "match": Category(local("Sport", "体育"), "ball", "match game sport fixture 比赛 球赛 体育赛事"),
    "exhibition": Category(local("Exhibitions", "展览"), "frame", "exhibition museum gallery art 展 美术馆"),
    "esports": Category(local("E-sports", "电竞"), "game", "esports gaming tournament 电子竞技"),
    "dance": Category(local("Dance", "舞蹈"), "theatre", "ballet 芭蕾 舞剧"),
    "talk": Category(local("Talks", "讲座"), "users", "talk lecture reading 分享会"),
}


def category(code: str) -> Category:
    """The category of this code; a name is made of the code if it is not a known one."""
    return CATEGORIES.get(code) or Category(local(code.replace("-", " ").replace("_", " ").capitalize()), "ticket")
