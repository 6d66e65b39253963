"""Forms for shows, their terms and their performances."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from yaji.verticals.tickets.forms.texts import PairedForm, area, line
from yaji.verticals.tickets.models import Performance, Show
from yaji.verticals.tickets.types import CATEGORIES, EVENING, SLOT, ShowDraft, Times

CURRENCIES = [(code, code) for code in ("CNY", "HKD", "EUR", "GBP", "JPY", "SGD", "USD")]
WEEKDAYS = (
    (0, _("Mon")),
    (1, _("Tue")),
    (2, _("Wed")),
    (3, _("Thu")),
    (4, _("Fri")),
    (5, _("Sat")),
    (6, _("Sun")),
)
LONGEST_RUN = timedelta(days=370)


class ShowForm(PairedForm):
    pairs = ("title", "subtitle", "description", "age_note")
    needed = ("title",)

    title_en = line(_("Title, in English"))
    title_zh = line(_("Title, in Chinese"))
    category = forms.ChoiceField(label=_("Kind"), choices=lambda: list(CATEGORIES.items()))
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    subtitle_en = line(_("In one sentence, in English"), most=200)
    subtitle_zh = line(_("In one sentence, in Chinese"), most=200)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=0, max_value=1440, initial=120)
    interval = forms.IntegerField(label=_("Break in minutes"), min_value=0, max_value=240, initial=0)
    age_min = forms.IntegerField(label=_("From which age (0: for everybody)"), min_value=0, max_value=21, initial=0)
    age_note_en = line(_("About age and language, in English"), most=200)
    age_note_zh = line(_("About age and language, in Chinese"), most=200)
    description_en = area(_("About the show, in English"))
    description_zh = area(_("About the show, in Chinese"))
    people = area(_("People, one in a line: role | name"), most=3000, rows=4)
    poster = forms.FileField(label=_("Poster (JPEG, PNG or WebP)"), required=False)

    def draft(self, *, poster: str) -> ShowDraft:
        data = self.cleaned_data
        return ShowDraft(
            title=self.text("title"),
            category=data["category"],
            subtitle=self.text("subtitle"),
            description=self.text("description"),
            people=people_of(data["people"]),
            minutes=data["minutes"],
            interval=data["interval"],
            age_min=data["age_min"],
            age_note=self.text("age_note"),
            poster=poster,
            currency=data["currency"],
        )

    @classmethod
    def of(cls, show: Show) -> dict[str, Any]:
        """Initial values of a stored show."""
        plain = {name: getattr(show, name) for name in ("category", "currency", "minutes", "interval", "age_min")}
        return {**cls.initial_of(show), **plain, "people": people_text(show.people)}


def people_of(text: str) -> list[dict[str, dict[str, str]]]:
    """One person in a line, a slash between English and Chinese: “Director / 导演 | Lin Yu / 林屿”."""
    made = []
    for entry in text.splitlines():
        role, _bar, name = (part.strip() for part in entry.partition("|"))
        if role or name:
            made.append({"role": _both(role if name else ""), "name": _both(name or role)})
    return made[:60]


def people_text(people: list[dict[str, dict[str, str]]]) -> str:
    return "\n".join(
        " | ".join(" / ".join(person.get(part, {}).values()) for part in ("role", "name")) for person in people
    )


def _both(text: str) -> dict[str, str]:
    en, bar, zh = (part.strip()[:120] for part in text.partition(" / "))
    return {"en": en, "zh-hans": zh} if bar and zh else ({"en": en} if en else {})


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class WindowForm(forms.Form):
    """When sale opens and closes, typed on the venue's clock; each may be empty."""

    opens = forms.DateTimeField(label=_("Sale opens"), required=False, widget=_moment())
    closes = forms.DateTimeField(label=_("Sale closes"), required=False, widget=_moment())

    @classmethod
    def of(cls, performance: Performance) -> dict[str, datetime | None]:
        """Initial values: the window of a stored performance on its venue's clock, as it is typed (naive)."""
        zone = ZoneInfo(performance.zone)
        stored = {"opens": performance.on_sale_from, "closes": performance.on_sale_until}
        return {name: at.astimezone(zone).replace(tzinfo=None) if at else None for name, at in stored.items()}

    def window(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """Both moments, as typed on the clock of ``zone``."""
        return tuple(  # type: ignore[return-value]  # two values in, two out
            value.replace(tzinfo=zone) if value else None
            for value in (self.cleaned_data.get("opens"), self.cleaned_data.get("closes"))
        )


class ScheduleForm(WindowForm):
    """One performance, a series, or timed entry: days, weekdays and times on the venue's clock."""

    #: the window, which is inherited, comes last
    field_order = ("hall", "kind", "first_day", "last_day", "weekdays", "times", "until", "every", "minutes", "doors")

    hall = forms.ChoiceField(label=_("Hall"))
    kind = forms.ChoiceField(
        label=_("What kind"),
        choices=[(EVENING, _("Performances")), (SLOT, _("Timed entry"))],
        initial=EVENING,
        widget=forms.RadioSelect,
    )
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: on the first day only."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which weekdays"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        initial=[0, 1, 2, 3, 4, 5, 6],
        widget=forms.CheckboxSelectMultiple,
    )
    times = forms.CharField(
        label=_("Times"), initial="19:30", help_text=_("One or several: 14:00, 19:30"), max_length=200
    )
    until = forms.TimeField(
        label=_("Last entry"), required=False, help_text=_("Timed entry: from the first of the times until then.")
    )
    every = forms.IntegerField(
        label=_("Minutes between entries"), min_value=5, max_value=480, required=False, initial=30
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=10_000)
    doors = forms.IntegerField(label=_("Doors open so many minutes before"), min_value=0, max_value=600, initial=45)

    def __init__(self, *args: Any, halls: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hall"]
        if isinstance(field, forms.ChoiceField):
            field.choices = halls

    def clean_times(self) -> list[time]:
        try:
            found = [
                time.fromisoformat(part.strip()) for part in str(self.cleaned_data["times"]).split(",") if part.strip()
            ]
        except ValueError:
            raise forms.ValidationError(_("Write times as 19:30, several with commas between.")) from None
        if any(each.tzinfo for each in found):
            raise forms.ValidationError(_("Write times as 19:30, several with commas between."))
        if not found or len(found) > 12:
            raise forms.ValidationError(_("From one to twelve times a day."))
        return sorted(set(found))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and not 2000 <= first.year <= 2200:
            self.add_error("first_day", _("Choose a year from 2000 to 2200."))
        elif first and last and not first <= last <= first + LONGEST_RUN:
            self.add_error("last_day", _("The last day comes after the first, within a year."))
        if data.get("kind") == SLOT and not (data.get("until") and data.get("every")):
            self.add_error("until", _("Timed entry needs the last entry and the minutes between."))
        return data

    def moments(self, zone: ZoneInfo, *, length: int) -> list[Times]:
        """Every start in this form, on the clock of ``zone``. A time that the clock skips is the one after.

        They last ``length`` minutes where the form does not say it.
        """
        data = self.cleaned_data
        slot = data["kind"] == SLOT
        lasts = timedelta(minutes=data["every"] if slot else data.get("minutes") or length)
        doors = None if slot else timedelta(minutes=data["doors"])
        starts = [datetime.combine(day, at, zone) for day in self._days() for at in self._clock(slot)]
        return [Times(start, start + lasts, start - doors if doors is not None else None) for start in starts]

    def _days(self) -> list[date]:
        data = self.cleaned_data
        first, last = data["first_day"], data.get("last_day") or data["first_day"]
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [day for day in days if day == first == last or day.weekday() in data["weekdays"]]

    def _clock(self, slot: bool) -> list[time]:
        times: list[time] = self.cleaned_data["times"]
        if not slot:
            return times
        at = datetime.combine(date.min, times[0])
        last = datetime.combine(date.min, self.cleaned_data["until"])
        made = []
        while at <= last:
            made.append(at.time())
            at += timedelta(minutes=self.cleaned_data["every"])
        return made


class CancelForm(forms.Form):
    """Typing the word is the second thought; the reason is told to every buyer."""

    why = forms.CharField(label=_("Why, in one sentence for the buyers"), max_length=200)
    sure = forms.BooleanField(label=_("Cancel it and give everybody the whole price back"))


class DeviceForm(forms.Form):
    name = forms.CharField(label=_("Name of the phone"), max_length=80)
    gate = forms.CharField(label=_("Gate"), max_length=80, required=False)
