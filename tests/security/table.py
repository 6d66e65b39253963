"""The declared table of who may what (access.toml), read."""

import tomllib
from pathlib import Path

from tests.security.bodies import BODIES
from tests.security.matrix import Make
from tests.security.world import EVERYBODY, World

TABLE: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "access.toml").read_text(encoding="utf-8"))
GROUPS = {name: tuple(words.split()) for name, words in TABLE.pop("groups").items()}


def questions() -> list[tuple[str, str]]:
    """Address and question: a method, and after ``with`` what stands in a blank instead."""
    return [(address, key) for address, row in TABLE.items() for key in row if key.split()[0].isupper()]


def expected(cell: str) -> dict[str, str]:
    """An answer for everybody: before the bar who is let in (``who=422``: with that answer), after it the others'."""
    lets, _, rest = cell.partition("|")
    words = [word.strip() for word in rest.split(",") if word.strip()]
    found = dict.fromkeys(EVERYBODY, words[0] if words else "404")
    for word in [*words[1:], *lets.split()]:
        name, _, answer = word.partition("=")
        found.update(dict.fromkeys(GROUPS.get(name, (name,)), answer or "ok"))
    assert set(found) == set(EVERYBODY), f"nobody is called that: {set(found) - set(EVERYBODY)}"
    return found


def blanks(address: str) -> dict[str, str]:
    """The declared names of an address's blanks, by blank."""
    return {key: value for key, value in TABLE[address].items() if not key.split()[0].isupper()}


def filled(world: World, address: str, instead: str = "") -> dict[str, str]:
    """What stands in the blanks: a thing of the world by name, or (after ``=``) a text."""
    names = {"party": "party", **blanks(address)}
    if instead:
        blank, _, name = instead.partition("=")
        names[blank] = name
    return {blank: name[1:] if name.startswith("=") else world.refs[name] for blank, name in names.items()}


def body_of(address: str, key: str) -> Make | None:
    return BODIES.get(f"{key.split()[0]} {address}")
