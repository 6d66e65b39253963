"""Notices and topics over HTTP."""

from django.http import HttpRequest
from ninja import Router, Status

from yaji.kernel.messages import operations, queries
from yaji.kernel.messages.http import actor_of, spend_question
from yaji.kernel.messages.schemas import (
    AnswerIn,
    FailedMail,
    FailedPage,
    LinkIn,
    NoticeOut,
    NoticePage,
    QuestionAsked,
    QuestionIn,
    QuestionOut,
    QuestionPage,
    ReadIn,
    ReadOut,
    TopicOut,
    TopicsOut,
)
from yaji.kit.http.shapes import Key

router = Router(tags=["Messages"])


@router.get("/notices", response=NoticePage, summary="My notices")
def list_notices(request: HttpRequest, after: str | None = None) -> NoticePage:
    """Notices of the signed-in person, newest first."""
    found = queries.notices(actor_of(request), after=after)
    return NoticePage(
        items=[NoticeOut.of(row) for row in found.rows],
        after=found.after,
        unread=queries.unread_count(actor_of(request)),
    )


@router.post("/notices/read", response=ReadOut, summary="Mark notices as read")
def mark_read(request: HttpRequest, body: ReadIn) -> ReadOut:
    """Mark some notices, or all, as read."""
    return ReadOut(marked=operations.read_notices(actor=actor_of(request), notices=body.notices))


@router.get("/topics", response=TopicsOut, summary="What I follow")
def list_topics(request: HttpRequest) -> TopicsOut:
    """Topics the signed-in person follows."""
    return TopicsOut(topics=queries.topics_of(actor_of(request)))


@router.put("/topics/{topic}", response=TopicOut, summary="Follow a topic")
def follow(request: HttpRequest, topic: str) -> TopicOut:
    """Hear about a topic, such as `show:shw_01J…`, from now on."""
    operations.follow(actor=actor_of(request), topic=topic)
    return TopicOut(topic=topic, followed=True)


@router.delete("/topics/{topic}", response=TopicOut, summary="Stop following a topic")
def unfollow(request: HttpRequest, topic: str) -> TopicOut:
    """No longer hear about a topic."""
    operations.unfollow(actor=actor_of(request), topic=topic)
    return TopicOut(topic=topic, followed=False)


@router.post("/unsubscribe", response={204: None}, summary="Stop following by a mail's link")
def unfollow_by_link(request: HttpRequest, body: LinkIn) -> Status[None]:
    """The token of the link in a mail is the permission."""
    operations.unfollow_by_link(actor=actor_of(request), token=body.token)
    return Status(204, None)


@router.get("/mails/failed", response=FailedPage, summary="Mails that did not go out")
def failed_mails(request: HttpRequest, after: str | None = None) -> FailedPage:
    """For the operator, newest first."""
    found = queries.failed(actor_of(request), after=after)
    items = [
        FailedMail(id=row.public_id, kind=row.kind, reason=row.reason, tries=row.tries, at=row.at) for row in found.rows
    ]
    return FailedPage(items=items, after=found.after)


@router.post("/mails/{message}/resend", response={204: None}, summary="Try a mail again")
def resend(request: HttpRequest, message: str) -> Status[None]:
    """For the operator."""
    operations.resend(actor=actor_of(request), message=message)
    return Status(204, None)


@router.post("/questions", response={201: QuestionAsked}, summary="Ask or tell the house something")
def ask(
    request: HttpRequest,
    body: QuestionIn,
    key: Key,
) -> Status[QuestionAsked]:
    """With or without an account. An acknowledgement goes to the address at once, the answer later."""
    actor = actor_of(request)
    spend_question(request, body.email or actor.ref)
    return Status(201, QuestionAsked.of(operations.ask(actor=actor, key=key, **body.dict())))


@router.get("/questions", response=list[QuestionOut], summary="What I have asked")
def my_questions(request: HttpRequest) -> list[QuestionOut]:
    """Questions asked with this account, newest first, with their answers."""
    return [QuestionOut.of(row) for row in queries.questions_of(actor_of(request))]


@router.get("/questions/inbox", response=QuestionPage, summary="What was asked of the house")
def inbox(request: HttpRequest, state: str = "", q: str = "", after: str | None = None) -> QuestionPage:
    """For the operator: newest first, of one state, or found by code, order or address."""
    found = queries.questions(actor_of(request), state=state, text=q, after=after)
    return QuestionPage(items=[QuestionOut.of(row) for row in found.rows], after=found.after)


@router.get("/questions/{question}", response=QuestionOut, summary="One question")
def one_question(request: HttpRequest, question: str) -> QuestionOut:
    return QuestionOut.of(queries.question_for(actor_of(request), question))


@router.post("/questions/{question}/answers", response={201: QuestionOut}, summary="Answer a question")
def answer(request: HttpRequest, question: str, body: AnswerIn) -> Status[QuestionOut]:
    """For the operator. The answer goes by mail."""
    actor = actor_of(request)
    operations.answer(actor=actor, question=question, text=body.text)
    return Status(201, QuestionOut.of(queries.question_for(actor, question)))


@router.post("/questions/{question}/close", response=QuestionOut, summary="Close a question")
def close(request: HttpRequest, question: str) -> QuestionOut:
    """For the operator."""
    actor = actor_of(request)
    operations.close(actor=actor, question=question)
    return QuestionOut.of(queries.question_for(actor, question))
