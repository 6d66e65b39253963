"""Passes on paper: the data that ``paper/pass.typ`` prints, in the reader's language. Holds what a pass may show."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.types import Money
from yaji.kit.painting import paint
from yaji.kit.paper import compile_pdf
from yaji.verticals.tickets import moments, queries
from yaji.verticals.tickets.models import Pass, Performance
from yaji.verticals.tickets.passes import Token, sign
from yaji.verticals.tickets.types import SLOT

TEMPLATE = Path(__file__).parent / "paper" / "pass.typ"
#: the strip over a printed pass, by kind of show
STYLES = {
    "performance": "peony",
    "concert": "strings",
    "film": "dunes",
    "match": "pitch",
    "exhibition": "enso",
    "esports": "hexes",
}
#: Trying all eight masks costs five times the rest of the drawing. They break up patterns, and a signed token has
#: none: with this mask 60 random tokens scored 5 % more penalty than with the best one for each, the worst 7 %
MASK = 1


def token_of(row: Pass) -> str:
    """The signed text that stands in a pass's QR code."""
    return sign(Token(row.public_id, row.performance.public_id, row.version, row.performance.starts_at))


def qr_svg(text: str) -> str:
    """A QR code as an SVG document: dark on white, with the quiet zone."""
    made: str = segno.make(text, error="m", boost_error=False, mask=MASK).svg_inline(
        scale=4, border=2, dark="#14120e", light="#ffffff", omitsize=True, svgclass=None, lineclass=None
    )
    return made


def spoken_code(code: str) -> str:
    """A pass's number as it is read aloud: in groups of four."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def passes_pdf(rows: Sequence[Pass], language: str) -> bytes:
    """The passes as one PDF, a page each. Same passes, same bytes."""
    with override(language):
        data = {
            "lang": language,
            "title": str(rows[0].performance.show.title),
            "issuer": settings.SITE_NAME,
            "passes": [_page(row, language) for row in rows],
        }
    return compile_pdf(TEMPLATE, data, produced=max(row.issued_at for row in rows).replace(microsecond=0))


def _page(row: Pass, language: str) -> dict[str, Any]:
    performance, show = row.performance, row.performance.show
    hall = performance.plan.hall
    other = "en" if language == "zh-hans" else "zh-hans"
    title = show.title.in_language(language)
    other_title = show.title.in_language(other)
    return {
        "title": title,
        "other_title": other_title if other_title != title else "",
        "date": moments.long_day(performance, language),
        "time": moments.clock_time(performance),
        "zone": moments.zone_name(performance),
        "venue": hall.venue.name.in_language(language),
        "hall": " · ".join(filter(None, (hall.name.in_language(language), _gate(row)))),
        "address": hall.venue.address.in_language(language),
        "place": place_of(row, language),
        "holder": row.holder,
        "category": row.category.in_language(language),
        "price": format_money(Money(row.amount, row.currency), language),
        "age": f"{show.age_min}+" if show.age_min else "",
        "code": spoken_code(row.code),
        "order": row.order_code,
        "number": f"{row.unit + 1} / {row.units}",
        "qr": qr_svg(token_of(row)),
        "art": paint(show.public_id, STYLES[show.category], 1480, 540),
        "doors": _doors(performance),
        "door_note": _("One person, once. Keep this code to yourself: who shows it first goes in."),
        "return_rule": return_rule(performance),
    }


def place_of(row: Pass, language: str) -> dict[str, str]:
    """Where a pass lets one sit or stand, in parts."""
    performance = row.performance
    if performance.kind == SLOT:
        return {"kind": "entry", "section": "", "slot": moments.clock_time(performance)}
    if row.position is None:
        return {"kind": "standing", "section": row.category.in_language(language), "number": f"{row.unit + 1}"}
    plan = queries.compiled(performance.plan_id)
    line = plan.rows[plan.row_of[row.position]]
    section = plan.sections[line.section].name.in_language(language) if len(plan.sections) > 1 else ""
    return {"kind": "seat", "section": section, "row": line.label, "seat": plan.numbers[row.position]}


def return_rule(performance: Performance) -> str:
    """The return rule in one sentence."""
    returns = performance.show.returns or {}
    if not returns.get("allowed", True):
        return _("Can't be returned.")
    hours = int(returns.get("until_hours", 48))
    fee = int(returns.get("fee_bp", 0))
    if fee:
        return _("Can be returned until {hours} hours before, less {fee} %.").format(hours=hours, fee=f"{fee / 100:g}")
    return _("Can be returned until {hours} hours before, for the whole price.").format(hours=hours)


def _gate(row: Pass) -> str:
    gate = queries.gate_of(row)
    return _("Gate {gate}").format(gate=gate) if gate else ""


def _doors(performance: Performance) -> str:
    if performance.doors_at is None:
        return ""
    return moments.moment(performance.doors_at, performance.zone).rsplit(" ", 1)[-1]
