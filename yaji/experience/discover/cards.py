"""Results as the shared card shows them: language chosen, dates on the venue's clock, prices written out."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import structlog
from babel.dates import format_date, format_datetime
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from yaji.experience.discover.labels import category
from yaji.experience.discover.types import Found
from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.types import Money

log = structlog.get_logger(__name__)

_LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN"}
_MOMENT = {"en": "EEE d MMM, HH:mm", "zh-hans": "M月d日 EEE HH:mm"}
_DAY = {"en": "EEE d MMM", "zh-hans": "M月d日 EEE"}
_LONG_DAY = {"en": "EEEE d MMMM", "zh-hans": "M月d日 EEEE"}
_TAGS = {
    "sold_out": (gettext_lazy("Sold out"), "tag-quiet"),
    "few_left": (gettext_lazy("Few left"), "tag-warn"),
    "soon": (gettext_lazy("On sale soon"), "tag-info"),
    "paused": (gettext_lazy("Not on sale right now"), "tag-quiet"),
    "cancelled": (gettext_lazy("Cancelled"), "tag-bad"),
}
_MONTH = {"en": "MMMM y", "zh-hans": "y年M月"}


def cards(found: Iterable[Found]) -> list[dict[str, Any]]:
    """Contexts of ``web/_card.html``. What has no page in this installation is left out, and logged."""
    return [made for each in found if (made := card(each))]


def card(found: Found) -> dict[str, Any]:
    """The context of one card, or an empty one if its page does not exist."""
    try:
        url = reverse(found.url_name, kwargs=found.url_kwargs)
    except NoReverseMatch:
        log.error("search_result_without_page", ref=found.ref, url_name=found.url_name)
        return {}
    tag, tag_class = _TAGS.get(found.state, ("", ""))
    title = str(found.title)
    return {
        "ref": found.ref,
        "url": url,
        "title": title,
        "kind": str(category(found.category).name) if found.category else "",
        "meta": " · ".join(text for text in (when(found), where(found)) if text),
        "price": price(found),
        "tag": str(tag),
        "tag_class": tag_class,
        "image": found.image,
        "image_alt": "",
        "initial": title[:1],
    }


def when(found: Found) -> str:
    """“Sat 28 Nov, 19:30 and 2 more dates”; empty for what has no date."""
    if found.starts_at is None:
        return ""
    text = moment(found.starts_at)
    if not found.more:
        return text
    more = ngettext("and %(count)d more date", "and %(count)d more dates", found.more) % {"count": found.more}
    return f"{text} {more}"


def where(found: Found) -> str:
    """“Tinglan House, Shanghai”; 上海 听澜剧院."""
    names = [str(found.venue), str(found.city)]
    joint, order = (" ", reversed(names)) if _language() == "zh-hans" else (", ", iter(names))
    return joint.join(name for name in order if name)


def price(found: Found) -> str:
    if found.price_from is None or not found.currency:
        return ""
    return _price(found.price_from, found.currency, _language())


@lru_cache(maxsize=4096)
def _price(minor: int, currency: str, language: str) -> str:
    """Written in the active language, which ``language`` must be: lists name few prices many times."""
    if minor == 0:
        return _("Free")
    return _("from %(amount)s") % {"amount": format_money(Money(minor, currency), language)}


def moment(at: datetime) -> str:
    """“Sat 28 Nov, 19:30”, on the clock the moment carries."""
    return _moment(at.replace(tzinfo=None), _language())


@lru_cache(maxsize=4096)
def _moment(at: datetime, language: str) -> str:
    text: str = format_datetime(at, _MOMENT[language], locale=_LOCALES[language])
    return text


def day(value: date, *, long: bool = False) -> str:
    """“Sat 28 Nov” or “Saturday 28 November”."""
    text: str = format_date(value, (_LONG_DAY if long else _DAY)[_language()], locale=_LOCALES[_language()])
    return text


def weekday(value: date) -> str:
    text: str = format_date(value, "EEE", locale=_LOCALES[_language()])
    return text


def month(value: date, *, short: bool = False) -> str:
    """“November 2026”, or “Nov”."""
    pattern = "MMM" if short else _MONTH[_language()]
    text: str = format_date(value, pattern, locale=_LOCALES[_language()])
    return text


def _language() -> str:
    language = (get_language() or "en").lower()
    return language if language in _LOCALES else "en"
