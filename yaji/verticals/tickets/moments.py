"""Moments as people read them: on the venue's clock, in the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.utils.translation import get_language

from yaji.kit.text import LocalText
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.types import SLOT
from yaji.verticals.tickets.words import slot

_LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN"}
_SHORT = {"en": "EEE d MMM", "zh-hans": "M月d日 EEE"}
_LONG = {"en": "EEEE d MMMM yyyy", "zh-hans": "y年M月d日 EEEE"}


def day(performance: Performance, language: str = "") -> str:
    """“Sat 28 Nov”, 11月28日 周六."""
    return _date(performance.local_start, _SHORT, language)


def long_day(performance: Performance, language: str = "") -> str:
    """“Saturday 28 November 2026”, 2026年11月28日 星期六."""
    return _date(performance.local_start, _LONG, language)


def weekday(performance: Performance, language: str = "") -> str:
    """“Sat”, 周六."""
    return _date(performance.local_start, {"en": "EEE", "zh-hans": "EEE"}, language)


def month(performance: Performance, language: str = "") -> str:
    """“Nov”, 11月."""
    return _date(performance.local_start, {"en": "MMM", "zh-hans": "MMM"}, language)


def clock_time(performance: Performance) -> str:
    """“19:30”, or “10:00–10:30” for a time slot."""
    if performance.kind == SLOT:
        return slot(performance.local_start, performance.local_end)
    return f"{performance.local_start:%H:%M}"


def when(performance: Performance, language: str = "") -> str:
    """“Sat 28 Nov, 19:30”."""
    joint = " " if _language(language) == "zh-hans" else ", "
    return f"{day(performance, language)}{joint}{clock_time(performance)}"


def moment(value: datetime, zone: str, language: str = "") -> str:
    """A moment on the clock of ``zone``: “28 Nov, 19:42”."""
    language = _language(language)
    pattern = {"en": "d MMM, HH:mm", "zh-hans": "M月d日 HH:mm"}[language]
    text: str = format_datetime(value, pattern, tzinfo=ZoneInfo(zone), locale=_LOCALES[language])
    return text


def zone_name(performance: Performance) -> str:
    """“Asia/Shanghai, UTC+8”."""
    offset = performance.local_start.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{performance.zone}, UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def where(performance: Performance, language: str = "") -> str:
    """“Grand hall, Tinglan House”; 听澜剧院 大剧场."""
    hall, venue = performance.plan.hall.name, performance.plan.hall.venue.name
    language = _language(language)
    names = hall.in_language(language), venue.in_language(language)
    return f"{names[1]} {names[0]}" if language == "zh-hans" else f"{names[0]}, {names[1]}"


def line(performance: Performance) -> LocalText:
    """When and where in one line, in both languages."""
    return LocalText({code: f"{when(performance, code)} · {where(performance, code)}" for code in _LOCALES})


def _date(value: datetime, patterns: dict[str, str], language: str) -> str:
    language = _language(language)
    text: str = format_date(value.date(), patterns[language], locale=_LOCALES[language])
    return text


def _language(language: str) -> str:
    language = (language or get_language() or "en").lower()
    return language if language in _LOCALES else "en"
