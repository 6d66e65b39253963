"""Shapes of the API."""

from datetime import datetime

from ninja import Field, Schema

from yaji.kernel.messages.models import Notice, Question
from yaji.kernel.messages.types import MAX_QUESTION, SUBJECTS


class NoticeOut(Schema):
    """One line for the signed-in person. ``url`` is a path of the site, or empty."""

    id: str
    kind: str
    text: str
    url: str
    at: datetime
    read: bool

    @classmethod
    def of(cls, row: Notice) -> "NoticeOut":
        return cls(id=row.public_id, kind=row.kind, text=row.text, url=row.url, at=row.at, read=row.read_at is not None)


class NoticePage(Schema):
    """One page of notices; ``after`` is the cursor of the next, or null."""

    items: list[NoticeOut]
    after: str | None
    unread: int


class ReadIn(Schema):
    """Which notices were read; without a list, all of them."""

    notices: list[str] | None = None


class ReadOut(Schema):
    """How many notices were new until now."""

    marked: int


class TopicOut(Schema):
    """A topic and whether it is followed now."""

    topic: str
    followed: bool


class TopicsOut(Schema):
    """All topics the signed-in person follows."""

    topics: list[str]


class QuestionIn(Schema):
    """A question or a word to the house. ``email`` is needed without an account; ``order`` is an order's code."""

    subject: str = Field(description=" | ".join(SUBJECTS))
    text: str = Field(max_length=MAX_QUESTION)
    order: str = Field("", max_length=20)
    email: str = Field("", max_length=254)
    language: str = "en"


class QuestionAsked(Schema):
    """Received; ``code`` is the number to speak of it."""

    id: str
    code: str
    state: str

    @classmethod
    def of(cls, row: Question) -> "QuestionAsked":
        return cls(id=row.public_id, code=row.code, state=row.state)


class AnswerOut(Schema):
    text: str
    at: datetime


class QuestionOut(QuestionAsked):
    """A question with its answers, oldest first."""

    subject: str
    order: str
    text: str
    at: datetime
    answers: list[AnswerOut]

    @classmethod
    def of(cls, row: Question) -> "QuestionOut":
        return cls(
            id=row.public_id,
            code=row.code,
            state=row.state,
            subject=row.subject,
            order=row.order,
            text=row.text,
            at=row.at,
            answers=[AnswerOut(text=answer.text, at=answer.at) for answer in row.answers.all()],
        )


class QuestionPage(Schema):
    """One page of questions; ``after`` is the cursor of the next, or null."""

    items: list[QuestionOut]
    after: str | None


class AnswerIn(Schema):
    text: str = Field(max_length=MAX_QUESTION)


class LinkIn(Schema):
    """The token of a mailed link: the last part of its address."""

    token: str = Field(..., max_length=400)


class FailedMail(Schema):
    """A mail that did not go out, and why. Not what it says, nor to whom."""

    id: str
    kind: str
    reason: str
    tries: int
    at: datetime


class FailedPage(Schema):
    items: list[FailedMail]
    after: str | None
