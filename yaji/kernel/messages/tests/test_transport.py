"""Servers as the settings name them, and headers that stay what they are."""

import smtplib
import ssl

import pytest
import trustme
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from yaji.kernel.messages import transport
from yaji.kernel.messages.addresses import checked
from yaji.kernel.messages.rendering import MAX_SUBJECT
from yaji.kernel.messages.tests.smtp import Sink
from yaji.kernel.messages.types import Letter, Recipient, one_line


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", transport.Server("mail.example", 25, "", "", ssl=False, starttls=False)),
        ("smtp://mail.example:2525", transport.Server("mail.example", 2525, "", "", ssl=False, starttls=False)),
        ("smtp://u:p%40ss@mail.example", transport.Server("mail.example", 587, "u", "p@ss", ssl=False, starttls=True)),
        ("smtp://u:p@localhost:25", transport.Server("localhost", 25, "u", "p", ssl=False, starttls=False)),
        ("smtp://u:p@mail.example?tls=no", transport.Server("mail.example", 25, "u", "p", ssl=False, starttls=False)),
        ("smtp://mail.example?tls=yes", transport.Server("mail.example", 587, "", "", ssl=False, starttls=True)),
        ("smtps://u:p@mail.example", transport.Server("mail.example", 465, "u", "p", ssl=True, starttls=False)),
    ],
)
def test_servers(url, expected):
    assert transport.parse_server(url) == expected


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example:25", "smtp://", "smtp:mail.example"])
def test_what_names_no_server(url):
    with pytest.raises(ImproperlyConfigured):
        transport.parse_server(url)


def letter(**fields) -> Letter:
    plain = {"to": "a@x.org", "name": "", "subject": "s", "text": "t", "html": "", "message_id": "<m@x>"}
    return Letter(**{**plain, **fields})


#: anything a person might type, and what an attacker would
names = st.text(max_size=60) | st.sampled_from(
    [
        "x\r\nBcc: evil@x.org",
        "x\nSubject: y",
        '"q" <evil@x.org>',
        "a, b@x.org",
        "x\u2028Bcc: y",
        "=?utf-8?q?x=0ABcc?=",
        "\0",
    ]
)


@given(name=names, subject=names)
def test_nothing_typed_becomes_a_header_or_a_second_recipient(name, subject):
    to = checked(Recipient("mei@example.org", name, "en"))
    mail = transport.compose(letter(to=to.email, name=to.name, subject=one_line(subject)[:MAX_SUBJECT]))
    message = mail.message()
    assert mail.recipients() == [str(mail.to[0])]
    assert len(mail.to) == 1
    found = sorted(key.lower() for key in message)
    assert found == sorted(
        ["content-type", "mime-version", "content-transfer-encoding", "subject", "from", "to", "date", "message-id",
         "auto-submitted"]
    )  # fmt: skip
    lines = message.as_bytes().split(b"\n\n")[0].decode().split("\n")
    assert all(line[0] in " \t" or line.split(":")[0].lower() in found for line in lines)
    assert "mei@example.org" in message["To"]


def test_a_letter_over_an_encrypted_line(settings, tmp_path, monkeypatch):
    authority = trustme.CA()
    certificate = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(certificate)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    with Sink(tls=context) as sink:
        settings.EMAIL_CONFIG_URL = f"smtps://localhost:{sink.port}"
        with pytest.raises(transport.Delayed, match=r"CERTIFICATE_VERIFY_FAILED|certificate"):
            transport.hand_over(letter())
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert transport.hand_over(letter()) == "smtp"
        assert [taken.recipients for taken in sink.mails] == [["a@x.org"]]


def test_a_password_does_not_travel_in_the_clear(settings):
    with Sink() as sink:
        settings.EMAIL_CONFIG_URL = f"smtp://user:canary@127.0.0.1:{sink.port}?tls=yes"
        with pytest.raises(transport.Delayed) as caught:
            transport.hand_over(letter())
        assert isinstance(caught.value.__cause__, smtplib.SMTPException)
        assert "canary" not in caught.value.reason
        assert sink.mails == []


def test_an_international_domain():
    assert transport.compose(letter(to="a@例子.中国")).to == ["a@xn--fsqu00a.xn--fiqs8s"]
