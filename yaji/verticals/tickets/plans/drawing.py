"""A plan as a small SVG picture for the console. Seats are dots of one path for each zone, so 5,000 stay light."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from yaji.verticals.tickets.plans.compiled import Compiled

MARGIN = 120


def drawing(plan: Compiled) -> SafeString:
    """The whole hall; zones wear the seat colours of the design in their order."""
    left, top, right, bottom = _bounds(plan)
    zones = list(plan.categories)
    dots: dict[str, list[str]] = {zone: [] for zone in zones}
    for x, y, zone in zip(plan.x, plan.y, plan.zones, strict=True):
        dots[zone].append(f"M{x} {y}h1")
    paths = format_html_join(
        "",
        '<path fill="none" stroke="var(--seat-{})" stroke-width="40" stroke-linecap="round" d="{}"/>',
        ((zones.index(zone) % 6 + 1, "".join(path)) for zone, path in dots.items() if path),
    )
    areas = format_html_join(
        "",
        '<rect fill="var(--seat-{})" fill-opacity="0.3" x="{}" y="{}" width="{}" height="{}" rx="40"/>',
        ((zones.index(area.zones[0]) % 6 + 1, *(round(part) for part in area.box)) for area in plan.areas),
    )
    return format_html(
        '<svg class="plan" viewBox="{} {} {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        *(left, top, right - left, bottom - top),
        f"{plan.size + plan.standing}",
        _stage(plan),
        areas,
        paths,
    )


def _stage(plan: Compiled) -> SafeString:
    if plan.stage is None:
        return SafeString("")
    shape, width, depth, _name = plan.stage
    top = -depth / 2 if shape == "centre" else -min(depth, 260)
    height = depth if shape == "centre" else min(depth, 260) - 20
    return format_html(
        '<rect fill="var(--sunk)" x="{}" y="{}" width="{}" height="{}" rx="30"/>',
        *(round(-width / 2), round(top), round(width), round(height)),
    )


def _bounds(plan: Compiled) -> tuple[int, int, int, int]:
    xs, ys = list(plan.x), list(plan.y)
    for area in plan.areas:
        x, y, width, depth = area.box
        xs += [round(x), round(x + width)]
        ys += [round(y), round(y + depth)]
    if plan.stage is not None:
        shape, width, depth, _name = plan.stage
        xs += [round(-width / 2), round(width / 2)]
        ys += [round(-depth / 2), round(depth / 2)] if shape == "centre" else [round(-min(depth, 260)), 0]
    return min(xs) - MARGIN, min(ys) - MARGIN, max(xs) + MARGIN, max(ys) + MARGIN
