"""The forms of passkeys, with labels that can be translated. Apart from the other forms: these need the second factor's
library whole, which must not be loaded while the sign-up form is.
"""

from typing import Any

from allauth.mfa.webauthn import forms as allauth_forms
from django.utils.translation import pgettext_lazy

_NAME = pgettext_lazy("of a passkey", "Name")


class AddPasskeyForm(allauth_forms.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _NAME


class EditPasskeyForm(allauth_forms.EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _NAME
