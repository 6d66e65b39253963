"""Best available and price rules against models written without their code; each with a bug that must be found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaji.kernel.orders.types import Ask, OfferTerms, PriceLine
from yaji.verticals.tickets import best
from yaji.verticals.tickets.factories import SMALL_PLAN
from yaji.verticals.tickets.fulfilment import TicketPricer, pricing
from yaji.verticals.tickets.plans import compile_plan, parse_plan

PLAN = compile_plan(parse_plan(SMALL_PLAN))
#: the same hall with seats nobody may be given by a search, and some with a pillar before them
MARKED = compile_plan(
    parse_plan(
        SMALL_PLAN
        | {
            "sections": [
                SMALL_PLAN["sections"][0] | {"companion": [["D", 2]], "restricted": [["A", 4], ["B", 5], ["C", 3]]},
                SMALL_PLAN["sections"][1],
            ]
        }
    )
)
POSITIONS = st.sets(st.integers(0, PLAN.size - 1))
ZONES = st.sets(st.sampled_from(["a", "b"]), min_size=1)


def windows(plan, taken, qty, zones):
    """Every set of ``qty`` free neighbours, by looking at all of them: (cost, first position)."""
    found = []
    for first, count in plan.runs:
        for start in range(first, first + count - qty + 1):
            seats = range(start, start + qty)
            if all(is_free(plan, p, taken, zones) for p in seats):
                found.append((cost(plan, seats, first, first + count, taken, zones), start))
    return found


def is_free(plan, p, taken, zones):
    return p not in taken and plan.zones[p] in zones and plan.marks[p] not in ("accessible", "companion")


def cost(plan, seats, run_first, run_end, taken, zones):
    total = sum(plan.far[p] + (600 if plan.marks[p] == "restricted" else 0) for p in seats)
    for beside, beyond in ((seats[0] - 1, seats[0] - 2), (seats[-1] + 1, seats[-1] + 2)):
        inside = run_first <= beside < run_end and is_free(plan, beside, taken, zones)
        alone = not (run_first <= beyond < run_end and is_free(plan, beyond, taken, zones))
        if inside and alone:
            total += best.LONELY * len(seats)
            break  # alone on both sides is no worse than on one
    return total


def check_best(plan, taken, qty, zones, find=best.find):
    found = find(plan, taken, qty=qty, zones=zones)
    every = windows(plan, taken, qty, zones)
    if not every:
        assert found.positions == ()
        return
    assert len(found.positions) == qty
    assert found.positions == tuple(range(found.positions[0], found.positions[0] + qty))
    by_start = {start: value for value, start in every}
    assert found.positions[0] in by_start, "not free, or not neighbours"
    least = min(by_start.values())
    assert by_start[found.positions[0]] <= least + best.LONELY * qty
    assert found == find(plan, set(taken), qty=qty, zones=sorted(zones)), "another answer to the same question"


@pytest.mark.parametrize("plan", [PLAN, MARKED], ids=["plain", "marked"])
@settings(max_examples=150)
@given(taken=POSITIONS, qty=st.integers(1, 5), zones=ZONES)
def test_the_best_is_free_together_and_near(plan, taken, qty, zones):
    check_best(plan, taken, qty, zones)


@given(taken=POSITIONS, zones=ZONES)
def test_the_largest_group_is_told(taken, zones):
    found = best.find(PLAN, taken, qty=99, zones=zones)
    assert found.positions == ()
    every = [qty for qty in range(1, 9) if windows(PLAN, taken, qty, zones)]
    assert found.largest == max(every, default=0)


@pytest.mark.parametrize("bug", ["over the aisle", "forgets one taken", "first free"])
def test_seeded_bugs_in_the_search_are_found(bug):
    def broken(plan, taken, *, qty, zones):
        if bug == "over the aisle":
            whole = replace(plan, runs=[(row.first, row.count) for row in plan.rows])
            return best.find(whole, taken, qty=qty, zones=zones)
        if bug == "forgets one taken":
            return best.find(plan, sorted(taken)[1:], qty=qty, zones=zones)
        every = sorted(start for _, start in windows(plan, taken, qty, zones))
        positions = tuple(range(every[-1], every[-1] + qty)) if every else ()
        return best.Found(positions, 0)

    @settings(max_examples=300, database=None, report_multiple_bugs=False)
    @given(taken=POSITIONS, qty=st.integers(1, 5), zones=ZONES)
    def bitten(taken, qty, zones):
        check_best(PLAN, taken, qty, zones, broken)

    with pytest.raises(AssertionError):
        bitten()


# Price rules

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WAYS = st.one_of(
    st.fixed_dictionaries({"percent_bp": st.integers(1, 10_000)}),
    st.fixed_dictionaries({"amount": st.integers(0, 50_000)}),
    st.fixed_dictionaries({"price": st.integers(0, 90_000)}),
)


@st.composite
def asks(draw):
    rules = []
    for kind in draw(st.permutations(["early_bird", "group", "member"]))[: draw(st.integers(0, 3))]:
        rule = {"id": kind, "kind": kind, "label": {"en": kind}, **draw(WAYS)}
        if kind == "early_bird":
            until = NOW + timedelta(days=draw(st.integers(-2, 2)))
            rule |= {"until": until.isoformat(), "day": f"{until:%Y-%m-%d}"}
        if kind == "group":
            rule["min_qty"] = draw(st.integers(2, 8))
        rules.append(rule)
    price = draw(st.integers(0, 100_000))
    terms = {"rules": rules}
    offer = OfferTerms("off_1", "ticket", "prf_1", price, "CNY", terms, {"en": "T"}, {"en": "D"})
    qty = draw(st.integers(1, 8))
    standing = frozenset(draw(st.sets(st.sampled_from(["member", "press"]))))
    return Ask(offer, qty, standing, NOW, qty + draw(st.integers(0, 4)))


def holds(rule, ask):
    if rule["kind"] == "early_bird":
        return ask.at < datetime.fromisoformat(rule["until"])
    return ask.order_qty >= rule["min_qty"] if rule["kind"] == "group" else "member" in ask.standing


def check_pricer(ask, pricer):
    base = ask.offer.price * ask.qty
    lines = pricer.adjust(ask, [PriceLine("base", {"en": "x"}, base)])
    left = Fraction(base)
    said = {line.rule: line for line in lines}
    assert [line.rule for line in lines] == [k for k in ("early_bird", "group", "member") if k in said]
    for kind in ("early_bird", "group", "member"):
        rule = next((rule for rule in ask.offer.terms["rules"] if rule["kind"] == kind), None)
        due = 0
        if rule is not None and holds(rule, ask):
            if "percent_bp" in rule:
                due = int(left * rule["percent_bp"] / 10_000 + Fraction(1, 2))
            elif "amount" in rule:
                due = rule["amount"] * ask.qty
            else:
                due = int(left) - rule["price"] * ask.qty
            due = max(0, min(due, int(left)))
        assert (kind in said) == bool(due)
        if due:
            assert said[kind].amount == -due
            assert said[kind].reason
        left -= due
    assert base + sum(line.amount for line in lines) == left >= 0


@settings(max_examples=300)
@given(asks())
def test_rules_take_off_what_is_left_in_their_order(ask):
    check_pricer(ask, TicketPricer())


def test_other_trades_are_left_alone():
    offer = OfferTerms("off_1", "art", "wrk_1", 100, "CNY", {"rules": [{"kind": "member"}]}, {}, {})
    assert TicketPricer().adjust(Ask(offer, 1, frozenset({"member"}), NOW, 1), []) == []


@pytest.mark.parametrize("bug", ["another order", "below zero", "everybody is a member"])
def test_seeded_bugs_in_the_rules_are_found(bug, monkeypatch):
    real_off, real_holds = pricing._off, pricing._holds
    if bug == "another order":
        monkeypatch.setattr(pricing, "ORDER", ("member", "group", "early_bird"))
    elif bug == "below zero":
        monkeypatch.setattr(pricing, "_off", lambda rule, left, qty: real_off(rule, left, qty) + 1)
    else:
        monkeypatch.setattr(pricing, "_holds", lambda rule, ask: rule["kind"] == "member" or real_holds(rule, ask))

    @settings(max_examples=500, database=None, report_multiple_bugs=False)
    @given(asks())
    def bitten(ask):
        check_pricer(ask, TicketPricer())

    with pytest.raises(AssertionError):
        bitten()
