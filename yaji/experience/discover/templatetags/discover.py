"""Results and categories in templates: ``{% load discover %}``."""

from typing import Any

from django import template

from yaji.experience.discover import cards
from yaji.experience.discover.labels import category
from yaji.experience.discover.types import Found

register = template.Library()


@register.filter
def as_card(found: Found) -> dict[str, Any]:
    """``{% include "web/_card.html" with card=item|as_card %}``."""
    return cards.card(found)


@register.filter
def as_cards(found: list[Found]) -> list[dict[str, Any]]:
    """``{% for card in tonight|as_cards %}``: leaves out what has no page."""
    return cards.cards(found)


@register.filter
def category_label(code: str) -> str:
    return str(category(code).name)


@register.filter
def category_symbol(code: str) -> str:
    """The category's symbol in ``icons.svg``."""
    return category(code).icon
