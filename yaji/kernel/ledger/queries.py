"""Balances, statements, and the re-adding of everything."""

from collections.abc import Collection

from django.db.models import F, Q, QuerySet, Sum

from yaji.kernel.ledger.models import Account, Transfer
from yaji.kit import sql


def balance(code: str, currency: str, *, subject: str = "") -> int:
    """Credits less debits of an account, in minor units; of one subject if given."""
    rows = Transfer.objects.filter(currency=currency)
    rows = rows.filter(subject=subject) if subject else rows
    credit = rows.filter(credit__code=code).aggregate(s=Sum("amount"))["s"] or 0
    debit = rows.filter(debit__code=code).aggregate(s=Sum("amount"))["s"] or 0
    return int(credit) - int(debit)


def transfers_about(subjects: Collection[str]) -> QuerySet[Transfer]:
    """The movements about these subjects, oldest first, with both accounts."""
    return Transfer.objects.filter(subject__in=list(subjects)).select_related("debit", "credit").order_by("id")


def re_add() -> dict[str, int]:
    """Sum of all balances by currency, re-added from the transfers. Every value is zero, or something is wrong."""
    rows = sql.run(
        "SELECT currency, SUM(amount) FROM (SELECT c.currency, t.amount FROM ledger_transfer t "
        "JOIN ledger_account c ON c.id = t.credit_id UNION ALL SELECT d.currency, -t.amount FROM ledger_transfer t "
        "JOIN ledger_account d ON d.id = t.debit_id) AS sides GROUP BY currency"
    )
    return {row[0]: int(row[1]) for row in rows}


def off_guard() -> list[tuple[str, str, int, int]]:
    """Guarded accounts whose kept balance differs from their transfers: (code, currency, kept, added)."""
    found = []
    for account in Account.objects.filter(balance__isnull=False).order_by("pk"):
        sides = Transfer.objects.filter(Q(debit=account) | Q(credit=account)).aggregate(
            into=Sum("amount", filter=Q(credit=account)), out=Sum("amount", filter=Q(debit=account))
        )
        added = int(sides["into"] or 0) - int(sides["out"] or 0)
        if added != account.balance:
            found.append((account.code, account.currency, account.balance or 0, added))
    return found


def mixed_currencies() -> int:
    """Transfers whose currency is not that of both accounts. Should be none."""
    wrong = ~Q(debit__currency=F("currency")) | ~Q(credit__currency=F("currency"))
    return Transfer.objects.filter(wrong).count()
