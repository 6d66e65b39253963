"""Reads."""

from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from yaji.kernel.messages.addresses import checked
from yaji.kernel.messages.errors import BadAddress
from yaji.kernel.messages.models import Announcement, Follow, Message, MessageAttachment, Notice, Question
from yaji.kernel.messages.policies import may_answer, may_oversee, may_read_notices
from yaji.kernel.messages.types import Recipient
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound, require
from yaji.kit.ids import plain_code
from yaji.kit.paging import Page, page
from yaji.kit.vault import fingerprint


def deliverable(email: str) -> bool:
    """Whether mail can be addressed to it: what is accepted somewhere must not be refused when it is written to."""
    try:
        checked(Recipient(email=email, name="", language=settings.LANGUAGE_CODE))
    except BadAddress:
        return False
    return True


def topics_of(actor: Actor) -> list[str]:
    """What the actor follows, oldest first."""
    return list(Follow.objects.filter(actor=actor.ref).order_by("pk").values_list("topic", flat=True))


def follows(actor: Actor, topic: str) -> bool:
    return Follow.objects.filter(actor=actor.ref, topic=topic).exists()


def follower_count(topic: str) -> int:
    return Follow.objects.filter(topic=topic).count()


def followers_after(topic: str, reached: int, size: int) -> list[Follow]:
    """The next ``size`` follows of a topic after the one with id ``reached``."""
    return list(Follow.objects.filter(topic=topic, pk__gt=reached).order_by("pk")[:size])


def notices(actor: Actor, *, after: str | None = None, size: int = 24) -> Page[Notice]:
    """The actor's notices, newest first."""
    require(may_read_notices(actor))
    return page(Notice.objects.filter(party=actor.ref), after=after, size=size)


def unread_count(actor: Actor) -> int:
    """How many notices the actor has not read; 0 for visitors."""
    return Notice.objects.filter(party=actor.ref, read_at=None).count() if may_read_notices(actor) else 0


def failed(actor: Actor, *, after: str | None = None, size: int = 50) -> Page[Message]:
    """Messages that did not go out, newest first. For the operator."""
    require(may_oversee(actor))
    return page(Message.objects.filter(state="failed"), after=after, size=size)


def failed_since(moment: datetime) -> QuerySet[Message]:
    """Messages that failed and were recorded after ``moment``; not those that were emptied: nobody waits for them."""
    return Message.objects.filter(state="failed", at__gt=moment, emptied=False)


def questions(
    actor: Actor, *, state: str = "", text: str = "", after: str | None = None, size: int = 50
) -> Page[Question]:
    """What was asked, newest first; of one state, or with one code or order. For the operator."""
    require(may_answer(actor))
    rows = Question.objects.prefetch_related("answers")
    if state:
        rows = rows.filter(state=state)
    if text.strip():
        plain = plain_code(text.strip())
        rows = rows.filter(Q(code=plain) | Q(order=plain) | Q(recipient_key=fingerprint(text)))
    return page(rows, after=after, size=size)


def question_for(actor: Actor, ref: str) -> Question:
    """One question with its answers, for the operator and whoever asked it with an account. Else NotFound."""
    row = Question.objects.prefetch_related("answers").filter(public_id=ref).first()
    if row is None or not (may_answer(actor) or (actor.kind == "user" and row.asker == actor.ref)):
        raise NotFound()
    return row


def questions_of(actor: Actor) -> list[Question]:
    """What the actor has asked with their account, newest first, with the answers; at most 50."""
    if actor.kind != "user":
        return []
    return list(Question.objects.filter(asker=actor.ref).prefetch_related("answers").order_by("-pk")[:50])


def open_questions() -> QuerySet[Question]:
    """What waits for an answer, oldest first."""
    return Question.objects.filter(state="open").order_by("pk")


def closed_before(moment: datetime) -> QuerySet[Question]:
    """Questions closed before ``moment`` that still hold their words."""
    return Question.objects.filter(state="closed", changed_at__lt=moment, emptied=False)


def lock_question(ref: str) -> Question:
    """The question, locked until the transaction ends. Raises NotFound."""
    row = Question.objects.select_for_update(no_key=True).filter(public_id=ref).first()
    if row is None:
        raise NotFound()
    return row


def questions_from(*, email: str = "", asker: str = "") -> QuerySet[Question]:
    """What a person has asked, by address or account: for the export of their data."""
    mine = Q(pk__in=[])
    if email:
        mine |= Q(recipient_key=fingerprint(email))
    if asker:
        mine |= Q(asker=asker)
    return Question.objects.filter(mine).prefetch_related("answers").order_by("pk")


def get_message(ref: str) -> Message:
    """For this room's own jobs. Raises NotFound."""
    found = Message.objects.filter(public_id=ref).prefetch_related("attachments").first()
    if found is None:
        raise NotFound()
    return found


def mailbox(*, after: str | None = None, size: int = 30) -> Page[Message]:
    """Every mail, newest first: for the demo, where there is nobody to hide them from. NotFound anywhere else."""
    _demo_only()
    return page(Message.objects.prefetch_related("attachments"), after=after, size=size)


def demo_message(ref: str) -> Message:
    _demo_only()
    return get_message(ref)


def demo_attachment(ref: str, number: int) -> MessageAttachment:
    """The attachment at place ``number`` (from 0) of a mail in the demo's mailbox."""
    files = list(demo_message(ref).attachments.all())
    if not 0 <= number < len(files):
        raise NotFound()
    return files[number]


def waiting_since(moment: datetime) -> QuerySet[Message]:
    """Messages due before ``moment`` that nobody has taken, oldest first."""
    return Message.objects.filter(state="queued", due_at__lt=moment).order_by("due_at")


def lost_since(moment: datetime) -> QuerySet[Message]:
    """Messages a worker took before ``moment`` and never reported on."""
    return Message.objects.filter(state="sending", due_at__lt=moment).order_by("pk")


def unfinished_announcements(moment: datetime) -> list[str]:
    return list(Announcement.objects.filter(done_at=None, at__lt=moment).values_list("public_id", flat=True))


def messages_to(*, email: str = "", party: str = "") -> QuerySet[Message]:
    """What was written to a person, newest first: for the export of their data."""
    return Message.objects.filter(_belongs(email, party)).order_by("-pk")


def _belongs(email: str, party: str) -> Q:
    mine = Q(pk__in=[])
    if email:
        mine |= Q(recipient_key=fingerprint(email))
    if party:
        mine |= Q(party=party)
    return mine


def _demo_only() -> None:
    if not settings.YAJI_DEMO:
        raise NotFound()


def counts_by_state() -> dict[str, int]:
    """How many mails wait, are on their way or failed and are still of use, for the operator's figures."""
    rows = Message.objects.filter(state__in=["queued", "sending", "failed"], emptied=False)
    return dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
