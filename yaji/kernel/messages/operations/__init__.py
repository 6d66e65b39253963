"""Writes that own their transaction."""

import base64
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.conf import settings

from yaji.kernel.events.steps import record
from yaji.kernel.messages import ports, queries, steps, transport
from yaji.kernel.messages.errors import BadAddress, BadLink
from yaji.kernel.messages.events import MessageResent
from yaji.kernel.messages.models import Announcement, Message, MessageAttachment, Notice
from yaji.kernel.messages.operations.asking import answer, ask, close
from yaji.kernel.messages.policies import may_follow, may_oversee, may_read_notices
from yaji.kernel.messages.rendering import read_unsubscribe_token, unsubscribe_url
from yaji.kernel.messages.states import MESSAGE
from yaji.kernel.messages.types import Attachment, Letter, Recipient
from yaji.kit import clock, states
from yaji.kit.actor import Actor
from yaji.kit.errors import require
from yaji.kit.masking import mask
from yaji.kit.operation import operation

__all__ = [
    "announce",
    "answer",
    "ask",
    "close",
    "content_of",
    "deliver",
    "empty_old",
    "follow",
    "look",
    "post",
    "read_notices",
    "resend",
    "unfollow",
    "unfollow_by_link",
]

log = structlog.get_logger(__name__)

#: how long to wait after the first, second, … failed try, in minutes; after the last the message fails
BACK_OFF = (1, 5, 15, 60, 240, 720, 1440)
#: a worker that took a message and has not reported for so long is lost
LOST_AFTER = timedelta(minutes=15)
#: a due message that no worker has taken for so long is delivered by the periodic look
OVERDUE_AFTER = timedelta(minutes=2)
PORTION = 50
KEEP = timedelta(days=90)
KEEP_QUESTIONS = timedelta(days=365)


@operation
def follow(*, actor: Actor, topic: str) -> None:
    """Hear about ``topic`` from now on. Following twice is following. Raises BadTopic, Forbidden for visitors."""
    require(may_follow(actor))
    steps.follow(actor, topic)


@operation
def unfollow(*, actor: Actor, topic: str) -> None:
    """No longer hear about ``topic``."""
    require(may_follow(actor))
    steps.unfollow(actor.ref, topic)


@operation
def unfollow_by_link(*, actor: Actor, token: str) -> str:
    """End following by the link in a mail: whoever has the mail may. Returns the topic. Raises BadLink."""
    found = read_unsubscribe_token(token)
    if found is None:
        raise BadLink()
    steps.unfollow(*found)
    return found[1]


@operation
def read_notices(*, actor: Actor, notices: Sequence[str] | None = None) -> int:
    """Mark some of the actor's notices (all of them by default) as read. How many were new."""
    require(may_read_notices(actor))
    rows = Notice.objects.filter(party=actor.ref, read_at=None)
    if notices is not None:
        rows = rows.filter(public_id__in=notices)
    return rows.update(read_at=clock.now())


@operation
def post(
    *, actor: Actor, to: Recipient, subject: str, text: str, html: str = "", attachments: Sequence[Attachment] = ()
) -> Message:
    """Send a mail that was written elsewhere (the framework's own: sign-in codes and the like)."""
    require(actor.kind == "system" or actor.operator)
    return steps.send_ready(to=to, subject=subject, text=text, html=html, attachments=attachments)


@operation
def resend(*, actor: Actor, message: str) -> Message:
    """Try a failed message again, with the same Message-ID. It may arrive twice if its fate was unknown."""
    require(may_oversee(actor))
    row = queries.get_message(message)
    require(not row.emptied)
    states.move(row, "resend", MESSAGE, tries=0, due_at=clock.now(), reason="")
    record([MessageResent(subject=row.public_id, message_kind=row.kind)], actor=actor)
    ports.start("deliver", row.public_id)
    return row


def deliver(*, message: str) -> str:
    """Hand a message over if it is due and nobody else has it; its state afterwards. Safe to call any number of times.

    Three steps: take it (one transaction), give it away (none), write down what came of it (another).
    """
    row = _take(message)
    if row is None:
        return "skipped"
    try:
        way = transport.hand_over(_letter(row))
    except transport.Refused as refused:
        return _give_up(row, refused.reason)
    except transport.Unknown as unknown:
        return _give_up(row, f"unknown: {unknown.reason}")
    except transport.Delayed as delayed:
        return _delay(row, delayed.reason)
    except Exception as error:  # an attachment that could not be made, a template's odd address: nothing has left yet
        log.exception("message_not_made", message=row.public_id, kind=row.kind)
        return _delay(row, f"{type(error).__name__}: {error}")
    return _deliver(row, way)


def announce(*, announcement: str) -> None:
    """Tell a topic's followers, portion by portion, each portion in its own transaction."""
    while _tell_portion(announcement):
        pass


def look() -> None:
    """The periodic look: messages nobody took, messages lost with their worker, announcements cut short."""
    now = clock.now()
    for row in queries.lost_since(now - LOST_AFTER)[:PORTION]:
        _lose(row)
    for row in queries.waiting_since(now - OVERDUE_AFTER)[:PORTION]:
        if deliver(message=row.public_id) == "queued":
            break  # the server is away; the others would wait for nothing
    for ref in queries.unfinished_announcements(now - LOST_AFTER):
        announce(announcement=ref)


def empty_old() -> None:
    """Texts and addresses are kept 90 days, those of closed questions a year, then emptied."""
    while _empty_portion():
        pass
    _empty_questions()


@operation
def _empty_portion() -> int:
    old = Message.objects.filter(at__lt=clock.now() - KEEP, emptied=False, state__in=["sent", "failed"])
    refs = list(old.order_by("pk").values_list("pk", flat=True)[:500])
    MessageAttachment.objects.filter(message__in=refs).delete()
    return steps.empty(Message.objects.filter(pk__in=refs))


@operation
def _empty_questions() -> int:
    return steps.empty_questions(queries.closed_before(clock.now() - KEEP_QUESTIONS))


@operation
def _take(ref: str) -> Message | None:
    row = queries.get_message(ref)
    now = clock.now()
    if row.due_at > now or not states.may_move(row.state, "claim", MESSAGE):
        return None
    try:
        states.move(row, "claim", MESSAGE, tries=row.tries + 1, due_at=now)
    except states.IllegalMove:
        return None  # another worker was quicker
    return row


@operation
def _deliver(row: Message, way: str) -> str:
    states.move(row, "deliver", MESSAGE, sent_at=clock.now(), transport=way, reason="")
    return row.state


@operation
def _delay(row: Message, reason: str) -> str:
    if row.tries > len(BACK_OFF):
        states.move(row, "give_up", MESSAGE, reason=mask(reason)[:300])
        return row.state
    due = clock.now() + timedelta(minutes=BACK_OFF[row.tries - 1])
    states.move(row, "delay", MESSAGE, due_at=due, reason=mask(reason)[:300])
    ports.start("deliver", row.public_id, at=due)
    return row.state


@operation
def _give_up(row: Message, reason: str) -> str:
    states.move(row, "give_up", MESSAGE, reason=mask(reason)[:300])
    log.warning("message_failed", message=row.public_id, kind=row.kind, reason=reason)
    return row.state


def _lose(row: Message) -> None:
    try:
        _give_up(row, "unknown: the worker was lost while sending")
    except states.IllegalMove:
        log.info("message_found_again", message=row.public_id)


@operation
def _tell_portion(ref: str) -> bool:
    """Tell the next followers; whether there may be more."""
    row = Announcement.objects.filter(public_id=ref, done_at=None).first()
    directory = ports.directories.get("identity")
    if row is None or directory is None:
        return False
    portion = queries.followers_after(row.topic, row.reached, PORTION)
    for one in portion:
        to = directory.recipient_of(one.actor)
        if to is not None:
            _tell(row, one.actor, to)
    last = portion[-1].pk if portion else row.reached
    finished = clock.now() if len(portion) < PORTION else None
    mine = Announcement.objects.filter(pk=row.pk, reached=row.reached).update(reached=last, done_at=finished)
    return bool(mine) and finished is None


def _tell(row: Announcement, actor_ref: str, to: Recipient) -> None:
    person = Recipient(email=to.email, name=to.name, language=to.language, party=actor_ref)
    try:
        steps.send(kind=row.kind, to=person, context=row.context, key=f"{row.key}:{actor_ref}", topic=row.topic)
    except BadAddress:
        log.warning("follower_without_address", announcement=row.public_id, actor=actor_ref)


def _letter(row: Message) -> Letter:
    host = settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0] or "localhost"
    headers = {}
    if row.topic and row.party:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url(row.party, row.topic)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return Letter(
        to=row.recipient["email"],
        name=row.recipient["name"],
        subject=row.subject,
        text=row.text,
        html=row.html,
        message_id=f"<{row.public_id}@{host}>",
        attachments=tuple((file.name, file.mime, content_of(file)) for file in row.attachments.all()),
        headers=headers,
    )


def content_of(file: MessageAttachment) -> bytes:
    """The bytes of an attachment, made now if they were not stored."""
    return ports.sources[file.source](**file.arguments) if file.source else base64.b64decode(file.content)
