"""Following, announcements, and the end of following by link."""

from datetime import timedelta

import pytest
import time_machine

from yaji.kernel.messages import operations, ports, queries, rendering, steps
from yaji.kernel.messages.errors import BadLink, BadTopic
from yaji.kernel.messages.models import Announcement, Follow, Message
from yaji.kernel.messages.tests.conftest import KIND
from yaji.kernel.messages.tests.people import DEVICE, NOBODY, OWNER, STAFF, STRANGER
from yaji.kernel.messages.types import Recipient
from yaji.kit import clock
from yaji.kit.errors import Forbidden
from yaji.kit.operation import operation
from yaji.kit.registry import Registry
from yaji.kit.testing import count_statements, race

pytestmark = pytest.mark.django_db
TOPIC = "show:shw_1"


def person(number: int) -> Recipient:
    return Recipient(f"p{number}@example.org", f"P{number}", "en")


def followers(book, count: int) -> None:
    for number in range(count):
        book.people[f"par_{number}"] = person(number)
        Follow.objects.create(actor=f"par_{number}", topic=TOPIC, at=clock.now())


def tell(key: str = "k") -> Announcement:
    operation(steps.notify)(TOPIC, KIND, {"show": "牡丹亭"}, key)
    return Announcement.objects.get(key=key)


@pytest.mark.parametrize(
    ("who", "allowed"), [(who, who not in (NOBODY, DEVICE)) for who in (NOBODY, DEVICE, STRANGER, OWNER, STAFF)]
)
def test_who_follows(who, allowed):
    if not allowed:
        for act in (operations.follow, operations.unfollow):
            with pytest.raises(Forbidden):
                act(actor=who, topic=TOPIC)
        return
    operations.follow(actor=who, topic=TOPIC)
    operations.follow(actor=who, topic=TOPIC)
    operations.follow(actor=who, topic="house:par_1")
    assert queries.topics_of(who) == [TOPIC, "house:par_1"]
    assert (queries.follows(who, TOPIC), queries.follower_count(TOPIC)) == (True, 1)
    operations.unfollow(actor=who, topic=TOPIC)
    operations.unfollow(actor=who, topic=TOPIC)
    assert queries.topics_of(who) == ["house:par_1"]


@pytest.mark.parametrize("topic", ["", "show", "a:", "show:a b", "show:\n", "show:" + "x" * 120, "演出:1", "show:<b>"])
def test_what_is_no_topic(topic):
    with pytest.raises(BadTopic):
        operations.follow(actor=OWNER, topic=topic)


def test_each_follower_hears_once(book):
    followers(book, 3)
    row = tell()
    assert tell() == row
    for _ in range(2):
        operations.announce(announcement=row.public_id)
    found = Message.objects.order_by("pk")
    assert [message.recipient["email"] for message in found] == [f"p{n}@example.org" for n in range(3)]
    assert {(message.topic, message.kind) for message in found} == {(TOPIC, KIND)}
    row.refresh_from_db()
    assert row.done_at is not None
    operations.announce(announcement=tell("other").public_id)
    assert Message.objects.count() == 6


def test_portions(book):
    followers(book, operations.PORTION * 2 + 1)
    row = tell()
    assert operations._tell_portion(row.public_id)
    assert Message.objects.count() == operations.PORTION
    operations.announce(announcement=row.public_id)
    assert Message.objects.count() == operations.PORTION * 2 + 1


@pytest.mark.django_db(transaction=True)
def test_workers_in_each_others_way_tell_nobody_twice(book):
    followers(book, 12)
    row = tell()
    Message.objects.all().delete()
    Announcement.objects.filter(pk=row.pk).update(done_at=None, reached=0)
    race(lambda i: operations.announce(announcement=row.public_id), times=4)
    operations.announce(announcement=row.public_id)
    assert Message.objects.count() == 12
    assert len(set(Message.objects.values_list("key", flat=True))) == 12


def test_an_announcement_cut_short_is_finished_later(book):
    followers(book, 2)
    tell()
    operations.look()
    assert not Message.objects.exists()
    with time_machine.travel(clock.now() + timedelta(minutes=20)):
        operations.look()
        assert Message.objects.count() == 2


def test_people_who_are_gone_or_have_no_address_are_passed_over(book):
    followers(book, 3)
    del book.people["par_0"]
    book.people["par_1"] = Recipient("broken", "", "en")
    operations.announce(announcement=tell().public_id)
    assert [message.recipient["email"] for message in Message.objects.all()] == ["p2@example.org"]


def test_without_a_directory_an_announcement_waits(monkeypatch):
    monkeypatch.setattr(ports, "directories", Registry("none"))
    Follow.objects.create(actor="par_1", topic=TOPIC, at=clock.now())
    row = tell()
    operations.announce(announcement=row.public_id)
    row.refresh_from_db()
    assert (row.done_at, row.reached) == (None, 0)


def test_the_cost_of_a_portion_grows_by_the_person_only(book):
    followers(book, 2)
    with count_statements() as few:
        operations.announce(announcement=tell("a").public_id)
    followers_before = Follow.objects.count()
    for number in range(10, 20):
        book.people[f"par_{number}"] = person(number)
        Follow.objects.create(actor=f"par_{number}", topic=TOPIC, at=clock.now())
    with count_statements() as many:
        operations.announce(announcement=tell("b").public_id)
    per_person = (len(many) - len(few)) / 10
    assert followers_before == 2
    assert per_person <= 4


def test_mails_about_a_topic_can_be_ended_from_the_mail(book, server):
    followers(book, 1)
    operations.announce(announcement=tell().public_id)
    message = Message.objects.get()
    operations.deliver(message=message.public_id)
    mail = server.mails[0].mail
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = mail["List-Unsubscribe"].strip(" <>")
    assert url.startswith("http://localhost:8000/unsubscribe/")
    assert "http://localhost:8000/unsubscribe/" in message.text
    operations.unfollow_by_link(actor=NOBODY, token=url.rpartition("/")[2])
    assert not Follow.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "WyJhIiwiYiJd:1abcde:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])
def test_a_link_that_was_not_made_here(token):
    with pytest.raises(BadLink):
        operations.unfollow_by_link(actor=NOBODY, token=token)


def test_a_link_ends_only_what_it_names():
    for actor in (OWNER, STRANGER):
        for topic in (TOPIC, "house:par_1"):
            operations.follow(actor=actor, topic=topic)
    token = rendering.unsubscribe_url(OWNER.ref, TOPIC).rpartition("/")[2]
    assert operations.unfollow_by_link(actor=STRANGER, token=token) == TOPIC
    assert queries.topics_of(OWNER) == ["house:par_1"]
    assert len(queries.topics_of(STRANGER)) == 2


def test_forgetting_ends_following():
    operations.follow(actor=OWNER, topic=TOPIC)
    operation(steps.forget)(party=OWNER.ref)
    assert queries.topics_of(OWNER) == []
