"""What a well-meant request carries, so that a refusal is about who asks and not about what was sent."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yaji.kernel.media.factories import picture
from yaji.kit import clock
from yaji.verticals.tickets.factories import SMALL_PLAN

Refs = Mapping[str, str]
Body = dict[str, Any]

SHOW = {"title": {"en": "A"}, "category": "film"}
VENUE = {"name": {"en": "V"}, "zone": "UTC"}
SHOW_FORM = {"title_en": "A", "category": "film", "currency": "CNY", "minutes": 90, "interval": 0, "age_min": 0}
VENUE_FORM = {"name_en": "V", "zone": "Asia/Shanghai"}
PLAN_FORM = {"way": "rows", "rows": 4, "seats": 7, "price_zones": 2, "standing": 0}
TERMS_FORM = {"min_per_order": 1, "max_per_order": 8, "fee": "0"}


def soon(days: int) -> str:
    return (clock.now() + timedelta(days=days)).isoformat()


def prices(refs: Refs) -> Body:
    return {"performances": [refs["draft"]], "prices": [{"zone": "a", "name": {"en": "A"}, "price": 100}]}


def schedule(refs: Refs) -> Body:
    return {"hall": refs["hall"], "times": [{"starts_at": soon(20), "ends_at": soon(21)}]}


def schedule_form(refs: Refs) -> Body:
    day = f"{clock.now() + timedelta(days=20):%Y-%m-%d}"
    return {"hall": refs["hall"], "kind": "evening", "first_day": day, "times": "19:30", "minutes": 90, "doors": 30}


def terms_form(refs: Refs) -> Body:
    return {**TERMS_FORM, **{f"q{n}-label_en": "" for n in range(4)}}


def upload(refs: Refs) -> Body:
    return {"file": SimpleUploadedFile("p.jpg", picture()), "purpose": "picture", "owner": refs["party"]}


def plan_file(refs: Refs) -> Body:
    return {"file": SimpleUploadedFile("plan.csv", b"section,row,seat,category\nStalls,A,1,Front\n")}


def checkout(refs: Refs) -> Body:
    return {"name": "Lin Yu", "email": "lin@example.org", "key": "key-of-the-form", "provider": "sandbox"}


def give_back(refs: Refs) -> Body:
    return {"confirm": "1", "unit": f"{refs['line']}:0", "key": "key-of-the-form"}


def moment(refs: Refs) -> Body:
    return {"starts_at": soon(9), "ends_at": soon(10)}


def wants(refs: Refs) -> Body:
    return {"wants": [{"offer": refs["offer"], "qty": 1, "positions": []}], "expected": 12000}


def want_form(refs: Refs) -> Body:
    return {"want": f"{refs['offer']}:1:", "expected": "12000", "key": "key-of-the-form"}


def units(refs: Refs) -> Body:
    return {"units": {refs["line"]: [0]}, "why": "Ill"}


def refund_form(refs: Refs) -> Body:
    return {"unit": f"{refs['line']}:0", "why": "Ill", "confirm": "1", "key": "key-of-the-form"}


def always(body: Body) -> Callable[[Refs], Body]:
    return lambda refs: body


#: by ``METHOD address``; what is not here is sent empty
BODIES: dict[str, Callable[[Refs], Body]] = {
    "POST ask/": always({"subject": "order", "text": "Where?", "email": "x@example.org", "key": "key-of-the-form"}),
    "POST console/questions/<str:ref>/": always({"text": "Here."}),
    "POST console/<str:party>/orders/<str:ref>/refund/": refund_form,
    "POST console/<str:party>/refund-requests/<str:ref>/": always({"answer": "yes"}),
    "POST me/notices/unfollow/": lambda refs: {"topic": refs["topic"]},
    "POST api/v1/questions": always({"subject": "order", "text": "Where?", "email": "x@example.org"}),
    "POST api/v1/questions/<question>/answers": always({"text": "Here."}),
    "POST api/v1/orders/<ref>/refunds": units,
    "POST api/v1/orders/<ref>/refunds/preview": units,
    "POST api/v1/orders/<ref>/refund-requests": units,
    "POST api/v1/orders/refund-requests/<ref>/decide": always({"yes": True}),
    "POST orders/place/": want_form,
    "POST orders/find/": always({"email": "lin@example.org"}),
    "POST orders/<str:ref>/checkout/": checkout,
    "POST orders/<str:ref>/return/": give_back,
    "POST me/privacy/erase/": lambda refs: {"email": refs["email"]},
    "POST me/profile/": always({"name": "A", "language": "en", "timezone": "UTC"}),
    "POST me/organisations/": always({"name_en": "House", "timezone": "UTC", "contact_email": ""}),
    "POST me/privacy/": always({"purpose": "news", "given": "on"}),
    "POST console/<str:party>/team/<str:user>/role/": always({"role": "door"}),
    "POST console/<str:party>/team/": always({"email": "new@example.org", "role": "viewer", "language": "en"}),
    "POST console/<str:party>/shows/new/": always(SHOW_FORM),
    "POST console/<str:party>/shows/<str:ref>/describe/": always(SHOW_FORM),
    "POST console/<str:party>/shows/<str:ref>/terms/": terms_form,
    "POST console/<str:party>/shows/<str:ref>/schedule/": schedule_form,
    "POST console/<str:party>/performances/<str:ref>/times/": lambda refs: {"start": soon(9)[:16]},
    "POST console/<str:party>/performances/<str:ref>/cancel/": always({"why": "Storm", "sure": "on"}),
    "POST console/<str:party>/performances/<str:ref>/admit/": lambda refs: {"pass": refs["ticket"]},
    "POST console/<str:party>/halls/new/": always(VENUE_FORM),
    "POST console/<str:party>/venues/<str:ref>/": always(VENUE_FORM),
    "POST console/<str:party>/venues/<str:ref>/halls/new/": always({**PLAN_FORM, "name_en": "H"}),
    "POST console/<str:party>/halls/<str:ref>/": always(PLAN_FORM),
    "POST console/<str:party>/devices/": always({"name": "Phone"}),
    "POST tickets/door/<str:ref>/": lambda refs: {"code": refs["code"], "key": "k1"},
    "POST tickets/door/<str:ref>/check": lambda refs: {"code": refs["code"], "key": "k1"},
    "POST sandbox/pay/<str:token>/": always({"do": "plain", "method": "card"}),
    "POST tickets/s/<str:ref>/follow/": always({}),
    "POST api/v1/unsubscribe": lambda refs: {"token": refs["unsubscribe"]},
    "POST api/v1/tickets/passes/open": lambda refs: {"token": refs["pass_token"]},
    "POST api/v1/tickets/performances/<ref>/admissions": lambda refs: {"ticket": refs["ticket"]},
    "POST api/v1/tickets/plans/read": plan_file,
    "POST api/v1/tickets/plans/draw": always({"rows": 4, "seats": 7}),
    "POST api/v1/orders/quote": wants,
    "POST api/v1/orders": wants,
    "POST api/v1/orders/find": always({"email": "lin@example.org"}),
    "POST api/v1/orders/open": lambda refs: {"token": refs["order_token"]},
    "PUT api/v1/orders/<ref>/contact": always({"name": "Lin Yu", "email": "lin@example.org"}),
    "POST api/v1/orders/<ref>/pay": always({}),
    "POST api/v1/orders/<ref>/returns": lambda refs: {"units": {refs["line"]: [0]}},
    "POST api/v1/notices/read": always({}),
    "POST api/v1/media": upload,
    "PUT api/v1/media/<asset>": always({"alt": {"en": "Hills"}, "rights": ""}),
    "PATCH api/v1/me": always({"language": "en"}),
    "DELETE api/v1/me": lambda refs: {"email": refs["email"]},
    "POST api/v1/me/consents": always({"purpose": "news", "given": True}),
    "POST api/v1/me/tokens": always({"name": "till", "days": 30}),
    "POST api/v1/invitations/<invitation>/accept": lambda refs: {"secret": ""},
    "POST api/v1/organisations": always({"name": {"en": "House"}}),
    "PATCH api/v1/organisations/<party>": always({"timezone": "UTC"}),
    "PATCH api/v1/organisations/<party>/members/<user>": always({"role": "door"}),
    "POST api/v1/organisations/<party>/invitations": always({"email": "new@example.org", "role": "viewer"}),
    "POST api/v1/tickets/performances/<ref>/check-ins": lambda refs: {"code": refs["code"]},
    "POST api/v1/tickets/organisers/<party>/devices": always({"name": "Phone"}),
    "POST api/v1/tickets/devices/<ref>/pair": lambda refs: {"secret": refs["pairing_secret"]},
    "POST api/v1/tickets/organisers/<party>/venues": always(VENUE),
    "PUT api/v1/tickets/venues/<ref>": always(VENUE),
    "POST api/v1/tickets/venues/<ref>/halls": always({"name": {"en": "H"}, "plan": SMALL_PLAN}),
    "POST api/v1/tickets/halls/<ref>/plans": always({"plan": SMALL_PLAN}),
    "POST api/v1/tickets/organisers/<party>/shows": always(SHOW),
    "PUT api/v1/tickets/shows/<ref>": always(SHOW),
    "PUT api/v1/tickets/shows/<ref>/terms": always({}),
    "POST api/v1/tickets/shows/<ref>/performances": schedule,
    "PUT api/v1/tickets/performances/<ref>/times": moment,
    "PUT api/v1/tickets/performances/<ref>/window": always({}),
    "PUT api/v1/tickets/prices": prices,
    "POST api/v1/tickets/sale/open": lambda refs: {"performances": [refs["draft"]]},
    "POST api/v1/tickets/sale/pause": lambda refs: {"performances": [refs["performance"]]},
    "POST api/v1/tickets/performances/<ref>/cancel": always({"why": "Storm"}),
    "POST api/v1/tickets/performances/<ref>/quote": always({"seats": [7]}),
}
