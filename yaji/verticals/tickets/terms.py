"""What may stand in the selling terms of a show: checked once, where they are set. Pure."""

import re
from typing import Any

from django.utils.translation import gettext as _

from yaji.kit.text import LANGUAGES
from yaji.verticals.tickets.errors import BadTerms
from yaji.verticals.tickets.types import EARLY_BIRD, GROUP, RULE_KINDS, SellingTerms

MOST_QUESTIONS, MOST_CHOICES = 12, 30
QUESTION_KINDS = ("text", "choice", "yes_no")
_ID = re.compile(r"[a-z0-9_]{1,24}")


def check_terms(terms: SellingTerms) -> SellingTerms:
    """The terms, if every part of them can be used. Raises BadTerms with the first reason."""
    if not 1 <= terms.min_per_order <= terms.max_per_order <= 100:
        raise BadTerms(why=_("an order has from 1 to 100 tickets, and the least is not more than the most."))
    if terms.fee_per_unit < 0:
        raise BadTerms(why=_("a fee can't be negative."))
    kinds = [rule.get("kind") for rule in terms.rules]
    if len(set(kinds)) != len(kinds) or not set(kinds) <= set(RULE_KINDS):
        raise BadTerms(why=_("each kind of price rule may stand there once."))
    for rule in terms.rules:
        _check_rule(rule)
    _check_returns(terms.returns)
    if len(terms.questions) > MOST_QUESTIONS:
        raise BadTerms(why=_("too many questions."))
    ids = [question.get("id") for question in terms.questions]
    if len(set(ids)) != len(ids):
        raise BadTerms(why=_("two questions have the same id."))
    for question in terms.questions:
        _check_question(question)
    return terms


def _check_rule(rule: dict[str, Any]) -> None:
    ways = [name for name in ("percent_bp", "amount", "price") if name in rule]
    if len(ways) != 1 or not _whole(rule[ways[0]], 0):
        raise BadTerms(why=_("a price rule has either a percentage, an amount off, or a price."))
    if ways[0] == "percent_bp" and not 0 < rule["percent_bp"] <= 10_000:
        raise BadTerms(why=_("a percentage is more than 0 and at most 100."))
    if rule["kind"] == EARLY_BIRD and not _whole(rule.get("until_days_before"), 0, 365):
        raise BadTerms(why=_("the early bird ends from 0 to 365 days before."))
    if rule["kind"] == GROUP and not _whole(rule.get("min_qty"), 2, 100):
        raise BadTerms(why=_("a group has 2 to 100 people."))


def _check_returns(returns: dict[str, Any]) -> None:
    if not _whole(returns.get("until_hours", 48), 0, 24 * 365) or not _whole(returns.get("fee_bp", 0), 0, 10_000):
        raise BadTerms(why=_("returns need hours before the start, and a fee from 0 to 100 %."))


def _check_question(question: dict[str, Any]) -> None:
    if not _ID.fullmatch(str(question.get("id", ""))) or question.get("kind") not in QUESTION_KINDS:
        raise BadTerms(why=_("a question needs an id and one of the known kinds."))
    if not _texts(question.get("label")) or question.get("per", "order") not in ("order", "unit"):
        raise BadTerms(why=_("a question needs its words, and is asked per order or per ticket."))
    choices = question.get("choices") or []
    if question["kind"] == "choice" and not (2 <= len(choices) <= MOST_CHOICES and all(map(_texts, choices))):
        raise BadTerms(why=_("a choice needs from 2 to 30 answers."))


def _texts(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and any(value.values())
        and all(k in LANGUAGES and isinstance(v, str) and len(v) <= 200 for k, v in value.items())
    )


def _whole(value: Any, least: int, most: int = 10**12) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
