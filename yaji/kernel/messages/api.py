"""Notices and topics over HTTP."""

from typing import cast

from django.http import HttpRequest
from ninja import Router

from yaji.kernel.messages import operations, queries
from yaji.kernel.messages.schemas import NoticeOut, NoticePage, ReadIn, ReadOut, TopicOut, TopicsOut
from yaji.kit.actor import Actor

router = Router(tags=["Messages"])


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]  # set by identity's middleware


@router.get("/notices", response=NoticePage, summary="My notices")
def list_notices(request: HttpRequest, after: str | None = None) -> NoticePage:
    """Notices of the signed-in person, newest first."""
    found = queries.notices(_actor(request), after=after)
    return NoticePage(
        items=[NoticeOut.of(row) for row in found.rows],
        after=found.after,
        unread=queries.unread_count(_actor(request)),
    )


@router.post("/notices/read", response=ReadOut, summary="Mark notices as read")
def mark_read(request: HttpRequest, body: ReadIn) -> ReadOut:
    """Mark some notices, or all, as read."""
    return ReadOut(marked=operations.read_notices(actor=_actor(request), notices=body.notices))


@router.get("/topics", response=TopicsOut, summary="What I follow")
def list_topics(request: HttpRequest) -> TopicsOut:
    """Topics the signed-in person follows."""
    return TopicsOut(topics=queries.topics_of(_actor(request)))


@router.put("/topics/{topic}", response=TopicOut, summary="Follow a topic")
def follow(request: HttpRequest, topic: str) -> TopicOut:
    """Hear about a topic, such as `show:shw_01J…`, from now on."""
    operations.follow(actor=_actor(request), topic=topic)
    return TopicOut(topic=topic, followed=True)


@router.delete("/topics/{topic}", response=TopicOut, summary="Stop following a topic")
def unfollow(request: HttpRequest, topic: str) -> TopicOut:
    """No longer hear about a topic."""
    operations.unfollow(actor=_actor(request), topic=topic)
    return TopicOut(topic=topic, followed=False)
