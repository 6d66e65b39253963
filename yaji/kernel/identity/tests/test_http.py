"""Who is behind a request, and what the browser is asked to remember."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from yaji.kernel.identity import http
from yaji.kernel.identity.factories import make_membership, make_organisation, make_standing, make_user
from yaji.kit.actor import Grant

pytestmark = pytest.mark.django_db


def visit(view, method="get", cookies=None, user=None):
    request: HttpRequest = getattr(RequestFactory(), method)("/")
    request.COOKIES.update(cookies or {})
    request.user = user or AnonymousUser()
    return http.ActorMiddleware(view)(request)


def carried(response):
    return {name: morsel.value for name, morsel in response.cookies.items() if morsel.value}


def shows_actor(request):
    actor = http.actor_of_request(request)
    return HttpResponse("|".join([actor.ref, actor.kind, *sorted(actor.keys)]))


def test_a_page_that_does_not_ask_sets_nothing_and_does_not_vary():
    response = visit(lambda request: HttpResponse("ok"))
    assert not response.cookies
    assert not response.has_header("Vary")
    assert response["X-Request-ID"]


def test_reading_leaves_no_cookie_writing_does():
    assert not visit(shows_actor).cookies
    response = visit(shows_actor, "post")
    cookie = response.cookies[http.VISITOR_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "Cookie" in response["Vary"]


def test_the_visitor_is_the_same_next_time():
    first = visit(shows_actor, "post")
    again = visit(shows_actor, cookies=carried(first))
    assert again.content == first.content
    assert first.content.startswith(b"vis_")


def test_a_page_may_ask_for_the_cookie_on_a_get():
    def view(request):
        http.remember_visitor(request)
        return HttpResponse(request.actor.ref)

    first = visit(view)
    assert visit(shows_actor, cookies=carried(first)).content == first.content + b"|visitor"


def test_a_forged_cookie_is_nobody():
    forged = {
        http.VISITOR_COOKIE: "InZpc18wMUoi:1abc:forged",
        http.KEYS_COOKIE: "W1sib3JkXzEiLDk5OTk5OTk5OTldXQ:1abc:no",
    }
    response = visit(shows_actor, cookies=forged)
    assert b"ord_" not in response.content
    assert response.content.startswith(b"vis_")


def test_an_opened_key_counts_at_once_and_later():
    def view(request):
        http.open_key(request, "ord_1")
        return shows_actor(request)

    first = visit(view)
    assert first.content.endswith(b"|ord_1")
    assert visit(shows_actor, cookies=carried(first)).content.endswith(b"|ord_1")


def test_keys_close_after_thirty_days_and_only_the_newest_are_kept(monkeypatch):
    import time_machine

    def view(request):
        for i in range(60):
            http.open_key(request, f"ord_{i:02}")
        return HttpResponse()

    with time_machine.travel("2030-01-01T00:00:00Z", tick=False):
        cookies = carried(visit(view))
        assert visit(shows_actor, cookies=cookies).content.count(b"ord_") == http.MAX_KEYS
    with time_machine.travel("2030-02-01T00:00:00Z", tick=False):
        assert visit(shows_actor, cookies=cookies).content.count(b"ord_") == 0


def test_what_a_visitor_held_still_belongs_to_them_after_signing_in():
    cookies = carried(visit(shows_actor, "post"))
    ref = visit(shows_actor, cookies=cookies).content.split(b"|")[0]
    response = visit(shows_actor, cookies=cookies, user=make_user())
    assert response.content.startswith(b"usr_")
    assert response.content.endswith(ref)


def test_forgetting_drops_both_cookies():
    def view(request):
        http.forget(request)
        return HttpResponse(request.actor.ref)

    cookies = carried(visit(shows_actor, "post"))
    response = visit(view, cookies=cookies)
    assert response.cookies[http.VISITOR_COOKIE]["max-age"] == 0
    assert response.cookies[http.KEYS_COOKIE]["max-age"] == 0


def test_an_account_comes_with_roles_and_standing_but_without_its_name():
    user = make_user("lin@example.org", name="林晚")
    hall = make_organisation(name="Lantern Hall")
    make_membership(user, hall, "door")
    make_standing(user, "member")
    seen = []

    def view(request):
        seen.append(http.actor_of_request(request))
        return HttpResponse()

    visit(view, user=user)
    actor = seen[0]
    assert actor.grants == {Grant("door", hall.public_id)}
    assert actor.standing == {"member"}
    assert "lin" not in actor.label
    assert "林" not in actor.label
