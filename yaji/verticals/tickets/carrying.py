"""Passes as they are shown to who carries them: with their code, their place and their picture."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import mark_safe

from yaji.kernel.media.queries import get_assets
from yaji.verticals.tickets import printing, queries
from yaji.verticals.tickets.links import link_of
from yaji.verticals.tickets.models import Pass
from yaji.verticals.tickets.types import SLOT


def carried(rows: Sequence[Pass]) -> list[dict[str, Any]]:
    """What ``tickets/_pass.html`` shows of each pass; a void one without its code."""
    posters = get_assets([row.performance.show.poster for row in rows])
    return [_carried(row, posters.get(row.performance.show.poster)) for row in rows]


def _carried(row: Pass, poster: Any) -> dict[str, Any]:
    live = row.state == "valid"
    check_in = getattr(row, "check_in", None) if row.state == "used" else None
    return {
        "row": row,
        "performance": row.performance,
        "show": row.performance.show,
        "picture": poster.url(640) if poster else "",
        "gate": queries.gate_of(row),
        "place": row.label if row.performance.kind != SLOT else "",
        "code": printing.spoken_code(row.code),
        # drawn by segno from our own signed token: nothing a person typed is in it
        "qr": mark_safe(printing.qr_svg(printing.token_of(row))) if live else "",  # noqa: S308
        "link": link_of(row) if live else "",
        "used_at": check_in.at if check_in else None,
        "return_rule": printing.return_rule(row.performance),
    }
