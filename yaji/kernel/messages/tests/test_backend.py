"""Django's own mails come through this room."""

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.utils import translation

from yaji.kernel.messages import operations
from yaji.kernel.messages.models import Message
from yaji.kernel.messages.operations import content_of
from yaji.kernel.messages.tests.people import HOUSE, NOBODY, OWNER, STAFF, STRANGER
from yaji.kernel.messages.types import Recipient
from yaji.kit.errors import Forbidden
from yaji.kit.operation import operation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def backend(settings):
    settings.EMAIL_BACKEND = "yaji.kernel.messages.backend.StoredMail"


def test_a_framework_mail_is_a_message(server):
    mail = EmailMultiAlternatives("Your code", "482913", to=["Mei <mei@example.org>", "ada@example.org"])
    mail.attach_alternative("<p>482913</p>", "text/html")
    mail.attach("a.txt", "one", "text/plain")
    with translation.override("zh-hans"):
        assert mail.send() == 1
    first, second = Message.objects.order_by("pk")
    assert (first.recipient["email"], second.recipient["email"]) == ("mei@example.org", "ada@example.org")
    assert (first.subject, first.text, first.html, first.language) == (
        "Your code",
        "482913",
        "<p>482913</p>",
        "zh-hans",
    )
    assert [content_of(file) for file in first.attachments.all()] == [b"one"]
    operations.deliver(message=first.public_id)
    assert server.mails[0].recipients == ["mei@example.org"]


def test_inside_an_operation_it_belongs_to_it():
    @operation
    def fails():
        send_mail("s", "t", None, ["mei@example.org"])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("who", "allowed"), [(NOBODY, False), (STRANGER, False), (OWNER, False), (STAFF, True), (HOUSE, True)]
)
def test_nobody_else_writes_mails_freely(who, allowed):
    words = {"actor": who, "to": Recipient("a@x.org", "", "en"), "subject": "s", "text": "t"}
    if allowed:
        assert operations.post(**words).kind == "mail"
    else:
        with pytest.raises(Forbidden):
            operations.post(**words)
