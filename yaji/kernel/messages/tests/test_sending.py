"""Recording a message: once, in the reader's language, sealed, with the transaction."""

import pytest
from django.db import connection

from yaji.kernel.messages import queries, steps
from yaji.kernel.messages.errors import BadAddress, TooMuchAttached
from yaji.kernel.messages.models import Message, MessageAttachment, Notice
from yaji.kernel.messages.operations import content_of
from yaji.kernel.messages.ports import sources, templates
from yaji.kernel.messages.tests.conftest import KIND
from yaji.kernel.messages.types import Attachment, Recipient, Template
from yaji.kit.operation import NoTransaction, operation
from yaji.kit.registry import NotPlugged
from yaji.kit.testing import race

pytestmark = pytest.mark.django_db


def test_a_mail_is_written_in_the_recipients_language(post, mei):
    chinese = post()
    assert (chinese.subject, chinese.language) == ("已付款 牡丹亭", "zh-hans")
    assert chinese.text.startswith("您好，林梅")
    english = post(to=Recipient("ada@example.org", "Ada", "EN"))
    assert (english.subject, english.language) == ("Paid: 牡丹亭", "en")
    assert 'lang="en"' in english.html
    assert post(to=Recipient("jo@example.org", "Jo", "xx")).language == "en"


def test_text_is_not_html_and_html_is_not_text(post):
    said = post(context={"show": "<b>Q&A</b>"})
    assert "/x?a=1&b=2" in said.text
    assert "<b>Q&A</b>" in said.text
    assert "&lt;b&gt;Q&amp;A&lt;/b&gt;" in said.html
    assert "<b>Q" not in said.html


def test_the_same_key_is_the_same_message(post):
    first = post(key="paid:1")
    assert post(key="paid:1", context={"show": "other"}) == first
    assert post(key="paid:2") != first
    assert post(key="paid:" + "x" * 500) == post(key="paid:" + "x" * 500)
    assert Message.objects.count() == 3
    assert Notice.objects.count() == 3


def test_without_a_key_every_call_is_an_occasion(post):
    assert post() != post()


def test_two_kinds_may_use_the_same_key(post, kind):
    with templates.instead("tests.other", kind):
        assert post(key="1") != post(key="1", kind="tests.other")


def test_it_goes_with_the_transaction(post, mei):
    with pytest.raises(NoTransaction):
        steps.send(kind=KIND, to=mei, context={"show": ""})

    @operation
    def fails():
        steps.send(kind=KIND, to=mei, context={"show": ""})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert not Message.objects.exists()


def test_a_kind_without_a_template_is_a_defect(post):
    with pytest.raises(NotPlugged):
        post(kind="tests.unknown")


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_key_write_once(post):
    outcomes = race(lambda i: post(key="paid:1").public_id)
    assert len({outcome.value for outcome in outcomes}) == 1, outcomes
    assert Message.objects.count() == 1
    assert Message.objects.get().state == "sent"


def test_whom_and_what_is_sealed_in_the_tables(post, mei):
    post(attachments=[Attachment("CANARY.pdf", "application/pdf", b"CANARY-CONTENT")], context={"show": "CANARY-SHOW"})
    with connection.cursor() as cursor:
        found = []
        for table in ("message", "messageattachment", "notice"):
            cursor.execute(f"SELECT * FROM yaji_messages_{table}")
            found += cursor.fetchall()
    dump = repr(found)
    assert len(found) == 3
    for secret in ("mei@", "林梅", "CANARY", "已付款"):
        assert secret not in dump
    row = Message.objects.get()
    assert row.recipient == {"email": "mei@example.org", "name": "林梅"}
    assert list(queries.messages_to(email="Mei@Example.org")) == [row]
    assert list(queries.messages_to(party=mei.party)) == [row]
    assert list(queries.messages_to()) == []


def test_attachments_are_kept_or_made_when_needed(post):
    made = []

    def draw(ref):
        made.append(ref)
        return b"%PDF " + ref.encode()

    with sources.instead("tests.pdf", draw):
        message = post(
            attachments=[
                Attachment("a\r\nb.txt", "text/plain", b"kept"),
                Attachment("pass.pdf", "application/pdf", source="tests.pdf", arguments={"ref": "pas_1"}),
            ]
        )
        assert made == []
        files = list(MessageAttachment.objects.filter(message=message).order_by("pk"))
        assert [content_of(file) for file in files] == [b"kept", b"%PDF pas_1"]
        assert files[0].name == "a b.txt"


def test_too_much_for_one_mail(post):
    with pytest.raises(TooMuchAttached):
        post(attachments=[Attachment("a", "text/plain", b"x" * (8 * 1024 * 1024 + 1))])
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "email",
    ["", "mei", "@example.org", "mei@", "a b@example.org", "a@b@c.org", "a@ex\nample.org", "a@x.org,b@x.org",
     "a@x.org\nBcc: b@x.org", "<a@x.org>", "a..b@x.org", "梅@example.org", ".a@x.org", "a@x..org", "x" * 250 + "@x.io"],
)  # fmt: skip
def test_what_is_no_address(post, email):
    with pytest.raises(BadAddress):
        post(to=Recipient(email, "", "en"))
    assert not Message.objects.exists()


def test_a_notice_for_people_with_an_account(post, mei, kind):
    post(to=Recipient("guest@example.org", "", "en"))
    assert not Notice.objects.exists()
    with templates.instead(
        KIND, Template(kind.subject, kind.text, notice=kind.subject, url=lambda c: f"/s/{c['show']}")
    ):
        post()
    assert [(row.party, row.text, row.url) for row in Notice.objects.all()] == [
        (mei.party, "已付款 牡丹亭", "/s/牡丹亭")
    ]


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_notices_lead_only_into_this_site(url):
    operation(steps.notify_on_site)(party="par_1", kind="tests", text="x", url=url, key="1")
    assert Notice.objects.get().url == ""


def test_prepare_sees_the_language_and_the_recipient(post, kind):
    def prepare(context, to):
        return {"show": f"{context['number']} for {to.name}"}

    with templates.instead(KIND, Template(kind.subject, kind.text, prepare=prepare)):
        assert post(context={"number": 7}).subject == "已付款 7 for 林梅"


def test_forgetting_a_person(post, mei):
    kept = post(to=Recipient("ada@example.org", "Ada", "en"))
    gone = post(attachments=[Attachment("a", "text/plain", b"x")])
    assert operation(steps.forget)(email="mei@example.org", party=mei.party) == 1
    row = Message.objects.get(pk=gone.pk)
    assert (row.state, row.reason, row.subject, row.text, row.html) == ("failed", "erased", "", "", "")
    assert (row.recipient, row.recipient_key, row.party, row.emptied) == ({}, "", "", True)
    assert not MessageAttachment.objects.exists()
    assert not Notice.objects.exists()
    assert Message.objects.get(pk=kept.pk).subject
