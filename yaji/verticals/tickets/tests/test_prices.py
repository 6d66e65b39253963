"""Prices by rule, explained line by line; who may buy, when, how many, and what they are asked."""

from datetime import timedelta

import pytest
import time_machine

from yaji.kernel.identity.factories import make_standing, make_user, make_visitor
from yaji.kernel.orders import operations as orders
from yaji.kernel.orders.errors import (
    AnswersMissing,
    NotOnSale,
    NotYetOnSale,
    StaleQuote,
    TooManyAsked,
)
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.queries import order_for
from yaji.kernel.payments.queries import intents_of
from yaji.kit import clock
from yaji.kit.ids import mint
from yaji.kit.testing import count_statements
from yaji.kit.text import LocalText
from yaji.verticals.tickets import choosing, operations, queries
from yaji.verticals.tickets.choosing import Choice
from yaji.verticals.tickets.factories import make_performance, pay, place
from yaji.verticals.tickets.models import Pass
from yaji.verticals.tickets.tests.shopping import Shopper
from yaji.verticals.tickets.types import SellingTerms

pytestmark = pytest.mark.django_db

RULES = SellingTerms(
    rules=[
        {"kind": "member", "amount": 500},
        {"kind": "group", "percent_bp": 2_000, "min_qty": 4},
        {"kind": "early_bird", "percent_bp": 1_000, "until_days_before": 14},
    ],
    fee_per_unit=100,
)
#: days before, seats, member: what each rule takes off (by hand), what is paid
CASES = [
    (7, 1, False, {}, 380_00 + 100),
    (20, 1, False, {"early_bird": -38_00}, 342_00 + 100),
    (7, 3, False, {}, 3 * 380_00 + 300),
    (7, 4, False, {"group": -304_00}, 1_216_00 + 400),
    (7, 1, True, {"member": -5_00}, 375_00 + 100),
    (20, 4, True, {"early_bird": -152_00, "group": -273_60, "member": -20_00}, 1_074_40 + 400),
]
REASONS = {
    "early_bird": ("Booked before", "前购票"),
    "group": ("4 or more in one order", "同一订单满 4 张"),
    "member": ("You are a member", "你是会员"),
}


@pytest.mark.req("OPS-14")
@pytest.mark.parametrize(("days", "qty", "member", "off", "total"), CASES)
def test_the_price_follows_the_rules_and_every_line_says_why(
    client, settled, house, owner, days, qty, member, off, total
):
    row = make_performance(house, actor=owner, terms=RULES, starts_at=clock.now() + timedelta(days=days))
    if member:
        user = make_user()
        make_standing(user)
        client.force_login(user)
    query = "&".join(f"seat={n}" for n in range(qty))
    shopper = Shopper(client, settled)
    said = shopper.quote(row, query)
    assert said["expected"] == total
    assert [line["less"] for line in said["lines"]] == [False, *([True] * len(off)), False]
    chinese = Shopper(client, settled, "zh-hans").quote(row, query)
    for rule, line, other in zip(off, said["lines"][1:-1], chinese["lines"][1:-1], strict=True):
        assert REASONS[rule][0] in line["reason"]
        assert REASONS[rule][1] in other["reason"]
    # what was shown is what is kept, and what is charged
    order = Order.objects.get(public_id=shopper.buy(row, query))
    (kept,) = order.lines.all()
    assert {part["rule"]: part["amount"] for part in kept.price_lines[1:-1]} == off
    assert all(LocalText(part["label"]).in_language("zh-hans") for part in kept.price_lines)
    assert sum(part["amount"] for part in kept.price_lines) == kept.amount == sum(kept.unit_amounts) == total
    assert [intent.amount for intent in intents_of(order.public_id)] == [total]


def test_a_rule_that_ends_between_looking_and_buying_is_told_not_charged(house, owner):
    row = make_performance(house, actor=owner, terms=RULES, starts_at=clock.now() + timedelta(days=20))
    actor = make_visitor()
    wants = choosing.wants_of(row, Choice((0,)), queries.prices_of(row))
    shown, _lines = choosing.quote_as_shown(actor, wants)
    operations.set_terms(actor=owner, show=row.show.public_id, terms=SellingTerms())
    with pytest.raises(StaleQuote):
        orders.place(actor=actor, wants=wants, expected=shown.total.minor, key=mint("key"))
    assert not Order.objects.exists()


def test_the_sale_window_holds_to_the_second(house, owner):
    row = make_performance(house, actor=owner)
    now = clock.now()
    opens, closes = now + timedelta(hours=1), now + timedelta(days=1)
    operations.set_sale_window(actor=owner, performance=row.public_id, on_sale_from=opens, on_sale_until=closes)
    row.refresh_from_db()
    assert choosing.sale_state(row) == "soon"
    with pytest.raises(NotYetOnSale):
        place(make_visitor(), row, seats=[0])
    with time_machine.travel(opens, tick=False):
        assert choosing.sale_state(row) == "open"
        assert place(make_visitor(), row, seats=[0])
    with time_machine.travel(closes - timedelta(seconds=1), tick=False):
        assert place(make_visitor(), row, seats=[1])
    with time_machine.travel(closes, tick=False):
        assert choosing.sale_state(row) == "closed"
        with pytest.raises(NotOnSale):
            place(make_visitor(), row, seats=[2])


def test_least_and_most_per_order_count_every_category_together(house, owner):
    terms = SellingTerms(min_per_order=2, max_per_order=4)
    row = make_performance(house, actor=owner, terms=terms)
    refused = ({"seats": [0]}, {"seats": [0, 1, 2, 16, 17]}, {"seats": [0, 1, 16], "counts": {"floor": 2}})
    for asked in refused:
        with pytest.raises(TooManyAsked):
            place(make_visitor(), row, **asked)
    assert not Order.objects.exists()
    for choice in ({"seats": [0, 16]}, {"seats": [1, 17], "counts": {"floor": 2}}, {"counts": {"floor": 4}}):
        assert place(make_visitor(), row, **choice)


QUESTIONS = [
    {"id": "diet", "label": {"en": "Food", "zh-hans": "饮食"}, "kind": "choice", "required": True, "per": "unit",
     "choices": [{"en": "Anything", "zh-hans": "都可以"}, {"en": "No meat", "zh-hans": "素食"}]},
    {"id": "note", "label": {"en": "Note", "zh-hans": "备注"}, "kind": "text", "required": False, "per": "order"},
]  # fmt: skip


def test_questions_and_names_are_asked_for_each_guest_and_refused_field_by_field(settled, house, owner):
    row = make_performance(house, actor=owner, terms=SellingTerms(named=True, questions=QUESTIONS))
    actor = make_visitor()
    order = place(actor, row, seats=[0, 1])
    (line,) = order_for(actor, order).lines.all()
    who = {"name": "Lin Yu", "email": "lin@example.org", "language": "en"}
    half = {"units": [{"name": "Wu Tong", "answers": {"diet": "1"}}, {"name": " ", "answers": {}}]}
    with pytest.raises(AnswersMissing) as refused:
        orders.check_out(actor=actor, order=order, details={line.public_id: half}, **who)
    assert set(refused.value.facts["fields"]) == {f"{line.public_id}-1-name", f"{line.public_id}-1-diet"}
    assert not order_for(actor, order).contact
    both = {"units": [{"name": "Wu Tong", "answers": {"diet": "1"}}, {"name": "An Ning", "answers": {"diet": "0"}}]}
    settled(pay, actor, order, details={line.public_id: both})
    assert [row.holder for row in Pass.objects.filter(order=order).order_by("unit")] == ["Wu Tong", "An Ning"]


@pytest.mark.parametrize(("answer", "enough"), [(True, True), (False, True), (None, False), ("yes", False)])
def test_no_is_an_answer_to_a_question_that_must_be_answered(house, owner, answer, enough):
    question = {"id": "chair", "label": {"en": "Wheelchair?"}, "kind": "yes_no", "required": True, "per": "order"}
    row = make_performance(house, actor=owner, terms=SellingTerms(questions=[question]))
    actor = make_visitor()
    order = place(actor, row, seats=[0])
    (line,) = order_for(actor, order).lines.all()
    details = {line.public_id: {"answers": {"chair": answer}}}
    who = {"name": "Lin Yu", "email": "lin@example.org", "language": "en"}
    if enough:
        orders.check_out(actor=actor, order=order, details=details, **who)
        (line,) = order_for(actor, order).lines.all()
        assert line.details["answers"] == {"chair": answer}
    else:
        with pytest.raises(AnswersMissing):
            orders.check_out(actor=actor, order=order, details=details, **who)


def test_a_price_costs_the_same_statements_for_one_seat_and_for_many(client, house, owner):
    row = make_performance(house, actor=owner)
    floor = next(price.offer for price in queries.prices_of(row) if price.area)
    shopper = Shopper(client, None)
    shopper.quote(row, "seat=0")
    with count_statements() as one:
        shopper.quote(row, "seat=0")
    with count_statements() as many:
        shopper.quote(row, "&".join(f"seat={n}" for n in (*range(4), *range(16, 20))) + f"&qty-{floor}=2")
    assert len(one) == len(many) <= 6
