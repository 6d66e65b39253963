"""Tables. Names, addresses and texts are sealed; what remains readable says when and what kind, not to whom."""

from django.db import models
from django.db.models import Q

from yaji.kernel.messages.states import MESSAGE, QUESTION
from yaji.kit.ids import mint
from yaji.kit.states import states_check
from yaji.kit.vault import SealedJSONField, SealedTextField


def new_message() -> str:
    return mint("msg")


def new_notice() -> str:
    return mint("ntc")


def new_question() -> str:
    return mint("qst")


class Message(models.Model):
    """One mail to one person, rendered when it was recorded."""

    public_id = models.CharField(max_length=30, unique=True, default=new_message)
    #: who asked may ask again: the same key is the same message
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    #: {"email", "name"}
    recipient = SealedJSONField()
    #: keyed hash of the address, to find a person's mails without storing the address
    recipient_key = models.CharField(max_length=64, db_index=True)
    party = models.CharField(max_length=64, blank=True, db_index=True)
    topic = models.CharField(max_length=120, blank=True)
    subject = SealedTextField()
    text = SealedTextField()
    html = SealedTextField(blank=True)
    state = models.CharField(max_length=10, default="queued")
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    #: not before this time; while ``sending``, when the worker took it
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    #: how it left: "smtp", or "mailbox" where no mail server is configured
    transport = models.CharField(max_length=10, blank=True)
    #: why it did not, masked
    reason = models.CharField(max_length=300, blank=True)
    #: texts were deleted: after the keeping time, or because the person asked
    emptied = models.BooleanField(default=False)

    class Meta:
        constraints = [states_check(MESSAGE, "yaji_messages_message_state")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["queued", "sending"]), name="yaji_messages_waiting")
        ]


class MessageAttachment(models.Model):
    """A file of a message: its bytes sealed (base 64), or how to make them."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = SealedTextField()
    mime = models.CharField(max_length=80)
    content = SealedTextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    arguments = SealedJSONField(default=dict)


class Notice(models.Model):
    """One line for a person on the site, in the language they had when it was written."""

    public_id = models.CharField(max_length=30, unique=True, default=new_notice)
    key = models.CharField(max_length=200, unique=True)
    party = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    text = SealedTextField()
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["party", "-id"], name="yaji_messages_notices")]


class Follow(models.Model):
    """Somebody wants to hear about a topic, such as ``show:shw_01J…``."""

    actor = models.CharField(max_length=64)
    topic = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "actor"], name="yaji_messages_follow_once")]
        indexes = [models.Index(fields=["actor"], name="yaji_messages_follow_actor")]


class Announcement(models.Model):
    """News for everybody who follows a topic, told by a job in portions. ``reached`` is the last follow told."""

    public_id = models.CharField(max_length=30, unique=True)
    key = models.CharField(max_length=120, unique=True)
    topic = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    context = SealedJSONField(default=dict)
    at = models.DateTimeField()
    reached = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], condition=Q(done_at=None), name="yaji_messages_unfinished")]


class Question(models.Model):
    """What somebody asked or told the house, with or without an account. Who and what lie sealed."""

    public_id = models.CharField(max_length=30, unique=True, default=new_question)
    #: what the person is told, to speak of it
    code = models.CharField(max_length=12, unique=True)
    #: who asked may ask again: the same key is the same question
    key = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=20)
    #: code of an order it is about, as typed
    order = models.CharField(max_length=20, blank=True)
    asker = models.CharField(max_length=64, db_index=True)
    #: {"email", "name"}
    recipient = SealedJSONField()
    recipient_key = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=10)
    text = SealedTextField()
    state = models.CharField(max_length=10, default="open")
    at = models.DateTimeField()
    #: when something last happened to it
    changed_at = models.DateTimeField()
    emptied = models.BooleanField(default=False)

    class Meta:
        constraints = [states_check(QUESTION, "yaji_messages_question_state")]
        indexes = [models.Index(fields=["state", "-id"], name="yaji_messages_questions")]


class Answer(models.Model):
    """What the house wrote back."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    text = SealedTextField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
