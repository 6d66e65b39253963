"""The selling terms of a show and the prices of its performances, as forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yaji.kernel.money.errors import NotAnAmount
from yaji.kernel.money.formatting import plain_amount
from yaji.kernel.money.parsing import parse_amount
from yaji.verticals.tickets.forms.texts import PairedForm, line
from yaji.verticals.tickets.models import PriceCategory, Show
from yaji.verticals.tickets.plans import Compiled
from yaji.verticals.tickets.types import EARLY_BIRD, GROUP, MEMBER, PriceDraft, SellingTerms

QUESTIONS = 4
KINDS = [("text", _("A line of text")), ("choice", _("A choice")), ("yes_no", _("Yes or no"))]
PER = [("order", _("Once per order")), ("unit", _("For every ticket"))]


class PercentField(forms.DecimalField):
    """A percentage, kept as basis points."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, decimal_places=2, required=False, **kwargs)

    def clean(self, value: Any) -> int:
        found = super().clean(value)
        return int(found * 100) if found is not None else 0


class TermsForm(forms.Form):
    early_percent = PercentField(label=_("Early bird: percent off"))
    early_days = forms.IntegerField(
        label=_("Early bird: until so many days before"), min_value=0, max_value=365, required=False, initial=7
    )
    group_percent = PercentField(label=_("Group: percent off"))
    group_least = forms.IntegerField(
        label=_("Group: from so many tickets"), min_value=2, max_value=100, required=False, initial=6
    )
    member_percent = PercentField(label=_("Members: percent off"))
    min_per_order = forms.IntegerField(label=_("Fewest tickets in an order"), min_value=1, max_value=100, initial=1)
    max_per_order = forms.IntegerField(label=_("Most tickets in an order"), min_value=1, max_value=100, initial=8)
    fee = forms.CharField(label=_("Service fee for each ticket"), required=False, max_length=12, initial="0")
    named = forms.BooleanField(label=_("Every ticket bears a name"), required=False)
    returns_allowed = forms.BooleanField(label=_("Tickets may be returned"), required=False, initial=True)
    returns_hours = forms.IntegerField(
        label=_("until so many hours before"), min_value=0, max_value=8760, required=False, initial=48
    )
    returns_percent = PercentField(label=_("Return fee in percent"))

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_fee(self) -> int:
        return _amount(self.cleaned_data.get("fee") or "0", self.currency)

    def terms(self, questions: list[dict[str, Any]]) -> SellingTerms:
        data = self.cleaned_data
        rules: list[dict[str, Any]] = []
        if data["early_percent"]:
            days = data.get("early_days")
            early = {"percent_bp": data["early_percent"], "until_days_before": 7 if days is None else days}
            rules.append({"kind": EARLY_BIRD, **early})
        if data["group_percent"]:
            group = {"percent_bp": data["group_percent"], "min_qty": data.get("group_least") or 6}
            rules.append({"kind": GROUP, **group})
        if data["member_percent"]:
            rules.append({"kind": MEMBER, "percent_bp": data["member_percent"]})
        return SellingTerms(
            rules=rules,
            returns={
                "allowed": data["returns_allowed"],
                "until_hours": data.get("returns_hours") or 0,
                "fee_bp": data["returns_percent"],
            },
            questions=questions,
            named=data["named"],
            min_per_order=data["min_per_order"],
            max_per_order=data["max_per_order"],
            fee_per_unit=data["fee"],
        )

    @classmethod
    def of(cls, show: Show) -> dict[str, Any]:
        rules = {rule["kind"]: rule for rule in show.rules}
        returns = show.returns or {}
        return {
            "early_percent": rules.get(EARLY_BIRD, {}).get("percent_bp", 0) / 100 or None,
            "early_days": rules.get(EARLY_BIRD, {}).get("until_days_before", 7),
            "group_percent": rules.get(GROUP, {}).get("percent_bp", 0) / 100 or None,
            "group_least": rules.get(GROUP, {}).get("min_qty", 6),
            "member_percent": rules.get(MEMBER, {}).get("percent_bp", 0) / 100 or None,
            "min_per_order": show.min_per_order,
            "max_per_order": show.max_per_order,
            "fee": plain_amount(show.fee_per_unit, show.currency),
            "named": show.named,
            "returns_allowed": returns.get("allowed", True),
            "returns_hours": returns.get("until_hours", 48),
            "returns_percent": returns.get("fee_bp", 0) / 100 or None,
        }


class QuestionForm(PairedForm):
    """One question of the checkout. Without words it is no question."""

    pairs = ("label",)

    label_en = line(_("Question, in English"), most=200)
    label_zh = line(_("Question, in Chinese"), most=200)
    kind = forms.ChoiceField(label=_("Answer"), choices=KINDS, required=False)
    choices = forms.CharField(
        label=_("Choices, one in a line: English / Chinese"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    per = forms.ChoiceField(label=_("Asked"), choices=PER, required=False)
    required = forms.BooleanField(label=_("Must be answered"), required=False)

    def question(self, number: int) -> dict[str, Any] | None:
        label = self.text("label")
        if not label:
            return None
        data = self.cleaned_data
        made: dict[str, Any] = {
            "id": f"q{number}",
            "kind": data["kind"] or "text",
            "label": dict(label),
            "per": data["per"] or "order",
            "required": data["required"],
        }
        if made["kind"] == "choice":
            made["choices"] = [_choice(text) for text in data["choices"].splitlines() if text.strip()]
        return made

    @classmethod
    def of(cls, question: dict[str, Any]) -> dict[str, Any]:
        return {
            "label_en": question["label"].get("en", ""),
            "label_zh": question["label"].get("zh-hans", ""),
            "kind": question["kind"],
            "per": question.get("per", "order"),
            "required": question.get("required", False),
            "choices": "\n".join(" / ".join(choice.values()) for choice in question.get("choices", [])),
        }


def question_forms(data: Any, show: Show) -> list[QuestionForm]:
    """The questions there are, and empty ones up to ``QUESTIONS``."""
    known = [QuestionForm.of(question) for question in show.questions]
    many = max(QUESTIONS, len(known) + 1)
    return [
        QuestionForm(data, prefix=f"q{number}", initial=known[number] if number < len(known) else None)
        for number in range(many)
    ]


class PriceForm(PairedForm):
    """One price category of a plan. Without a price it is not for sale."""

    pairs = ("name",)

    name_en = line(_("Name, in English"), most=80)
    name_zh = line(_("Name, in Chinese"), most=80)
    price = forms.CharField(label=_("Price"), required=False, max_length=14)
    mark = forms.TypedChoiceField(label=_("Mark"), coerce=int, choices=[(n, str(n)) for n in range(1, 7)])

    def __init__(self, data: Any, *, zone: str, currency: str, places: int, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=f"z-{zone}", initial=initial)
        self.zone, self.currency, self.places = zone, currency, places

    def clean_price(self) -> int | None:
        typed = str(self.cleaned_data.get("price") or "").strip()
        return _amount(typed, self.currency) if typed else None

    def drafted(self) -> PriceDraft | None:
        data = self.cleaned_data
        if data.get("price") is None:
            return None
        return PriceDraft(self.zone, self.text("name"), data["price"], data["mark"])


def price_forms(data: Any, plan: Compiled, known: list[PriceCategory], currency: str) -> list[PriceForm]:
    """A form for each category of the plan, filled with the prices there are."""
    by_zone = {price.zone: price for price in known}
    made = []
    for number, (zone, name) in enumerate(plan.categories.items()):
        price = by_zone.get(zone)
        said = price.name if price else name
        initial = {
            "name_en": said.get("en", ""),
            "name_zh": said.get("zh-hans", ""),
            "price": plain_amount(price.price, currency) if price else "",
            "mark": price.mark if price else number % 6 + 1,
        }
        area = plan.area_of(zone)
        places = area.capacity if area else plan.zones.count(zone)
        made.append(PriceForm(data, zone=zone, currency=currency, places=places, initial=initial))
    return made


def _amount(text: str, currency: str) -> int:
    try:
        return parse_amount(text, currency).minor
    except NotAnAmount as refusal:
        raise forms.ValidationError(refusal.text) from None


def _choice(text: str) -> dict[str, str]:
    en, bar, zh = (part.strip()[:120] for part in text.partition(" / "))
    return {"en": en, "zh-hans": zh} if bar and zh else {"en": en}
