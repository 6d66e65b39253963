"""Idempotency keys: one effect per key, the same answer again, another body refused (S5)."""

import threading
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from yaji.kernel.events import steps
from yaji.kernel.events.errors import KeyReused
from yaji.kernel.events.models import Key
from yaji.kernel.events.tests.conftest import ANN
from yaji.kit import triggers
from yaji.kit.actor import Actor
from yaji.kit.operation import NoTransaction
from yaji.kit.testing import count_statements, race

BEN = Actor(ref="usr_ben", label="Ben")


def wish(key: str = "k", ref: str = "ord_1", actor: Actor = ANN, operation: str = "place", **body: Any) -> Any:
    return (actor, operation, key, body, ref)


def claim(*wanted: Any) -> list[Any]:
    """Answers, with refusals by their names."""
    with transaction.atomic():
        answers = steps.claim_keys(wanted)
    return ["reused" if isinstance(answer, KeyReused) else answer for answer in answers]


def claim_one(key: str, ref: str, **body: Any) -> str | None:
    with transaction.atomic():
        return steps.claim_key(actor=ANN, operation="place", key=key, body=body, ref=ref)


@pytest.mark.django_db
class TestClaiming:
    def test_outside_an_operation_no_key_is_claimed(self) -> None:
        with pytest.raises(NoTransaction):
            steps.claim_keys([wish()])
        with pytest.raises(NoTransaction):
            steps.forget_keys([(ANN, "place", "k")])

    def test_a_new_key_is_none_and_then_its_answer(self) -> None:
        assert claim_one("k", "ord_1", seats=[1, 2]) is None
        assert claim_one("k", "ord_2", seats=[1, 2]) == "ord_1"

    def test_another_body_is_refused(self) -> None:
        claim_one("k", "ord_1", seats=[1, 2])
        with pytest.raises(KeyReused):
            claim_one("k", "ord_2", seats=[2, 1])
        assert claim_one("k", "ord_3", seats=[1, 2]) == "ord_1"

    def test_the_order_of_names_in_a_body_does_not_matter(self) -> None:
        claim_one("k", "ord_1", a=1, b=2)
        assert claim_one("k", "ord_2", b=2, a=1) == "ord_1"

    def test_keys_belong_to_an_actor_and_an_operation(self) -> None:
        wanted = [wish(), wish(actor=BEN, ref="ord_2"), wish(operation="refund", ref="ref_3")]
        assert claim(*wanted) == [None, None, None]

    def test_the_same_key_twice_in_one_batch_is_answered_with_the_first(self) -> None:
        wanted = [wish(ref="ord_1", n=1), wish(ref="ord_2", n=1), wish(ref="ord_3", n=2), wish("other", ref="ord_4")]
        assert claim(*wanted) == [None, "ord_1", "reused", None]
        assert claim(wish(ref="ord_5", n=1), wish(ref="ord_6", n=1)) == ["ord_1", "ord_1"]

    def test_known_and_new_keys_may_share_a_batch(self) -> None:
        claim(wish("a", ref="ord_a"))
        assert claim(wish("b", ref="ord_b"), wish("a", ref="ord_x"), wish("a", ref="ord_y", n=1)) == [
            None,
            "ord_a",
            "reused",
        ]

    def test_an_operation_that_is_rolled_back_leaves_no_key(self) -> None:
        with transaction.atomic():
            steps.claim_keys([wish()])
            transaction.set_rollback(True)
        assert claim(wish(ref="ord_2")) == [None]

    def test_a_forgotten_key_may_come_again_even_with_another_body(self) -> None:
        claim(wish(n=1), wish("kept", ref="ord_2"))
        with transaction.atomic():
            steps.forget_keys([])
            steps.forget_keys([(ANN, "place", "k")])
        assert claim(wish(ref="ord_3", n=2), wish("kept", ref="ord_4")) == [None, "ord_2"]

    def test_a_key_that_is_very_long_is_still_one_of_its_own(self) -> None:
        long, longer = "k" * 200, "k" * 201
        assert claim(wish(long), wish(longer, ref="ord_2")) == [None, None]
        assert claim(wish(long, ref="ord_3"), wish(longer, ref="ord_4")) == ["ord_1", "ord_2"]
        with transaction.atomic():
            steps.forget_keys([(ANN, "place", long)])
        assert claim(wish(long, ref="ord_5")) == [None]

    def test_one_statement_for_many_and_two_if_any_was_known(self) -> None:
        with count_statements() as fresh:
            claim(*[wish(f"k{n}", ref=f"ord_{n}") for n in range(30)])
        with count_statements() as known:
            claim(*[wish(f"k{n}", ref="x") for n in range(15, 45)])
        assert (len(fresh), len(known)) == (1, 2)

    @pytest.mark.parametrize("column", ["key", "request", "response", "at"])
    def test_no_shell_gives_a_key_another_answer(self, column: str) -> None:
        claim(wish())
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE events_key SET {column} = '2001-01-01 00:00:00'")
        with triggers.lifted(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE events_key SET {column} = '2001-01-01 00:00:00'")

    @pytest.mark.postgres
    def test_no_shell_empties_the_table(self) -> None:
        claim(wish())
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE events_key")


@pytest.mark.django_db(transaction=True)
def test_of_eight_with_one_key_one_acts_and_all_are_told_the_same() -> None:
    answers = [outcome.value for outcome in race(lambda i: claim(wish(ref=f"ord_{i}", n=1)))]
    first = answers.index([None])
    assert [answer for answer in answers if answer != [None]] == [[f"ord_{first}"]] * 7


@pytest.mark.django_db(transaction=True)
def test_of_eight_with_one_key_and_different_bodies_one_acts_and_the_others_are_refused() -> None:
    answers = [outcome.value for outcome in race(lambda i: claim(wish(ref=f"ord_{i}", n=i)))]
    assert (answers.count([None]), answers.count(["reused"])) == (1, 7)


@pytest.mark.django_db(transaction=True)
def test_overlapping_batches_claim_in_one_order() -> None:
    def batch(i: int) -> list[Any]:
        keys = [f"k{n:02}" for n in range(40)]
        return claim(*[wish(key, ref=f"{key}_{i}") for key in (keys if i % 2 else reversed(keys))])

    outcomes = race(batch)
    assert [outcome.error for outcome in outcomes] == [None] * 8
    assert sum(outcome.value.count(None) for outcome in outcomes) == 40


@pytest.mark.django_db(transaction=True)
def test_control_looking_for_a_key_and_then_writing_it_acts_twice() -> None:
    """In autocommit and without the key's uniqueness: both look, both find nothing, both act."""
    looked = threading.Barrier(2)

    def look_and_act(i: int) -> bool:
        known = Key.objects.filter(request="body").exists()
        looked.wait(timeout=20)
        if not known:
            Key.objects.create(key=f"k{i}", request="body", response=f"ord_{i}")
        return not known

    assert [outcome.value for outcome in race(look_and_act, times=2)] == [True, True]
    assert Key.objects.count() == 2
