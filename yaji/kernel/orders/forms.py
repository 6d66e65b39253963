"""Forms of the seller's desk. They look at the shape only; operations decide."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES = (
    ("", _("All")),
    ("paid", pgettext_lazy("an order", "Paid")),
    ("placed", pgettext_lazy("an order", "Held, not paid")),
    ("closed", pgettext_lazy("an order", "Closed")),
    ("refunded", pgettext_lazy("an order", "Refunded")),
    ("lapsed", pgettext_lazy("an order", "Lapsed")),
    ("cancelled", pgettext_lazy("an order", "Given up")),
)


class FindOrders(forms.Form):
    """Which orders to show. All of it may be left out."""

    q = forms.CharField(label=_("Number, e-mail or full name"), max_length=254, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    subject = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)


class RefundForm(forms.Form):
    """Why money goes back: the buyer is not told, the colleagues are."""

    why = forms.CharField(label=_("Why"), max_length=60, help_text=_("For your colleagues and the books."))
