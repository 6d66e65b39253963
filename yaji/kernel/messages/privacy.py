"""What this room knows about a person: what was written to them, their notices, what they follow."""

from collections.abc import Iterator

from yaji.kernel.messages import steps
from yaji.kernel.messages.models import Follow, Message, Notice, Question
from yaji.kernel.messages.queries import messages_to, questions_from
from yaji.kit.privacy import ExportFile, Person, erasers, exporters, json_file

ROOM = "messages"


def export(person: Person) -> Iterator[ExportFile]:
    """Every mail as it was written, newest first; notices and topics."""
    yield json_file("mails.json", [_mail(row) for email in person.emails for row in messages_to(email=email)])
    notices = Notice.objects.filter(party=person.user).order_by("-pk")
    rows = [{"at": row.at, "text": row.text, "url": row.url, "read_at": row.read_at} for row in notices]
    yield json_file("notices.json", rows)
    follows = Follow.objects.filter(actor=person.user).order_by("pk")
    yield json_file("follows.json", list(follows.values("topic", "at")))
    asked = {row.pk: row for email in ["", *person.emails] for row in questions_from(email=email, asker=person.user)}
    yield json_file("questions.json", [_question(row) for row in asked.values()])


def erase(person: Person) -> None:
    """Empty the mails; forget notices and topics. What has not left yet does not leave."""
    for email in person.emails:
        steps.forget(email=email)
    steps.forget(party=person.user)


def plug() -> None:
    exporters.plug(ROOM, export)
    erasers.plug(ROOM, erase)


def _question(row: Question) -> dict[str, object]:
    answers = [{"at": answer.at, "text": answer.text} for answer in row.answers.all()]
    facts = {"about": row.subject, "order": row.order, "state": row.state, "at": row.at}
    return {"id": row.public_id, "code": row.code, **facts, "text": row.text, "answers": answers}


def _mail(row: Message) -> dict[str, object]:
    files = [file.name for file in row.attachments.all()]
    said = {"subject": row.subject, "text": row.text, "attachments": files}
    return {"id": row.public_id, "kind": row.kind, "at": row.at, "sent_at": row.sent_at, "to": row.recipient, **said}
