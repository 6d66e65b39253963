"""Questions and feedback: asked by anybody, acknowledged at once, answered by the operator, all by mail."""

from typing import Any

from yaji.kernel.events.steps import record
from yaji.kernel.messages import ports, queries, steps
from yaji.kernel.messages.addresses import checked
from yaji.kernel.messages.errors import NoWords, UnknownSubject
from yaji.kernel.messages.events import QuestionAnswered, QuestionAsked, QuestionClosed
from yaji.kernel.messages.models import Answer, Question
from yaji.kernel.messages.policies import may_answer, may_ask
from yaji.kernel.messages.states import QUESTION
from yaji.kernel.messages.types import MAX_QUESTION, SUBJECTS, Recipient
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import require
from yaji.kit.ids import human_code, plain_code
from yaji.kit.operation import operation
from yaji.kit.states import move
from yaji.kit.vault import fingerprint


@operation
def ask(
    *, actor: Actor, subject: str, text: str, key: str, order: str = "", email: str = "", language: str = "en"
) -> Question:
    """Write down what somebody asks or tells, and send them an acknowledgement.

    ``email`` is where the answer goes; of somebody with an account it is theirs. The acknowledgement repeats nothing
    that was typed, so nobody can have words of theirs sent to a stranger. The same ``key`` is the same question.
    Raises Forbidden, UnknownSubject, NoWords, BadAddress.
    """
    require(may_ask(actor))
    if subject not in SUBJECTS:
        raise UnknownSubject()
    words = _words(text)
    known = Question.objects.filter(key=f"{actor.ref}:{key}").first()
    if known is not None:
        return known
    to = _asker(actor, email, language)
    now = clock.now()
    sealed: dict[str, Any] = {"recipient": {"email": to.email, "name": to.name}, "text": words}
    row = Question.objects.create(
        code=human_code(),
        key=f"{actor.ref}:{key}",
        subject=subject,
        order=plain_code(order)[:20],
        asker=actor.ref,
        recipient_key=fingerprint(to.email),
        language=to.language,
        at=now,
        changed_at=now,
        **sealed,
    )
    context = {"code": row.code, "about": subject}
    steps.send(kind="messages.asked", to=to, context=context, key=row.public_id)
    record([QuestionAsked(subject=row.public_id, about=subject)], actor=actor)
    return row


@operation
def answer(*, actor: Actor, question: str, text: str) -> Question:
    """Answer by mail, with the question below. Raises Forbidden, NoWords, IllegalMove for a closed question."""
    require(may_answer(actor))
    words = _words(text)
    row = queries.lock_question(question)
    now = clock.now()
    move(row, "answer", QUESTION, changed_at=now)
    written = Answer.objects.create(question=row, text=words, by=actor.ref, at=now)
    party = row.asker if row.asker.startswith("usr_") else ""
    to = Recipient(email=row.recipient["email"], name=row.recipient["name"], language=row.language, party=party)
    context = {"code": row.code, "answer": words, "question": row.text}
    steps.send(kind="messages.answered", to=to, context=context, key=f"{row.public_id}:{written.pk}")
    record([QuestionAnswered(subject=row.public_id)], actor=actor)
    return row


@operation
def close(*, actor: Actor, question: str) -> Question:
    """Nothing more to say. Raises Forbidden, IllegalMove."""
    require(may_answer(actor))
    row = queries.lock_question(question)
    move(row, "close", QUESTION, changed_at=clock.now())
    record([QuestionClosed(subject=row.public_id)], actor=actor)
    return row


def _words(text: str) -> str:
    words = text.strip()
    if not words or len(words) > MAX_QUESTION:
        raise NoWords(limit=MAX_QUESTION)
    return words


def _asker(actor: Actor, email: str, language: str) -> Recipient:
    directory = ports.directories.get("identity")
    own = directory.recipient_of(actor.ref) if directory and actor.kind == "user" else None
    return checked(own or Recipient(email=email, name="", language=language))
