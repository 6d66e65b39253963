"""The demo's mailbox and the end of following, as pages."""

import re
from html import unescape

import pytest
from csp.middleware import CSPMiddleware
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.test import RequestFactory

from yaji.kernel.messages import operations, pages, rendering
from yaji.kernel.messages.errors import BadLink
from yaji.kernel.messages.models import Follow
from yaji.kernel.messages.tests.people import NOBODY, OWNER
from yaji.kernel.messages.types import Attachment
from yaji.kit.errors import NotFound

pytestmark = pytest.mark.django_db


def call(view, *args, method: str = "get", data=None):
    def answer(request):
        request.actor = NOBODY
        request.htmx = False
        return view(request, *args)

    request = getattr(RequestFactory(), method)("/", data)
    return XFrameOptionsMiddleware(CSPMiddleware(answer))(request)


@pytest.fixture
def mail(post):
    return post(
        context={"show": "<script>alert(1)</script>"},
        attachments=[Attachment("票 1.svg", "image/svg+xml", b"<svg/>"), Attachment("b.txt", "text/plain", b"two")],
    )


def test_the_mailbox_lists_newest_first(post):
    first, second = post(), post()
    operations.deliver(message=first.public_id)
    html = call(pages.mailbox).content.decode()
    assert re.findall(r"/demo/mail/(msg_\w+)", html) == [second.public_id, first.public_id]
    assert "mei@example.org" in html
    assert "kept here only" in html
    assert "waiting" in html


def test_an_empty_mailbox_says_what_to_do():
    assert "what the site writes then appears here" in call(pages.mailbox).content.decode()


def test_the_mailbox_turns_pages(post):
    refs = [post().public_id for _ in range(35)]
    first = call(pages.mailbox).content.decode()
    (following,) = re.findall(r'href="(\?after=[^"]+)"', first)
    second = call(pages.mailbox, data={"after": unescape(following)[7:]}).content.decode()
    found = re.findall(r"/demo/mail/(msg_\w+)", first) + re.findall(r"/demo/mail/(msg_\w+)", second)
    assert found == refs[::-1]


def test_a_mail_is_shown_in_a_frame_that_can_do_nothing(mail):
    html = call(pages.mail, mail.public_id).content.decode()
    (frame,) = re.findall(r"<iframe[^>]+>", html)
    assert f"/demo/mail/{mail.public_id}/html" in frame
    assert 'sandbox="allow-top-navigation-by-user-activation' in frame
    for word in ("allow-scripts", "allow-same-origin", "allow-forms"):
        assert word not in frame
    assert "<script>alert" not in html
    assert "票 1.svg" in html
    assert '<a href="http://localhost:8000/x?a=1&amp;b=2"' in html


def test_the_html_of_a_mail_has_its_own_strict_policy(mail):
    response = call(pages.mail_html, mail.public_id)
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    for word in ("script-src", "allow-scripts", "allow-same-origin", "allow-forms"):
        assert word not in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Cache-Control"] == "private, no-store"
    text = response.content.decode()
    assert "<script>" not in text
    assert '<base target="_top">' in text


@pytest.mark.parametrize(("number", "content"), [(0, b"<svg/>"), (1, b"two")])
def test_attachments_are_saved_not_shown(mail, number, content):
    response = call(pages.attachment, mail.public_id, number)
    assert response.content == content
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_there_is_no_third_attachment(mail):
    with pytest.raises(NotFound):
        call(pages.attachment, mail.public_id, 2)


def test_outside_the_demo_there_is_no_mailbox(mail, settings):
    settings.YAJI_DEMO = False
    ref = mail.public_id
    for view, args in (
        (pages.mailbox, ()),
        (pages.mail, (ref,)),
        (pages.mail_html, (ref,)),
        (pages.attachment, (ref, 0)),
    ):
        with pytest.raises(NotFound):
            call(view, *args)


def test_opening_the_link_asks_and_answering_ends():
    operations.follow(actor=OWNER, topic="show:shw_1")
    token = rendering.unsubscribe_url(OWNER.ref, "show:shw_1").rpartition("/")[2]
    asked = call(pages.unsubscribe, token)
    assert (asked.status_code, Follow.objects.count()) == (200, 1)
    assert '<form method="post">' in asked.content.decode()
    ended = call(pages.unsubscribe, token, method="post", data={"List-Unsubscribe": "One-Click"})
    assert (ended.status_code, Follow.objects.count()) == (200, 0)
    assert vars(pages.unsubscribe)["csrf_exempt"] is True
    with pytest.raises(BadLink):
        call(pages.unsubscribe, token + "x")
