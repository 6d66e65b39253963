"""How allauth speaks for this house: our mails, safe redirects, a visitor forgotten at sign-out."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from yaji.kernel.identity import http
from yaji.kernel.identity.models import User
from yaji.kit.http.throttle import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts by e-mail only. Creating one creates its person (:meth:`User.save`)."""

    def new_user(self, request: HttpRequest) -> User:
        """An account in the language of the page it was opened on."""
        return User(language=get_language() or settings.LANGUAGE_CODE)

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address rate limits count by: the same one our own limits use."""
        return client_address(request)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        http.renew(request)

    def logout(self, request: HttpRequest) -> None:
        super().logout(request)
        http.forget(request)
        http.renew(request)
