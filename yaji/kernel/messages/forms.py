"""Shapes of what people type. Rules are the operations' business."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yaji.kernel.messages.types import MAX_QUESTION, SUBJECTS

LONG = forms.Textarea(attrs={"rows": 7})


class AskForm(forms.Form):
    """A question or a word to the house. Somebody signed in is not asked for an address."""

    subject = forms.ChoiceField(label=_("What is it about?"), choices=list(SUBJECTS.items()))
    order = forms.CharField(
        label=_("Order code"),
        max_length=20,
        required=False,
        help_text=_("If it is about an order: it stands in the mail."),
    )
    text = forms.CharField(label=_("Your message"), max_length=MAX_QUESTION, widget=LONG)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, help_text=_("The answer goes there."))

    def __init__(self, *args: Any, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signed_in:
            del self.fields["email"]
        else:
            self.fields["email"].widget.attrs["autocomplete"] = "email"


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=MAX_QUESTION, widget=LONG)
