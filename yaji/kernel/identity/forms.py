"""Shapes of what people type. Rights and rules are the operations' business."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yaji.kernel.identity.ports import purposes
from yaji.kernel.identity.types import ROLE_NOTES, ROLES
from yaji.kit.text import LocalText

#: zones offered first; every IANA zone can be chosen
_NEAR = ["Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Europe/London"]


def timezones() -> list[tuple[str, str]]:
    """Every zone with a slash in its name, the likely ones first."""
    rest = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix")))
    return [(zone, zone.replace("_", " ")) for zone in [*_NEAR, *(zone for zone in rest if zone not in _NEAR)]]


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    """Opening an account: address, password if wanted, and what one agrees to."""

    terms = forms.BooleanField(required=True)
    news = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("terms", "news"):
            self.fields[name].label = purposes[name].text
            self.fields[name].label_suffix = ""
        self.fields["terms"].help_text = _where_they_stand()
        self.order_fields(["email", "password1", "terms", "news"])
        if "password1" in self.fields:
            self.fields["password1"].help_text = _("At least 10 characters. Leave it empty to sign in by mailed codes.")


def _where_they_stand() -> SafeString:
    """Links to what one agrees to; nothing where the site serves no such pages."""
    try:
        pages = [(reverse("terms"), _("Terms of use")), (reverse("privacy"), _("Privacy notice"))]
    except NoReverseMatch:
        return SafeString()
    return format_html_join(" · ", '<a class="link" href="{}" target="_blank">{}</a>', pages)


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, help_text=_("As it should stand on orders and passes.")
    )
    phone = forms.RegexField(
        r"^[+\d][\d -]{5,19}$",
        label=_("Phone"),
        required=False,
        help_text=_("Only used when a show is moved or cancelled."),
        error_messages={"invalid": _("Digits, spaces and a leading + are fine.")},
    )
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezones)


class OrganisationForm(forms.Form):
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80, required=False)
    contact_email = forms.EmailField(label=_("Address for buyers' questions"), required=False)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezones)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name_en") and not data.get("name_zh"):
            self.add_error("name_en", _("Give it a name in at least one language."))
        return data

    def text(self, field: str) -> LocalText:
        """``name`` or ``about`` as a LocalText of what was typed."""
        both = {"en": self.cleaned_data.get(f"{field}_en", ""), "zh-hans": self.cleaned_data.get(f"{field}_zh", "")}
        return LocalText({language: text for language, text in both.items() if text})


class OrganisationPageForm(OrganisationForm):
    slug = forms.SlugField(label=_("Address on this site"), max_length=60)
    about_en = forms.CharField(label=_("About, in English"), max_length=2000, required=False, widget=forms.Textarea)
    about_zh = forms.CharField(label=_("About, in Chinese"), max_length=2000, required=False, widget=forms.Textarea)


class RoleForm(forms.Form):
    """A role out of those the actor may give."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(role, ROLES[role]) for role in roles]


class InviteForm(RoleForm):
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    field_order = ("email", "role", "language")

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, roles=roles, **kwargs)
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(role, f"{ROLES[role]} – {ROLE_NOTES[role]}") for role in roles]


class ConsentForm(forms.Form):
    purpose = forms.CharField(max_length=40)
    given = forms.BooleanField(required=False)


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What is it for?"), max_length=60)
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
    )


class EraseForm(forms.Form):
    """Typing the own address is the second thought."""

    email = forms.EmailField(label=_("Type your e-mail address to confirm"))

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"])
        if typed.lower() != self.expected.lower():
            raise forms.ValidationError(_("That is not the address of this account."))
        return typed
