"""Halls with several doors: whoever stands at the wrong one is shown the way, and nothing is used up."""

from copy import deepcopy

import pytest

from yaji.kernel.identity.factories import make_visitor
from yaji.verticals.tickets import operations, printing, queries
from yaji.verticals.tickets.errors import BadPlan, PassUsed, WrongGate
from yaji.verticals.tickets.factories import SMALL_PLAN, buy, make_hall, make_performance
from yaji.verticals.tickets.models import Pass
from yaji.verticals.tickets.plans import compile_plan, parse_plan, plan_from_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(house, owner):
    plan = deepcopy(SMALL_PLAN)
    plan["sections"][0]["gate"] = "North"
    plan["sections"][1]["gate"] = "South"
    return make_performance(house, actor=owner, hall=make_hall(house, plan, actor=owner))


@pytest.fixture
def carried(row, settled):
    settled(buy, make_visitor(), row, seats=[0], counts={"floor": 1})
    seat, floor = Pass.objects.order_by("position")
    return (seat, floor) if seat.position is not None else (floor, seat)


def test_a_pass_at_another_gate_is_sent_to_its_own(owner, row, carried):
    seat, floor = carried
    assert (queries.gate_of(seat), queries.gate_of(floor)) == ("North", "South")
    for mine, gate, right in ((seat, "South", "North"), (floor, "north", "South")):
        with pytest.raises(WrongGate) as refusal:
            operations.check_in(
                actor=owner, performance=row.public_id, code=printing.token_of(mine), gate=gate, key=f"{gate}-scan-1"
            )
        assert refusal.value.facts["gate"] == right
    for mine, gate in ((seat, "NORTH"), (floor, "South")):
        said = operations.check_in(
            actor=owner, performance=row.public_id, code=printing.token_of(mine), gate=gate, key=f"{gate}-scan-2"
        )
        assert said.pass_ref == mine.public_id
    with pytest.raises(PassUsed):
        operations.check_in(actor=owner, performance=row.public_id, code=printing.token_of(seat), gate="South")


def test_a_door_that_is_none_of_the_gates_lets_everybody_in(owner, row, carried):
    seat, floor = carried
    for mine, gate in ((seat, ""), (floor, "Stage door")):
        operations.check_in(actor=owner, performance=row.public_id, code=printing.token_of(mine), gate=gate)
    assert Pass.objects.filter(state="used").count() == 2


def test_by_the_list_nobody_is_sent_away(owner, row, carried):
    seat, _ = carried
    operations.check_in(actor=owner, performance=row.public_id, code=seat.public_id, gate="South", by_list=True)


def test_gates_come_with_a_file_and_leave_other_plans_as_they_were():
    content = b"section,row,seat,category,gate,capacity\nStalls,A,1,x,East,\nStalls,A,2,x,,\nPit,,,y,West,20\n"
    plan = compile_plan(plan_from_csv(content))
    assert [plan.gate_of(0), plan.gate_of(1), plan.gate_of(None, "c2")] == ["East", "East", "West"]
    assert compile_plan(parse_plan(SMALL_PLAN)).gates == frozenset()
    assert "gate" not in str(parse_plan(SMALL_PLAN).canonical())


@pytest.mark.parametrize("gate", ["West", "x" * 41])
def test_a_section_has_one_gate_with_a_short_name(gate):
    content = f"section,row,seat,category,gate\nStalls,A,1,x,East\nStalls,A,2,x,{gate}\n".encode()
    with pytest.raises(BadPlan) as refusal:
        plan_from_csv(content)
    assert refusal.value.facts["problems"][0]["where"] == "line 3, gate"
