"""Ask or tell us: who may, what comes of it, what it must not be good for."""

import pytest
import time_machine
from django.db import connection

from yaji.kernel.events.queries import facts_about
from yaji.kernel.messages import errors, operations, queries
from yaji.kernel.messages.models import Question
from yaji.kernel.messages.privacy import erase, export
from yaji.kernel.messages.queries import messages_to
from yaji.kernel.messages.tests.people import DEVICE, NOBODY, OWNER, STAFF, STRANGER
from yaji.kernel.messages.types import Recipient
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import Forbidden, NotFound
from yaji.kit.operation import operation
from yaji.kit.privacy import Person
from yaji.kit.states import IllegalMove

pytestmark = pytest.mark.django_db
MEI = Actor(ref="usr_MEI", label="usr-MEI")


@pytest.fixture(autouse=True)
def known(book):
    book.people["usr_MEI"] = Recipient("mei@example.org", "林梅", "zh-hans", "usr_MEI")


def raw(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return repr(cursor.fetchall())


def ask(actor=NOBODY, **also):
    said = {"subject": "order", "text": "Where is my pass?", "key": "key-1", "email": "ada@example.org"} | also
    return operations.ask(actor=actor, **said)


def test_a_question_is_kept_sealed_and_acknowledged_without_its_words():
    row = ask(order="k7m-2p9x", language="zh-hans")
    assert (row.state, row.order, row.recipient["email"]) == ("open", "K7M2P9X", "ada@example.org")
    (mail,) = messages_to(email="ada@example.org")
    assert (mail.kind, mail.language) == ("messages.asked", "zh-hans")
    assert row.code in mail.subject
    assert "pass" not in mail.text + mail.html
    table = raw("yaji_messages_question")
    assert row.public_id in table
    assert "Where is" not in table
    assert "ada@" not in table
    assert [fact.kind for fact in facts_about(row.public_id)] == ["messages.question_asked"]


def test_somebody_with_an_account_is_answered_at_its_address_and_on_the_site():
    row = ask(MEI, email="somebody.else@example.org")
    assert row.recipient["email"] == "mei@example.org"
    assert messages_to(email="somebody.else@example.org").count() == 0
    operations.answer(actor=STAFF, question=row.public_id, text="It is in <My passes>.")
    answered = messages_to(email="mei@example.org")[0]
    assert "It is in <My passes>." in answered.text
    assert "It is in &lt;My passes&gt;." in answered.html
    assert "Where is my pass?" in answered.text
    assert row.code in queries.notices(MEI).rows[0].text
    assert [q.state for q in queries.questions_of(MEI)] == ["answered"]


def test_the_same_key_is_the_same_question():
    assert ask().pk == ask().pk
    assert ask(key="key-2").pk != ask().pk
    assert messages_to(email="ada@example.org").count() == 2


@pytest.mark.parametrize(
    ("also", "refusal"),
    [
        ({"subject": "nonsense"}, errors.UnknownSubject),
        ({"text": "  "}, errors.NoWords),
        ({"text": "x" * 4001}, errors.NoWords),
        ({"email": ""}, errors.BadAddress),
        ({"email": "ada@example.org\nBcc: x@example.org"}, errors.BadAddress),
    ],
)
def test_what_is_no_question_leaves_nothing(also, refusal):
    with pytest.raises(refusal):
        ask(**also)
    assert not Question.objects.exists()


@pytest.mark.parametrize("who", [NOBODY, STRANGER, OWNER, DEVICE])
def test_only_the_operator_reads_answers_and_closes(who):
    row = ask()
    with pytest.raises(Forbidden):
        queries.questions(who)
    with pytest.raises(NotFound):
        queries.question_for(who, row.public_id)
    for act in (
        lambda: operations.answer(actor=who, question=row.public_id, text="x"),
        lambda: operations.close(actor=who, question=row.public_id),
    ):
        with pytest.raises(Forbidden):
            act()
    assert Question.objects.get().state == "open"


def test_a_device_at_the_door_asks_nothing():
    with pytest.raises(Forbidden):
        ask(DEVICE)


def test_answered_again_closed_and_then_no_more():
    row = ask()
    for words in ("First.", "Second."):
        operations.answer(actor=STAFF, question=row.public_id, text=words)
    assert [answer.text for answer in queries.question_for(STAFF, row.public_id).answers.all()] == ["First.", "Second."]
    assert messages_to(email="ada@example.org").count() == 3
    operations.close(actor=STAFF, question=row.public_id)
    with pytest.raises(IllegalMove):
        operations.answer(actor=STAFF, question=row.public_id, text="Third.")
    with pytest.raises(IllegalMove):
        operations.close(actor=STAFF, question=row.public_id)
    assert messages_to(email="ada@example.org").count() == 3


def test_found_by_state_code_order_and_address():
    row = ask(order="K7M2P9X")
    ask(key="key-2", email="noor@example.org")
    for words in (row.code.lower(), "k7m 2p9x", "ADA@example.org"):
        assert [found.pk for found in queries.questions(STAFF, text=words).rows] == [row.pk]
    assert len(queries.questions(STAFF, state="open").rows) == 2
    assert queries.questions(STAFF, state="closed").rows == []


def test_words_go_a_year_after_the_end_and_not_before():
    closed, waiting = ask(), ask(key="key-2")
    operations.answer(actor=STAFF, question=closed.public_id, text="Here it is.")
    operations.close(actor=STAFF, question=closed.public_id)
    with time_machine.travel(clock.now() + operations.KEEP_QUESTIONS * 0.99):
        operations.empty_old()
        assert queries.question_for(STAFF, closed.public_id).text == "Where is my pass?"
    with time_machine.travel(clock.now() + operations.KEEP_QUESTIONS * 1.01):
        operations.empty_old()
        row = queries.question_for(STAFF, closed.public_id)
        assert (row.text, row.recipient, row.answers.get().text) == ("", {}, "")
        assert queries.question_for(STAFF, waiting.public_id).text == "Where is my pass?"


def test_a_persons_questions_go_along_and_go_away():
    mine, as_guest, other = ask(MEI), ask(email="mei@example.org"), ask(key="key-2")
    person = Person("usr_MEI", "par_MEI", "mei@example.org")
    exported = {file.name: file.data for file in export(person)}["questions.json"].decode()
    assert mine.public_id in exported
    assert as_guest.public_id in exported
    assert other.public_id not in exported
    operation(erase)(person)
    assert [queries.question_for(STAFF, row.public_id).text for row in (mine, as_guest)] == ["", ""]
    assert queries.question_for(STAFF, other.public_id).text != ""
    assert queries.questions_of(MEI) == []
