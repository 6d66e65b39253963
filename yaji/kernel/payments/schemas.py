"""Shapes of the API."""

from datetime import datetime

from ninja import Field, Schema


class IntentOut(Schema):
    """One attempt to pay. Amounts are in minor units."""

    id: str = Field(..., alias="public_id")
    subject: str
    attempt: int
    amount: int
    currency: str
    refunded: int
    provider: str
    method: str
    state: str
    url: str
    created_at: datetime
    expires_at: datetime


class NoticeAnswerOut(Schema):
    outcome: str


class RefusalOut(Schema):
    code: str
    message: str
    next_step: str
    facts: dict[str, object]
    request_id: str
