"""Forms for venues, halls and plans."""

import json
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yaji.verticals.tickets.forms.texts import PairedForm, area, line
from yaji.verticals.tickets.plans import plan_from_csv
from yaji.verticals.tickets.plans.format import bad_file
from yaji.verticals.tickets.plans.simple import simple_plan
from yaji.verticals.tickets.plans.table import LIMIT_BYTES

#: how a plan is given
WAYS = (("rows", _("Rows of seats")), ("standing", _("Standing only")), ("file", _("A file: CSV, or our own format")))


def zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones()) if "/" in name and not name.startswith("Etc/")]


class VenueForm(PairedForm):
    pairs = ("name", "city", "address", "about", "arrival")
    needed = ("name",)

    name_en = line(_("Name of the house, in English"))
    name_zh = line(_("Name of the house, in Chinese"))
    city_en = line(_("City, in English"), most=60)
    city_zh = line(_("City, in Chinese"), most=60)
    address_en = line(_("Address, in English"), most=240)
    address_zh = line(_("Address, in Chinese"), most=240)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones, initial="Asia/Shanghai")
    arrival_en = area(_("How to get there, in English"), rows=2)
    arrival_zh = area(_("How to get there, in Chinese"), rows=2)
    about_en = area(_("About, in English"), rows=3)
    about_zh = area(_("About, in Chinese"), rows=3)


class PlanForm(forms.Form):
    """A plan by numbers or as a file. :meth:`document` makes it, or raises BadPlan."""

    way = forms.ChoiceField(label=_("Seats"), choices=WAYS, initial="rows", widget=forms.RadioSelect)
    rows = forms.IntegerField(label=_("Rows"), min_value=1, max_value=100, required=False, initial=10)
    seats = forms.IntegerField(label=_("Seats in a row"), min_value=1, max_value=200, required=False, initial=12)
    price_zones = forms.IntegerField(
        label=_("Price categories, from front to back"), min_value=1, max_value=4, required=False, initial=2
    )
    aisle = forms.BooleanField(label=_("An aisle in the middle"), required=False, initial=True)
    standing = forms.IntegerField(label=_("Standing places"), min_value=0, max_value=100_000, required=False, initial=0)
    file = forms.FileField(
        label=_("Plan file"),
        required=False,
        help_text=_("CSV with the columns section, row, seat, category; or JSON as we export it. At most 2 MiB."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        way = data.get("way")
        if way == "rows" and not (data.get("rows") and data.get("seats")):
            self.add_error("rows", _("Say how many rows, and how many seats in each."))
        if way == "standing" and not data.get("standing"):
            self.add_error("standing", _("Say how many people may come in."))
        if way == "file" and not data.get("file"):
            self.add_error("file", _("Choose a file."))
        return data

    def document(self) -> dict[str, Any]:
        """The plan that was described or uploaded. Raises BadPlan."""
        data = self.cleaned_data
        if data["way"] == "file":
            return read_plan(data["file"])
        standing = data.get("standing") or 0
        if data["way"] == "standing":
            return simple_plan(rows=0, seats=0, standing=standing)
        return simple_plan(
            rows=data["rows"],
            seats=data["seats"],
            zones=data.get("price_zones") or 1,
            aisle=data["aisle"],
            standing=standing,
        )


class HallForm(PairedForm, PlanForm):
    pairs = ("name",)
    needed = ("name",)

    name_en = line(_("Name of the hall, in English"))
    name_zh = line(_("Name of the hall, in Chinese"))

    field_order = ("name_en", "name_zh")


def read_plan(file: File[bytes]) -> dict[str, Any]:
    """A plan document from an uploaded CSV or JSON file. Raises BadPlan."""
    if (file.size or 0) > LIMIT_BYTES:
        raise bad_file(gettext("larger than {most} MiB").format(most=LIMIT_BYTES // 1024 // 1024))
    content = file.read(LIMIT_BYTES + 1)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        return _json(content)
    return plan_from_csv(content).canonical()


def _json(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise bad_file(gettext("not valid JSON")) from None
    if not isinstance(document, dict):
        raise bad_file(gettext("not a plan"))
    return document
