"""Post transfers, inside somebody's operation."""

from collections.abc import Sequence

from django.db.models import BigIntegerField, F, Value

from yaji.kernel.ledger.errors import InsufficientFunds
from yaji.kernel.ledger.models import Account
from yaji.kernel.ledger.types import Posting
from yaji.kit import clock, sql
from yaji.kit.operation import needs_transaction


@needs_transaction
def open_guarded(code: str, currency: str) -> None:
    """Open an account that cannot go below zero. Before anything is posted to it.

    Raises ValueError if the account is there already without a guard: it would silently stay so.
    """
    account, _ = Account.objects.get_or_create(code=code, currency=currency, defaults={"balance": 0})
    if account.balance is None:
        raise ValueError(f"{code} in {currency} was opened without a guard")


@needs_transaction
def post(postings: Sequence[Posting]) -> None:
    """Record transfers by one statement (more only for accounts that are new or guarded).

    An amount of zero moves nothing and is left out. Raises :class:`InsufficientFunds` if a guarded account
    would go below zero, and ValueError for a negative amount or a transfer from an account to itself.
    """
    wanted = [posting for posting in postings if posting.amount]
    if not wanted:
        return
    if any(p.amount < 0 or p.debit == p.credit for p in wanted):
        raise ValueError("money moves forwards, between two accounts")
    accounts = _accounts({(p.debit, p.currency) for p in wanted} | {(p.credit, p.currency) for p in wanted})
    _move_guarded(wanted, accounts)
    now = clock.now()
    sql.insert_rows(
        "ledger_transfer",
        {
            "debit_id": "bigint",
            "credit_id": "bigint",
            "amount": "bigint",
            "currency": "text",
            "reason": "text",
            "subject": "text",
            "at": "timestamptz",
        },
        [
            (
                accounts[p.debit, p.currency][0],
                accounts[p.credit, p.currency][0],
                p.amount,
                p.currency,
                p.reason,
                p.subject,
                now,
            )
            for p in wanted
        ],
    )


def _accounts(keys: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, bool]]:
    """Id and guardedness of each account; those that are new are opened, unguarded."""
    found = _known(keys)
    new = sorted(keys - found.keys())
    if new:
        Account.objects.bulk_create([Account(code=c, currency=u) for c, u in new], ignore_conflicts=True)
        found.update(_known(set(new)))
    return found


def _known(keys: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, bool]]:
    rows = Account.objects.filter(code__in={code for code, _ in keys})
    return {
        (row.code, row.currency): (row.pk, row.balance is not None) for row in rows if (row.code, row.currency) in keys
    }


def _move_guarded(postings: Sequence[Posting], accounts: dict[tuple[str, str], tuple[int, bool]]) -> None:
    change: dict[int, int] = {}
    for posting in postings:
        for code, sign in ((posting.debit, -1), (posting.credit, 1)):
            pk, guarded = accounts[code, posting.currency]
            if guarded:
                change[pk] = change.get(pk, 0) + sign * posting.amount
    for pk, by in sorted(change.items()):
        # by condition, not by CHECK: a failed CHECK would abort everybody else in the batch too
        # and as a 64-bit number: PostgreSQL's driver would cut a bare one to 32 bits without a word
        moved = F("balance") + Value(by, BigIntegerField())
        if not Account.objects.filter(pk=pk, balance__gte=-by).update(balance=moved):
            raise InsufficientFunds()
