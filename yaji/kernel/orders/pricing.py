"""A quote is a pure function in stages: base, price rules, promotion, fee, tax; a reason per line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from yaji.kernel.money.types import Money, basis_points, split_minor
from yaji.kernel.orders.errors import MixedCurrencies, NothingAsked
from yaji.kernel.orders.ports import pricers
from yaji.kernel.orders.types import STAGES, Ask, LineQuote, OfferTerms, PriceLine, Quote, Want


def quote(wants: Sequence[Want], offers: Mapping[str, OfferTerms], *, standing: frozenset[str], at: datetime) -> Quote:
    """What these wishes cost somebody with this standing at this moment.

    Every offer must be in ``offers``. Raises NothingAsked and MixedCurrencies.
    """
    if not wants:
        raise NothingAsked()
    currencies = {offers[want.offer].currency for want in wants}
    if len(currencies) > 1:
        raise MixedCurrencies()
    per_subject: dict[str, int] = {}
    for want in wants:
        subject = offers[want.offer].subject
        per_subject[subject] = per_subject.get(subject, 0) + want.qty
    lines = tuple(
        _line(want, Ask(offers[want.offer], want.qty, standing, at, per_subject[offers[want.offer].subject]))
        for want in wants
    )
    return Quote(lines, Money(sum(line.amount for line in lines), currencies.pop()))


def _line(want: Want, ask: Ask) -> LineQuote:
    label = {language: f"{ask.qty} × {text}" for language, text in ask.offer.detail.items()}
    lines = [PriceLine("base", label, ask.offer.price * ask.qty)]
    for stage in STAGES[1:]:
        for _, pricer in pricers.items():
            if pricer.stage == stage:
                lines += pricer.adjust(ask, tuple(lines))
        lines += _from_terms(stage, ask, lines)
    total = max(0, sum(line.amount for line in lines))
    return LineQuote(want, ask.offer, tuple(lines), tuple(split_minor(total, [1] * ask.qty)))


def _from_terms(stage: str, ask: Ask, lines: Sequence[PriceLine]) -> list[PriceLine]:
    """Fee and tax, which any kind of offer may have in its terms."""
    terms: Mapping[str, Any] = ask.offer.terms
    if stage == "fee" and terms.get("fee", {}).get("per_unit"):
        return [PriceLine("fee", terms["fee"]["label"], terms["fee"]["per_unit"] * ask.qty, rule="fee")]
    if stage == "tax" and terms.get("tax", {}).get("rate_bp"):
        return [_tax(terms["tax"], sum(line.amount for line in lines))]
    return []


def _tax(tax: Mapping[str, Any], net_or_gross: int) -> PriceLine:
    rate = int(tax["rate_bp"])
    if not tax.get("included", True):
        return PriceLine("tax", tax["label"], basis_points(net_or_gross, rate), rule="tax")
    # what is inside the price is told, not added
    return PriceLine("tax", tax["label"], 0, reason=tax.get("reason", {}), rule="tax_included")


def priced(offer: Any) -> OfferTerms:
    """The price-relevant part of a catalog row."""
    return OfferTerms(
        offer.public_id, offer.kind, offer.subject, offer.price, offer.currency, offer.terms, offer.title, offer.detail
    )
