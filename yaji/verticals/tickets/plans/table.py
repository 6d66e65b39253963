"""A seating plan from a CSV file: one line for each seat or standing area, problems named by line and column.

Columns: ``section``, ``row``, ``seat``, ``category`` (needed); ``section_zh``, ``category_name``,
``category_name_zh``, ``x``, ``y``, ``mark`` (accessible, companion, restricted), ``gate`` (of the section; said once
is enough), ``capacity`` (a standing area: row and seat stay empty). Without x and y the seats are set in straight rows.
"""

import csv
import io
import math
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from yaji.verticals.tickets.plans.format import MOST_PLACES, PlanDocument, bad_file, bad_plan, parse_plan

LIMIT_BYTES = 2 * 1024 * 1024
NEEDED = ("section", "row", "seat", "category")
OPTIONAL = ("section_zh", "category_name", "category_name_zh", "x", "y", "mark", "gate", "capacity")
MARKS = ("", "accessible", "companion", "restricted")
MOST_PROBLEMS = 50
LONGEST_GATE = 40


@dataclass
class _Reading:
    problems: list[dict[str, str]] = field(default_factory=list)
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    categories: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: dict[tuple[str, str, str], int] = field(default_factory=dict)
    line: int = 1

    def wrong(self, column: str, what: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"where": _in_line(self.line, column), "what": what})


def _in_line(number: int, column: str) -> str:
    # columns are called as in the file
    return _("line {line}, {column}").format(line=number, column=column)


def plan_from_csv(content: bytes, *, stage_name: dict[str, str] | None = None) -> PlanDocument:
    """The plan in a CSV file (UTF-8, with or without BOM; comma, semicolon or tab). Raises BadPlan."""
    lines = _lines(content)
    reading = _Reading()
    for number, record in enumerate(lines, start=2):
        reading.line = number
        _read(reading, record)
        if number > MOST_PLACES + 1:
            raise bad_plan(
                [{"where": _in_line(number, "section"), "what": _("more than {most} lines").format(most=MOST_PLACES)}]
            )
    if reading.problems:
        raise bad_plan(reading.problems)
    if not reading.sections:
        raise bad_plan([{"where": _("line {line}").format(line=2), "what": _("no seats in the file")}])
    return parse_plan(_document(reading, stage_name or {"en": "Stage", "zh-hans": "舞台"}))


def _lines(content: bytes) -> "csv.DictReader[str]":
    if len(content) > LIMIT_BYTES:
        raise bad_file(_("larger than {most} MiB").format(most=LIMIT_BYTES // 1024 // 1024))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise bad_file(_("not UTF-8 text")) from None
    if "\x00" in text:
        raise bad_file(_("not a text file"))
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, restkey="…", restval="")
    reader.fieldnames = [(name or "").strip().lower() for name in reader.fieldnames or []]
    missing = [name for name in NEEDED if name not in reader.fieldnames]
    unknown = [name for name in reader.fieldnames if name not in NEEDED + OPTIONAL]
    doubled = [name for name in reader.fieldnames if reader.fieldnames.count(name) > 1]
    for found, what in ((missing, _("missing")), (unknown, _("not known")), (doubled, _("stands twice"))):
        if found:
            raise bad_plan([{"where": _in_line(1, found[0] or "–"), "what": what}])
    return reader


def _read(reading: _Reading, record: dict[str, Any]) -> None:
    if "…" in record:
        reading.wrong(_("end"), _("more fields than columns"))
        return
    cell = {name: (value or "").strip() for name, value in record.items()}
    if not any(cell.values()):
        return
    for name in ("section", "category"):
        if not cell[name]:
            reading.wrong(name, _("empty"))
    zone = _category(reading, cell)
    section = _section(reading, cell)
    if cell.get("capacity"):
        _standing(reading, cell, section, zone)
    else:
        _seat(reading, cell, section, zone)


def _section(reading: _Reading, cell: dict[str, str]) -> dict[str, Any]:
    name = cell["section"]
    known = reading.sections.get(name)
    if known is None:
        texts = {"en": name} | ({"zh-hans": cell["section_zh"]} if cell.get("section_zh") else {})
        known = {"key": f"s{len(reading.sections) + 1}", "name": texts, "places": [], "area": None, "gate": ""}
        reading.sections[name] = known
    gate = cell.get("gate", "")
    if len(gate) > LONGEST_GATE:
        reading.wrong("gate", _("longer than {most} characters").format(most=LONGEST_GATE))
    elif gate and known["gate"] not in ("", gate):
        reading.wrong("gate", _("{section} has gate {gate} already").format(section=name, gate=known["gate"]))
    known["gate"] = known["gate"] or gate
    return known


def _category(reading: _Reading, cell: dict[str, str]) -> str:
    name = cell["category"]
    known = reading.categories.get(name)
    if known is None:
        texts = {"en": cell.get("category_name") or name}
        if cell.get("category_name_zh"):
            texts["zh-hans"] = cell["category_name_zh"]
        known = {"key": f"c{len(reading.categories) + 1}", "name": texts}
        reading.categories[name] = known
    return str(known["key"])


def _standing(reading: _Reading, cell: dict[str, str], section: dict[str, Any], zone: str) -> None:
    if not cell["capacity"].isascii() or not cell["capacity"].isdigit() or not 0 < int(cell["capacity"]) <= 500_000:
        reading.wrong("capacity", _("not a number from 1 to 500000"))
        return
    if cell["row"] or cell["seat"]:
        reading.wrong("capacity", _("a standing area has no row and no seat"))
    if section["area"] is not None or section["places"]:
        reading.wrong("section", _("{section} is there already").format(section=cell["section"]))
    section["area"] = (int(cell["capacity"]), zone)


def _seat(reading: _Reading, cell: dict[str, str], section: dict[str, Any], zone: str) -> None:
    for name in ("row", "seat"):
        if not cell[name]:
            reading.wrong(name, _("empty"))
        elif len(cell[name]) > 12:
            reading.wrong(name, _("longer than {most} characters").format(most=12))
    if section["area"] is not None:
        reading.wrong("section", _("{section} is a standing area").format(section=cell["section"]))
    seat = (cell["section"], cell["row"], cell["seat"])
    if seat in reading.seen:
        reading.wrong("seat", _("the same seat as in line {line}").format(line=reading.seen[seat]))
    reading.seen.setdefault(seat, reading.line)
    if cell.get("mark", "") not in MARKS:
        reading.wrong("mark", _("not one of accessible, companion, restricted"))
    section["places"].append((cell["row"], cell["seat"], _point(reading, cell), zone, cell.get("mark", "")))


def _point(reading: _Reading, cell: dict[str, str]) -> tuple[float, float] | None:
    if not cell.get("x") and not cell.get("y"):
        return None
    values = []
    for name in ("x", "y"):
        try:
            value = float(cell.get(name, "").replace(",", "."))
        except ValueError:
            value = math.nan
        if not -100_000 <= value <= 100_000:
            reading.wrong(name, _("not a number of centimetres"))
            return None
        values.append(value)
    return values[0], values[1]


def _document(reading: _Reading, stage_name: dict[str, str]) -> dict[str, Any]:
    sections: list[dict[str, Any]] = []
    at = 300.0
    for made in reading.sections.values():
        if made["area"] is not None:
            capacity, zone = made["area"]
            box = {"x": -600, "y": at, "width": 1200, "depth": 600}
            sections.append(
                {"key": made["key"], "kind": "standing", "name": made["name"], "capacity": capacity, "category": zone}
                | {"area": box, "gate": made["gate"]}
            )
            at += 800
        else:
            places, at = _set_out(made["places"], at)
            part = {"key": made["key"], "kind": "list", "name": made["name"], "gate": made["gate"], "places": places}
            sections.append(part)
    return {
        "stage": {"name": stage_name, "shape": "end", "width": 1200, "depth": 300},
        "categories": list(reading.categories.values()),
        "sections": sections,
    }


def _set_out(places: list[Any], at: float) -> tuple[list[Any], float]:
    """Places with coordinates as given; where any is missing, the whole section in straight rows from ``at`` on."""
    if all(point is not None for _row, _seat_no, point, _zone, _mark in places):
        far = max(point[1] for _row, _seat_no, point, _zone, _mark in places)
        return [(row, seat, *point, zone, mark) for row, seat, point, zone, mark in places], max(at, far + 200)
    rows: dict[str, list[Any]] = {}
    for place in places:
        rows.setdefault(place[0], []).append(place)
    made = []
    for index, line in enumerate(rows.values()):
        for number, (row, seat, _point_left_out, zone, mark) in enumerate(line):
            made.append((row, seat, (number - (len(line) - 1) / 2) * 55, at + index * 95, zone, mark))
    return made, at + len(rows) * 95 + 150
