"""From paid to passes: issued, shown, printed, revoked; and who may see them."""

import pytest

from yaji.kernel.events.queries import facts_about
from yaji.kernel.identity.factories import make_actor, make_visitor
from yaji.kernel.inventory.queries import taken
from yaji.kernel.orders import operations as orders
from yaji.kernel.orders.errors import AnswersMissing, NotReturnable
from yaji.kernel.orders.queries import order_for
from yaji.kit.errors import NotFound
from yaji.kit.testing import count_statements
from yaji.verticals.tickets import links, printing, queries
from yaji.verticals.tickets.factories import buy, make_performance, pay, place
from yaji.verticals.tickets.fulfilment import TicketPresenter
from yaji.verticals.tickets.ical import calendar_of
from yaji.verticals.tickets.models import Pass
from yaji.verticals.tickets.passes import verify
from yaji.verticals.tickets.types import SellingTerms

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(house, owner):
    return make_performance(house, actor=owner)


@pytest.fixture
def buyer():
    return make_actor()


@pytest.fixture
def order(settled, buyer, row):
    return settled(buy, buyer, row, seats=[3, 4], counts={"floor": 1})


def test_every_unit_becomes_a_pass(row, buyer, order):
    rows = queries.passes_of_order(buyer, order)
    assert [(p.position, p.label["en"], p.state) for p in rows] == [
        (3, "Row A, seat 4", "valid"),
        (4, "Row A, seat 5", "valid"),
        (None, "Standing", "valid"),
    ]
    assert [(p.unit, p.units) for p in rows] == [(0, 2), (1, 2), (0, 1)]
    assert sum(p.amount for p in rows) == 2 * 38000 + 12000
    assert len({p.code for p in rows}) == 3
    assert rows[2].holder == "Lin Yu"
    assert [f.kind for f in facts_about(order)].count("tickets.passes_issued") == 1
    assert set(taken(row.seat_pool)) == {3, 4}


def test_the_code_is_genuine_and_names_the_pass(buyer, row, order):
    carried = queries.passes_of_order(buyer, order)[0]
    said = verify(printing.token_of(carried))
    assert (said.pass_ref, said.performance) == (carried.public_id, row.public_id)


def test_issuing_takes_the_same_number_of_statements_for_more(settled, buyer, row):
    counts = []
    for seats in ([8], [0, 1, 2, 3, 5, 6]):
        ref = place(buyer, row, seats=seats)
        with count_statements() as statements:
            settled(pay, buyer, ref)
        counts.append(len([s for s in statements if "tickets_" in s]))
    assert counts[0] == counts[1] <= 6


def test_four_clients_and_a_pass(house, four, buyer, order):
    carried = queries.passes_of_order(buyer, order)[0]
    everybody = {**four, "owner": make_actor(roles={house: "owner"})}
    for who, actor in everybody.items():
        with pytest.raises(NotFound):
            queries.pass_for(actor, carried.public_id)
        assert not queries.passes_of_order(actor, order), who
        assert not queries.my_passes(actor)
    for key in (order, carried.public_id):
        assert queries.pass_for(make_visitor(keys=[key]), carried.public_id) == carried
    assert len(queries.my_passes(make_visitor(keys=[carried.public_id]))) == 1
    # a visitor who bought and then signed in
    assert len(queries.my_passes(make_actor(keys=[buyer.ref]))) == 3


def test_a_returned_unit_is_void_and_free_again(settled, buyer, row, order):
    line = order_for(buyer, order).lines.get(qty=2)
    settled(orders.return_units, actor=buyer, order=order, units={line.public_id: [1]}, key="r1")
    states = {(p.line, p.unit): p.state for p in Pass.objects.all()}
    assert states[line.public_id, 0] == "valid"
    assert states[line.public_id, 1] == "revoked"
    assert set(taken(row.seat_pool)) == {3}
    assert "tickets.passes_revoked" in [f.kind for f in facts_about(order)]


def test_a_used_pass_can_not_be_returned_but_refunded_by_the_house(settled, buyer, owner, order):
    line = order_for(buyer, order).lines.get(qty=2)
    Pass.objects.filter(line=line.public_id, unit=0).update(state="used")
    with pytest.raises(NotReturnable):
        orders.return_units(actor=buyer, order=order, units={line.public_id: [0, 1]}, key="r1")
    assert Pass.objects.filter(line=line.public_id, unit=1, state="valid").exists()
    settled(orders.refund_units, actor=owner, order=order, units={line.public_id: [0]}, why="fire alarm", key="r2")
    assert Pass.objects.get(line=line.public_id, unit=0).state == "used"


def test_names_and_answers_are_asked_for(settled, buyer, house, owner):
    questions = [
        {
            "id": "meal",
            "kind": "choice",
            "label": {"en": "Meal"},
            "choices": [{"en": "A"}, {"en": "B"}],
            "required": True,
        },
        {"id": "shoe", "kind": "text", "label": {"en": "Shoe"}, "per": "unit", "required": False},
    ]
    row = make_performance(house, actor=owner, terms=SellingTerms(named=True, questions=questions))
    order = place(buyer, row, seats=[0, 1])
    line = order_for(buyer, order).lines.get().public_id
    bad = [
        ({}, {f"{line}-meal", f"{line}-0-name", f"{line}-1-name"}),
        ({"answers": {"meal": "7"}, "units": [{"name": "A"}, {"name": " "}]}, {f"{line}-meal", f"{line}-1-name"}),
        ({"answers": {"meal": 1}, "units": [{"name": "A" * 81}, {"name": "B"}]}, {f"{line}-0-name"}),
        (
            {"answers": {"meal": 0}, "units": [{"name": "A", "answers": {"shoe": "x" * 501}}, {"name": "B"}]},
            {f"{line}-0-shoe"},
        ),
    ]
    for details, fields in bad:
        with pytest.raises(AnswersMissing) as refusal:
            pay(buyer, order, details={line: details})
        assert set(refusal.value.facts["fields"]) == fields
    good = {"answers": {"meal": 0}, "units": [{"name": "Ada"}, {"name": "白知微"}]}
    settled(pay, buyer, order, details={line: good})
    assert [p.holder for p in queries.passes_of_order(buyer, order)] == ["Ada", "白知微"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_passes_are_printed(buyer, order, language):
    rows = queries.passes_of_order(buyer, order)
    pdf = printing.passes_pdf(rows, language)
    assert pdf.startswith(b"%PDF")
    assert pdf == printing.passes_pdf(rows, language)
    assert len(pdf) > len(printing.passes_pdf(rows[:1], language)) > 10_000


def test_the_calendar_has_one_entry_and_no_code(buyer, row, order):
    rows = queries.passes_of_order(buyer, order)
    text = calendar_of(rows, "en").decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 1
    assert f"DTSTART;TZID=Asia/Shanghai:{row.local_start:%Y%m%dT%H%M%S}" in text
    assert "Row A\\, seat 4" in text
    for carried in rows:
        assert carried.code not in text
        assert printing.token_of(carried) not in text


def test_the_share_card_holds_nothing_private(buyer, row, order):
    card = TicketPresenter().share(row.public_id)
    said = repr(card)
    for carried in queries.passes_of_order(buyer, order):
        for secret in (carried.code, carried.public_id, carried.label["en"], carried.holder or "Lin Yu", order):
            assert secret not in said
    assert card is not None
    assert card.title == row.show.title


def test_pages_of_passes(client, settled, row):
    response = client.post("/en/orders/place/")
    visitor = response.wsgi_request.actor
    order = settled(buy, visitor, row, seats=[10, 11])
    page = client.get(f"/en/passes/order/{order}/")
    assert page.status_code == 200
    assert page.content.count(b"<svg") >= 2
    assert b"Row B, seat 3" in page.content
    assert client.get("/en/passes/").content.count(b"Row B") == 2
    for tail, kind in (("passes.pdf", "application/pdf"), ("passes.ics", "text/calendar; charset=utf-8")):
        assert client.get(f"/zh-hans/passes/order/{order}/{tail}")["Content-Type"] == kind
    carried = Pass.objects.all()[0]
    assert client.get(f"/en/passes/{carried.public_id}/").status_code == 200


def test_strangers_see_no_pass_page(client, order):
    carried = Pass.objects.all()[0]
    for address in (
        f"/en/passes/{carried.public_id}/",
        f"/en/passes/{carried.public_id}/pass.pdf",
        f"/en/passes/{carried.public_id}/pass.ics",
        f"/en/passes/order/{order}/",
        f"/en/passes/order/{order}/passes.pdf",
        f"/en/passes/order/{order}/passes.ics",
    ):
        assert client.get(address).status_code == 404
    assert carried.code.encode() not in client.get("/en/passes/").content


def test_a_signed_link_opens_one_pass_only(client, order):
    first, second = Pass.objects.order_by("id")[:2]
    response = client.get(f"/en/passes/open/{links.token_of(first)}/", follow=True)
    assert response.status_code == 200
    assert client.get(f"/en/passes/{first.public_id}/").status_code == 200
    assert client.get(f"/en/passes/{second.public_id}/").status_code == 404
    token = links.token_of(second)
    assert client.get(f"/en/passes/open/{token[:-1]}x/").status_code == 404
    Pass.objects.filter(pk=second.pk).update(version=2)
    assert client.get(f"/en/passes/open/{token}/").status_code == 404


def test_a_used_pass_shows_no_code(client, settled, row):
    visitor = client.post("/en/orders/place/").wsgi_request.actor
    order = settled(buy, visitor, row, seats=[20])
    Pass.objects.filter(order=order).update(state="revoked")
    page = client.get(f"/en/passes/order/{order}/").content
    assert b"is-void" in page
    assert b"crispEdges" not in page
    assert b'class="pass-code" aria-hidden' in page
