"""How allauth speaks for this house: our accounts and mails, sealed second factors, a visitor forgotten at sign-out."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from yaji.kernel.identity import http, operations
from yaji.kernel.identity.models import User
from yaji.kit.http.throttle import client_address
from yaji.kit.vault import fingerprint, seal, unseal

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts by e-mail only. Storing one stores its person and what was agreed to, in one transaction."""

    def new_user(self, request: HttpRequest) -> User:
        """An account in the language of the page it was opened on."""
        return User(language=get_language() or settings.LANGUAGE_CODE)

    def save_user(
        self, request: HttpRequest, user: User, form: Any, commit: bool = True
    ) -> User:  # allauth's signature
        user = super().save_user(request, user, form, commit=False)
        if commit:
            agreed = {name: bool(form.cleaned_data[name]) for name in ("terms", "news") if name in form.cleaned_data}
            operations.register(user=user, agreed=agreed)
        return user

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> Any:
        """allauth's text, with our own letterhead as the second form."""
        mail = super().render_mail(template_prefix, email, context, headers)
        if isinstance(mail, EmailMultiAlternatives) and not mail.alternatives:
            paragraphs = [part.strip() for part in str(mail.body).split("\n\n") if part.strip()]
            letter = {
                "subject": mail.subject,
                "heading": mail.subject,
                "paragraphs": paragraphs,
                "code": context.get("code", ""),
                "site_name": settings.SITE_NAME,
                "site_url": settings.SITE_URL,
            }
            mail.attach_alternative(render_to_string("identity/mail/letter.html", letter), "text/html")
        return mail

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address rate limits count by: the same one our own limits use."""
        return client_address(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # a hash, so that a run of attempts on one account can be seen without the account being named
        log.warning("sign_in_refused", account=fingerprint(str(credentials.get("email", "")))[:12])

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        http.renew(request)

    def logout(self, request: HttpRequest) -> None:
        super().logout(request)
        http.forget(request)
        http.renew(request)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors lie sealed in the database, under the field keys."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
