"""What the seat map in the browser is told at the start: addresses, prices, limits and its words."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.types import exponent
from yaji.kit.ids import mint
from yaji.verticals.tickets.models import Performance


def props(
    request: HttpRequest, performance: Performance, rows: Sequence[dict[str, Any]], *, held: bool
) -> dict[str, Any]:
    """Everything but the plan and the stock, which have addresses of their own."""
    ref = performance.public_id
    return {
        "urls": {
            "map": f"{reverse('tickets:map', args=[ref])}?v={performance.plan.digest[:16]}",
            "stock": reverse("tickets:stock", args=[ref]),
            "quote": reverse("tickets:quote", args=[ref]),
            "best": reverse("tickets:best", args=[ref]),
            "place": reverse("orders:place"),
        },
        "csrf": get_token(request),
        "key": mint("key"),
        "language": get_language(),
        "prices": [
            {
                "zone": row["zone"],
                "area": row["area"],
                "offer": row["offer"],
                "name": str(row["name"]),
                "mark": row["mark"],
                "minor": row["price"].minor,
                "price": format_money(row["price"]),
            }
            for row in rows
        ],
        "decimals": exponent(performance.show.currency),
        "most": performance.show.max_per_order,
        "least": performance.show.min_per_order,
        "held": held,
        "words": words(),
    }


def words() -> dict[str, str]:
    """The map's texts in the reader's language; ``{…}`` is filled in by the map."""
    return {
        "map": _("Seat map. Arrow keys move from seat to seat, Enter picks."),
        "seat": _("{section} row {row}, seat {seat}"),
        "seat_alone": _("Row {row}, seat {seat}"),
        "free": _("{place}, {category}, {price}"),
        "picked": _("{place} chosen. {count} chosen in all."),
        "dropped": _("{place} given back. {count} chosen in all."),
        "taken": _("{place} is taken."),
        "not_for_sale": _("{place} is not for sale."),
        "accessible": _("wheelchair space"),
        "companion": _("companion seat"),
        "restricted": _("restricted view"),
        "most": _("One order may have at most {count} tickets."),
        "lost": _("Somebody was faster: {place} is gone. We have taken it out of your choice."),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "whole": _("Show the whole hall"),
        "together": _("Best available"),
        "how_many": _("How many together"),
        "up_to": _("At most, each"),
        "any_price": _("Any price"),
        "find": _("Find seats"),
        "your_choice": _("Your choice"),
        "nothing_yet": _("Tap seats on the map, or let us find the best ones."),
        "remove": _("Give back {place}"),
        "total": _("To pay"),
        "go_on": _("Hold and go on"),
        "counting": _("Working out the price…"),
        "left": _("{count} left"),
        "sold_out": _("Sold out"),
        "offline": _("No connection. What you see may be old; we keep trying."),
        "free_seat": pgettext("seat", "Free"),
        "taken_seat": _("Taken"),
        "mine": _("Yours"),
        "standing": _("{name}: {left} left, {price}"),
        "fewer": _("One fewer: {name}"),
        "more": _("One more: {name}"),
        "list": _("Prefer a list? Choose by row below."),
    }
