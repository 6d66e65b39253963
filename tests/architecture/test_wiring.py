"""What is plugged in is plugged in whole."""

from tests.architecture.sources import ROOT
from yaji.delivery.cli import checks as _events_checks  # noqa: F401  # imported to be plugged
from yaji.kernel.catalog.ports import indexers, presenters
from yaji.kernel.orders.ports import fulfillers
from yaji.kit import doctor
from yaji.kit.registry import Registry


def kinds(registry: Registry[object]) -> set[str]:
    return {kind for kind, _plug in registry.items()}


def test_every_kind_of_offer_is_sold_shown_and_found() -> None:
    wanted = kinds(fulfillers) | kinds(presenters) | kinds(indexers)  # type: ignore[arg-type]  # any plug will do
    assert wanted, "nothing is sold at all"
    for registry in (fulfillers, presenters, indexers):
        assert kinds(registry) == wanted, registry.name  # type: ignore[arg-type]  # any plug will do


def test_every_check_of_the_doctor_has_a_cure_in_the_runbook() -> None:
    text = (ROOT / "docs" / "operate" / "runbook.md").read_text(encoding="utf-8")
    anchors = {
        line.lstrip("#").strip().lower().replace(" ", "-") for line in text.splitlines() if line.startswith("## ")
    }
    wanted = {check.runbook for check in doctor.checks.values()}
    assert wanted - anchors == set()
    assert len(wanted) > 5
