"""The demo town: its houses, halls and shows, with part of every evening sold. Only with ``YAJI_DEMO``.

Everything is made by operations. Seeding again adds what has passed since: every evening of the town is a chain, and
a chain whose last performance is over gets its next one, so tonight is never empty.
"""

import csv
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from yaji.kernel.identity import operations as identity
from yaji.kernel.identity.demo import seed_people
from yaji.kernel.identity.queries import actor_of, display_name, party_by_slug
from yaji.kernel.inventory import steps as inventory
from yaji.kernel.media.steps import store_painting
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.kit.operation import operation
from yaji.kit.painting import paint, raster
from yaji.kit.text import LocalText
from yaji.verticals.tickets import operations
from yaji.verticals.tickets.demo_sales import sell_some
from yaji.verticals.tickets.models import Hall, Performance, Show, Venue
from yaji.verticals.tickets.queries.stock import stock_of
from yaji.verticals.tickets.types import EVENING, SLOT, PriceDraft, SellingTerms, ShowDraft, Times

DATA = Path(__file__).parent / "data"
KINDS = {
    "kunqu": "performance",
    "cinema": "film",
    "match": "match",
    "exhibition": "exhibition",
    "esports": "esports",
    "concert": "concert",
}
POSTER = (800, 1000)
#: of a long run of time slots only the first few get real orders
MOST_SOLD = 6
Spec = dict[str, Any]
M = TypeVar("M", Venue, Hall, Show)


@dataclass(frozen=True)
class Town:
    """What is there already, by the keys of ``town.json``."""

    owner: Actor
    organisers: dict[str, str]
    halls: dict[str, Hall]
    regulars: tuple[tuple[Actor, str, str, str], ...]


@dataclass(frozen=True)
class Evening:
    """One link of a chain: ``series`` names the chain, ``start`` is on the venue's clock."""

    series: str
    start: datetime
    minutes: int
    sold: float
    kind: str = EVENING


def seed() -> None:
    """Make whatever of the town is missing, and the next performance of every evening that has passed."""
    people = seed_people()
    owner = actor_of(people["organiser"])
    spec = town()
    organisers = {each["key"]: _organiser(owner, each) for each in spec["organisers"]}
    # the owner of houses made a moment ago
    owner = actor_of(people["organiser"])
    buyers = (people["buyer"], people["member"])
    regulars = tuple((actor_of(user), display_name(user), user.email or "", user.language) for user in buyers)
    there = Town(owner, organisers, _halls(owner, spec, organisers["tinglan-arts"]), regulars)
    for show in [*spec["shows"], *concerts(spec)]:
        _play(there, show)


@lru_cache(maxsize=1)
def town() -> Spec:
    """The town as it is written down."""
    spec: Spec = json.loads((DATA / "town.json").read_text(encoding="utf-8"))
    return spec


def concerts(spec: Spec) -> list[Spec]:
    """The evenings of ``concerts.csv`` as shows like the others."""
    plan = spec["concerts"]
    with (DATA / plan["file"]).open(encoding="utf-8", newline="") as file:
        return [_concert(plan, record, index) for index, record in enumerate(csv.DictReader(file))]


def _concert(plan: Spec, record: dict[str, str], index: int) -> Spec:
    said = {code: _about(plan["about"][code], record, short) for code, short in (("en", "en"), ("zh-hans", "zh"))}
    people = [("ensemble", "Orchestra", "乐团"), ("conductor", "Conductor", "指挥")]
    cast = [
        {"role": {"en": en, "zh-hans": zh}, "name": {"en": record[f"{key}_en"], "zh-hans": record[f"{key}_zh"]}}
        for key, en, zh in people
        if record[f"{key}_en"]
    ]
    least, most = plan["sold"]
    sold = least + (most - least) * _share(record["seed"])
    return {
        **{name: plan[name] for name in ("organiser", "age", "rules", "order", "returns", "kind")},
        "key": record["key"],
        "hall": record["hall"],
        "title": {"en": record["title_en"], "zh-hans": record["title_zh"]},
        "subtitle": {"en": record["hook_en"], "zh-hans": record["hook_zh"]},
        "description": said,
        "cast": cast,
        "minutes": int(record["minutes"]),
        "interval": 20,
        "style": record["style"],
        "seed": record["seed"],
        "prices": plan["prices"][record["hall"]],
        "performances": [{"day": plan["first_day"] + index * plan["every_days"], "time": plan["time"], "sold": sold}],
    }


def _about(pattern: str, record: dict[str, str], language: str) -> str:
    joint, stop = ("; ", ".") if language == "en" else ("；", "。")
    conductor, soloists = record[f"conductor_{language}"], record[f"soloists_{language}"].replace(" | ", joint)
    led = (f" Conducted by {conductor}." if language == "en" else f"指挥：{conductor}。") if conductor else ""
    alone = (f" With {soloists}." if language == "en" else f"独奏：{soloists}。") if soloists else ""
    return pattern.format(
        hook=record[f"hook_{language}"],
        ensemble=record[f"ensemble_{language}"],
        works=record[f"works_{language}"].replace(" | ", joint).rstrip(stop),
        conductor=led,
        soloists=alone,
        minutes=record["minutes"],
    )


def _organiser(owner: Actor, spec: Spec) -> str:
    try:
        return party_by_slug(spec["key"]).public_id
    except NotFound:
        made = identity.create_organisation(
            actor=owner, name=LocalText(spec["name"]), slug=spec["key"], contact_email=spec["email"]
        )
        return made.public_id


def _halls(owner: Actor, spec: Spec, keeper: str) -> dict[str, Hall]:
    cities = {city["key"]: city for city in spec["cities"]}
    venues = {each["key"]: _venue(owner, each, cities[each["city"]], keeper) for each in spec["venues"]}
    return {each["key"]: _hall(owner, venues[each["venue"]], each) for each in spec["halls"]}


def _venue(owner: Actor, spec: Spec, city: Spec, keeper: str) -> Venue:
    known = _called(Venue.objects.filter(organiser=keeper), "name", spec["name"])
    if known is not None:
        return known
    texts = {name: LocalText(spec[name]) for name in ("name", "address", "about", "arrival")}
    return operations.create_venue(
        actor=owner, organiser=keeper, zone=spec["zone"], city_code=city["key"], city=LocalText(city["name"]), **texts
    )


def _hall(owner: Actor, venue: Venue, spec: Spec) -> Hall:
    known = _called(venue.halls.all(), "name", spec["name"])
    plan: Spec = {name: spec[name] for name in ("stage", "focus", "categories", "sections") if name in spec}
    if known is not None:
        operations.add_plan(actor=owner, hall=known.public_id, plan=plan)
        return known
    return operations.create_hall(actor=owner, venue=venue.public_id, name=LocalText(spec["name"]), plan=plan)


def _play(there: Town, spec: Spec) -> None:
    show = _show(there, spec)
    hall = there.halls[spec["hall"]]
    evenings = list(_due(show, spec, ZoneInfo(hall.venue.zone)))
    if evenings:
        _open(there, show, hall, evenings, spec)


def _show(there: Town, spec: Spec) -> Show:
    organiser = there.organisers[spec["organiser"]]
    known = _called(Show.objects.filter(organiser=organiser), "title", spec["title"])
    if known is not None:
        return known
    draft = ShowDraft(
        title=LocalText(spec["title"]),
        category=KINDS[spec["kind"]],
        subtitle=LocalText(spec.get("subtitle", {})),
        description=LocalText(spec["description"]),
        people=spec.get("cast", []),
        minutes=spec["minutes"],
        interval=spec.get("interval", 0),
        age_min=spec["age"]["minimum"],
        age_note=LocalText(spec["age"]["note"]),
        poster=_poster(spec, organiser),
    )
    return operations.create_show(actor=there.owner, organiser=organiser, draft=draft, terms=_terms(spec))


@operation
def _poster(spec: Spec, organiser: str) -> str:
    """Painted with its Chinese title: the same seed gives the same picture."""
    width, height = POSTER
    title, subtitle = spec["title"]["zh-hans"], spec["title"]["en"]
    words = {"title": title, "subtitle": subtitle, "palette": spec.get("palette")}
    svg = paint(spec["seed"], spec["style"], width, height, **words)
    pixels = raster(spec["seed"], spec["style"], width, height, **words, fmt="jpeg")
    alt = LocalText({"en": f"Poster: {subtitle}", "zh-hans": f"海报：{title}"})
    return store_painting(svg=svg, alt=alt, raster_bytes=pixels, owner=organiser, purpose="poster").public_id


def _terms(spec: Spec) -> SellingTerms:
    rules = [
        {"kind": rule["kind"], "percent_bp": rule["basis_points"]}
        | ({"until_days_before": rule["until_days_before"]} if "until_days_before" in rule else {})
        | ({"min_qty": rule["from"]} if "from" in rule else {})
        for rule in spec["rules"]
    ]
    returns = spec["returns"]
    return SellingTerms(
        rules=rules,
        returns={"allowed": True, "until_hours": returns["until_hours"], "fee_bp": returns["fee_basis_points"]},
        named=bool(spec["order"].get("named")),
        min_per_order=spec["order"]["min"],
        max_per_order=spec["order"]["max"],
    )


def _due(show: Show, spec: Spec, zone: ZoneInfo) -> Iterator[Evening]:
    """What is missing: the next link of every chain whose last one is over."""
    now = clock.now()
    live = set(Performance.objects.filter(show=show, ends_at__gt=now).values_list("series", flat=True))
    today = now.astimezone(zone).date()
    plans = _slots(spec, today, zone) if "slots" in spec else _evenings(spec, today, zone)
    for evening in plans:
        if evening.series not in live and evening.start > now + timedelta(minutes=20):
            yield evening


def _evenings(spec: Spec, today: date, zone: ZoneInfo) -> Iterator[Evening]:
    for number, each in enumerate(spec["performances"]):
        start = datetime.combine(today + timedelta(days=each["day"]), time.fromisoformat(each["time"]), zone)
        if start < clock.now() + timedelta(minutes=20):
            # too late for today: tomorrow
            start = datetime.combine(start.date() + timedelta(days=1), start.time(), zone)
        yield Evening(_chain(spec["key"], str(number)), start, spec["minutes"], each["sold"])


def _slots(spec: Spec, today: date, zone: ZoneInfo) -> Iterator[Evening]:
    slots = spec["slots"]
    first, last = time.fromisoformat(slots["from"]), time.fromisoformat(slots["until"])
    for day in range(slots["first_day"], slots["last_day"] + 1):
        date_of = today + timedelta(days=day)
        if date_of.weekday() in slots["closed_weekdays"]:
            continue
        start, end = (datetime.combine(date_of, at, zone) for at in (first, last))
        while start <= end:
            chain = _chain(spec["key"], start.isoformat())
            yield Evening(chain, start, slots["every_minutes"], slots["sold"] * 2 * _share(chain), SLOT)
            start += timedelta(minutes=slots["every_minutes"])


def _open(there: Town, show: Show, hall: Hall, evenings: Sequence[Evening], spec: Spec) -> None:
    made = operations.schedule_performances(
        actor=there.owner,
        show=show.public_id,
        hall=hall.public_id,
        times=[_times(evening) for evening in evenings],
        kind=evenings[0].kind,
    )
    for row, evening in zip(made, evenings, strict=True):
        Performance.objects.filter(pk=row.pk).update(series=evening.series)
    refs = [row.public_id for row in made]
    operations.set_prices(actor=there.owner, performances=refs, prices=_prices(hall, spec))
    operations.put_on_sale(actor=there.owner, performances=refs)
    for number, (row, evening) in enumerate(zip(made, evenings, strict=True)):
        _fill(row, evening)
        if number < MOST_SOLD:
            sell_some(row, there.regulars)


def _times(evening: Evening) -> Times:
    start = evening.start
    doors = None if evening.kind == SLOT else start - timedelta(minutes=45)
    return Times(start, start + timedelta(minutes=evening.minutes), doors)


def _prices(hall: Hall, spec: Spec) -> list[PriceDraft]:
    document = hall.plans.order_by("-version")[0].document
    names = {category["key"]: LocalText(category["name"]) for category in document["categories"]}
    marks = {key: index for index, key in enumerate(names, start=1)}
    return [PriceDraft(zone, names[zone], price, marks[zone]) for zone, price in spec["prices"].items()]


@operation
def _fill(performance: Performance, evening: Evening) -> None:
    """Take part of the seats out of sale, in groups as people sit, the best rows first."""
    performance.refresh_from_db()
    if performance.seat_pool is None:
        return
    stock = stock_of(performance)
    free = [position for position, state in enumerate(stock.seats) if state == 0]
    inventory.block(performance.seat_pool, _taken(free, evening), ref=f"allotment:{performance.public_id}"[:32])


def _taken(free: Sequence[int], evening: Evening) -> list[int]:
    dice = random.Random(evening.series)
    wanted = round(len(free) * evening.sold)
    taken: set[int] = set()
    while len(taken) < wanted:
        # nearer rows (lower positions) fill earlier
        at = int(len(free) * dice.random() ** 1.35)
        taken.update(free[at : at + dice.choice((1, 2, 2, 2, 3, 4))][: wanted - len(taken)])
    return sorted(taken)


def _called(rows: Iterable[M], field: str, name: dict[str, str]) -> M | None:
    """The row with that English name."""
    return next((row for row in rows if getattr(row, field).get("en") == name["en"]), None)


def _chain(key: str, link: str) -> str:
    """Names a chain of performances: one evening of the town, again and again."""
    return f"town-{hashlib.sha256(f'{key}/{link}'.encode()).hexdigest()[:20]}"


def _share(text: str) -> float:
    """A number from 0 to 1 that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32
