"""The command line: what it understands, what it prints, what it returns."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from yaji.delivery.cli import createoperator, main
from yaji.delivery.cli.checks import schedule as schedule_check
from yaji.kernel.events.models import Due, FactRow
from yaji.kernel.events.ports import schedule
from yaji.kernel.events.types import Every
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
        monkeypatch.setattr(createoperator.getpass, "getpass", lambda prompt: "a-long-pass-phrase-2026")
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
        monkeypatch.setattr(createoperator.getpass, "getpass", lambda prompt: "12345")
        assert main.main(["createoperator", *words]) == 1
        assert capsys.readouterr().err.strip()
        assert not get_user_model()._default_manager.exists()
