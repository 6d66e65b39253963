"""Posting transfers: balanced by construction, guarded where they must be, never edited."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from yaji.kernel.ledger import queries, steps
from yaji.kernel.ledger.errors import InsufficientFunds
from yaji.kernel.ledger.models import Account, Transfer
from yaji.kernel.ledger.types import Posting
from yaji.kit import triggers
from yaji.kit.operation import NoTransaction
from yaji.kit.testing import count_statements

pytestmark = pytest.mark.django_db
BUYER, SELLER, FEES = "clearing:sandbox", "escrow:par_1", "revenue:commission"


def posting(amount: int, debit: str = BUYER, credit: str = SELLER, currency: str = "CNY", subject: str = "") -> Posting:
    return Posting(debit, credit, amount, currency, "sale", subject or "lin_1")


def post(*postings: Posting) -> None:
    with transaction.atomic():
        steps.post(postings)


def guard(code: str, currency: str = "CNY") -> None:
    with transaction.atomic():
        steps.open_guarded(code, currency)


def test_outside_an_operation_nothing_is_posted() -> None:
    with pytest.raises(NoTransaction):
        steps.post([posting(1)])


def test_a_transfer_leaves_one_account_and_arrives_at_another() -> None:
    post(posting(500), posting(300, SELLER, FEES))
    assert queries.balance(BUYER, "CNY") == -500
    assert queries.balance(SELLER, "CNY") == 200
    assert queries.balance(FEES, "CNY") == 300
    assert queries.re_add() == {"CNY": 0}


def test_currencies_and_subjects_are_kept_apart() -> None:
    post(posting(500), posting(70, currency="JPY"), posting(11, subject="lin_2"))
    assert queries.balance(SELLER, "CNY") == 511
    assert queries.balance(SELLER, "JPY") == 70
    assert queries.balance(SELLER, "CNY", subject="lin_2") == 11
    assert queries.balance(SELLER, "EUR") == queries.balance("nobody", "CNY") == 0
    assert queries.re_add() == {"CNY": 0, "JPY": 0}


def test_movements_about_subjects_are_read_with_both_accounts_oldest_first() -> None:
    post(posting(1, subject="lin_a"), posting(2, subject="lin_b"), posting(3, subject="lin_c"))
    post(posting(4, SELLER, FEES, subject="lin_a"))
    with count_statements() as statements:
        rows = [(t.amount, t.debit.code, t.credit.code) for t in queries.transfers_about(["lin_a", "lin_b"])]
    assert rows == [(1, BUYER, SELLER), (2, BUYER, SELLER), (4, SELLER, FEES)]
    assert len(statements) == 1


def test_nothing_and_zeros_are_not_recorded() -> None:
    post()
    post(posting(0))
    assert not Transfer.objects.exists()
    assert not Account.objects.exists()


@pytest.mark.parametrize("bad", [posting(-5), posting(5, BUYER, BUYER)], ids=["negative", "to itself"])
def test_money_moves_forwards_between_two_accounts(bad: Posting) -> None:
    with pytest.raises(ValueError):
        post(posting(5), bad)
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("change", ["amount = -5", "amount = 0", "credit_id = debit_id"])
def test_not_even_a_shell_without_triggers_stores_one_that_does_not(change: str) -> None:
    post(posting(5))
    with triggers.lifted(), pytest.raises(IntegrityError):
        run(f"UPDATE ledger_transfer SET {change}")


def test_the_same_statements_for_few_and_many() -> None:
    post(posting(1))
    guard("points:a")
    post(posting(10_000, BUYER, "points:a"))
    counts = []
    for times in (2, 40):
        with count_statements() as statements:
            post(*[posting(1 + n, subject=f"lin_{n}") for n in range(times)], posting(1, "points:a", BUYER))
        counts.append(len(statements))
    assert counts == [3, 3]


class TestGuard:
    def test_a_guarded_account_gives_what_it_has_and_not_more(self) -> None:
        guard("points:a")
        post(posting(100, BUYER, "points:a"))
        post(posting(100, "points:a", FEES))
        with pytest.raises(InsufficientFunds):
            post(posting(1, "points:a", FEES))
        assert queries.balance("points:a", "CNY") == 0
        assert queries.off_guard() == []

    def test_a_batch_counts_as_a_whole_in_whatever_order(self) -> None:
        guard("points:a")
        post(posting(60, "points:a", FEES), posting(100, BUYER, "points:a"))
        assert queries.balance("points:a", "CNY") == 40
        with pytest.raises(InsufficientFunds):
            post(posting(10, BUYER, "points:a"), posting(60, "points:a", FEES))
        assert queries.balance("points:a", "CNY") == 40
        assert queries.off_guard() == []

    def test_one_refusal_moves_nothing_of_any_account(self) -> None:
        guard("points:a")
        guard("points:b")
        with pytest.raises(InsufficientFunds):
            post(posting(5, BUYER, "points:a"), posting(5, "points:b", FEES))
        assert set(Account.objects.values_list("balance", flat=True)) == {0}
        assert not Transfer.objects.exists()

    def test_the_guard_is_of_one_currency(self) -> None:
        guard("points:a")
        post(posting(5, "points:a", FEES, currency="JPY"))
        assert queries.balance("points:a", "JPY") == -5

    def test_opening_twice_is_fine_and_too_late_is_said(self) -> None:
        guard("points:a")
        guard("points:a")
        post(posting(5))
        with pytest.raises(ValueError):
            guard(SELLER)

    def test_amounts_of_more_than_32_bits_are_kept_whole(self) -> None:
        guard("points:a")
        post(posting(5_000_000_000, BUYER, "points:a"))
        post(posting(4_999_999_999, "points:a", FEES))
        assert Account.objects.get(code="points:a").balance == queries.balance("points:a", "CNY") == 1

    def test_no_shell_takes_it_below_zero(self) -> None:
        guard("points:a")
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.update(balance=-1)


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def unguarded() -> Iterator[None]:
    with triggers.lifted():
        yield


CHANGES = [
    "UPDATE ledger_transfer SET amount = 1",
    "UPDATE ledger_transfer SET at = '2001-01-01 00:00:00'",
    "UPDATE ledger_transfer SET credit_id = credit_id + 1000",
    "DELETE FROM ledger_transfer",
]
CHANGES += [
    "TRUNCATE ledger_transfer"
    if connection.vendor == "postgresql"
    else "REPLACE INTO ledger_transfer (id, debit_id, credit_id, amount, currency, reason, subject, at) "
    "SELECT id, debit_id, credit_id, 1, currency, reason, subject, at FROM ledger_transfer"
]


def stored() -> list[tuple[object, ...]]:
    return list(Transfer.objects.values_list("debit", "credit", "amount", "at"))


@pytest.mark.parametrize("change", CHANGES)
def test_a_transfer_is_never_changed_or_removed(change: str) -> None:
    post(posting(500))
    before = stored()
    with pytest.raises(DatabaseError, match="append-only"):
        run(change)
    assert stored() == before


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.usefixtures("unguarded")
def test_control_without_the_triggers_it_would_be(change: str) -> None:
    post(posting(500))
    before = stored()
    run(change)
    assert stored() != before


SICK = {
    "UPDATE ledger_account SET currency = 'EUR' WHERE code = 'clearing:sandbox'": "re_add",
    "DELETE FROM ledger_account WHERE code = 'clearing:sandbox'": "re_add",
    "UPDATE ledger_transfer SET currency = 'EUR'": "mixed_currencies",
    "UPDATE ledger_account SET balance = 499 WHERE code = 'points:a'": "off_guard",
    "UPDATE ledger_transfer SET amount = amount + 1": "off_guard",
    "DELETE FROM ledger_transfer": "off_guard",
}


def complaints() -> dict[str, object]:
    """What the doctor asks, and only the answers that are not as they should be."""
    answers: dict[str, object] = {
        "re_add": {currency: total for currency, total in queries.re_add().items() if total},
        "off_guard": queries.off_guard(),
        "mixed_currencies": queries.mixed_currencies(),
    }
    return {name: answer for name, answer in answers.items() if answer}


@pytest.mark.parametrize("change", SICK)
@pytest.mark.usefixtures("unguarded")
def test_what_the_doctor_asks_finds(change: str) -> None:
    guard("points:a")
    post(posting(500, BUYER, "points:a"), posting(20))
    assert complaints() == {}
    run(change)
    assert SICK[change] in complaints()
