"""The short form of the bank test, and a ledger with a mistake that it must find."""

from collections.abc import Sequence

import pytest

from tests.races.bank import bank
from yaji.kernel.ledger import steps
from yaji.kernel.ledger.errors import InsufficientFunds
from yaji.kernel.ledger.models import Account
from yaji.kernel.ledger.types import Posting

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_snapshot_of_eight_clients_adds_up() -> None:
    result = bank(10_000)
    assert result["passed"], result


def post_by_reading_and_writing_back(postings: Sequence[Posting]) -> None:
    """The seeded mistake: kept balances are read, added to in Python, and written back."""
    accounts = {(row.code, row.currency): row for row in Account.objects.exclude(balance=None).order_by("pk")}
    for posting in postings:
        for code, sign in ((posting.debit, -1), (posting.credit, 1)):
            row = accounts.get((code, posting.currency))
            if row:
                row.balance = (row.balance or 0) + sign * posting.amount
    moved = {code for posting in postings for code in (posting.debit, posting.credit)}
    touched = [row for (code, _), row in accounts.items() if code in moved]
    if any((row.balance or 0) < 0 for row in touched):
        raise InsufficientFunds()
    steps.post(postings)
    for row in touched:
        row.save(update_fields=["balance"])


@pytest.mark.postgres
def test_control_balances_that_are_read_and_written_back_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a transaction of ours is already the lock, so there the mistake cannot show."""
    monkeypatch.setattr(steps, "_move_guarded", lambda *_: None)
    assert bank(800, post_by_reading_and_writing_back)["troubles"]
