"""The demo town hangs together: keys resolve, halls hold what they say, texts are there in both languages."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from yaji.kit.painting import PALETTES, STYLES

HERE = Path(__file__).parents[1]
TOWN: dict[str, Any] = json.loads((HERE / "town.json").read_text(encoding="utf-8"))
HALLS: dict[str, Any] = {hall["key"]: hall for hall in TOWN["halls"]}
SHOWS: list[dict[str, Any]] = TOWN["shows"]


def rows_of(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def places(section: dict[str, Any]) -> dict[tuple[str, int], tuple[float, float]]:
    """Where each seat stands, by the formula of the README."""
    found = {}
    for index, (label, count) in enumerate(zip(section["rows"], section["seats"], strict=True)):
        gaps = [round(share * count) for share in section["aisles"]]
        along = [
            n * section["seat_spacing"] + section["aisle_width"] * sum(n >= gap for gap in gaps) for n in range(count)
        ]
        depth = section["distance"] + index * section["row_spacing"]
        for n, offset in enumerate(along):
            s = offset - along[-1] / 2
            u, v = s, float(depth)
            if section["curve"]:
                radius = section["curve"] + index * section["row_spacing"]
                u, v = radius * math.sin(s / radius), depth - radius * (1 - math.cos(s / radius))
            a = math.radians(section["angle"])
            x = section["origin"]["x"] + u * math.cos(a) + v * math.sin(a)
            y = section["origin"]["y"] - u * math.sin(a) + v * math.cos(a)
            found[label, n + 1] = (x, y)
    return found


@pytest.mark.parametrize("key", HALLS)
def test_a_hall_holds_what_it_says(key: str) -> None:
    hall = HALLS[key]
    seats = [section for section in hall["sections"] if section["kind"] == "seats"]
    counted = sum(section["capacity"] for section in hall["sections"] if section["kind"] == "standing")
    assert sum(len(places(section)) for section in seats) + counted == hall["capacity"]
    known = {category["key"] for category in hall["categories"]}
    for section in seats:
        assert sum(band["rows"] for band in section["bands"]) == len(section["rows"])
        assert {band["category"] for band in section["bands"]} <= known
        assert len(set(section["rows"])) == len(section["rows"])
        for name in ("accessible", "companion", "restricted"):
            assert {(row, number) for row, number in section.get(name, [])} <= set(places(section))


@pytest.mark.parametrize("key", HALLS)
def test_no_seat_stands_in_another_or_on_the_stage(key: str) -> None:
    points = [point for s in HALLS[key]["sections"] if s["kind"] == "seats" for point in places(s).values()]
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for x, y in points:
        column, row = int(x // 50), int(y // 50)
        near = [p for dx in (-1, 0, 1) for dy in (-1, 0, 1) for p in cells.get((column + dx, row + dy), [])]
        assert all(math.dist((x, y), p) > 48 for p in near), (key, x, y)
        cells.setdefault((column, row), []).append((x, y))
    stage = HALLS[key].get("stage")
    if stage and stage["shape"] == "end":
        assert all(y > 0 for _, y in points)
    elif stage:
        assert all(abs(x) > stage["width"] / 2 or abs(y) > stage["depth"] / 2 for x, y in points)


def test_keys_resolve_and_are_used_once() -> None:
    for name in ("cities", "venues", "halls", "organisers", "shows"):
        assert max(Counter(item["key"] for item in TOWN[name]).values()) == 1
    cities = {city["key"] for city in TOWN["cities"]}
    venues = {venue["key"]: venue for venue in TOWN["venues"]}
    organisers = {organiser["key"] for organiser in TOWN["organisers"]}
    assert {venue["city"] for venue in venues.values()} <= cities
    assert {hall["venue"] for hall in HALLS.values()} <= set(venues)
    for venue in venues.values():
        assert ZoneInfo(venue["zone"])
    for show in [*SHOWS, TOWN["concerts"]]:
        assert show["organiser"] in organisers
    keys = {row["key"] for row in rows_of("concerts.csv")}
    assert len(keys) == 42
    assert not keys & {show["key"] for show in SHOWS}


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: show["key"])
def test_a_show_can_be_sold_and_painted(show: dict[str, Any]) -> None:
    categories = {category["key"] for category in HALLS[show["hall"]]["categories"]}
    assert show["prices"]
    assert set(show["prices"]) <= categories
    assert all(isinstance(price, int) and 0 < price < 200_000 for price in show["prices"].values())
    assert show["style"] in STYLES
    assert show["palette"] in PALETTES
    assert show.get("performances") or show.get("slots")
    assert 80 <= len(show["description"]["en"].split()) <= 150
    assert 80 <= len(re.findall(r"[\u4e00-\u9fff]", show["description"]["zh-hans"])) <= 260


def texts(node: Any) -> list[dict[str, str]]:
    if isinstance(node, dict):
        if "en" in node or "zh-hans" in node:
            return [node]
        return [text for value in node.values() for text in texts(value)]
    return [text for value in node for text in texts(value)] if isinstance(node, list) else []


def test_every_text_is_there_in_both_languages() -> None:
    found = texts(TOWN)
    assert len(found) > 140
    for text in found:
        assert set(text) == {"en", "zh-hans"}
        assert all(value.strip() for value in text.values())
        assert not re.search(r"[\u4e00-\u9fff]", text["en"]), text["en"]
    for row in rows_of("concerts.csv"):
        assert row["works_en"].count(" | ") == row["works_zh"].count(" | ")
        assert row["soloists_en"].count(" | ") == row["soloists_zh"].count(" | ")
        assert not re.search(r"[A-Z]{4}", row["works_en"]), row["works_en"]
        assert row["style"] in STYLES
        assert row["hall"] in TOWN["concerts"]["prices"]


def test_no_hall_is_used_twice_at_a_time() -> None:
    """With half an hour to clear the hall between two performances."""
    taken: dict[str, list[tuple[timedelta, timedelta, str]]] = {}

    def book(hall: str, day: int, time: str, minutes: int, key: str) -> None:
        hours, part = time.split(":")
        start = timedelta(days=day, hours=int(hours), minutes=int(part))
        taken.setdefault(hall, []).append((start, start + timedelta(minutes=minutes + 30), key))

    for show in SHOWS:
        for performance in show.get("performances", []):
            book(show["hall"], performance["day"], performance["time"], show["minutes"], show["key"])
    plan = TOWN["concerts"]
    for number, row in enumerate(rows_of("concerts.csv")):
        book(
            row["hall"], plan["first_day"] + number * plan["every_days"], plan["time"], int(row["minutes"]), row["key"]
        )
    for bookings in taken.values():
        bookings.sort()
        for one, two in pairwise(bookings):
            assert one[1] <= two[0], (one[2], two[2])


def test_tonight_is_not_empty() -> None:
    assert {show["kind"] for show in SHOWS if any(p["day"] == 0 for p in show.get("performances", []))} >= {
        "kunqu",
        "cinema",
    }
