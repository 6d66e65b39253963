"""Payments over the API. Payments begin and end through orders; here they are seen, and providers knock."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from yaji.kernel.payments import operations, queries
from yaji.kernel.payments.http import take_notice
from yaji.kernel.payments.models import Intent
from yaji.kernel.payments.schemas import IntentOut, NoticeAnswerOut, RefusalOut
from yaji.kit.http.throttle import Limit, client_address, spend

CHECKS = Limit("payments.check", per_minute=60, burst=60)
prefix = "/payments"
router = Router()


@router.get("/intents/{ref}", response={200: IntentOut, 404: RefusalOut})
def get_intent(request: HttpRequest, ref: str) -> Intent:
    """One attempt to pay, for the payer and whoever holds the order's key."""
    return queries.intent_for(request.actor, ref)  # type: ignore[attr-defined]  # set by the actor middleware


@router.post("/intents/{ref}/check", response={200: IntentOut, 404: RefusalOut}, summary="Ask how a payment went")
def check_intent(request: HttpRequest, ref: str) -> Intent:
    """What the browser's return does: ask the provider now rather than wait for its notice."""
    actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    queries.intent_for(actor, ref)
    spend(CHECKS, client_address(request))
    operations.check(intent=ref)
    return queries.intent_for(actor, ref)


@router.post(
    "/notices/{provider}",
    auth=None,
    response={200: NoticeAnswerOut, 400: RefusalOut, 404: RefusalOut, 413: RefusalOut, 429: RefusalOut},
)
def post_notice(request: HttpRequest, provider: str) -> Any:
    """Where a payment provider sends its notices. The signature over the exact bytes is the authentication."""
    return Status(*take_notice(request, provider))
