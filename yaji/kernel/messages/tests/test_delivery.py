"""From the table to the mail server: once, later, never, or nobody knows."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.db.utils import IntegrityError

from yaji.kernel.events.queries import facts_about
from yaji.kernel.messages import operations, queries, transport
from yaji.kernel.messages.models import Message, MessageAttachment
from yaji.kernel.messages.ports import sources
from yaji.kernel.messages.tests.people import DEVICE, NOBODY, OWNER, STAFF, STRANGER
from yaji.kernel.messages.types import Attachment
from yaji.kit import clock
from yaji.kit.errors import Forbidden
from yaji.kit.states import IllegalMove
from yaji.kit.testing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def state(message: Message) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.state, message.tries, message.reason


def test_without_a_server_the_mailbox_is_the_end(post):
    message = post()
    assert operations.deliver(message=message.public_id) == "sent"
    message.refresh_from_db()
    assert (message.transport, message.tries, message.sent_at is not None) == ("mailbox", 1, True)


def test_it_leaves_once_however_often_it_is_tried(post, server):
    message = post(attachments=[Attachment("票.txt", "text/plain", b"row 1")])
    assert [operations.deliver(message=message.public_id) for _ in range(3)] == ["sent", "skipped", "skipped"]
    (taken,) = server.mails
    assert (taken.sender, taken.recipients) == ("hello@yaji.example", ["mei@example.org"])
    mail = taken.mail
    assert mail["Subject"] == "已付款 牡丹亭"
    assert [(one.display_name, one.addr_spec) for one in mail["To"].addresses] == [("林梅", "mei@example.org")]
    assert mail["Message-ID"] == f"<{message.public_id}@localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "您好，林梅" in mail.get_body(("plain",)).get_content()
    assert "<p>牡丹亭</p>" in mail.get_body(("html",)).get_content()
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("票.txt", "row 1")


@pytest.mark.django_db(transaction=True)
def test_eight_workers_one_mail(post, server, settings):
    message = post()
    Message.objects.filter(pk=message.pk).update(state="queued")
    server.mails.clear()
    outcomes = race(lambda i: operations.deliver(message=message.public_id))
    assert sorted(outcome.value for outcome in outcomes) == ["sent"] + ["skipped"] * 7
    assert len(server.mails) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_taking_the_message_first_it_leaves_several_times(post, server):
    """The race above, with a worker that looks and sends instead of taking by a conditional update."""
    message = post()
    Message.objects.filter(pk=message.pk).update(state="queued")
    server.mails.clear()

    def careless(number: int) -> None:
        row = Message.objects.get(pk=message.pk)
        if row.state == "queued":
            transport.hand_over(operations._letter(row))
            Message.objects.filter(pk=row.pk).update(state="sent")

    race(careless)
    assert len(server.mails) > 1


@pytest.mark.django_db(transaction=True)
def test_the_job_runs_after_the_commit(post, server):
    assert state(post())[0] == "sent"
    assert len(server.mails) == 1


def test_with_a_queue_that_keeps_jobs_the_job_commits_with_the_message(post, settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    message = post()
    (job,) = DBTaskResult.objects.all()
    assert job.task_path.endswith("messages.tasks.deliver")
    assert job.args_kwargs == {"args": [message.public_id], "kwargs": {}}
    job.task.call(*job.args_kwargs["args"])
    assert state(message)[0] == "sent"


@pytest.mark.parametrize("verb", ["HELLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("reply", ["451 try later", "421 going down", "drop"])
def test_what_may_pass_is_tried_later(post, server, noon, verb, reply):
    server.replies[verb] = reply
    message = post()
    assert operations.deliver(message=message.public_id) == "queued"
    message.refresh_from_db()
    assert message.due_at == clock.now() + timedelta(minutes=1)
    assert operations.deliver(message=message.public_id) == "skipped"
    server.replies.clear()
    noon.shift(timedelta(minutes=1))
    assert operations.deliver(message=message.public_id) == "sent"
    assert len(server.mails) == 1


def test_lines_that_begin_with_a_dot_arrive_whole(post, server):
    operations.deliver(message=post(context={"show": "x\n.\n..y\n.QUIT"}).public_id)
    text = server.mails[0].mail.get_body(("plain",)).get_content()
    assert "x\n.\n..y\n.QUIT " in text.replace("\r\n", "\n")


def test_no_server_at_all_is_tried_later(post, settings):
    settings.EMAIL_CONFIG_URL = "smtp://127.0.0.1:1"
    message = post()
    assert operations.deliver(message=message.public_id) == "queued"
    assert "Refused" in state(message)[2]


def test_the_waits_grow_and_end(post, server, noon):
    server.replies["RCPT"] = "450 mailbox busy"
    message = post()
    waits = []
    while operations.deliver(message=message.public_id) == "queued":
        message.refresh_from_db()
        waits.append(int((message.due_at - clock.now()).total_seconds() // 60))
        noon.move_to(message.due_at)
    assert waits == [1, 5, 15, 60, 240, 720, 1440]
    assert state(message) == ("failed", 8, "450 mailbox busy")


@pytest.mark.parametrize(("verb", "reply"), [("RCPT", "550 no such user"), (".", "554 looks like spam")])
def test_what_the_server_refuses_for_good_ends(post, server, verb, reply):
    server.replies[verb] = reply
    message = post()
    assert operations.deliver(message=message.public_id) == "failed"
    assert state(message) == ("failed", 1, reply)


def test_a_refused_sender_is_our_fault_and_may_be_mended(post, server):
    server.replies["MAIL"] = "530 authenticate first"
    assert operations.deliver(message=post().public_id) == "queued"


def test_silence_after_the_text_is_never_answered_by_a_second_mail(post, server, noon):
    server.replies["."] = "drop"
    message = post()
    assert operations.deliver(message=message.public_id) == "failed"
    assert state(message)[2].startswith("unknown: ")
    noon.shift(timedelta(days=2))
    operations.look()
    assert operations.deliver(message=message.public_id) == "skipped"
    assert server.texts == 1


def test_a_worker_that_dies_while_sending(post, noon):
    message = post()
    Message.objects.filter(pk=message.pk).update(state="sending", due_at=clock.now())
    noon.shift(timedelta(minutes=14))
    operations.look()
    assert state(message)[0] == "sending"
    noon.shift(timedelta(minutes=2))
    operations.look()
    assert state(message)[0] == "failed"
    assert "unknown" in message.reason


def test_the_look_delivers_what_no_worker_took_and_stops_at_a_dead_server(post, server, noon):
    messages = [post() for _ in range(3)]
    operations.look()
    assert server.mails == []
    server.replies["HELLO"] = "421 away"
    noon.shift(timedelta(minutes=3))
    operations.look()
    assert sorted(state(message)[:2] for message in messages) == [("queued", 0), ("queued", 0), ("queued", 1)]
    server.replies.clear()
    noon.shift(timedelta(minutes=5))
    operations.look()
    assert len(server.mails) == 3


def test_an_attachment_that_cannot_be_made_yet_delays_the_mail(post, server, noon):
    broken = {"now": True}

    def draw():
        if broken["now"]:
            raise RuntimeError("no font for mei@example.org")
        return b"%PDF"

    with sources.instead("tests.pdf", draw):
        message = post(attachments=[Attachment("p.pdf", "application/pdf", source="tests.pdf")])
        assert operations.deliver(message=message.public_id) == "queued"
        assert "mei@" not in state(message)[2]
        broken["now"] = False
        noon.shift(timedelta(minutes=2))
        assert operations.deliver(message=message.public_id) == "sent"
    assert len(server.mails) == 1


@pytest.mark.parametrize("who", [NOBODY, STRANGER, OWNER, DEVICE])
def test_only_the_operator_sees_failures_and_sends_again(post, who):
    message = post()
    Message.objects.filter(pk=message.pk).update(state="failed")
    with pytest.raises(Forbidden):
        operations.resend(actor=who, message=message.public_id)
    with pytest.raises(Forbidden):
        queries.failed(who)


def test_the_operator_sends_again_with_the_same_message_id(post, server):
    server.replies["."] = "drop"
    message = post()
    operations.deliver(message=message.public_id)
    assert queries.failed(STAFF).rows == [message]
    server.replies.clear()
    operations.resend(actor=STAFF, message=message.public_id)
    assert operations.deliver(message=message.public_id) == "sent"
    assert server.mails[0].mail["Message-ID"] == f"<{message.public_id}@localhost>"
    assert [fact.actor_ref for fact in facts_about(message.public_id)] == [STAFF.ref]
    with pytest.raises(IllegalMove):
        operations.resend(actor=STAFF, message=message.public_id)


def test_old_texts_are_emptied(post, noon):
    old, waiting = post(attachments=[Attachment("a", "text/plain", b"x")]), post()
    operations.deliver(message=old.public_id)
    noon.shift(timedelta(days=89))
    operations.empty_old()
    assert Message.objects.get(pk=old.pk).text
    noon.shift(timedelta(days=2))
    young = post()
    operations.empty_old()
    gone = Message.objects.get(pk=old.pk)
    assert (gone.text, gone.recipient, gone.emptied, gone.state) == ("", {}, True, "sent")
    assert not MessageAttachment.objects.exists()
    assert Message.objects.get(pk=waiting.pk).text
    assert Message.objects.get(pk=young.pk).text
    Message.objects.filter(pk=old.pk).update(state="failed")
    with pytest.raises(Forbidden):
        operations.resend(actor=STAFF, message=old.public_id)


def test_no_shell_stores_another_state(post):
    row = Message.objects.filter(pk=post().pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="lost")
