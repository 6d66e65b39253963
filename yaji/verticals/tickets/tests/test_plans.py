"""Seating plans: what compiles, what is refused, and where it says the problem is."""

import json
from pathlib import Path

import pytest

from yaji.verticals.tickets import plans
from yaji.verticals.tickets.errors import BadPlan
from yaji.verticals.tickets.factories import SMALL_PLAN
from yaji.verticals.tickets.plans import compile_plan, parse_plan, plan_from_csv
from yaji.verticals.tickets.plans.table import LIMIT_BYTES

TOWN = json.loads((Path(plans.__file__).parents[1] / "data" / "town.json").read_text())


def small(**changes):
    return json.loads(json.dumps(SMALL_PLAN)) | changes


def refused(document):
    with pytest.raises(BadPlan) as refusal:
        parse_plan(document)
    return refusal.value.facts["problems"]


@pytest.mark.parametrize("hall", TOWN["halls"], ids=lambda hall: hall["key"])
def test_every_hall_of_the_town_has_its_places_and_no_two_seats_touch(hall):
    made = compile_plan(parse_plan({k: hall[k] for k in ("stage", "focus", "categories", "sections") if k in hall}))
    assert made.size + made.standing == hall["capacity"]
    assert len({(row.section, row.label) for row in made.rows}) == len(made.rows)
    assert len(set(zip(made.x, made.y, strict=True))) == made.size
    near: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for x, y in zip(made.x, made.y, strict=True):
        near.setdefault((x // 40, y // 40), []).append((x, y))
    for (cx, cy), seats in near.items():
        around = [s for dx in (-1, 0, 1) for dy in (-1, 0, 1) for s in near.get((cx + dx, cy + dy), [])]
        for x, y in seats:
            assert all((x, y) == other or (x - other[0]) ** 2 + (y - other[1]) ** 2 > 35**2 for other in around)


def test_labels_in_both_languages():
    made = compile_plan(parse_plan(small()))
    assert made.label(0) == {"en": "Row A, seat 1", "zh-hans": "A排1座"}
    grand = next(hall for hall in TOWN["halls"] if hall["key"] == "grand")
    two = compile_plan(parse_plan({k: grand[k] for k in ("stage", "categories", "sections")}))
    assert two.label(0)["zh-hans"] == "池座 A排1座"
    assert two.label(two.size - 1)["en"] == "Circle, row K, seat 50"


def test_an_aisle_parts_neighbours():
    made = compile_plan(parse_plan(small()))
    assert made.runs[:2] == [(0, 4), (4, 4)]
    assert made.marks[24] == "accessible"


def test_a_row_is_bent_towards_the_stage():
    section = SMALL_PLAN["sections"][0] | {"curve": 400}
    made = compile_plan(parse_plan(small(sections=[section, SMALL_PLAN["sections"][1]])))
    assert made.y[0] < made.y[3]
    assert made.x[3] == -made.x[4]


def test_round_trip():
    document = parse_plan(small())
    again = parse_plan(json.loads(json.dumps(document.canonical())))
    assert again.digest() == document.digest()
    assert compile_plan(again) == compile_plan(document)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sections": []}, "sections"),
        ({"version": 2}, "version"),
        ({"extra": 1}, "extra"),
        ({"sections": [SMALL_PLAN["sections"][0] | {"rows": ["A", "A", "B", "C"]}]}, "a row stands twice"),
        ({"sections": [SMALL_PLAN["sections"][0] | {"seats": [8]}]}, "equally many"),
        ({"sections": [SMALL_PLAN["sections"][0] | {"bands": [{"rows": 1, "category": "a"}]}]}, "bands"),
        ({"sections": [SMALL_PLAN["sections"][0] | {"bands": [{"rows": 4, "category": "z"}]}]}, "category z"),
        ({"sections": [SMALL_PLAN["sections"][1], SMALL_PLAN["sections"][1]]}, "stands twice"),
        ({"sections": [SMALL_PLAN["sections"][1], SMALL_PLAN["sections"][1] | {"key": "p2"}]}, "used elsewhere"),
        ({"sections": [SMALL_PLAN["sections"][0] | {"seats": [8, 8, 8, 10**9]}]}, "seats.3"),
        ({"focus": {"x": float("nan"), "y": 0}}, "focus"),
    ],
)
def test_a_plan_that_can_not_be_is_refused_with_the_place(change, says):
    problems = refused(small(**change))
    assert any(says in f"{p['where']} {p['what']}" for p in problems), problems


def test_a_seat_listed_twice_is_refused():
    place = ["A", "1", 0, 0, "a", ""]
    problems = refused(small(sections=[{"key": "s", "kind": "list", "name": {"en": "S"}, "places": [place, place]}]))
    assert "row A, seat 1 stands twice" in problems[0]["what"]


# CSV

HEAD = "section,section_zh,row,seat,category,category_name_zh,x,y,mark,capacity\n"


def csv_problems(text):
    with pytest.raises(BadPlan) as refusal:
        plan_from_csv(text if isinstance(text, bytes) else text.encode())
    return [f"{p['where']}: {p['what']}" for p in refusal.value.facts["problems"]]


def test_a_csv_file_becomes_a_plan():
    body = "".join(f"Stalls,池座,{row},{n},A,甲等,,,,\n" for row in "AB" for n in range(1, 5))
    body += "Stalls,池座,C,1,B,乙等,,,accessible,\nYard,后院,,,Floor,站席,,,,200\n"
    made = compile_plan(plan_from_csv(("\ufeff" + HEAD + body).encode()))
    assert (made.size, made.standing) == (9, 200)
    assert made.runs == [(0, 4), (4, 4), (8, 1)]
    assert made.categories["c1"] == {"en": "A", "zh-hans": "甲等"}
    assert made.marks[8] == "accessible"
    assert made.label(4)["zh-hans"] == "B排1座"


def test_coordinates_are_kept_and_make_gaps():
    body = "".join(f"S,,A,{n},A,,{x},500,,\n" for n, x in ((1, 0), (2, 50), (3, 100), (4, 260), (5, 310)))
    made = compile_plan(plan_from_csv((HEAD + body).encode()))
    assert made.x == [0, 50, 100, 260, 310]
    assert made.runs == [(0, 3), (3, 2)]


def test_semicolons_and_tabs_will_do():
    for mark in ";\t":
        text = HEAD.replace(",", mark) + "S,,A,1,A,,,,,\n".replace(",", mark)
        assert compile_plan(plan_from_csv(text.encode())).size == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("section,row,seat\nS,A,1\n", "line 1, category: missing"),
        ("section,row,seat,category,colour\n", "line 1, colour: not known"),
        ("section,row,seat,category,row\n", "line 1, row: stands twice"),
        (HEAD, "line 2: no seats in the file"),
        (HEAD + "S,,A,1,A,,,,,\nS,,A,1,A,,,,,\n", "line 3, seat: the same seat as in line 2"),
        (HEAD + "S,,,1,A,,,,,\n", "line 2, row: empty"),
        (HEAD + "S,,A,1,,,,,,\n", "line 2, category: empty"),
        (HEAD + "S,,A,1,A,,x,0,,\n", "line 2, x: not a number of centimetres"),
        (HEAD + "S,,A,1,A,,1e99,0,,\n", "line 2, x: not a number of centimetres"),
        (HEAD + "S,,A,1,A,,nan,0,,\n", "line 2, x: not a number of centimetres"),
        (HEAD + "S,,A,1,A,,,,throne,\n", "line 2, mark: not one of accessible, companion, restricted"),
        (HEAD + "S,,,,A,,,,,-5\n", "line 2, capacity: not a number from 1 to 500000"),
        (HEAD + "S,,,,A,,,,,٣\n", "line 2, capacity: not a number from 1 to 500000"),
        (HEAD + "S,,A,1,A,,,,,,,,\n", "line 2, end: more fields than columns"),
        (b"\xff\xfe\x00", "file: not UTF-8 text"),
        (b"section\x00", "file: not a text file"),
        (b"x" * (LIMIT_BYTES + 1), "file: larger than 2 MiB"),
        (HEAD + "S,,,,A,,,,,5\nT,,A,1,A,,,,,\n", "plan: category c1 of standing area s1 is used elsewhere too"),
    ],
)
def test_a_file_with_a_mistake_is_refused_by_line_and_column(text, says):
    assert says in csv_problems(text)


def test_every_mistake_is_told_at_once():
    assert len(csv_problems(HEAD + "S,,A,1,A,,x,,,\nS,,A,1,A,,,,,\nS,,,2,,,,,,\n")) >= 4
