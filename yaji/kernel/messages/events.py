"""Facts messages states."""

from dataclasses import dataclass
from typing import ClassVar

from yaji.kernel.events.types import Fact


@dataclass(frozen=True, kw_only=True)
class MessageResent(Fact):
    kind: ClassVar[str] = "messages.resent"
    message_kind: str


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Fact):
    kind: ClassVar[str] = "messages.question_asked"
    about: str


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Fact):
    kind: ClassVar[str] = "messages.question_answered"


@dataclass(frozen=True, kw_only=True)
class QuestionClosed(Fact):
    kind: ClassVar[str] = "messages.question_closed"
