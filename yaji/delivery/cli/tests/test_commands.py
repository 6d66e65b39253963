"""The command line: what it understands, what it prints, what it returns."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from yaji.delivery.cli import main
from yaji.delivery.cli.checks import schedule as schedule_check
from yaji.kernel.events.models import Due, FactRow
from yaji.kernel.events.ports import schedule
from yaji.kernel.events.types import Every
from yaji.kernel.inventory.models import Claim, Hold, Pool
from yaji.kernel.ledger.models import Account, Transfer
from yaji.kernel.payments.models import Intent
from yaji.kit import clock
from yaji.kit.doctor import Check, Finding, checks


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(["--help"])
    assert left.value.code == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in main.COMMANDS)


def test_a_word_it_does_not_know_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(["frobnicate"])
    assert left.value.code == 2
    assert "frobnicate" in capsys.readouterr().err


def test_manage_hands_everything_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["manage", "diffsettings", "--output", "unified"]) == 0
    assert "INSTALLED_APPS" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_doctor_speaks_to_people_and_to_machines(capsys: pytest.CaptureFixture[str]) -> None:
    sick = Check("aaa.sick", "Sick on purpose", lambda: [Finding("error", "It hurts", facts={"n": 3})], "triggers")
    with checks.instead("aaa.sick", sick):
        assert main.main(["doctor"]) == 1
        printed = capsys.readouterr().out
        assert main.main(["doctor", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert "It hurts" in printed
    assert "runbook.md#triggers" in printed
    assert report["level"] == "error"
    assert report["checks"][0]["findings"] == [{"level": "error", "text": "It hurts", "link": "", "facts": {"n": 3}}]


@pytest.mark.django_db
def test_the_doctor_is_content_with_warnings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = Check("aaa", "Warned", lambda: [Finding("warning", "Mind this")], "triggers")
    monkeypatch.setattr(checks, "_plugs", {"aaa": warning})
    assert main.main(["doctor"]) == 0
    assert "Mind this" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "expected"), [(0, []), (5, ["warning"]), (30, ["error"])])
def test_facts_that_nobody_heard_are_found(minutes: int, expected: list[str]) -> None:
    at = clock.now() - timedelta(minutes=minutes)
    FactRow.objects.create(kind="shop.opened", subject="x", actor_ref="system", actor_label="", at=at, pending=True)
    findings = checks["events.outbox"].run()
    assert [finding.level for finding in findings] == expected
    assert all("shop.opened" in finding.text for finding in findings)


@pytest.mark.django_db
def test_work_that_is_overdue_is_found() -> None:
    Due.objects.create(name="shop.sweep", next_run=clock.now() - timedelta(hours=1))
    assert "shop.sweep" in " ".join(finding.text for finding in schedule_check())


@pytest.mark.django_db
@pytest.mark.req("OPS-47")
def test_a_ledger_that_does_not_add_up_is_found() -> None:
    assert checks["ledger.balance"].run() == []
    yuan = Account.objects.create(code="escrow:x", currency="CNY")
    euro = Account.objects.create(code="clearing:x", currency="EUR")
    guarded = Account.objects.create(code="points:x", currency="CNY", balance=7)
    Transfer.objects.create(debit=euro, credit=yuan, amount=500, currency="CNY", reason="made up", subject="x")
    findings = checks["ledger.balance"].run()
    assert {finding.level for finding in findings} == {"error"}
    assert {tuple(sorted(finding.facts)) for finding in findings} == {
        ("currency", "sum"),
        ("mixed",),
        ("account", "added", "currency", "kept"),
    }
    assert guarded.code in " ".join(finding.text for finding in findings)


@pytest.mark.django_db
def test_places_that_do_not_add_up_are_found() -> None:
    assert checks["inventory.places"].run() == []
    later = clock.now() + timedelta(days=1)
    counted = Pool.objects.create(capacity=10, taken=3, numbered=False)
    named = Pool.objects.create(capacity=10, numbered=True)
    Hold.objects.create(ref="hol_1", pool=named, owner="x", qty=2, until=later, latest=later, state=2)
    Claim.objects.create(pool=named, position=1, hold="hol_1", until=later, state=2)
    Claim.objects.create(pool=named, position=2, hold="hol_other", until=later, state=2)
    text = " ".join(finding.text for finding in checks["inventory.places"].run())
    assert f"Pool {counted.pk} counts 3 places, its holds 0." in text
    assert "Hold hol_1 was sold 2 places and has 1." in text
    assert "hol_other" in text


@pytest.mark.django_db
def test_payments_that_are_stuck_are_found() -> None:
    now = clock.now()
    intent = Intent.objects.create(
        subject="ord_1", amount=100, currency="CNY", provider="sandbox", state="pending", payer="x", return_path="/",
        language="en", created_at=now - timedelta(days=3), expires_at=now - timedelta(days=2),
    )  # fmt: skip
    findings = checks["payments.stuck"].run()
    assert [(finding.level, finding.facts["kind"]) for finding in findings] == [("warning", "pending")]
    assert intent.public_id in findings[0].text
    Intent.objects.filter(pk=intent.pk).update(trouble="mismatch")
    assert [finding.level for finding in checks["payments.stuck"].run()] == ["error"]


@pytest.mark.django_db
def test_a_tick_runs_what_is_due_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    ran = []
    with schedule.instead("shop.sweep", Every(minutes=60, run=lambda: ran.append(1))):
        assert main.main(["tick"]) == 0
        assert "shop.sweep" in capsys.readouterr().out
        assert main.main(["tick"]) == 0
        assert "shop.sweep" not in capsys.readouterr().out
    assert ran == [1]


@pytest.mark.django_db
class TestCreateOperator:
    def test_a_new_account_may_run_the_site(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("getpass.getpass", lambda prompt: "a-long-pass-phrase-2026")
        assert main.main(["createoperator", "Ada@Example.org"]) == 0
        user = get_user_model()._default_manager.get(email="ada@example.org")
        assert user.is_operator
        assert user.check_password("a-long-pass-phrase-2026")

    def test_an_account_that_is_there_is_appointed(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main.main(["createoperator", "ada@example.org", "--no-password"]) == 0
        assert main.main(["createoperator", "ADA@example.org", "--no-password"]) == 0
        assert get_user_model()._default_manager.filter(is_operator=True).count() == 1

    @pytest.mark.parametrize("words", [["not-an-address", "--no-password"], ["ada@example.org"]])
    def test_a_bad_address_or_a_weak_password_is_refused(
        self, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("getpass.getpass", lambda prompt: "12345")
        assert main.main(["createoperator", *words]) == 1
        assert capsys.readouterr().err.strip()
        assert not get_user_model()._default_manager.exists()
