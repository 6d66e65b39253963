"""A kind of message, whose templates are in ``letters``; a directory; a mail server."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from yaji.kernel.messages.models import Message
from yaji.kernel.messages.ports import directories, templates
from yaji.kernel.messages.steps import send
from yaji.kernel.messages.tests.smtp import Sink
from yaji.kernel.messages.types import Recipient, Template
from yaji.kit.operation import operation

KIND = "tests.paid"


@pytest.fixture(autouse=True)
def kind(settings: Any) -> Iterator[Template]:
    settings.TEMPLATES = deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "letters")
    # the room by itself: its own addresses, and pages without the shop's navigation
    settings.ROOT_URLCONF = "yaji.kernel.messages.pages"
    processors = settings.TEMPLATES[0]["OPTIONS"]["context_processors"]
    processors.remove("yaji.delivery.web.context.site")
    letter = Template("letters/paid_subject.txt", "letters/paid.txt", "letters/paid.html")
    with templates.instead(KIND, letter):
        yield letter


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Pages called without a request's middleware speak the language that is active; others may have left theirs."""
    with override("en"):
        yield


@pytest.fixture
def mei() -> Recipient:
    return Recipient(email="mei@example.org", name="林梅", language="zh-hans", party="par_OWNER")


@pytest.fixture
def post(mei: Recipient) -> Callable[..., Message]:
    """Send in an operation of its own."""

    def act(**fields: Any) -> Message:
        return operation(send)(**{"kind": KIND, "to": mei, "context": {"show": "牡丹亭"}, **fields})

    return act


class Book:
    """A directory that knows whom it is told about, and counts how often it was asked."""

    def __init__(self) -> None:
        self.people: dict[str, Recipient] = {}

    def recipient_of(self, actor_ref: str) -> Recipient | None:
        return self.people.get(actor_ref)


@pytest.fixture
def book() -> Iterator[Book]:
    with directories.instead("identity", Book()) as book:
        assert isinstance(book, Book)
        yield book


@pytest.fixture
def server(settings: Any) -> Iterator[Sink]:
    with Sink() as sink:
        settings.EMAIL_CONFIG_URL = f"smtp://127.0.0.1:{sink.port}"
        yield sink
