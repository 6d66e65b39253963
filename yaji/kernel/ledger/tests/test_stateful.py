"""Any history of transfers: sums are zero, guarded accounts never below it, and both are what a plain sum says."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from yaji.kernel.ledger import queries, steps
from yaji.kernel.ledger.errors import InsufficientFunds
from yaji.kernel.ledger.models import Account
from yaji.kernel.ledger.types import Posting

OPEN, GUARDED = ["clearing", "escrow", "revenue"], ["points", "deposit"]
codes = st.sampled_from(OPEN + GUARDED)
amounts = st.one_of(st.integers(0, 20), st.sampled_from([1, 10**12]))
moves = st.tuples(codes, codes, amounts, st.sampled_from(["CNY", "JPY"])).filter(lambda move: move[0] != move[1])


class Ledger(RuleBasedStateMachine):
    """Accounts of this history carry its number, so that histories do not mix."""

    histories = 0

    @initialize()
    def open(self) -> None:
        Ledger.histories += 1
        self.name = f":{Ledger.histories}"
        self.sums: Counter[tuple[str, str]] = Counter()
        with transaction.atomic():
            for code in GUARDED:
                steps.open_guarded(code + self.name, "CNY")

    @rule(batch=st.lists(moves, max_size=5))
    def move(self, batch: list[Any]) -> None:
        after = Counter(self.sums)
        for debit, credit, amount, currency in batch:
            after[debit, currency] -= amount
            after[credit, currency] += amount
        allowed = all(after[code, "CNY"] >= 0 for code in GUARDED)
        postings = [Posting(d + self.name, c + self.name, n, u, "any", "x") for d, c, n, u in batch]
        try:
            with transaction.atomic():
                self.post(postings)
            assert allowed
            self.sums = after
        except InsufficientFunds:
            assert not allowed

    def post(self, postings: list[Posting]) -> None:
        steps.post(postings)

    @invariant()
    def balances_are_what_was_added(self) -> None:
        if not hasattr(self, "sums"):
            return
        for code in OPEN + GUARDED:
            for currency in ("CNY", "JPY"):
                assert queries.balance(code + self.name, currency) == self.sums[code, currency]
        kept = Account.objects.filter(code__in=[code + self.name for code in GUARDED], currency="CNY")
        assert {row.code: row.balance for row in kept} == {c + self.name: self.sums[c, "CNY"] for c in GUARDED}

    def teardown(self) -> None:
        assert not any(queries.re_add().values())
        assert queries.off_guard() == []
        assert queries.mixed_currencies() == 0


class GuardsEachPostingAlone(Ledger):
    """Seeded: a batch is posted transfer by transfer, so the order decides who is refused."""

    def post(self, postings: list[Posting]) -> None:
        for posting in postings:
            steps.post([posting])


class ForgetsTheGuard(Ledger):
    """Seeded: transfers are recorded, kept balances are not moved."""

    def post(self, postings: list[Posting]) -> None:
        Account.objects.filter(balance__isnull=False).update(balance=10**15)
        steps.post(postings)


def run(machine: type[Ledger], examples: int, *, seeking: bool = False) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate] if seeking else [Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_every_history_adds_up_and_keeps_its_bounds() -> None:
    run(Ledger, 30)


@pytest.mark.django_db
@pytest.mark.parametrize("twin", [GuardsEachPostingAlone, ForgetsTheGuard])
def test_a_ledger_with_a_mistake_is_caught(twin: type[Ledger]) -> None:
    with pytest.raises(AssertionError):
        run(twin, 100, seeking=True)
