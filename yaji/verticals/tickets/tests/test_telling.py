"""Who is told what, once."""

from datetime import timedelta

import pytest

from yaji.kernel.identity.factories import make_actor, make_user
from yaji.kernel.messages.queries import messages_to, notices
from yaji.kit.testing import count_statements
from yaji.verticals.tickets import operations
from yaji.verticals.tickets.factories import buy, make_performance
from yaji.verticals.tickets.mails import passes_ics, passes_pdf
from yaji.verticals.tickets.types import Times

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(house, owner):
    return make_performance(house, actor=owner)


def mails(kind, email="lin@example.org"):
    return [message for message in messages_to(email=email) if message.kind == kind]


def test_passes_come_by_mail_once_with_their_files(settled, row):
    order = settled(buy, make_actor(), row, seats=[3, 4])
    (mail,) = mails("tickets.passes")
    assert "Row A, seat 4" in mail.text
    assert "/orders/open/" in mail.text
    assert {a.name.rpartition(".")[2] for a in mail.attachments.all()} == {"pdf", "ics"}
    assert passes_pdf(order, "zh-hans").startswith(b"%PDF")
    assert passes_ics(order, "en").startswith(b"BEGIN:VCALENDAR")
    operations.mail_passes(order=order)
    assert len(mails("tickets.passes")) == 1


def test_an_order_without_passes_gets_no_mail():
    assert operations.mail_passes(order="ord_none") == 0


def test_a_new_time_is_told_to_everybody_once(settled, owner, row):
    for seats in ([0], [1, 2]):
        settled(buy, make_actor(), row, seats=seats)
    later = Times(row.starts_at + timedelta(days=1), row.ends_at + timedelta(days=1))
    settled(operations.reschedule_performance, actor=owner, performance=row.public_id, times=later)
    assert len(mails("tickets.moved")) == 2
    operations.tell_moved(performance=row.public_id, before=row.starts_at.isoformat())
    assert len(mails("tickets.moved")) == 2
    again = Times(row.starts_at + timedelta(days=2), row.ends_at + timedelta(days=2))
    settled(operations.reschedule_performance, actor=owner, performance=row.public_id, times=again)
    assert len(mails("tickets.moved")) == 4


def test_following_a_show(client, settled, owner, row):
    user = make_user("fan@example.org")
    client.force_login(user)
    address = f"/en/tickets/s/{row.show.public_id}/"
    assert b"Following" not in client.get(address).content
    client.post(f"{address}follow/")
    assert b"Following" in client.get(address).content
    settled(make_performance, row.show.organiser, actor=owner, show=row.show, hall=row.plan.hall)
    client.post(f"{address}follow/", {"do": "stop"})
    assert b"Following" not in client.get(address).content


@pytest.mark.parametrize(("language", "words"), [("en", "Another time"), ("zh-hans", "时间")])
def test_a_follower_hears_of_another_time_by_mail_and_on_the_site_in_their_language(
    client, settled, owner, row, language, words
):
    fan = make_user("fan@example.org", name="Fan", language=language)
    other = make_user("other@example.org")
    client.force_login(fan)
    client.post(f"/en/tickets/s/{row.show.public_id}/follow/")
    for day in (1, 2):
        by = timedelta(days=day)
        times = Times(row.starts_at + by, row.ends_at + by)
        settled(operations.reschedule_performance, actor=owner, performance=row.public_id, times=times)
    newest, first = mails("tickets.news", "fan@example.org")
    assert first.text != newest.text
    address = f"/{language}/tickets/s/{row.show.public_id}/"
    for mail in (first, newest):
        assert words in mail.subject
        assert address in mail.text
        assert address in mail.html
        assert "/unsubscribe/" in mail.html
    found = notices(make_actor(fan)).rows
    assert [notice.url for notice in found] == [address, address]
    assert words in found[0].text
    assert mails("tickets.news", "other@example.org") == []
    assert notices(make_actor(other)).rows == []


def test_what_one_follows_stands_on_one_page_and_can_be_stopped_there(client, settled, owner, row):
    fan = make_user("fan@example.org")
    client.force_login(fan)
    client.post(f"/en/tickets/s/{row.show.public_id}/follow/")
    with count_statements() as one:
        page = client.get("/en/me/notices/").content.decode()
    assert str(row.show.title["en"]) in page
    assert f'href="/en/tickets/s/{row.show.public_id}/"' in page
    more = [make_performance(row.show.organiser, actor=owner, hall=row.plan.hall).show for _ in range(4)]
    for show in more:
        client.post(f"/en/tickets/s/{show.public_id}/follow/")
    with count_statements() as five:
        client.get("/en/me/notices/")
    assert len(five) == len(one)
    client.post("/en/me/notices/unfollow/", {"topic": f"show:{row.show.public_id}"})
    assert f'href="/en/tickets/s/{row.show.public_id}/"' not in client.get("/en/me/notices/").content.decode()


def test_a_follower_hears_once_of_a_new_date_and_no_more_after_the_link_in_the_mail(client, settled, owner, row):
    fan = make_user("fan@example.org")
    client.force_login(fan)
    client.post(f"/en/tickets/s/{row.show.public_id}/follow/")
    made = settled(make_performance, row.show.organiser, actor=owner, show=row.show, hall=row.plan.hall)
    operations.tell_followers(performance=made.public_id, moved=False)
    (mail,) = mails("tickets.news", "fan@example.org")
    link = next(word for word in mail.text.split() if "/unsubscribe/" in word)
    client.post(link.partition("localhost:8000")[2])
    settled(make_performance, row.show.organiser, actor=owner, show=row.show, hall=row.plan.hall)
    assert len(mails("tickets.news", "fan@example.org")) == 1


def test_visitors_can_not_follow(client, row):
    assert client.post(f"/en/tickets/s/{row.show.public_id}/follow/").status_code == 403
