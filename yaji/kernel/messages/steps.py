"""Writes inside somebody's operation: say something to somebody, once."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from yaji.kernel.messages.addresses import checked
from yaji.kernel.messages.errors import BadTopic, TooMuchAttached
from yaji.kernel.messages.models import Announcement, Answer, Follow, Message, MessageAttachment, Notice, Question
from yaji.kernel.messages.ports import start, templates
from yaji.kernel.messages.queries import messages_to, questions_from
from yaji.kernel.messages.rendering import Rendered, render
from yaji.kernel.messages.types import Attachment, Recipient, one_line
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.ids import mint
from yaji.kit.operation import needs_transaction
from yaji.kit.vault import fingerprint

MAX_ATTACHED = 8 * 1024 * 1024
MAX_TOPIC = 120


@needs_transaction
def send(
    *,
    kind: str,
    to: Recipient,
    context: Mapping[str, Any],
    attachments: Sequence[Attachment] = (),
    key: str = "",
    topic: str = "",
) -> Message:
    """Record a message of ``kind`` to ``to``; a job delivers it after the commit, once.

    ``key`` says which occasion this is: a second call with the same key gives the message of the first and sends
    nothing. Without a key every call is an occasion. Raises BadAddress, TooMuchAttached, and NotPlugged for a kind
    that has no template (a defect).
    """
    to = checked(to)
    template = templates[kind]
    key = _short(f"{kind}:{key or mint('key')}")
    known = Message.objects.filter(key=key).first()
    if known is not None:
        return known
    said = render(template, to, context, topic=topic)
    message, fresh = _record(kind, to, said, key, topic)
    if fresh:
        _attach(message, attachments)
        if template.on_site and to.party:
            notify_on_site(party=to.party, kind=kind, text=said.notice, url=said.url, key=key)
        start("deliver", message.public_id)
    return message


@needs_transaction
def send_ready(
    *,
    to: Recipient,
    subject: str,
    text: str,
    html: str = "",
    attachments: Sequence[Attachment] = (),
    kind: str = "mail",
) -> Message:
    """Record a mail that somebody else has written (sign-in codes, framework mails); delivered like any other."""
    to = checked(to)
    said = Rendered(to.language, one_line(subject), text, html, notice="", url="")
    message, _ = _record(kind, to, said, f"{kind}:{mint('key')}", "")
    _attach(message, attachments)
    start("deliver", message.public_id)
    return message


@needs_transaction
def notify_on_site(*, party: str, kind: str, text: str, url: str = "", key: str) -> None:
    """A notice for a person on the site only; once per ``key``. ``url`` is a path of this site."""
    safe = url if url.startswith("/") and not url.startswith("//") else ""
    Notice.objects.bulk_create(
        [Notice(key=_short(f"{key}:{party}"), party=party, kind=kind, text=text, url=safe[:300], at=clock.now())],
        ignore_conflicts=True,
    )


@needs_transaction
def notify(topic: str, kind: str, context: Mapping[str, Any], key: str) -> None:
    """Tell everybody who follows ``topic``: one message each, never two for one ``key``.

    Told by a job in portions after the commit, to whoever follows then; ``context`` must be JSON-plain.
    """
    templates[kind]
    words: dict[str, Any] = {
        "public_id": mint("ann"),
        "topic": check_topic(topic),
        "kind": kind,
        "context": dict(context),
        "at": clock.now(),
    }
    row, fresh = Announcement.objects.get_or_create(key=_short(key), defaults=words)
    if fresh:
        start("announce", row.public_id)


@needs_transaction
def follow(actor: Actor, topic: str) -> None:
    """From now on the actor hears about ``topic``. For other rooms' operations; no permission is asked here."""
    Follow.objects.bulk_create(
        [Follow(actor=actor.ref, topic=check_topic(topic), at=clock.now())], ignore_conflicts=True
    )


@needs_transaction
def unfollow(actor_ref: str, topic: str) -> bool:
    """No longer. Whether they had followed."""
    return bool(Follow.objects.filter(actor=actor_ref, topic=topic).delete()[0])


@needs_transaction
def forget(*, email: str = "", party: str = "") -> int:
    """Empty everything written to and by a person, and forget what they follow: for erasure. How many mails that was.

    What has not left yet does not leave. The rows stay, without name, address and text.
    """
    rows = messages_to(email=email, party=party)
    rows.filter(state__in=["queued", "failed"]).update(state="failed", reason="erased")
    MessageAttachment.objects.filter(message__in=rows.order_by()).delete()
    count = empty(rows)
    empty_questions(questions_from(email=email, asker=party))
    if party:
        Follow.objects.filter(actor=party).delete()
        Notice.objects.filter(party=party).delete()
    return count


@needs_transaction
def empty_questions(rows: QuerySet[Question]) -> int:
    """Remove who asked, what, and what was answered; that somebody asked stays. How many."""
    refs = list(rows.order_by().values_list("pk", flat=True))
    Answer.objects.filter(question__in=refs).update(text="")
    blank: dict[str, Any] = {"recipient": {}, "recipient_key": "", "text": "", "order": "", "asker": ""}
    return Question.objects.filter(pk__in=refs).update(**blank, state="closed", emptied=True)


@needs_transaction
def empty(rows: Any) -> int:
    """Remove name, address and texts of messages; their kind, times and state stay."""
    blank: dict[str, Any] = {"recipient": {}, "subject": "", "text": "", "html": "", "party": "", "recipient_key": ""}
    return int(rows.order_by().update(**blank, emptied=True))


def check_topic(topic: str) -> str:
    """A topic is a short word such as ``show:shw_01J…``. Raises BadTopic."""
    plain = all(c.isascii() and (c.isalnum() or c in "_-:.") for c in topic)
    if not plain or not 3 <= len(topic) <= MAX_TOPIC or ":" not in topic:
        raise BadTopic()
    return topic


def _record(kind: str, to: Recipient, said: Rendered, key: str, topic: str) -> tuple[Message, bool]:
    now = clock.now()
    words: dict[str, Any] = {
        "kind": kind,
        "language": said.language,
        "recipient": {"email": to.email, "name": to.name},
        "recipient_key": fingerprint(to.email),
        "party": to.party,
        "topic": topic,
        "subject": said.subject,
        "text": said.text,
        "html": said.html,
        "at": now,
        "due_at": now,
    }
    return Message.objects.get_or_create(key=key, defaults=words)


def _attach(message: Message, attachments: Sequence[Attachment]) -> None:
    if sum(len(file.content) for file in attachments) > MAX_ATTACHED:
        raise TooMuchAttached()
    MessageAttachment.objects.bulk_create([_row(message, file) for file in attachments])


def _row(message: Message, file: Attachment) -> MessageAttachment:
    arguments: Any = dict(file.arguments)
    return MessageAttachment(
        message=message,
        name=one_line(file.name)[:120],
        mime=file.mime,
        content=base64.b64encode(file.content).decode(),
        source=file.source,
        arguments=arguments,
    )


def _short(key: str) -> str:
    """Keys that fit the column; a longer one by its hash."""
    return key if len(key) <= 120 else hashlib.sha256(key.encode()).hexdigest()
