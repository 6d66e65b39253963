"""For the operator's programs: how the site is, as the command line and the console show it."""

from django.http import HttpRequest
from ninja import Router, Schema

# plugs the kernel's checks, so that this shows what the command line shows
import yaji.delivery.cli.checks  # noqa: F401
from yaji.kernel.identity.http import actor_of_request
from yaji.kit.doctor import Level, Result, examine, worst
from yaji.kit.errors import require

router = Router(tags=["Operating"])


class FindingOut(Schema):
    """One thing that is not as it should be; ``link`` leads to the console's list of it, or is empty."""

    level: Level
    text: str
    link: str


class CheckOut(Schema):
    """One examination; ``runbook`` is the anchor of its cure in docs/operate/runbook.md."""

    name: str
    label: str
    level: Level
    runbook: str
    findings: list[FindingOut]


class DoctorOut(Schema):
    """All of them; ``worst`` is the gravest."""

    worst: Level
    checks: list[CheckOut]


@router.get("/doctor", response=DoctorOut, summary="How the site is")
def doctor(request: HttpRequest) -> DoctorOut:
    """For the operator. Only reads."""
    require(actor_of_request(request).operator)
    results = examine()
    return DoctorOut(worst=worst(result.level for result in results), checks=[_check(result) for result in results])


def _check(result: Result) -> CheckOut:
    findings = [FindingOut(level=each.level, text=str(each.text), link=each.link) for each in result.findings]
    check = result.check
    return CheckOut(
        name=check.name, label=str(check.label), level=result.level, runbook=check.runbook, findings=findings
    )
