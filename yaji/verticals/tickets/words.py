"""Texts that are stored, so written in every language at once: labels of places, reasons of prices.

A seat's label stands in an immutable layout and a price's reason on an order line. Both outlive the reader's
choice of language, so they can't wait for a translation at the time they are shown.
"""

from datetime import date, datetime

from babel.dates import format_date

from yaji.kit.text import LocalText, local


def seat(section: LocalText, row: str, number: str) -> LocalText:
    """“Stalls, row D, seat 11”; 池座 D排11座. Without a section's name where there is only one."""
    en = section.in_language("en")
    zh = section.in_language("zh-hans")
    return local(
        f"{en}, row {row}, seat {number}" if en else f"Row {row}, seat {number}",
        f"{zh} {row}排{number}座" if zh else f"{row}排{number}座",
    )


def slot(start: datetime, end: datetime) -> str:
    """“10:00–10:30”, by the clock of the venue (the moments must be local)."""
    return f"{start:%H:%M}–{end:%H:%M}"


EARLY_BIRD = local("Early bird", "早鸟优惠")
GROUP = local("Group price", "团体优惠")
MEMBER = local("Members’ price", "会员优惠")
FEE = local("Service fee", "服务费")


def until(day: str) -> LocalText:
    """``day`` in ISO form; the year goes without saying, the sale is on."""
    when = date.fromisoformat(day)
    english, chinese = format_date(when, "d MMMM", "en"), format_date(when, "M月d日", "zh")
    return local(f"Booked before {english}", f"{chinese}前购票")


def from_qty(least: int) -> LocalText:
    return local(f"{least} or more in one order", f"同一订单满 {least} 张")


def for_members() -> LocalText:
    return local("You are a member", "你是会员")


def age(minimum: int) -> LocalText:
    return local(f"From {minimum} years", f"{minimum} 岁以上") if minimum else LocalText()
