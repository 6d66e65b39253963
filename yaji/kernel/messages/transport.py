"""How a mail leaves: by SMTP, or into the stored mailbox where no server is configured.

The three ends of an attempt are told apart, because a mail must not leave twice: it was accepted; it certainly was
not (:class:`Delayed`, :class:`Refused`); or nobody can know (:class:`Unknown`: the line broke once the text was given).
"""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import sanitize_address

from yaji.kernel.messages.types import Letter

TIMEOUT_SECONDS = 20
MAILBOX, SMTP = "mailbox", "smtp"
#: a line that begins with a dot gets a second one, or it would end the text
_LINE_WITH_DOT = re.compile(rb"(?m)^\.")
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class NotHandedOver(Exception):
    """The mail did not certainly leave; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Delayed(NotHandedOver):
    """It certainly did not leave; trying later may help."""


class Refused(NotHandedOver):
    """It certainly did not leave, and never will: the server refuses this recipient or this text."""


class Unknown(NotHandedOver):
    """The server had the text and did not answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, as ``smtp://user:password@host:port`` or ``smtps://…`` names it."""

    host: str
    port: int
    user: str
    password: str
    ssl: bool
    starttls: bool


def parse_server(url: str) -> Server:
    """The server in ``url``. Passwords travel encrypted except to this machine; ``?tls=no`` or ``yes`` overrides.

    Raises ImproperlyConfigured.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("YAJI_MAIL_URL must look like smtp://user:password@host:port or smtps://…")
    ssl = parts.scheme == "smtps"
    user = unquote(parts.username or "")
    wish = parse_qs(parts.query).get("tls", [""])[0]
    starttls = not ssl and (wish == "yes" or (wish != "no" and bool(user) and parts.hostname not in _LOCAL))
    port = parts.port or (465 if ssl else 587 if starttls else 25)
    return Server(parts.hostname, port, user, unquote(parts.password or ""), ssl, starttls)


def hand_over(letter: Letter) -> str:
    """Give the letter away and return how. Raises Delayed, Refused or Unknown."""
    url: str = settings.EMAIL_CONFIG_URL
    if not url:
        return MAILBOX
    mail = compose(letter)
    with _connected(parse_server(url)) as smtp:
        _speak(smtp, mail, letter.to)
    return SMTP


def compose(letter: Letter) -> EmailMultiAlternatives:
    """The mail as Django builds it, with exactly one recipient."""
    local, _, domain = letter.to.rpartition("@")
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[str(Address(letter.name, local, domain.encode("idna").decode() if not domain.isascii() else domain))],
        headers={
            "Message-ID": letter.message_id,
            "Auto-Submitted": "auto-generated",
            **letter.headers,
        },
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    for name, mime, content in letter.attachments:
        mail.attach(name, content, mime)
    return mail


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    backend: Any = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_ssl=server.ssl,
        use_tls=server.starttls,
        timeout=TIMEOUT_SECONDS,
    )
    try:
        backend.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Delayed(_words(error)) from error
    try:
        yield backend.connection
    finally:
        with suppress(OSError, smtplib.SMTPException):
            backend.close()


def _speak(smtp: smtplib.SMTP, mail: EmailMultiAlternatives, to: str) -> None:
    """The conversation, step by step: up to the text every failure is certain; after it silence is not."""
    message = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's, wider than the standard one
    charset = mail.encoding or settings.DEFAULT_CHARSET
    try:
        _expect(smtp.mail(sanitize_address(mail.from_email, charset)), recipient=False)
        _expect(smtp.rcpt(sanitize_address(to, charset)), recipient=True)
        _expect(smtp.docmd("DATA"), recipient=False, wanted=354)
    except (OSError, smtplib.SMTPException) as error:
        raise Delayed(_words(error)) from error
    try:
        smtp.send(_LINE_WITH_DOT.sub(b"..", message).rstrip(b"\r\n") + b"\r\n.\r\n")
        answer = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unknown(_words(error)) from error
    _expect(answer, recipient=True)


def _expect(answer: tuple[int, bytes], *, recipient: bool, wanted: int = 250) -> None:
    """4xx: later. 5xx about the recipient or the text: never. 5xx about the sender: our set-up, so later."""
    code, words = answer
    if code == wanted or (wanted == 250 and code == 251):  # 251: will forward
        return
    reason = f"{code} {words.decode(errors='replace')}"
    raise Refused(reason) if code >= 500 and recipient else Delayed(reason)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
