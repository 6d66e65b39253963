"""Offers: added, changed, opened and closed; what is sold is stated once to whoever listens."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from yaji.kernel.catalog import queries, steps
from yaji.kernel.catalog.models import Offer
from yaji.kernel.catalog.states import OFFER
from yaji.kernel.catalog.types import OfferDraft
from yaji.kernel.events.queries import facts_about
from yaji.kit import clock
from yaji.kit.actor import SYSTEM
from yaji.kit.operation import NoTransaction
from yaji.kit.testing import count_statements
from yaji.kit.text import local

pytestmark = pytest.mark.django_db


def draft(subject: str = "prf_1", kind: str = "ticket", **values: Any) -> OfferDraft:
    words: dict[str, Any] = {"title": local("Stalls", "池座"), "detail": local("Row 1", "第1排"), "currency": "CNY"}
    words |= {"seller": "par_1", "price": 18_000, "pool": 7} | values
    return OfferDraft(kind=kind, subject=subject, **words)


def put(*drafts: OfferDraft) -> list[Offer]:
    with transaction.atomic():
        return steps.put_offers(drafts, actor=SYSTEM)


def move(verb: str, *subjects: str) -> int:
    with transaction.atomic():
        return steps.move_offers(subjects, verb, actor=SYSTEM)


def states() -> list[str]:
    return list(Offer.objects.order_by("id").values_list("state", flat=True))


def stated(subject: str = "prf_1") -> list[str]:
    return [fact.body["offer_kind"] for fact in facts_about(subject) if fact.kind == "catalog.changed"]


def test_outside_an_operation_nothing_is_offered() -> None:
    with pytest.raises(NoTransaction):
        steps.put_offers([draft()], actor=SYSTEM)


def test_an_offer_begins_as_a_draft_with_everything_that_was_said() -> None:
    opens = clock.now() + timedelta(days=1)
    terms = {"returns": {"until_hours": 48, "fee_bp": 500}, "commission_bp": 600}
    offer = put(draft(zone="stalls", terms=terms, max_per_order=4, on_sale_from=opens))[0]
    stored = Offer.objects.get(public_id=offer.public_id)
    assert stored.public_id.startswith("off_")
    assert (stored.state, stored.title["zh-hans"], stored.price, stored.currency) == ("draft", "池座", 18_000, "CNY")
    assert (stored.terms, stored.zone, stored.pool) == (terms, "stalls", 7)
    assert (stored.min_per_order, stored.max_per_order, stored.on_sale_from) == (1, 4, opens)


def test_several_offers_of_a_subject_are_stated_once() -> None:
    put(draft(), draft(price=9_000), draft("prf_2"))
    assert (stated("prf_1"), stated("prf_2")) == (["ticket"], ["ticket"])
    put(draft(kind="voucher"))
    assert stated("prf_1") == ["ticket", "voucher"]


def test_adding_costs_the_same_statements_for_few_and_many() -> None:
    counts = []
    for times in (2, 20):
        with count_statements() as statements:
            put(*[draft(f"prf_{n}") for n in range(times)])
        counts.append(len(statements))
    assert counts == [2, 2]


@pytest.mark.parametrize(
    "values",
    [{"price": -1}, {"min_per_order": 0}, {"min_per_order": 5, "max_per_order": 4}],
    ids=["price", "least", "most"],
)
def test_numbers_that_make_no_sense_are_not_stored(values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        put(draft(**values))


def test_no_shell_stores_a_state_that_does_not_exist() -> None:
    put(draft())
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.update(state="open")


def test_changing_sets_the_rows_in_hand_and_those_stored() -> None:
    offers = put(draft(), draft(), draft("prf_2"))
    with transaction.atomic(), count_statements() as statements:
        steps.change_offers(offers[:2], actor=SYSTEM, price=5_000, terms={"returns": {}})
    assert len(statements) == 2
    assert [offer.price for offer in offers] == [5_000, 5_000, 18_000]
    assert sorted(Offer.objects.values_list("price", flat=True)) == [5_000, 5_000, 18_000]
    assert (stated("prf_1"), stated("prf_2")) == (["ticket", "ticket"], ["ticket"])


class TestMoving:
    def test_drafts_and_paused_offers_open_and_closed_ones_do_not(self) -> None:
        put(draft(), draft(), draft(), draft(), draft("prf_2"))
        numbers = list(Offer.objects.order_by("id").values_list("pk", flat=True))
        for pk, state in zip(numbers, ["draft", "paused", "closed", "on_sale"], strict=False):
            Offer.objects.filter(pk=pk).update(state=state)
        assert move("open", "prf_1") == 2
        assert states() == ["on_sale", "on_sale", "closed", "on_sale", "draft"]

    def test_every_move_of_the_table_does_what_it_says_and_no_other_does_anything(self) -> None:
        offer = put(draft())[0]
        verbs = {verb for moves in OFFER.values() for verb in moves}
        for state, moves in OFFER.items():
            for verb in sorted(verbs):
                Offer.objects.filter(pk=offer.pk).update(state=state)
                assert move(verb, "prf_1") == (verb in moves)
                assert states() == [moves.get(verb, state)]

    def test_a_move_is_stated_by_kind(self) -> None:
        put(draft(), draft(kind="voucher"))
        assert move("open", "prf_1", "prf_unknown") == 2
        assert sorted(stated()) == ["ticket", "ticket", "voucher", "voucher"]

    def test_many_subjects_cost_as_few_statements_as_two(self) -> None:
        put(*[draft(f"prf_{n}") for n in range(20)])
        counts = []
        for subjects in (["prf_0", "prf_1"], [f"prf_{n}" for n in range(2, 20)]):
            with count_statements() as statements:
                assert move("open", *subjects) == len(subjects)
            counts.append(len(statements))
        assert counts[0] == counts[1]


def test_offers_are_found_by_ref_by_one_statement() -> None:
    one, two = put(draft(), draft())
    with count_statements() as statements:
        found = queries.offers_by_ref([two.public_id, one.public_id, one.public_id, "off_unknown"])
    assert found == {one.public_id: one, two.public_id: two}
    assert len(statements) == 1


def test_a_price_list_reads_from_the_dearest_down() -> None:
    cheap, dear, other = put(draft(price=1), draft(price=3), draft("prf_0", price=2))
    assert list(queries.offers_of(["prf_1", "prf_0"])) == [other, dear, cheap]
