"""Everything a page does is possible through the documented API: a row for each page, kept true by the resolver.

A new page fails here until its row says by which operations a program does the same. A row that begins with a
reason instead names one of ``REASONS``: why there is nothing in it that a program would want.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.sources import ROOT
from yaji.delivery.api.site import api

REASONS = {
    "machine": "read by machines, not by people: it is an interface itself",
    "words": "words of the house that depend on nobody and change nothing",
    "provider": "a page of the payment provider, which the house only plays",
    "demo": "there in the demonstration only",
    "leads": "leads on to other pages and does nothing itself",
    "browser": "how a browser proves who sits at it; a program has an access token for that",
}
WRITES = ("POST", "PUT", "PATCH", "DELETE")
T = "tickets"
ORGANISER = f"GET {T}/organisers/{{party}}"

#: by name of a page: the operations that do what it does
PAGES: dict[str, str | list[str]] = {
    "alive": "machine",
    "ready": "machine",
    "metrics": "machine",
    "robots": "machine",
    "sitemap": "machine",
    "manifest": "machine",
    "root": "leads",
    "home": ["GET search"],
    "help": "words",
    "terms": "words",
    "privacy": "words",
    "styleguide": "demo",
    "demo_mailbox": "demo",
    "demo_mail": "demo",
    "demo_mail_html": "demo",
    "demo_mail_file": "demo",
    "media_original": ["GET media/{asset}"],
    "media_rendition": ["GET media/{asset}"],
    "payments:notice": ["POST payments/notices/{provider}"],
    "payments:return": ["POST payments/intents/{ref}/check", "GET payments/intents/{ref}"],
    "payments:sandbox": "provider",
    "messages_unsubscribe": ["POST unsubscribe"],
    "messages:ask": ["POST questions"],
    "messages:asked": ["POST questions"],
    "messages:notices": ["GET notices", "GET topics"],
    "messages:read": ["POST notices/read"],
    "messages:unfollow": ["DELETE topics/{topic}"],
    "messages_console:questions": ["GET questions/inbox"],
    "messages_console:question": ["GET questions/{question}", "POST questions/{question}/answers"],
    "messages_console:close": ["POST questions/{question}/close"],
    "messages_console:failed": ["GET mails/failed"],
    "messages_console:resend": ["POST mails/{message}/resend"],
    "identity:home": ["GET me"],
    "identity:profile": ["GET me", "PATCH me"],
    "identity:organisations": ["GET organisations", "POST organisations", "GET me/invitations"],
    "identity:leave": ["DELETE organisations/{party}/members/{user}"],
    "identity:invitation": ["GET me/invitations", "POST invitations/{invitation}/accept"],
    "identity:invitation_by_link": ["POST invitations/{invitation}/accept"],
    "identity:privacy": ["GET me/consents", "POST me/consents"],
    "identity:export": ["GET me/export"],
    "identity:erase": ["DELETE me"],
    "identity:tokens": ["GET me/tokens", "POST me/tokens"],
    "identity:revoke_token": ["DELETE me/tokens/{token}"],
    "identity_console:team": [
        "GET organisations/{party}/members",
        "GET organisations/{party}/invitations",
        "POST organisations/{party}/invitations",
    ],
    "identity_console:revoke": ["DELETE invitations/{invitation}"],
    "identity_console:change_role": ["PATCH organisations/{party}/members/{user}"],
    "identity_console:remove": ["DELETE organisations/{party}/members/{user}"],
    "identity_console:organisation": ["GET organisations", "PATCH organisations/{party}"],
    "orders:mine": ["GET orders"],
    "orders:place": ["POST orders"],
    "orders:find": ["POST orders/find"],
    "orders:open": ["POST orders/open"],
    "orders:order": ["GET orders/{ref}", f"GET {T}/orders/{{order}}/passes"],
    "orders:checkout": [
        "GET orders/{ref}",
        "GET orders/providers",
        "PUT orders/{ref}/contact",
        "POST orders/{ref}/pay",
    ],
    "orders:abandon": ["POST orders/{ref}/abandon"],
    "orders:return": ["GET orders/{ref}/returnable", "POST orders/{ref}/returns"],
    "orders_console:orders": ["GET orders/sellers/{party}", "GET orders/sellers/{party}/refund-requests"],
    "orders_console:orders_csv": ["GET orders/sellers/{party}"],
    "orders_console:order": ["GET orders/sellers/{party}/{ref}"],
    "orders_console:refund": [
        "POST orders/{ref}/refunds/preview",
        "POST orders/{ref}/refunds",
        "POST orders/{ref}/refund-requests",
    ],
    "orders_console:decide": ["POST orders/refund-requests/{ref}/decide"],
    "tickets:show": [f"GET {T}/shows/{{ref}}", f"GET {T}/shows/{{ref}}/performances"],
    "tickets:follow": ["PUT topics/{topic}", "DELETE topics/{topic}"],
    "tickets:performance": [f"GET {T}/performances/{{ref}}"],
    "tickets:map": [f"GET {T}/performances/{{ref}}/map"],
    "tickets:stock": [f"GET {T}/performances/{{ref}}/stock"],
    "tickets:quote": [f"POST {T}/performances/{{ref}}/quote"],
    "tickets:best": [f"GET {T}/performances/{{ref}}/best"],
    "tickets:door": [f"GET {T}/door/performances"],
    "tickets:door_manifest": "machine",
    "tickets:door_worker": "machine",
    "tickets:leave_door": "browser",
    "tickets:pair": [f"POST {T}/devices/{{ref}}/pair"],
    "tickets:scan": [f"GET {T}/performances/{{ref}}", f"POST {T}/performances/{{ref}}/check-ins"],
    "tickets:check": [f"POST {T}/performances/{{ref}}/check-ins"],
    "tickets:my_passes": [f"GET {T}/passes"],
    "tickets:open_pass": [f"POST {T}/passes/open"],
    "tickets:order_passes": [f"GET {T}/orders/{{order}}/passes"],
    "tickets:order_pdf": [f"GET {T}/orders/{{order}}/passes/pdf"],
    "tickets:order_ics": [f"GET {T}/orders/{{order}}/passes/ics"],
    "tickets:pass": [f"GET {T}/passes/{{ref}}"],
    "tickets:pass_pdf": [f"GET {T}/passes/{{ref}}/pdf"],
    "tickets:pass_ics": [f"GET {T}/passes/{{ref}}/ics"],
    "discover:search": ["GET search", "GET facets", "GET suggest"],
    "discover:all": ["GET search", "GET facets"],
    "discover:list": ["GET search", "GET facets"],
    "discover:calendar": ["GET facets", "GET search"],
    "console_check": ["GET doctor"],
    "console_home": ["GET organisations", "GET doctor"],
    "tickets_console:shows": [f"{ORGANISER}/shows"],
    "tickets_console:new_show": [
        f"POST {T}/organisers/{{party}}/shows",
        "POST media",
        f"POST {T}/shows/{{ref}}/performances",
    ],
    "tickets_console:show": [f"GET {T}/shows/{{ref}}/board"],
    "tickets_console:describe": [f"PUT {T}/shows/{{ref}}", "POST media"],
    "tickets_console:terms": [f"PUT {T}/shows/{{ref}}/terms", f"{ORGANISER}/shows"],
    "tickets_console:schedule": [f"POST {T}/shows/{{ref}}/performances", f"{ORGANISER}/venues"],
    "tickets_console:prices": [f"PUT {T}/prices", f"GET {T}/performances/{{ref}}", f"GET {T}/plans/{{ref}}"],
    "tickets_console:sale": [f"POST {T}/sale/open", f"POST {T}/sale/pause"],
    "tickets_console:show_sales": [f"GET {T}/shows/{{ref}}/board"],
    "tickets_console:show_csv": [f"GET {T}/shows/{{ref}}/board"],
    "tickets_console:performance": [f"GET {T}/performances/{{ref}}/sales", f"GET {T}/performances/{{ref}}/figures"],
    "tickets_console:performance_csv": [f"GET {T}/performances/{{ref}}/sales"],
    "tickets_console:times": [f"PUT {T}/performances/{{ref}}/times"],
    "tickets_console:window": [f"PUT {T}/performances/{{ref}}/window"],
    "tickets_console:cancel": [f"GET {T}/performances/{{ref}}/cancel", f"POST {T}/performances/{{ref}}/cancel"],
    "tickets_console:attendees": [f"GET {T}/performances/{{ref}}/attendees"],
    "tickets_console:attendees_csv": [f"GET {T}/performances/{{ref}}/attendees"],
    "tickets_console:admit": [f"POST {T}/performances/{{ref}}/admissions"],
    "tickets_console:halls": [f"{ORGANISER}/venues"],
    "tickets_console:new_venue": [
        f"POST {T}/organisers/{{party}}/venues",
        f"POST {T}/plans/read",
        f"POST {T}/plans/draw",
        f"POST {T}/venues/{{ref}}/halls",
    ],
    "tickets_console:venue": [f"PUT {T}/venues/{{ref}}", f"{ORGANISER}/venues"],
    "tickets_console:new_hall": [f"POST {T}/venues/{{ref}}/halls", f"POST {T}/plans/read", f"POST {T}/plans/draw"],
    "tickets_console:hall": [f"GET {T}/halls/{{ref}}", f"POST {T}/halls/{{ref}}/plans", f"GET {T}/plans/{{ref}}"],
    "tickets_console:export_plan": [f"GET {T}/plans/{{ref}}"],
    "tickets_console:devices": [f"{ORGANISER}/devices", f"POST {T}/organisers/{{party}}/devices"],
    "tickets_console:revoke_device": [f"DELETE {T}/devices/{{ref}}"],
}
#: pages that take POST and yet only read
READ_BY_POST = {
    "identity:export": "a download of everything about somebody must not begin by a link that was followed",
    "identity:home": "shows the same to whatever it is asked with",
}
#: pages of the sign-in library: all of one kind
LIBRARY = {"account_": "browser", "mfa_": "browser", "usersessions_": "browser"}


@cache
def pages() -> dict[str, str]:
    """Every page by name, with its address without the language."""
    return dict(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: list[Any], before: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for each in patterns:
        text = before + str(each.pattern).removeprefix(f"{settings.LANGUAGE_CODE}/")
        if isinstance(each, URLPattern):
            yield ":".join([*spaces, each.name or each.callback.__name__]), text
        elif isinstance(each, URLResolver) and each.namespace != "api":
            yield from _walk(each.url_patterns, text, (*spaces, *([each.namespace] if each.namespace else [])))


def row(name: str) -> str | list[str] | None:
    library = next((reason for start, reason in LIBRARY.items() if name.startswith(start)), None)
    return PAGES.get(name, library)


@cache
def documented() -> dict[str, dict[str, Any]]:
    """The described operations, as ``GET orders/{ref}``."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return {
        f"{method.upper()} {path.strip('/')}": operation
        for path, operations in paths.items()
        for method, operation in operations.items()
    }


def missing_rows(there: dict[str, str]) -> set[str]:
    return {name for name in there if row(name) is None}


def test_every_page_has_a_row_and_every_row_a_page() -> None:
    assert missing_rows(pages()) == set(), "new pages: say by which operations a program does the same"
    assert set(PAGES) - set(pages()) == set(), "rows of pages that are gone"


def test_a_page_without_a_row_is_noticed() -> None:
    assert missing_rows({**pages(), "orders:secret_door": "orders/secret/"}) == {"orders:secret_door"}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_operations_of_a_row_are_described(name: str) -> None:
    said = PAGES[name]
    if isinstance(said, str):
        assert said in REASONS
        return
    assert said
    for operation in said:
        assert operation in documented(), operation
        assert documented()[operation].get("summary"), operation
        assert any(int(status) < 300 for status in documented()[operation]["responses"]), operation


def test_what_can_be_posted_to_a_page_can_be_written_through_the_api() -> None:
    """By the declared table of who may what: a page that takes POST has a row with an operation that writes."""
    table = tomllib.loads((ROOT / "tests" / "security" / "access.toml").read_text(encoding="utf-8"))
    takes_post = {
        name for name, address in pages().items() if any(key.startswith("POST") for key in table.get(address, {}))
    }
    read_only = {
        name
        for name in takes_post
        if isinstance(said := row(name), list) and not any(operation.startswith(WRITES) for operation in said)
    }
    assert set(READ_BY_POST) <= takes_post
    assert len(takes_post) > 40
    assert read_only == set(READ_BY_POST)


def test_every_operation_is_described_with_what_it_refuses() -> None:
    bare = {
        name
        for name, operation in documented().items()
        if not operation.get("summary") or not any(int(status) >= 400 for status in operation["responses"])
    }
    assert bare == set()
