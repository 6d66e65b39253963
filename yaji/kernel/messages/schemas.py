"""Shapes of the API."""

from datetime import datetime

from ninja import Schema

from yaji.kernel.messages.models import Notice


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
